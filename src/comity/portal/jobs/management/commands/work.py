"""`manage.py work`: the worker. Takes up what others left, and goes on until it is stopped."""

import threading
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Command as Worker

from comity.portal.jobs.services import CHORES


class Command(Worker):
    help = "Does the long work of the portal"

    def handle(self, **options: Any) -> None:
        threading.Thread(target=_look_for_lost, daemon=True).start()
        super().handle(**options)


def _look_for_lost() -> None:
    stop = threading.Event()
    while True:
        for chore in CHORES:
            chore()
        close_old_connections()
        stop.wait(settings.COMITY_LOST_AFTER_S / 2)

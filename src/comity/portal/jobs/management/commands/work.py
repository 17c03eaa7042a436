"""`manage.py work`: the worker. Takes up what others left, and goes on until it is stopped."""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Command as Worker

from comity.portal.jobs.services import CHORES
from comity.portal.tenants.fence import on_machine

log = logging.getLogger(__name__)
PAUSE_S = 2.0


class Command(Worker):
    help = "Does the long work of the portal"

    def handle(self, **options: Any) -> None:
        threading.Thread(target=_look_for_lost, daemon=True).start()
        while True:
            try:
                super().handle(**options)
            except (OperationalError, InterfaceError) as error:
                log.warning("the database does not answer (%s); asked again", type(error).__name__)
                connection.close()
                time.sleep(PAUSE_S)
            else:
                return


def _look_for_lost() -> None:
    while True:
        for chore in CHORES:
            try:
                with on_machine():
                    chore()
            except (OperationalError, InterfaceError, OSError) as error:
                # One chore's bad moment is not the end of all: the next round asks again.
                log.warning("a chore met a fault of the machine (%s)", type(error).__name__)
                connection.close()
        close_old_connections()
        time.sleep(settings.COMITY_LOST_AFTER_S / 2)

"""The worker as a process: `python -m comity.portal.worker`, beside the web server."""

import gc
import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.portal.settings.production")
    gc.disable()  # what is read now stays: the collector of garbage need not look at it, now or with every list
    django.setup()
    gc.freeze()
    gc.enable()
    call_command("work", interval=0.5, verbosity=0)

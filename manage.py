"""Django's own commands, for whoever works on the portal: `python manage.py makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.portal.settings.test")
    execute_from_command_line(sys.argv)

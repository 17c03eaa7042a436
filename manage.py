"""Django's own commands, on the installation that the environment names. Whoever works on the portal: `make manage DO=makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.portal.settings.production")
    execute_from_command_line(sys.argv)

"""The portal as a web server starts it."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.portal.settings.production")
gc.disable()  # what is read now stays: the collector of garbage need not look at it, now or with every request
application = get_wsgi_application()
import_module("comity.portal.urls")  # else whoever asks first waits for it
gc.freeze()
gc.enable()

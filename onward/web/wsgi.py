"""The door for a web server: ``granian --interface wsgi onward.web.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from onward.kernel.definitions import current_library

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onward.web.settings")

application = get_wsgi_application()
current_library()  # a fault in the definitions stops the start here; no first visitor waits for the reading

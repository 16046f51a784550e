"""The door for a web server: ``granian --interface wsgi onward.web.wsgi:application``."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from onward.access.secrecy.checks import at_fault
from onward.kernel.definitions import current_library
from onward.web.marked import MARK_VARIABLE, Application, marked

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onward.web.settings")

try:
    application: Application = get_wsgi_application()
except ImproperlyConfigured as wrong:  # a setting: one sentence helps more than a traceback
    sys.exit(str(wrong))
if wrong_keys := at_fault():
    sys.exit(wrong_keys)
if MARK_VARIABLE in os.environ:
    application = marked(application, os.environ[MARK_VARIABLE])
current_library()  # a fault in the definitions stops the start here; no first visitor waits for the reading

# What the start has made stays for good: the collector need not look through it again and again, which took a
# tenth of the CPU of a page; and what a page makes is mostly gone before it would be looked at.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)

#!/usr/bin/env python
"""Run one of Onward's commands: ``python manage.py help`` lists them."""

import os
import sys
from contextlib import ExitStack

# These look at code alone, so they run where no database can be started …
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "definitions",
    "help",
    "makemessages",
    "version",
}
# … and these start and stop it themselves.
ON_THEIR_OWN = {"database", "demo"}


def main() -> None:
    """Start the embedded PostgreSQL if the environment names no other server, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onward.web.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "demo":
        os.environ.setdefault("ONWARD_DEMO", "1")  # on a server of one's own as well
    with ExitStack() as running:
        alone = command in WITHOUT_DATABASE | ON_THEIR_OWN or sys.argv[1:3] == ["keys", "new"]
        if "DATABASE_URL" not in os.environ and not alone:
            from onward.web.database import demo_database

            running.enter_context(demo_database(keep=True))
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        try:
            execute_from_command_line(sys.argv)
        except ImproperlyConfigured as wrong:  # a setting: one sentence helps more than a traceback
            sys.exit(str(wrong))


if __name__ == "__main__":
    main()

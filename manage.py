#!/usr/bin/env python
"""Run one of Onward's commands: ``python manage.py help`` lists them."""

import os
import sys

# These look at code alone, so they run where no database can be started.
WITHOUT_DATABASE = {"check", "collectstatic", "compilemessages", "help", "makemessages", "version"}


def main() -> None:
    """Start the embedded PostgreSQL if the environment names no other server, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onward.web.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if "DATABASE_URL" not in os.environ and command not in {*WITHOUT_DATABASE, "database"}:
        from onward.web.database import start_demo_database

        start_demo_database()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""``manage.py administrator EMAIL``: the first one, who then lets everybody else in."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from onward.access.models import User
from onward.access.roles import roles
from onward.access.rules import MANAGES

NO_TERMINAL = (
    "A password is typed at a terminal, and there is none here. Nothing was made. "
    "Run this in a terminal, or with --no-password where they come by the identity provider."
)


class Command(BaseCommand):
    """Make the first administrator; where there is one, users are made on the page of users."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and whether a password is asked for."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as colleagues know them")
        parser.add_argument("--no-password", action="store_true", help="they come by the identity provider")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, unless somebody administers already."""
        having = [code for code, role in roles().items() if MANAGES in role.verbs]
        if User.objects.filter(is_active=True, roles__overlap=having).exists():
            raise CommandError("Somebody administers users already, and lets others in on the page of users.")
        try:
            validate_email(options["email"])
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        password = None if options["no_password"] else self._password(options)
        User.objects.create_user(options["email"], password, name=options["name"], roles=having[:1])
        self.stdout.write(f"{options['email']} may sign in, and add offices and users.")

    def _password(self, options: dict[str, Any]) -> str:
        """Ask for a password twice; it is never among the words of the command, which others can list."""
        try:
            password = getpass("Password: ")
            again = getpass("Once more: ")
        except EOFError:
            raise CommandError(NO_TERMINAL) from None
        if password != again:
            raise CommandError("The two differ. Nothing was made.")
        try:
            validate_password(password, User(email=options["email"], name=options["name"]))
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        return password

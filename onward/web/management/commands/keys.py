"""``manage.py keys``: the master keys, and the keys of persons and cases that are wrapped under them."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from onward.access.secrecy import carrying, masters, rotating
from onward.kernel import clock
from onward.kernel.files.replacing import put
from onward.kernel.problems import Problem

STOPPED = "Stopped. Every key is whole, under one master key or the other: run `keys rotate` again to go on."


class Command(BaseCommand):
    """Make a master key, say how they stand, wrap every key under the first of them, carry the keys."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked for."""
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("new", help="print a new master key; it is kept nowhere")
        what.add_parser("status", help="how many keys are under which master key, and which may go")
        rotate = what.add_parser("rotate", help="wrap every key under the first master key; may be stopped")
        rotate.add_argument("--batch", type=int, default=rotating.BATCH, help="keys in one transaction")
        written = what.add_parser("export", help="write the wrapped keys into a file, to be kept apart")
        written.add_argument("file", type=Path)
        put = what.add_parser("import", help="after a restore: make the keys what such a file says")
        put.add_argument("file", type=Path)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it; what goes wrong is told in a sentence, with what to do."""
        try:
            getattr(self, f"_{what}")(options)
        except Problem as problem:
            raise CommandError(f"{problem.say()} {problem.say_way_out()}") from problem
        except (masters.BadMasterKeys, carrying.BadKeys) as wrong:
            raise CommandError(str(wrong)) from wrong

    def _new(self, _options: dict[str, Any]) -> None:
        self.stdout.write(masters.made(f"m{clock.today():%Y%m%d}-{secrets.token_hex(2)}"))

    def _status(self, _options: dict[str, Any]) -> None:
        for one in rotating.standing():
            count = "1 key" if one.keys == 1 else f"{one.keys:,} keys"
            self.stdout.write(f"{one.name}: {count}; {_said(one)}")

    def _rotate(self, options: dict[str, Any]) -> None:
        if options["batch"] < 1:
            raise CommandError("A batch has one key at least.")
        try:
            done = rotating.rewrap(self._progress, batch=options["batch"])
        except KeyboardInterrupt:
            raise CommandError(STOPPED) from None
        self.stdout.write(f"{done:,} wrapped anew; every key is under {masters.first()[0]}.")

    def _progress(self, done: int) -> None:
        self.stdout.write(f"{done:,} …")
        self.stdout.flush()

    def _export(self, options: dict[str, Any]) -> None:
        put(options["file"], "".join(f"{line}\n" for line in carrying.lines()).encode())
        self.stdout.write(f"Written: {options['file']}. Keep it apart from the backups of the database.")

    def _import(self, options: dict[str, Any]) -> None:
        try:
            with options["file"].open(encoding="utf-8") as file:
                done = carrying.put_in_place(file)
        except (OSError, UnicodeDecodeError) as wrong:
            raise CommandError(f"The file cannot be read: {wrong}") from wrong
        self.stdout.write(
            f"{done.keys:,} keys are there: {done.came:,} came, and {done.went:,} went that the file has not."
        )


def _said(one: rotating.Standing) -> str:
    if not one.known:
        return "MISSING: what is under it cannot be read"
    if one.first:
        return "the first: new keys are wrapped under it"
    return "may be taken away" if one.may_go else "needed until `keys rotate` has ended"

"""``manage.py history template|check|load FILE``: the past of an office, from a workbook.

``manage.py history sweep`` takes away what pages were handed more than a day ago. ``work KEY`` is for
pages alone.
"""

from __future__ import annotations

import time
from datetime import date
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from onward.access import audit
from onward.access.models import User
from onward.history import loading, uploads
from onward.history.policy import LOAD
from onward.history.queries import before
from onward.history.workbook import Checked, check, read, write_bad, write_template
from onward.history.workbook.costs import bounded
from onward.kernel import clock
from onward.kernel.actions import gatekeeper
from onward.kernel.definitions.values import LANGUAGES
from onward.kernel.files.replacing import must_take_a_file, put
from onward.kernel.problems import Problem


class Command(BaseCommand):
    """Write the template, say what a file would bring in, or bring it in; bad rows go to --out."""

    help = __doc__
    requires_system_checks: list[str] = []  # a page waits for it

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, the file, and what goes with it."""
        parser.add_argument("what", choices=("template", "check", "load", "sweep", "work"))
        parser.add_argument("file", type=Path, nargs="?", default=Path())
        parser.add_argument("--known-on", type=date.fromisoformat, help="day on which all of it was known")
        parser.add_argument("--out", type=Path, help="where bad rows go, as a workbook (.xlsx)")
        parser.add_argument("--by", help="e-mail address of the administrator who asks; the audit keeps it")
        parser.add_argument("--lang", choices=LANGUAGES, default="en")

    def handle(self, *args: Any, what: str, file: Path, **options: Any) -> None:
        """Do it; what is wrong is said with what to do."""
        with translation.override(options["lang"]):
            try:
                if what == "sweep":
                    uploads.sweep()
                elif what == "work":
                    self._take_turns(str(file))
                elif file == Path():
                    raise CommandError("Name the file.")
                elif what == "template":
                    self._write_template(file)
                else:
                    self._must_fit(file, options["out"], options["known_on"])
                    self._in_turn(file, options, load=what == "load")
            except Problem as problem:
                raise CommandError(f"{problem.say()} {problem.say_way_out()}") from problem
            except OSError as wrong:
                raise CommandError(f"{wrong.filename or file}: {wrong.strerror}") from wrong

    def _take_turns(self, key: str) -> None:
        try:
            begun_for = UUID(key)
        except ValueError:
            raise CommandError(
                f"“{key}” is no key of a workbook. Pages ask for this; use check or load with a file."
            ) from None
        uploads.take_turns(begun_for)

    def _write_template(self, file: Path) -> None:
        written = BytesIO()
        write_template(written)
        self._put(file, written, f"{file} is ready to be filled in.", public=True)

    def _put(self, path: Path, written: BytesIO, words: str, *, public: bool = False) -> None:
        """Write what names persons so that its owner alone reads it, and say where, and what is gone."""
        replaced = put(path, written.getvalue(), public=public)
        self.stdout.write(f"{words} The file that was there has been replaced." if replaced else words)

    def _must_fit(self, file: Path, out: Path | None, known_on: date | None) -> None:
        """Refuse, before a row is read, what would be refused when all of them have been."""
        if known_on and known_on > clock.today():
            raise CommandError(f"--known-on {known_on} lies in the future. Give today or a day before.")
        if out is not None:
            if out.exists() and file.exists() and out.samefile(file):
                raise CommandError("--out names the file itself. Name another one.")
            must_take_a_file(out)

    def _in_turn(self, file: Path, options: dict[str, Any], *, load: bool) -> None:
        """Wait until no page's workbook is read, and read this one: one at a time for the house."""
        actor = self._actor(options["by"])
        if uploads.is_taken():
            self.stdout.write("Another workbook is at work. This one begins as soon as that has ended.")
        with uploads.turn_of_a_command():
            self._read(actor, file, options, load=load)

    def _read(self, actor: User, file: Path, options: dict[str, Any], *, load: bool) -> None:
        """Check a file, and bring in what may come in if that is asked."""
        with file.open("rb") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
        begun = time.monotonic()
        there = before()
        with bounded():
            checked = check(read(file), there, clock.today(), options["known_on"], self._progress("read"))
        audit.checked(actor, what="history.check", file=digest, rows=checked.rows)
        self._tell(checked)
        if checked.bad:
            self._give_back(checked, options["out"])
        if not load:
            return
        loading.load(actor, checked, digest, file.name, self._progress("brought in"))
        took = time.monotonic() - begun
        rows = checked.returns + len(checked.quantities)
        self.stdout.write(f"{_many(rows, 'row')} came in, in {took:.1f} s.")

    def _actor(self, email: str | None) -> User:
        found = User.objects.filter(email=email or "", is_active=True).first()
        if found is None:
            raise CommandError("Say with --by who asks: the e-mail address of an administrator.")
        gatekeeper().permit(found, LOAD)
        return found

    def _progress(self, done: str) -> Any:
        return lambda rows: self.stdout.write(f"{_many(rows, 'row')} {done}")

    def _tell(self, checked: Checked) -> None:
        """Say what would come in."""
        quantities = _many(len(checked.quantities), "quantity", "quantities")
        self.stdout.write(
            f"{_many(checked.rows, 'row')}: {_told(len(checked.cases), checked.persons, checked.returns)}"
            f" and {quantities} may come in, {checked.already:,} came in before,"
            f" {len(checked.bad):,} cannot come in."
        )
        if late := loading.known_late(checked):
            have = "has" if late == 1 else "have"
            self.stdout.write(f"{late:,} of these rows {have} a number that was taken back.")
        if loading.tells_a_day(checked):
            self.stdout.write(
                "Rows with such a number, or on days of cases or quantities that were taken back, may be"
                " known only from the day on which they come in, whatever day is told."
            )
        for (programme, year), counts in checked.by_programme_and_year().items():
            self.stdout.write(f"  {programme} {year}: {_told(*counts)}")

    def _give_back(self, checked: Checked, out: Path | None) -> None:
        """Write bad rows where they are wanted, else show the first of them."""
        if out is not None:
            written = BytesIO()
            write_bad(written, checked.bad)
            self._put(out, written, f"They stand in {out}, with the reason beside each cell.")
            return
        for row in checked.bad[:20]:
            for fault in row.faults:
                self.stdout.write(f"  {row.raw.sheet.code} {row.raw.line}, {fault.column}: {fault.words}")
        self.stdout.write("With --out bad.xlsx all of them are written to a workbook.")


def _told(cases: int, persons: int, returns: int) -> str:
    return f"{_many(returns, 'return')} of {_many(persons, 'person')} in {_many(cases, 'case')}"


def _many(number: int, one: str, more: str = "") -> str:
    """Return a number with what is counted, in English, as commands speak."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"

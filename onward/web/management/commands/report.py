"""``manage.py report year-report --year 2020 --lang fr --out report.pdf``: a report, from the command line.

``manage.py report donor-report --project CODE --period 2020-H1 --out report.pdf``: what a donor is told.

It prints the edition of the period: the last that is published and stands, else the last that was prepared.
Where there is none it counts a draft, which says on every page that it is one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from getpass import getuser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from onward.access import audit
from onward.access.models import User
from onward.evidence.documents import copies
from onward.evidence.documents.composing import compose
from onward.evidence.documents.html import alone
from onward.evidence.documents.texts import LANGUAGES
from onward.evidence.documents.typeset import pdf
from onward.evidence.editions.donor import DONOR_REPORT
from onward.evidence.policy import READ_EDITIONS
from onward.evidence.problems import UnknownForm, UnknownLanguage
from onward.evidence.queries.printing import Printed, first_day, printed, printed_for_donor
from onward.kernel.actions import gatekeeper
from onward.kernel.files.replacing import must_take_a_file, put
from onward.kernel.problems import Problem

WAYS = ("pdf", "html", *copies.WAYS)


class Command(BaseCommand):
    """Write a report of a period that is over to a file: PDF, HTML, JSON, XLSX, CSV or Parquet."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which report, of when, in which language, and where it goes."""
        parser.add_argument("report", help="its code, such as year-report")
        parser.add_argument("--year", type=int)
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--half", type=int, choices=(1, 2))
        part.add_argument("--quarter", type=int, choices=(1, 2, 3, 4))
        part.add_argument("--month", type=int, choices=range(1, 13), metavar="1-12")
        parser.add_argument("--project", help="of a donor report: the code of the project")
        parser.add_argument("--period", help="of a donor report: one of the donor's own, such as 2020-H1")
        parser.add_argument("--lang", default="en", help=f"{', '.join(LANGUAGES)}; English where left out")
        parser.add_argument("--out", type=Path, required=True, help="the file; its ending says what it is")
        parser.add_argument(
            "--public", action="store_true", help="the copy for the public, of an edition that is published"
        )
        parser.add_argument("--by", help="e-mail address of who asks; the audit keeps it")
        ways = parser.add_mutually_exclusive_group()
        for way in WAYS:
            ways.add_argument(
                f"--{way}", dest="way", action="store_const", const=way, help="whatever the ending says"
            )

    def handle(self, *args: Any, report: str, lang: str, out: Path, **options: Any) -> None:
        """Do it, and tell what is being done on the error stream."""
        try:
            way = self._way(out, options["way"])
            if lang not in LANGUAGES:
                raise UnknownLanguage(name=lang, known=", ".join(LANGUAGES))
            actor, begun = self._actor(options["by"]), time.monotonic()
            found = self._found(report, options)
            self._tell(2, f"its numbers are those of {found.words}")
            content = self._written(found, lang, way, public=options["public"])
            if not options["public"]:
                self._write_down(actor, found, f"{lang}.{way}")
            replaced = put(out, content, public=options["public"])
        except Problem as problem:
            raise CommandError(
                f"{problem.code}: {problem.say()} {problem.say_way_out()}", returncode=1
            ) from None
        took, size = time.monotonic() - begun, len(content) / 1000
        told = ", in place of the file that was there" if replaced else ""
        self._tell(4, f"{out}: {size:,.0f} kB in {took:.1f} s{told}")

    def _found(self, report: str, options: dict[str, Any]) -> Printed:
        return self._of_donor(**options) if report == DONOR_REPORT else self._of_office(report, **options)

    def _of_office(self, report: str, year: int | None, **options: Any) -> Printed:
        if year is None or options["project"] or options["period"]:
            raise CommandError(
                "A report of the office is asked for by --year; --project and --period are a donor's."
            )
        first = first_day(report, year, **{name: options[name] for name in ("half", "quarter", "month")})
        self._tell(1, f"counting {report} of {_asked_for(year, options)}")
        return printed(report, first)

    def _of_donor(self, project: str | None, period: str | None, **options: Any) -> Printed:
        if not project or not period or any(options[one] for one in ("year", "half", "quarter", "month")):
            raise CommandError("A donor report goes by --project and --period, and by nothing else.")
        self._tell(1, f"counting {DONOR_REPORT} on {project}, {period}")
        return printed_for_donor(project, period)

    def _written(self, found: Printed, lang: str, way: str, *, public: bool) -> bytes:
        imprint, shown = found.imprint(lang, public=public), found.shown(public=public)
        numbers = found.numbers(public=public)
        self._tell(3, f"writing it as {way.upper()} in {lang}, {'for the public' if public else 'exact'}")
        ways: dict[str, Callable[[], bytes]] = {
            "pdf": lambda: pdf(compose(numbers, lang, imprint, shown)),
            "html": lambda: alone(compose(numbers, lang, imprint, shown)).encode(),
        }
        if way in ways:
            return ways[way]()
        return copies.WAYS[way].write(copies.copy_of(numbers, lang, imprint, shown))

    def _way(self, out: Path, chosen: str | None) -> str:
        way = chosen or out.suffix.removeprefix(".").lower()
        if way not in WAYS:
            raise UnknownForm(name=out.name, known=", ".join(f".{one}" for one in WAYS))
        must_take_a_file(out)
        return way

    def _actor(self, email: str | None) -> User | None:
        """Return who asks; None where nobody is named: the audit then has the operating system's user."""
        if email is None:
            return None
        found = User.objects.filter(email=email, is_active=True).first()
        if found is None:
            raise CommandError(f"Nobody who may sign in has the address “{email}” (--by).")
        gatekeeper().permit(found, READ_EDITIONS)
        return found

    def _write_down(self, actor: User | None, found: Printed, way: str) -> None:
        """Write an exact copy down in the audit before it is handed over, as a page does."""
        period, edition = found.frozen.period, found.edition
        asked = {"report": found.frozen.definition.code, "first": str(period.first), "as": way}
        asked |= {"edition": str(edition.key) if edition else "draft", "by": "command line"}
        asked |= {} if actor else {"user": f"{getuser()} (operating system)"}
        audit.exported(actor, what="evidence.edition", rows=1, filters=asked)

    def _tell(self, step: int, words: str) -> None:
        self.stderr.write(f"[{step}/4] {words}", self.style.NOTICE)
        self.stderr.flush()


def _asked_for(year: int, parts: Mapping[str, Any]) -> str:
    """Return the days that were asked for, as they were: '2020', '2020, half 2'."""
    given = [f"{name} {parts[name]}" for name in ("half", "quarter", "month") if parts[name]]
    return ", ".join((str(year), *given))

"""One row by itself: what its cells say, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self, TypeVar

from django.utils.translation import gettext as _

from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.evidence.counting import Quantities
from onward.history.workbook import cells
from onward.history.workbook.cells import BadCell, Value, Vocabulary
from onward.history.workbook.columns import GIVEN, HELP, PERSONS, SHEETS, Sheet
from onward.history.workbook.contradicting import contradictions
from onward.history.workbook.findings import Fault
from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import PersonRow, hash_of, row_number
from onward.kernel.text import yes_or_no
from onward.records.people.rules import OLDEST, Born, years_between
from onward.records.projects import queries as projects
from onward.records.projects.definition import Initiative

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A programme or initiative for which a quantity stands, offered or not: that may be said of it again.

    Attributes:
        work: its code.
        office: that whose it is.
        keeps_files: whether it is a programme; an initiative keeps none.
    """

    work: str
    office: str
    keeps_files: bool


@dataclass(frozen=True)
class Known:
    """What rows are read by: definitions, and what holds for all rows of a file.

    Attributes:
        today: no day may lie after it.
        known_on: when all of it was known, where a row does not say it itself.
        offices: codes of the offices of the house; None where any may be.
        words: sheet and column → the values that may stand there.
        required: sheet → its columns that must not be empty.
        quantities: the figures that add up what is reported without files.
        kept: what is offered no more, and known all the same.
    """

    today: date
    known_on: date | None
    offices: frozenset[str] | None
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    initiatives: Mapping[str, Initiative] = field(default_factory=dict)
    words: Mapping[tuple[str, str], Vocabulary] = field(default_factory=dict)
    required: Mapping[str, list[str]] = field(default_factory=dict)
    quantities: Quantities = field(default_factory=Quantities.now)
    kept: Kept | None = None

    @classmethod
    def now(cls, today: date, known_on: date | None, offices: frozenset[str] | None) -> Self:
        """Return what the definitions in force say."""
        columns = [(sheet.code, one) for sheet in SHEETS for one in sheet.columns()]
        return cls(
            today,
            known_on,
            offices,
            {rules.definition.code: rules.definition for rules in programmes.offered()},
            projects.initiatives(),
            {(sheet, one.code): Vocabulary(one.options()) for sheet, one in columns if one.options},
            {
                sheet.code: [one.code for code, one in columns if code == sheet.code and one.required]
                for sheet in SHEETS
            },
        )

    def office_of(self, work: str) -> str:
        """Return the code of the office of a programme or an initiative; empty where there is none."""
        if work in self.programmes:
            return self.programmes[work].office
        if work in self.initiatives:
            return self.initiatives[work].office
        return self.kept.office if self.kept and self.kept.work == work else ""

    def keeps_no_files(self, work: str) -> bool:
        """Say whether it is an initiative."""
        no_more = bool(self.kept and self.kept.work == work and not self.kept.keeps_files)
        return work in self.initiatives or (no_more and work not in self.programmes)


class Reading:
    """One row being read: what its cells say, and what is wrong with them."""

    def __init__(self, known: Known, raw: RawRow) -> None:
        self.known, self.raw = known, raw
        self.faults: list[Fault] = []
        self.today = known.today

    def fault(self, column: str, words: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(Fault(column, words))

    def get(self, column: str, read: Callable[[Value], T], empty: T) -> T:
        """Return what a cell says; where it says nothing that can be understood, note it."""
        try:
            return read(self.raw.cells.get(column))
        except BadCell as bad:
            self.fault(column, str(bad))
            return empty

    def word(self, column: str) -> str:
        """Return the code of a cell with coded values."""
        return self.get(column, self.known.words[self.raw.sheet.code, column].code, "")

    def words(self, column: str) -> tuple[str, ...]:
        """Return the codes of a cell with several."""
        return self.get(column, self.known.words[self.raw.sheet.code, column].codes, ())

    def day(self, column: str) -> date | None:
        """Return the day of a cell."""
        return self.get(column, lambda value: cells.day_of(value, self.today), None)

    def needed(self, sheet: Sheet) -> None:
        """Note what is empty and must not be."""
        for code in self.known.required[sheet.code]:
            value = self.raw.cells.get(code)
            if value is None or not str(value).strip():
                self.fault(code, _("This must not be empty."))

    def person(self) -> PersonRow | None:
        """Return the person of the row, or None where something is wrong."""
        self.needed(PERSONS)
        programme = self.known.programmes.get(self.word("programme"))
        told = self._told()
        departed, opened = self.day("departed_on"), self.day("opened_on")
        made: dict[str, Any] = {
            **told,
            "channel": self._channel(programme),
            "destination": self.get("destination", cells.country_of, ""),
            "departure_country": self.get("departure_country", cells.country_of, "")
            or (programme.from_ if programme else ""),
            "opened_on": opened,
            "departed_on": departed,
            "help": self._help(programme),
            "known_on": self.known_since(departed),
        }
        if departed:
            self._in_order(opened or departed, departed, made["born"])
        contradictions(self, made)
        self.check_office(programme.office if programme else "")
        if self.faults or programme is None:
            return None
        made["programme"] = programme.code
        content = hash_of(made)
        person = self.get("person", lambda value: cells.text_of(value, 60), "")
        own = made["case"], person or content[:40]
        number, called = row_number(*own), " · ".join(own)
        return PersonRow(line=self.raw.line, number=number, content=content, called=called, **made)

    def _told(self) -> dict[str, Any]:
        """Return what the row says of the person alone."""
        accompanied = self.word("accompanied")
        self.get("person", lambda value: cells.text_of(value, 60), "")
        return {
            "case": self.get("case", lambda value: cells.text_of(value, 60), ""),
            "own_number": self.get("own_number", lambda value: cells.text_of(value, 60), ""),
            "name": self.get("name", cells.name_of, ""),
            "sex": self.word("sex") or "unknown",
            "born": self.get("born", lambda value: cells.born_of(value, self.today), Born()),
            "nationality": self.get(
                "nationality", lambda value: cells.country_of(value, nationality=True), ""
            ),
            "vulnerabilities": self.words("vulnerabilities"),
            "medical": self.word("medical"),
            "accompanied": yes_or_no(accompanied),
            "escorts": self.words("escorts"),
            "help_kind": self.word("help_kind"),
        }

    def check_office(self, office: str) -> None:
        """Refuse a programme whose office the house does not have."""
        if office and self.known.offices is not None and office not in self.known.offices:
            words = _("The office of this programme (%(office)s) is not in Onward yet. Add it first.")
            self.fault("programme", words % {"office": office})

    def _channel(self, programme: Programme | None) -> str:
        channel = self.word("channel")
        if programme and channel and channel not in programme.referred_by:
            words = _("Nobody comes to this programme by “%(channel)s”. It may be one of: %(all)s.")
            values = {"channel": channel, "all": ", ".join(programme.referred_by)}
            self.fault("channel", words % values)
        return channel

    def _help(self, programme: Programme | None) -> dict[str, str]:
        found: dict[str, str] = {}
        for column in self.raw.cells:
            if not column.startswith(HELP) or not (state := self.word(column)):
                continue
            service = column.removeprefix(HELP)
            if programme and service not in programme.services:
                self.fault(column, _("This programme has no such help."))
            found[service] = state
        return found

    def known_since(self, happened: date | None) -> date | None:
        """Return since when the row is known, where it or the file says so: not before it happened."""
        own = self.day("known_on")
        known = own or self.known.known_on
        if known and happened and known < happened:
            said = {"known": cells.said(known), "day": cells.said(happened)}
            if own:
                self.fault("known_on", _("Known on %(known)s, before it happened on %(day)s.") % said)
            else:
                words = _("%(known)s lies before it happened on %(day)s.")
                self.fault(GIVEN[0], words % said)
        return known

    def _in_order(self, opened: date, departed: date, born: Born) -> None:
        """Refuse a departure before the case was opened, and a birth after either."""
        if departed < opened:
            words = _("Left on %(left)s, before the case was opened on %(opened)s.")
            self.fault("departed_on", words % {"left": cells.said(departed), "opened": cells.said(opened)})
        if born.earliest and born.earliest > departed:
            words = _("Born on %(born)s, after the departure on %(left)s.")
            self.fault("born", words % {"born": cells.said(born.earliest), "left": cells.said(departed)})
        elif born.latest and years_between(born.latest, departed) > OLDEST:
            self.fault("born", _("That would make somebody older than %(limit)s years.") % {"limit": OLDEST})

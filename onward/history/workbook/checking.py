"""From raw rows to cases, and to bad rows with a reason beside each cell; nothing is written here."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.history.workbook import cells
from onward.history.workbook.cells import BadCell, Value, Vocabulary
from onward.history.workbook.columns import HELP, PERSONS, QUANTITIES, Sheet
from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import CaseRows, PersonRow, QuantityRow
from onward.records.people.rules import OLDEST, Born, years_between

T = TypeVar("T")
_WHAT = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: the code of its column, and the sentence."""

    column: str
    words: str


@dataclass(frozen=True)
class BadRow:
    """A row that does not come in, as it stood, and why."""

    raw: RawRow
    faults: tuple[Fault, ...]


@dataclass
class Checked:
    """What a file would bring in, what of it is there already, and what cannot come in."""

    cases: list[CaseRows] = field(default_factory=list)
    quantities: list[QuantityRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    already: int = 0
    rows: int = 0

    @property
    def persons(self) -> int:
        """How many rows of persons would come in."""
        return sum(len(case.persons) for case in self.cases)

    def by_programme_and_year(self) -> dict[tuple[str, int], tuple[int, int]]:
        """Return (programme, year of departure) → (cases, rows of persons), of what would come in."""
        told: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
        for case in self.cases:
            told[case.first.programme, case.first.departed_on.year][0] += 1
            for one in case.persons:
                told[one.programme, one.departed_on.year][1] += 1
        return {key: (cases_, persons) for key, (cases_, persons) in sorted(told.items())}


@dataclass(frozen=True)
class Before:
    """What came in earlier: a row's key → hash of what it said; the numbers of cases; a person's own number
    → what is told of them (sex, first and last day of birth, and the days of their cases).
    """

    rows: Mapping[tuple[str, str], str] = field(default_factory=dict)
    cases: frozenset[tuple[str, str]] = frozenset()
    own: Mapping[tuple[str, str], list[Told]] = field(default_factory=dict)
    offices: frozenset[str] | None = None


@dataclass(frozen=True)
class Told:
    """What one row says of a person who comes again."""

    sex: str
    born: Born
    opened_on: date
    departed_on: date
    case: str


def check(
    raws: Iterable[RawRow],
    before: Before,
    today: date,
    known_on: date | None = None,
    told: Callable[[int], None] = lambda _rows: None,
) -> Checked:
    """Return what rows say, each checked on its own and then against the others of its case and person.

    Args:
        raws: see `reading.read`; taken one by one.
        before: what is there already.
        today: no day may lie after it.
        known_on: when all of it was known, where a row does not say it itself.
        told: called now and then with the number of rows read.
    """
    checker = _Checker(before, today, known_on)
    for number, raw in enumerate(raws, 1):
        checker.take(raw)
        if number % 1_000 == 0:
            told(number)
    return checker.done()


class _Checker:
    """A check under way."""

    def __init__(self, before: Before, today: date, known_on: date | None) -> None:
        self.before, self.today, self.known_on = before, today, known_on
        self.checked = Checked()
        self.programmes = {rules.definition.code: rules.definition for rules in programmes.offered()}
        self.words = {
            (sheet.code, one.code): Vocabulary(one.options())
            for sheet in (PERSONS, QUANTITIES)
            for one in sheet.columns()
            if one.options
        }
        self.required = {
            sheet.code: [one.code for one in sheet.columns() if one.required]
            for sheet in (PERSONS, QUANTITIES)
        }
        self.seen: dict[tuple[str, str], int] = {}
        self.standing: dict[tuple[str, str], list[tuple[RawRow, PersonRow]]] = defaultdict(list)
        self.broken: dict[str, int] = {}

    def take(self, raw: RawRow) -> None:
        """Check a row on its own."""
        self.checked.rows += 1
        reading = _Reading(self, raw)
        made = reading.person() if raw.sheet is PERSONS else reading.quantity()
        office = self.office_of(made.programme) if made else ""
        if made is not None and (twin := self.seen.setdefault((office, made.number), raw.line)) != raw.line:
            column = "person" if raw.sheet is PERSONS else "what"
            reading.fault(column, _("The row %(line)s says the same already.") % {"line": twin})
            made = None
        if made is None:
            self.bad(raw, reading.faults)
        elif (was := self.before.rows.get((office, made.number))) is not None:
            if was == made.content:
                self.checked.already += 1
            else:
                words = _(
                    "This row came in before with other values. Correct the file of that person itself."
                )
                self.bad(raw, [Fault("case" if raw.sheet is PERSONS else "what", words)])
        elif isinstance(made, PersonRow):
            self.standing[office, made.case].append((raw, made))
        else:
            self.checked.quantities.append(made)

    def office_of(self, programme: str) -> str:
        """Return the code of the office whose programme it is."""
        return self.programmes[programme].office

    def bad(self, raw: RawRow, faults: Iterable[Fault]) -> None:
        """Keep a row that does not come in; its case waits for it."""
        self.checked.bad.append(BadRow(raw, tuple(faults)))
        if raw.sheet is PERSONS:
            try:
                case = cells.text_of(raw.cells.get("case"))
            except BadCell:
                return
            self.broken.setdefault(case, raw.line)

    def done(self) -> Checked:
        """Check cases and persons against one another, and return everything."""
        people: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for key, told in self.before.own.items():
            people[key] += told
        for (office, number), given in self.standing.items():
            rows = _opened(given)
            faults = self._faults_of_case(office, number, rows)
            if not any(faults.values()):
                faults = self._faults_of_persons(office, rows, people)
            if any(faults.values()):
                waiting = next(raw.line for raw, one in rows if faults[one.line])
                words = _("The row %(line)s of this case must be mended first: a case comes in whole.")
                for raw, one in rows:
                    told_ = faults[one.line] or [Fault("case", words % {"line": waiting})]
                    self.checked.bad.append(BadRow(raw, tuple(told_)))
            else:
                self.checked.cases.append(CaseRows(number, tuple(one for _raw, one in rows)))
        self.checked.bad.sort(key=lambda one: (one.raw.sheet.code, one.raw.line))
        return self.checked

    def _faults_of_case(
        self, office: str, number: str, rows: list[tuple[RawRow, PersonRow]]
    ) -> dict[int, list[Fault]]:
        found: dict[int, list[Fault]] = defaultdict(list)
        _raw, first = rows[0]
        if (office, number) in self.before.cases:
            words = _(
                "The case %(case)s came in before without this person. Add the person on the case itself."
            )
            return {one.line: [Fault("case", words % {"case": number})] for _raw, one in rows}
        if (line := self.broken.get(number)) is not None:
            words = _("The row %(line)s of this case must be mended first: a case comes in whole.")
            return {one.line: [Fault("case", words % {"line": line})] for _raw, one in rows}
        for _raw, one in rows[1:]:
            for name in ("programme", "channel", "destination", "departure_country", "opened_on"):
                if getattr(one, name) != getattr(first, name):
                    words = _("The row %(line)s of the same case says “%(other)s”. A case has one of these.")
                    other = _written(getattr(first, name))
                    found[one.line].append(Fault(name, words % {"line": first.line, "other": other}))
        owned = [one.own_number for _raw, one in rows if one.own_number]
        for _raw, one in rows:
            if one.own_number and owned.count(one.own_number) > 1:
                words = _("Another row of this case has the same number: nobody is in a case twice.")
                found[one.line].append(Fault("own_number", words))
        return defaultdict(list, found)

    def _faults_of_persons(
        self, office: str, rows: list[tuple[RawRow, PersonRow]], people: dict[tuple[str, str], list[Told]]
    ) -> dict[int, list[Fault]]:
        """Return what is wrong with persons who come again; keep the others as they are told."""
        found: dict[int, list[Fault]] = defaultdict(list)
        fresh: list[tuple[tuple[str, str], Told]] = []
        for _raw, one in rows:
            if not one.own_number:
                continue
            key = (office, one.own_number)
            now = Told(one.sex, one.born, one.opened_on or one.departed_on, one.departed_on, one.case)
            for told in people[key]:
                if fault := _differs(now, told):
                    found[one.line].append(fault)
                    break
            fresh.append((key, now))
        if not any(found.values()):
            for key, now in fresh:
                people[key].append(now)
        return found


def _opened(rows: list[tuple[RawRow, PersonRow]]) -> list[tuple[RawRow, PersonRow]]:
    """Return the rows of a case with the day it was opened: the first departure where none is told."""
    days = [one.opened_on for _raw, one in rows if one.opened_on]
    day = days[0] if days else min(one.departed_on for _raw, one in rows)
    return [(raw, one if one.opened_on else replace(one, opened_on=day)) for raw, one in rows]


def _written(value: object) -> str:
    return cells.said(value) if isinstance(value, date) else str(value)


def _differs(now: Told, told: Told) -> Fault | None:
    """Return why a person who comes again cannot be who was told before, or not at that time."""
    if now.sex != told.sex:
        words = _(
            "In the case %(case)s this person has another sex. If it is somebody else, give another number."
        )
        return Fault("sex", words % {"case": told.case})
    if now.born != told.born:
        words = _(
            "In the case %(case)s this person has another birth. If it is somebody else, give another number."
        )
        return Fault("born", words % {"case": told.case})
    if now.opened_on < told.departed_on and told.opened_on < now.departed_on:
        words = _(
            "This person is in the case %(case)s from %(first)s to %(last)s: nobody is in two cases at once."
        )
        days = {"first": cells.said(told.opened_on), "last": cells.said(told.departed_on)}
        return Fault("own_number", words % {"case": told.case, **days})
    if now.departed_on == told.departed_on:
        words = _("This person left on the same day in the case %(case)s: one of the two is too many.")
        return Fault("departed_on", words % {"case": told.case})
    return None


class _Reading:
    """One row being read: what its cells say, and what is wrong with them."""

    def __init__(self, checker: _Checker, raw: RawRow) -> None:
        self.checker, self.raw = checker, raw
        self.faults: list[Fault] = []
        self.today = checker.today

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
        return self.get(column, self.checker.words[self.raw.sheet.code, column].code, "")

    def words(self, column: str) -> tuple[str, ...]:
        """Return the codes of a cell with several."""
        return self.get(column, self.checker.words[self.raw.sheet.code, column].codes, ())

    def day(self, column: str) -> date | None:
        """Return the day of a cell."""
        return self.get(column, lambda value: cells.day_of(value, self.today), None)

    def needed(self, sheet: Sheet) -> None:
        """Note what is empty and must not be."""
        for code in self.checker.required[sheet.code]:
            value = self.raw.cells.get(code)
            if value is None or not str(value).strip():
                self.fault(code, _("This must not be empty."))

    def person(self) -> PersonRow | None:
        """Return the person of the row, or None where something is wrong."""
        self.needed(PERSONS)
        programme = self.checker.programmes.get(self.word("programme"))
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
            "known_on": self._known(departed),
        }
        if departed:
            self._in_order(opened or departed, departed, made["born"])
        self._office(programme)
        if self.faults or programme is None:
            return None
        made["programme"] = programme.code
        content = _hash(made)
        person = self.get("person", lambda value: cells.text_of(value, 60), "")
        own = f"{made['case']}|{person or content[:40]}"
        return PersonRow(line=self.raw.line, number=own, content=content, **made)

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
            "accompanied": {"yes": True, "no": False}.get(accompanied),
            "escorts": self.words("escorts"),
            "help_kind": self.word("help_kind"),
        }

    def _office(self, programme: Programme | None) -> None:
        """Refuse a programme whose office the house does not have."""
        offices = self.checker.before.offices
        if programme and offices is not None and programme.office not in offices:
            words = _("The office of this programme (%(office)s) is not in Onward yet. Add it first.")
            self.fault("programme", words % {"office": programme.office})

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

    def _known(self, happened: date | None) -> date | None:
        known = self.day("known_on") or self.checker.known_on
        if known and happened and known < happened:
            words = _("Known on %(known)s, before it happened on %(day)s.")
            self.fault("known_on", words % {"known": cells.said(known), "day": cells.said(happened)})
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

    def quantity(self) -> QuantityRow | None:
        """Return the quantity of the row, or None where something is wrong."""
        self.needed(QUANTITIES)
        programme = self.checker.programmes.get(self.word("programme"))
        day = self.day("day")
        made: dict[str, Any] = {
            "what": self.get("what", _what, ""),
            "place": self.get("place", cells.country_of, ""),
            "day": day,
            "quantity": self.get("quantity", cells.quantity_of, None),
            "known_on": self._known(day),
        }
        self._office(programme)
        if self.faults or programme is None:
            return None
        made["programme"] = programme.code
        named = _hash({name: value for name, value in made.items() if name != "quantity"})
        return QuantityRow(line=self.raw.line, number=f"|{named[:40]}", content=_hash(made), **made)


def _what(value: Value) -> str:
    text = cells.text_of(value, 60)
    if text and not _WHAT.fullmatch(text):
        raise BadCell(_("Write it in small letters, digits and hyphens, such as people-reached."))
    return text


def _hash(made: Mapping[str, Any]) -> str:
    """Return a hash of what a row says; the same for every way of writing it, and whenever it was known."""

    def plain(value: object) -> object:
        if isinstance(value, Born):
            return [str(value.earliest), str(value.latest)]
        return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)

    told = {name: value for name, value in made.items() if name != "known_on"}
    text = json.dumps(told, default=plain, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()

"""From raw rows to cases, and to bad rows with a reason beside each cell; nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _

from onward.history.workbook import again, cells
from onward.history.workbook.cells import BadCell
from onward.history.workbook.columns import PERSONS
from onward.history.workbook.findings import BadRow, Before, Checked, Fault, Return
from onward.history.workbook.quantities import read_quantity
from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import CaseRows, PersonRow
from onward.history.workbook.together import (
    faults_of_case,
    faults_of_persons,
    opened,
    other_came_in_since,
)
from onward.history.workbook.understanding import Known, Reading


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
        self.before = before
        self.checked = Checked(corrected=before.corrected)
        self.known = Known.now(today, known_on, before.offices)
        self.seen: dict[tuple[str, str], int] = {}
        self.standing: dict[tuple[str, str], list[tuple[RawRow, PersonRow]]] = defaultdict(list)
        self.broken: dict[str, int] = {}
        self.quantities = again.Quantities(before)

    def take(self, raw: RawRow) -> None:
        """Check a row on its own."""
        self.checked.rows += 1
        reading = Reading(self.known, raw)
        if raw.sheet is PERSONS:
            self._person(raw, reading)
        elif quantity := read_quantity(reading):
            self.quantities.take(raw, quantity)
        else:
            self.bad(raw, reading.faults)

    def _person(self, raw: RawRow, reading: Reading) -> None:
        made = reading.person()
        office = self.known.office_of(made.programme) if made else ""
        if made is not None and (twin := self.seen.setdefault((office, made.number), raw.line)) != raw.line:
            reading.fault("person", _("The row %(line)s says the same already.") % {"line": twin})
            made = None
        if made is None:
            self.bad(raw, reading.faults)
        elif (was := self.before.rows.get((office, made.number))) is not None:
            if was == made.content:
                self.checked.already += 1
            elif self.before.was_taken_back(office, made.case, made.content):
                self.bad(raw, [Fault("case", other_came_in_since())])
            else:
                words = _(
                    "This row came in before with other values. Correct the file of that person itself."
                )
                self.bad(raw, [Fault("case", words)])
        else:
            self.standing[office, made.case].append((raw, made))

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
        people: dict[str, list[Return]] = defaultdict(list)
        for own_number, told in self.before.own.items():
            people[own_number] += told
        for (office, number), given in self.standing.items():
            rows = opened(given)
            faults = faults_of_case(office, number, rows, self.before, self.broken)
            if not any(faults.values()):
                faults = faults_of_persons(rows, people)
            if any(faults.values()):
                waiting = next(raw.line for raw, one in rows if faults[one.line])
                words = _("The row %(line)s of this case must be mended first: a case comes in whole.")
                for raw, one in rows:
                    told_ = faults[one.line] or [Fault("case", words % {"line": waiting})]
                    self.checked.bad.append(BadRow(raw, tuple(told_)))
            else:
                self.checked.cases.append(CaseRows(number, tuple(one for _raw, one in rows)))
        self.checked.quantities = self.quantities.done()
        self.checked.already += self.quantities.already
        for raw, fault in self.quantities.bad:
            self.bad(raw, [fault])
        self.checked.bad.sort(key=lambda one: (one.raw.sheet.code, one.raw.line))
        return self.checked

"""What is wrong with a row only beside others: those of its case, and those of the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from onward.history.workbook import cells
from onward.history.workbook.findings import Before, Fault, Return
from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import PersonRow

Given = list[tuple[RawRow, PersonRow]]
"""Rows of one case, as they stand and as they are understood."""


def opened(rows: Given) -> Given:
    """Return the rows of a case with the day it was opened: the first departure where none is told."""
    days = [one.opened_on for _raw, one in rows if one.opened_on]
    day = days[0] if days else min(one.departed_on for _raw, one in rows)
    told = bool(days)
    return [(raw, replace(one, opened_on=one.opened_on or day, opening_told=told)) for raw, one in rows]


def faults_of_case(
    office: str, number: str, rows: Given, before: Before, broken: Mapping[str, int]
) -> dict[int, list[Fault]]:
    """Return line → what is wrong with a row beside the others of its case.

    Args:
        office: code of the office.
        number: of the case.
        rows: of the case.
        before: what is there already.
        broken: number of a case → the line of a row of it that was refused by itself.
    """
    found: dict[int, list[Fault]] = defaultdict(list)
    _raw, first = rows[0]
    if (office, number) in before.cases:
        if all(before.was_taken_back(office, number, one.content) for _raw, one in rows):
            return {one.line: [Fault("case", other_came_in_since())] for _raw, one in rows}
        words = _("The case %(case)s came in before without this person. Add the person on the case itself.")
        return {one.line: [Fault("case", words % {"case": number})] for _raw, one in rows}
    if (line := broken.get(number)) is not None:
        words = _("The row %(line)s of this case must be mended first: a case comes in whole.")
        return {one.line: [Fault("case", words % {"line": line})] for _raw, one in rows}
    if frozenset(one.content for _raw, one in rows) in before.taken_back.get((office, number), ()):
        words = _(
            "This case came in before just so, and was taken back. Mend what is wrong in its rows, or leave"
            " out who does not belong there: then it comes in. If it is right after all, give it a number of"
            " a case that no other has."
        )
        return {one.line: [Fault("case", words)] for _raw, one in rows}
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


def other_came_in_since() -> str:
    """Return why a row does not come in that was taken back, where the case of its number came in mended."""
    return _("This row came in before and was taken back. The case of this number has come in mended since.")


def faults_of_persons(rows: Given, people: dict[str, list[Return]]) -> dict[int, list[Fault]]:
    """Return what is wrong with persons who come again, in whichever office; keep the others as told."""
    found: dict[int, list[Fault]] = defaultdict(list)
    fresh: list[tuple[str, Return]] = []
    for _raw, one in rows:
        if not one.own_number:
            continue
        now = Return(one.sex, one.born, one.opened_on or one.departed_on, one.departed_on, one.case)
        for told in people[one.own_number]:
            if fault := _differs(now, told):
                found[one.line].append(fault)
                break
        fresh.append((one.own_number, now))
    if not any(found.values()):
        for number, now in fresh:
            people[number].append(now)
    return found


def _differs(now: Return, told: Return) -> Fault | None:
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
    if not (now.opened_on and now.departed_on and told.opened_on and told.departed_on):
        return None
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


def _written(value: object) -> str:
    return cells.said(value) if isinstance(value, date) else str(value)

"""What the cells of a quantity say, by rules that a workbook and a correction share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from onward.history.workbook import cells
from onward.history.workbook.cells import BadCell, Value, Vocabulary
from onward.history.workbook.columns import QUANTITIES
from onward.history.workbook.findings import Fault
from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import QuantityRow
from onward.history.workbook.understanding import Kept, Known, Reading

_WHAT = re.compile(r"[a-z][a-z0-9-]{0,59}")
LONGEST = 60
"""Characters of a number in the files of the office."""


def read_quantity(row: Reading) -> QuantityRow | None:
    """Return the quantity of a row, or None where something is wrong."""
    row.needed(QUANTITIES)
    work = row.word("programme")
    office = row.known.office_of(work)
    day = row.day("day")
    made: dict[str, Any] = {
        "what": row.get("what", _what, ""),
        "place": row.get("place", cells.country_of, ""),
        "day": day,
        "quantity": row.get("quantity", cells.quantity_of, None),
        "own_number": row.get("number", lambda value: cells.text_of(value, LONGEST), ""),
        "known_on": row.known_since(day),
    }
    row.check_office(office)
    if made["what"] and work:
        _counted(row, made, work)
    if row.faults or not office:
        return None
    return QuantityRow(programme=work, line=row.raw.line, office=office, **made)


def understand(given: Mapping[str, Value], today: date, kept: Kept) -> tuple[QuantityRow | None, list[Fault]]:
    """Return what cells of no workbook say, and what is wrong with them.

    Args:
        given: column → what stands there.
        today: the day may not lie after it.
        kept: for what the quantity stands by now.
    """
    known = Known.now(today, None, None)
    if given["programme"] == kept.work and not known.office_of(kept.work):
        column = QUANTITIES.code, "programme"
        words = {**known.words, column: Vocabulary({kept.work: kept.work})}
        known = replace(known, words=words, kept=kept)
    row = Reading(known, RawRow(QUANTITIES, 0, dict(given)))
    return read_quantity(row), row.faults


def _counted(row: Reading, made: Mapping[str, Any], work: str) -> None:
    """Refuse what no figure adds up, and parts of what is counted whole."""
    kind, known = made["what"], row.known.quantities
    of_whom = "initiative" if row.known.keeps_no_files(work) else "programme"
    fact = {"kind": kind, of_whom: work, "destination": made["place"] or None, "occurred_on": made["day"]}
    counting = known.counting(fact)
    if kind in known.kinds and not counting:
        row.fault("what", _("No figure counts “%(what)s” of this programme or place.") % {"what": kind})
    elif not counting:
        row.fault("what", cells.unknown_word(kind, known.kinds))
    elif (made["quantity"] or 0) % 1 and not all(figure.in_parts for figure in counting):
        row.fault("quantity", _("“%(what)s” is counted whole: write a whole number.") % {"what": kind})


def _what(value: Value) -> str:
    text = cells.text_of(value, 60)
    if text and not _WHAT.fullmatch(text):
        raise BadCell(_("Write it in small letters, digits and hyphens, such as people-reached."))
    return text

"""Programmes of which a report tells nothing: those of its definitions that stand in none of its chapters.

Whether anything of them is on record is for the exact copy alone: one return too few to be shown would be
told by their name. The public is told which programmes there are besides, whatever happened under them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from onward.evidence.counting import Asked, figures, tallies
from onward.evidence.editions.definition import Layout, ReportDefinition
from onward.evidence.facts import Facts
from onward.kernel.definitions import Item, Library

BEYOND: Final = "beyond"
"""Under this name values keep the codes of programmes that a document says are no part of it."""
PROGRAMME: Final = "programme"


def programmes_beyond(report: Layout, library: Library) -> list[Item]:
    """Return the programmes that stand in no chapter of a report of the office; none of a donor's report."""
    told = {chapter.only.get(PROGRAMME) for chapter in report.chapters.values()}
    if not isinstance(report, ReportDefinition) or None in told:
        return []
    return [item for code, item in sorted(library.of("programmes").items()) if code not in told]


def counted_beyond(facts: Facts, report: Layout, items: Iterable[Item], asked: Asked) -> list[str]:
    """Return the codes of those programmes of which a figure of the report counts anything.

    Args:
        facts: those of the log.
        report: whose figures they are.
        items: the programmes.
        asked: the days, and as known when; limited to nothing.
    """
    codes, known = [item.code for item in items], figures(asked.library)
    if not codes:
        return []
    named = {table.figure for shown in report.contents.values() for table in shown.tables.values()}
    of_all = [one for code, one in sorted(known.items()) if code in named and not one.among]
    wanted = [(one, (PROGRAMME,)) for one in of_all if PROGRAMME in one.by]
    found = tallies(facts, wanted, asked) if wanted else []
    return [code for code in codes if any(tally.parts.get((code,)) for tally in found)]

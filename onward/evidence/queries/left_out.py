"""What published copies leave out of some days: beside them, nobody may be told more of the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from onward.evidence.counting import figures, populations
from onward.evidence.editions.protecting import places_read
from onward.evidence.models import Decision
from onward.evidence.rules import Period
from onward.kernel.definitions.library import revive

MOST_KEPT = 256
"""So many published editions are remembered; what one leaves out never changes."""


@dataclass(frozen=True)
class LeftOutSplit:
    """A table of which a published copy does not show every number.

    Attributes:
        period: of which days.
        programme: code of the programme that its chapter is limited to; empty of all.
        figure: code of what is counted.
        by: the dimensions by which it is split; empty where it is the number in all that is left out.
        guarded: whether it counts people of whom small numbers are not for everybody.
    """

    period: Period
    programme: str
    figure: str
    by: tuple[str, ...]
    guarded: bool


def left_out_of_days(period: Period) -> list[LeftOutSplit]:
    """Return the tables that published copies do not show whole, of days that meet some days.

    Withdrawn editions count: what they said can still be read.
    """
    made = Decision.objects.filter(
        kind=Decision.Kind.PUBLISHED,
        for_public=True,
        edition__last__gte=period.first,
        # An edition tells of the year before too.
        edition__first__lte=period.last + timedelta(days=366),
    )
    keys = made.order_by("edition__key").values_list("edition__key", flat=True)
    return [one for key in keys for one in _left_out(key) if _meet(one.period, period)]


def _meet(one: Period, other: Period) -> bool:
    return one.first <= other.last and other.first <= one.last


@lru_cache(maxsize=MOST_KEPT)
def _left_out(key: UUID) -> tuple[LeftOutSplit, ...]:
    rows = Decision.objects.select_related("edition")
    decision = rows.get(edition__key=key, kind=Decision.Kind.PUBLISHED)
    return tuple(dict.fromkeys(_splits(decision)))


def _splits(decision: Decision) -> Iterator[LeftOutSplit]:
    frozen = decision.edition.frozen
    layout, library = frozen.definition, revive(frozen.snapshot)[1]
    known, groups = figures(library), populations(library)
    for chapter, name, when, part in places_read(decision.left_out):
        table = layout.shown_in(chapter).tables.get(name)
        if table is None:
            continue  # a share: it goes with the numbers that it is made of
        figure = known[table.figure]
        among = {*table.among, *([figure.among] if figure.among else [])}
        guarded = bool(table.when) or any(groups[one].few for one in among)
        programme = layout.chapters[chapter].only.get("programme", "")
        by = table.by if part else ()
        yield LeftOutSplit(frozen.days(when), programme, figure.code, tuple(by), guarded)

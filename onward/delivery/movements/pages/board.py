"""What the board shows: the journeys booked for each day."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.queries import as_told
from onward.delivery.movements import queries, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.pages.journeys import (
    ARRIVED,
    BOOKED,
    DEPARTED,
    TAGS,
    awaited,
    is_overdue,
    local,
)
from onward.delivery.movements.pages.told import day_of, leads_to, tellings
from onward.delivery.movements.pages.waiting import waits_for
from onward.delivery.movements.queries import BoardFilters, Told
from onward.kernel import clock
from onward.kernel.text import day_in_words, said_of

MOST_NAMES = 3
"""Names of one state in a row."""


@dataclass(frozen=True)
class Others:
    """Who is on a journey in another state than the row says, or left on another day, in words."""

    said: str
    sealed: int


@dataclass(frozen=True)
class BoardRow:
    """A journey on the board; of a restricted traveller it shows a seal and no name.

    `names` and `sealed` are of those at the `state` of the row; `others` tell of the rest, each state in its
    own words. `waits` says that somebody who is booked may not depart yet, `to` where the journey
    leads; `to_cancel` that somebody left the pathway whose seat is still booked; `lost` that nobody knows who
    is with a child who left and is in the reader's sight.

    `leaves` is the time that was booked, where they left on that day; `left` the other day on which they did,
    as far as they are in the reader's sight; `mended` says what was told anew. `overdue` says that the day is
    over and nothing is recorded of it, `awaited` on which day they should have arrived.
    """

    movement: Movement
    left: date | None
    names: str
    sealed: int
    route: str
    to: str
    leaves: datetime | None
    state: str
    tag: str
    mended: Sequence[str]
    overdue: bool
    awaited: date | None
    others: Sequence[Others] = ()
    waits: bool = False
    lost: bool = False
    to_cancel: bool = False

    @property
    def is_sealed(self) -> bool:
        """Whether somebody on it is restricted."""
        return bool(self.sealed or any(one.sealed for one in self.others))


@dataclass(frozen=True)
class Board:
    """The board: the journeys booked for each day."""

    days: list[tuple[date, list[BoardRow]]]
    filters: BoardFilters
    newer: str | None
    older: str | None
    may_plan: bool


def board(user: User, filters: BoardFilters, after: str, before: str) -> Board:
    """Gather a page of the board: what is past from its latest day back, or from a named day on."""
    latest_first = filters.when in ("past", "all") and filters.from_day is None
    rows = queries.board(user, filters, clock.today())
    page = queries.page_by_day(rows, after, before, latest_first=latest_first)
    as_told(user, [row.case for row in page.rows])
    everybody = [one for row in page.rows for one in row.passengers.all()]
    marks, told = queries.marks_of(everybody), queries.told_of(everybody)
    waits, lost = _waits(user, page.rows)
    drawn = (board_row(row, marks, told, waits, lost) for row in page.rows)
    days = [(day, list(group)) for day, group in groupby(drawn, key=lambda row: row.movement.departs_on)]
    return Board(days, filters, page.newer, page.older, may(user, queries.PLAN))


def _waits(user: User, rows: Sequence[Movement]) -> tuple[Collection[int], Collection[int]]:
    """Return who is booked and may not depart yet, and with which children who left nobody knows who is.

    By primary key of the passenger: as each page says it.
    """
    journeys = [(row, list(row.passengers.all())) for row in rows]
    everybody = [one for _row, each in journeys for one in each]
    booked = [one.traveller for one in everybody if one.state == BOOKED]
    under_way = [one for row, each in journeys if not row.case.closed_on for one in each]
    lost = [one for one in under_way if rules.company_not_known(one, clock.today())]
    if not booked and not lost:
        return (), ()
    seen = queries.seen_travellers(user, [*booked, *(one.traveller for one in lost)])
    return waits_for(journeys, seen)[0], {one.pk for one in lost if one.traveller_id in seen}


def board_row(
    movement: Movement,
    marks: Mapping[UUID, frozenset[str]],
    told: Mapping[int, Told],
    waits: Collection[int] = (),
    lost: Collection[int] = (),
) -> BoardRow:
    """Return a journey as a row, its passengers and legs prefetched; `marks` seal the restricted ones.

    `waits` are the primary keys of the passengers who may not depart yet, `lost` of the children who left and
    of whom nobody knows who is with them.
    """
    passengers = list(movement.passengers.all())
    legs = list(movement.legs.all())
    coming = [one for one in passengers if not rules.goes_no_further(one)] or passengers
    states = [one.state for one in coming]
    state, tag = state_of(states)
    here, *others = _groups(passengers, state, told) or [("", [])]
    since = awaited(passengers)
    day = day_of(movement, here[1], told)
    as_booked = day == movement.departs_on
    mended = [each.words for one in passengers if one.pk in told for each in tellings(told[one.pk])]
    return BoardRow(
        movement=movement,
        left=None if as_booked else day,
        names=_names(here[1], marks),
        sealed=_sealed(here[1], marks),
        route=route_of([legs[0].origin, *(leg.destination for leg in legs)] if legs else ()),
        to=leads_to(movement, passengers, told),
        leaves=local(legs[0].departs_at, legs[0].origin) if legs and as_booked else None,
        state=state,
        tag=tag,
        mended=list(dict.fromkeys(mended)),
        overdue=since is not None or is_overdue(movement.departs_on, states),
        awaited=since,
        others=[
            Others(_said(_where(words, day, each, told), _names(each, marks)), _sealed(each, marks))
            for words, each in others
        ],
        waits=any(one.pk in waits for one in passengers),
        lost=any(one.pk in lost for one in passengers),
        to_cancel=any(rules.seat_to_cancel(one) for one in passengers),
    )


def _groups(
    passengers: Sequence[Passenger], state: str, told: Mapping[int, Told]
) -> list[tuple[str, list[Passenger]]]:
    """Return who is on a journey by the word for where each stands, and the day on which they left.

    Those of the `state` of the row come first; of these, who left first.
    """
    groups: dict[tuple[bool, date, str], list[Passenger]] = {}
    for one in passengers:
        gone = rules.goes_no_further(one)
        words = gettext("left the pathway") if gone else str(one.get_state_display())
        left = told[one.pk].left_on if one.pk in told else None
        groups.setdefault((words != state, left or date.max, words), []).append(one)
    return [(key[2], groups[key]) for key in sorted(groups)]


def _where(words: str, day: date, passengers: Sequence[Passenger], told: Mapping[int, Told]) -> str:
    """Return where some stand, and on which day they left where the row tells of another one."""
    left = [told[one.pk].left_on for one in passengers if one.pk in told]
    first = min((one for one in left if one), default=day)
    if first == day:
        return words
    return gettext("%(state)s (%(day)s)") % {"state": words, "day": day_in_words(first, "j F Y")}


def _said(where: str, names: str) -> str:
    return said_of(where, names) if names else where


def _names(passengers: Sequence[Passenger], marks: Container[UUID]) -> str:
    names = [one.traveller.person.name for one in passengers if one.traveller.person.key not in marks]
    return ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")


def _sealed(passengers: Sequence[Passenger], marks: Container[UUID]) -> int:
    return sum(one.traveller.person.key in marks for one in passengers)


def route_of(stops: Sequence[str]) -> str:
    """Return the stops of a journey as one line."""
    return " – ".join(stops)


def state_of(states: Sequence[str]) -> tuple[str, str]:
    """Return the word for where a journey stands, and its tag, by the passenger who has most still ahead."""
    for state in (BOOKED, DEPARTED, ARRIVED):
        if state in states:
            return str(Passenger.State(state).label), TAGS[state]
    last = states[0] if states else Passenger.State.CANCELLED
    return str(Passenger.State(last).label), TAGS.get(last, "is-stop")

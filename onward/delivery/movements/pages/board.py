"""What the board shows: the journeys booked for each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from onward.access.models import User
from onward.access.policy import may
from onward.delivery.movements import queries
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
from onward.delivery.movements.pages.told import day_of, tellings
from onward.delivery.movements.queries import BoardFilters, Told
from onward.kernel import clock


@dataclass(frozen=True)
class BoardRow:
    """A journey on the board; of a restricted traveller it shows a seal and no name.

    `leaves` is the time that was booked, where they left on that day; `left` the other day on which they did,
    as far as they are in the reader's sight; `mended` says what was told anew. `overdue` says that the day is
    over and nothing is recorded of it, `awaited` on which day they should have arrived.
    """

    movement: Movement
    left: date | None
    names: str
    sealed: int
    route: str
    leaves: datetime | None
    state: str
    tag: str
    mended: Sequence[str]
    overdue: bool
    awaited: date | None


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
    everybody = [one for row in page.rows for one in row.passengers.all()]
    marks, told = queries.marks_of(everybody), queries.told_of(everybody)
    drawn = (board_row(row, marks, told) for row in page.rows)
    days = [(day, list(group)) for day, group in groupby(drawn, key=lambda row: row.movement.departs_on)]
    return Board(days, filters, page.newer, page.older, may(user, queries.PLAN))


def board_row(movement: Movement, marks: dict[UUID, frozenset[str]], told: Mapping[int, Told]) -> BoardRow:
    """Return a journey as a row, its passengers and legs prefetched; `marks` seal the restricted ones."""
    passengers = list(movement.passengers.all())
    open_to_all = [one.traveller.person for one in passengers if one.traveller.person.key not in marks]
    legs = list(movement.legs.all())
    states = [one.state for one in passengers]
    state, tag = state_of(states)
    since = awaited(passengers)
    day = day_of(movement, passengers, told)
    as_booked = day == movement.departs_on
    mended = [each.words for one in passengers if one.pk in told for each in tellings(told[one.pk])]
    return BoardRow(
        movement=movement,
        left=None if as_booked else day,
        names=", ".join(person.name for person in open_to_all[:3]) + (" …" if len(open_to_all) > 3 else ""),
        sealed=len(passengers) - len(open_to_all),
        route=route_of([legs[0].origin, *(leg.destination for leg in legs)] if legs else ()),
        leaves=local(legs[0].departs_at, legs[0].origin) if legs and as_booked else None,
        state=state,
        tag=tag,
        mended=list(dict.fromkeys(mended)),
        overdue=since is not None or is_overdue(movement.departs_on, states),
        awaited=since,
    )


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

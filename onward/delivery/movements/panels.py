"""What journeys hang on the page of a case, and on the worklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.paging import counted, counted_at_once, said
from onward.access.policy import may
from onward.casework.cases.bringing import Wanted, Way
from onward.casework.cases.models import Traveller
from onward.casework.cases.pages.drawing import active
from onward.casework.cases.panels import Chip, Panel, Shown
from onward.casework.cases.rules import has_departed
from onward.casework.programmes import queries as programmes
from onward.delivery.movements import pages, queries, rules
from onward.delivery.movements.models import FitnessCheck, Movement
from onward.kernel import clock


@dataclass(frozen=True)
class JourneyLine:
    """A journey in a line: when, where, how it stands; `leaves` while that is the time of its own day.

    `overdue` says that the day is over and nobody has recorded what became of some of those who were booked,
    `awaited` since which day the arrival of somebody is; `to_cancel` that somebody left the pathway, and the
    seat is still booked. `days` has each day of departure with its names, where it was not one for all.
    """

    movement: Movement
    day: date
    route: str
    leaves: datetime | None
    state: str
    tag: str
    overdue: bool
    awaited: date | None
    to_cancel: bool
    days: Sequence[tuple[date, str]] = ()


@dataclass(frozen=True)
class Fitness:
    """What was said last about a traveller's fitness, if anything."""

    traveller: Traveller
    check: FitnessCheck | None


def journeys(user: User, shown: Shown) -> Panel | None:
    """Return the sheet of a case's journeys, with the way to a new one for who plans them."""
    if not may(user, "movements.read"):
        return None
    rows = queries.journeys_of(user, shown.case)
    programme = programmes.remembered(shown.case.version_of_programme_id).definition
    booked = programme.booking()
    before = programme.entered_from(booked) if booked else ()
    waits = any(one.stage in before for one in active(shown.travellers))
    context = {
        "journeys": [_line(row, {key: name for key, (name, _native) in shown.names.items()}) for row in rows],
        "book": shown.case.key if waits and may(user, queries.PLAN) else None,
        "fitness": _fitness(user, shown),
    }
    return Panel("movements/_panel.html", context, order=35) if any(context.values()) else None


def _line(journey: queries.Journey, names: Mapping[UUID, str]) -> JourneyLine:
    state, tag = pages.state_of(journey.states)
    day = rules.goes_on(journey.movement.departs_on, journey.states, journey.left)
    as_booked = day == journey.movement.departs_on
    leaves = pages.local(journey.leaves, journey.stops[0]) if journey.leaves and as_booked else None
    of: dict[date, list[str]] = {}
    for on, whose in journey.gone:
        if whose in names:
            of.setdefault(on, []).append(names[whose])
    overdue = pages.is_overdue(journey.movement.departs_on, journey.states)
    route = pages.route_of(journey.stops)
    return JourneyLine(
        movement=journey.movement,
        day=day,
        route=route,
        leaves=leaves,
        state=state,
        tag=tag,
        overdue=overdue,
        awaited=journey.awaited,
        to_cancel=journey.to_cancel,
        days=pages.apart(of),
    )


def _fitness(user: User, shown: Shown) -> list[Fitness]:
    """Return the travellers whose health weighs on the journey, with the last word of a doctor on each.

    Of who has departed, only where there is one: nobody is to be asked about them any more.
    """
    concerned = [one for one in active(shown.travellers) if one.medical_needs not in ("", "none")]
    if not concerned or not may(user, "movements.fitness"):
        return []
    said = queries.checks_of(user, shown.case)
    programme = programmes.remembered(shown.case.version_of_programme_id).definition
    told = [Fitness(one, next(iter(said.get(one.person.key, ())), None)) for one in concerned]
    return [one for one in told if one.check or not has_departed(programme, one.traveller.stage)]


def way_to_book(user: User, wanted: Wanted) -> Way | None:
    """Lead to booking a journey for the case."""
    if not may(user, queries.PLAN):
        return None
    return Way(_("Book a journey"), reverse("movements:book", args=[wanted.case.key]))


def way_to_journeys(user: User, wanted: Wanted) -> Way | None:
    """Lead to the journeys of the case, on its own page, where a departure or an arrival is recorded."""
    return Way(_("To the journey"), "#journeys") if may(user, "movements.read") else None


def way_to_fitness(user: User, wanted: Wanted) -> Way | None:
    """Lead to recording what a doctor said."""
    if wanted.traveller is None or not may(user, "movements.fitness"):
        return None
    return Way(_("Record a check"), reverse("movements:fitness", args=[wanted.traveller.key]))


def soon(user: User) -> Panel | None:
    """Return the sheet of the worklist that says what leaves today and tomorrow, for who moves people.

    Who plans journeys is told besides on how many a seat is to be cancelled, and in how many cases everybody
    who waits can be booked, counted.
    """
    if not may(user, "movements.depart"):
        return None
    today, plans = clock.today(), may(user, queries.PLAN)
    leaving, late, *seats = counted_at_once(
        queries.leaving(user, today, today + timedelta(days=1)),
        queries.overdue(user, today),
        *([queries.with_seats_to_cancel(user)] if plans else []),
    )
    context: dict[str, object] = {"leaving": leaving, "late": late, "late_url": _late_url()}
    chip = None
    if plans:
        context |= {"seats": seats[0], "seats_url": f"{reverse('movements:list')}?when=seats"}
        context["to_book"] = to_book = pages.cases_to_book(user)
        if to_book.ready:
            chip = Chip(_("Ready to be booked"), to_book.ready_said, reverse("movements:to-book"))
    return Panel("movements/_soon.html", context, chip=chip)


def untold(user: User) -> Panel | None:
    """Return the sheet of the worklist that says how many journeys of one's own cases are overdue.

    For who counsels and for who records arrivals, where that is all in their sight, as at a mission: whoever
    moves people has it on their own sheet (`soon`).
    """
    if may(user, "movements.depart") or not may(user, "movements.read"):
        return None
    own = may(user, "cases.counsel")
    if not (own or may(user, "movements.arrive")):
        return None
    today = clock.today()
    late = said(queries.own_overdue(user, today)) if own else counted(queries.overdue(user, today))
    if late == "0":
        return None
    url = _late_url(mine="1") if own else _late_url()
    chip = Chip(_("Overdue journeys"), late, url)
    return Panel("movements/_soon.html", {"late": late, "late_url": url}, chip=chip)


def _late_url(**more: str) -> str:
    return f"{reverse('movements:list')}?{urlencode({'when': 'late'} | more)}"

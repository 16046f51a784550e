"""What pages and sheets read of journeys: the board by day, one journey with its travel cards, who waits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from onward.access import restrictions
from onward.access.models import Office, Restriction, User
from onward.access.paging import ROWS
from onward.casework.cases.models import Case, HandOver, Traveller
from onward.casework.cases.policy.kept import returns_to
from onward.casework.cases.rules import has_departed
from onward.casework.programmes import queries as programmes
from onward.delivery.movements.events import Departed
from onward.delivery.movements.models import FitnessCheck, Leg, Movement, Passenger
from onward.delivery.movements.queries.overdue import awaited_since, overdue, under_way
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.kernel.called import OTHER_NAMES
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, ExistsInTurn, question
from onward.records.people.models import TravelDocument
from onward.records.people.rules import facts_lacking

PLAN = "movements.plan"
GONE = ("departed", "arrived", "refused-entry")
"""States of who has left, in `Passenger.State`."""


LEFT = Q(traveller__exit__gt="")
SEAT_TO_CANCEL = Q(state="booked") & (LEFT | Q(traveller__left_case_on__isnull=False))
"""Who left the pathway, or the case, with a seat still booked: `rules.seat_to_cancel`, for the database."""
NO_FURTHER = Q(state="departed") & LEFT | SEAT_TO_CANCEL
"""Who left the pathway on the way, or with a seat still booked: `rules.goes_no_further`, for the database."""


@dataclass(frozen=True)
class BoardFilters:
    """What a board shows; `when` is ahead, late, seats, under-way, past or all, the rest is any where empty.

    `mine` leaves the journeys of the reader's own cases.
    """

    when: str = "ahead"
    destination: str = ""
    from_day: date | None = None
    mine: bool = False


def board(user: User, filters: BoardFilters, today: date) -> QuerySet[Movement]:
    """Return the journeys of a board, each with its legs and the passengers whom the user may see.

    By the day that was booked: it is the same for everybody on a journey. The days on which they left are
    each passenger's own, and an order or a filter by them would tell of who is hidden (ADR 5).
    """
    rows: QuerySet[Movement] = Movement.objects.visible_to(user)
    if filters.when == "ahead":
        rows = rows.filter(_someone(user, "booked"), departs_on__gte=today)
    elif filters.when == "late":
        rows = overdue(user, today, own=filters.mine)
    elif filters.when == "seats":
        rows = with_seats_to_cancel(user)
    elif filters.when == "under-way":
        rows = under_way(user, today)
    elif filters.when == "past":
        left, waits = (_someone(user, *states, by=ExistsInTurn) for states in (GONE, ("booked",)))
        gone_before = Q(left, ~waits, departs_on__gt=today)
        rows = rows.filter(Q(departs_on__lt=today) | gone_before)
    if filters.destination:
        rows = rows.filter(returns_to(user, filters.destination, "case__"))
    if filters.mine:
        rows = rows.filter(case__counsellor=user.pk)
    if filters.from_day:
        rows = rows.filter(departs_on__gte=filters.from_day)
    passengers = Passenger.objects.visible_to(user).annotate(awaited=awaited_since(today))
    passengers = passengers.select_related("traveller__person").order_by("pk")
    return rows.select_related("case").prefetch_related(
        Prefetch("legs", Leg.objects.order_by("number")), Prefetch("passengers", passengers)
    )


def leaving(user: User, first: date, last: date) -> QuerySet[Movement]:
    """Return the journeys that are booked for some days, and not cancelled for all in the user's sight.

    A seat that is to be cancelled takes nobody along.
    """
    rows = Movement.objects.visible_to(user).filter(departs_on__range=(first, last))
    going = Passenger.objects.visible_to(user).filter(movement=OuterRef("pk")).exclude(state="cancelled")
    return rows.filter(Exists(going.filter(~SEAT_TO_CANCEL)))


def with_seats_to_cancel(user: User) -> QuerySet[Movement]:
    """Return the journeys on which somebody in sight has a seat who left the pathway."""
    seated = Passenger.objects.visible_to(user).filter(SEAT_TO_CANCEL, movement=OuterRef("pk"))
    return Movement.objects.visible_to(user).filter(Exists(seated))


def seats_to_cancel(user: User, travellers: Iterable[Traveller]) -> frozenset[int]:
    """Return who of some travellers has a seat to cancel, by primary key; one query, where somebody left."""
    gone = [one.pk for one in travellers if one.travels_on and (one.exit or one.left_case_on)]
    if not gone:
        return frozenset()
    rows = Passenger.objects.visible_to(user).filter(SEAT_TO_CANCEL, traveller__in=gone)
    return frozenset(rows.values_list("traveller_id", flat=True))


def _someone(user: User, *states: str, by: type[Exists] = Exists) -> Exists:
    """Return the test that a passenger of a journey, in sight of the user, is in one of some states."""
    seen = Passenger.objects.visible_to(user)
    return by(seen.filter(movement=OuterRef("pk"), state__in=states))


@dataclass(frozen=True)
class DayKey:
    """A place on the board: a day, and a journey of that day by its key.

    Journeys of one day stand in the order of their keys, which is none: where a moved booking stands among
    them tells nobody whether a new row was made for it.
    """

    day: date
    key: UUID

    @classmethod
    def read(cls, typed: str) -> "DayKey | None":
        """Return the place that an address names, or None where it names none."""
        day, _dot, told = typed.partition(".")
        try:
            return cls(date.fromisoformat(day), UUID(told))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.key}"


@dataclass(frozen=True)
class DayPage:
    """A page of a board; `newer` and `older` are the places, in the address, of the pages beside it."""

    rows: list[Movement]
    newer: str | None = None
    older: str | None = None


def page_by_day(rows: QuerySet[Movement], after: str, before: str, *, latest_first: bool = False) -> DayPage:
    """Return the page of a board that an address asks for, in the order of its days."""
    back = DayKey.read(before)
    place = back or DayKey.read(after)
    forward = latest_first if back else not latest_first
    if place:
        side = "gt" if forward else "lt"
        same_day = Q(departs_on=place.day, **{f"key__{side}": place.key})
        rows = rows.filter(Q(**{f"departs_on__{side}": place.day}) | same_day)
    order = ("departs_on", "key") if forward else ("-departs_on", "-key")
    found = list(rows.order_by(*order)[: ROWS + 1])
    more, shown = len(found) > ROWS, found[:ROWS]
    if back:
        shown.reverse()
    if not shown:
        return DayPage([])
    ends = (shown[0], shown[-1])
    first, last = (str(DayKey(one.departs_on, one.key)) for one in ends)
    has_before = more if back else place is not None
    has_after = True if back else more
    return DayPage(shown, first if has_before else None, last if has_after else None)


def movement(user: User, key: UUID) -> Movement:
    """Return a journey that the user may see, by its key or one that it had before it was moved.

    A former key leads on where nobody in sight is left on the journey that it is the key of.

    Raises:
        Missing: there is none, or not for this user.
    """
    rows = Movement.objects.visible_to(user).select_related("case__office", "case__version_of_programme")
    rows = rows.prefetch_related(Prefetch("legs", Leg.objects.order_by("number")))
    moved = rows.filter(former_keys__contains=[key]).order_by("-booked_at", "-pk")
    found = rows.filter(key=key).first() or moved.first()
    if found is None:
        raise Missing()
    return found


def passengers_of(user: User, movement: Movement) -> list[Passenger]:
    """Return the passengers of a journey whom the user may see, in the order of the booking.

    Each knows since which day they are `awaited`, where their arrival is overdue.
    """
    rows = Passenger.objects.visible_to(user).filter(movement=movement)
    rows = rows.select_related("traveller__person", "traveller__case", "movement").order_by("pk")
    return list(rows.annotate(awaited=awaited_since(clock.today())))


def papers_of(passengers: Sequence[Passenger], on: date) -> dict[int, TravelDocument]:
    """Return the paper on which each passenger travels, by the primary key of the person.

    Of several the one that is valid longest; one of which something is not known comes last. A travel card
    shows it to whoever moves the person, restricted or not.
    """
    people = [one.traveller.person_id for one in passengers]
    held = TravelDocument.objects.filter(person_id__in=people, state=TravelDocument.State.RECEIVED)
    kinds = ("passport", "laissez-passer", "identity-card")
    best: dict[int, TravelDocument] = {}
    for paper in held.filter(kind__in=kinds).order_by("person_id"):
        before = best.get(paper.person_id)
        if before is None or _lasting(paper) > _lasting(before):
            best[paper.person_id] = paper
    return best


def _lasting(paper: TravelDocument) -> tuple[bool, date]:
    lacking = facts_lacking(
        paper.kind, number=bool(paper.number), issuer=paper.issuer, expires_on=paper.expires_on
    )
    return not lacking, paper.expires_on or date.max


def marks_of(passengers: Sequence[Passenger]) -> dict[UUID, frozenset[str]]:
    """Return the marks on the passengers' files, for the seal that is drawn; pages do not say which."""
    return restrictions.marked([one.traveller.person.key for one in passengers])


def seen_travellers(user: User, travellers: Sequence[Traveller]) -> frozenset[int]:
    """Return the primary keys of those travellers of whom the user may know more than the travel card."""
    keys = [one.pk for one in travellers]
    return frozenset(Traveller.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def waiting(user: User) -> QuerySet[Traveller]:
    """Return the travellers who stand where a booking begins and have no journey; for who plans journeys.

    The stage is that of the version which each case keeps: the one from which its booking is entered, and
    that of the booking for who has no seat any more.
    """
    stands_at = Q(pk__in=[])
    for pk in programmes.kept_versions():
        programme = programmes.remembered(pk).definition
        booked = programme.booking()
        stages = (*programme.entered_from(booked), booked) if booked else ()
        if stages:
            stands_at |= Q(case__version_of_programme=pk, stage__in=stages)
    has_seat = Passenger.objects.filter(traveller=OuterRef("pk"), state__in=("booked", "departed"))
    rows = Traveller.objects.visible_to(user, PLAN).filter(stands_at, ~Exists(has_seat))
    rows = rows.filter(exit="", left_case_on=None, case__closed_on=None)
    return rows.select_related("person", "case").order_by("pk")


def cases_waiting(user: User) -> QuerySet[Case]:
    """Return the cases in which somebody waits for a journey, each once, to be paged by their key.

    Found through the travellers whom the user may move: of a restricted one she reads the travel card only,
    and not the case.
    """
    open_cases = Case.objects.filter(closed_on=None)
    return open_cases.filter(Exists(waiting(user).filter(case=OuterRef("pk")).order_by()))


def to_book(user: User, case_key: UUID) -> tuple[Case, list[Traveller]]:
    """Return a case with its travellers who wait for a journey and whom the user may move.

    Raises:
        Missing: nobody waits there, or nobody whom the user may move.
    """
    found = list(waiting(user).filter(case__key=case_key).order_by("-principal", "pk"))
    if not found:
        raise Missing()
    return found[0].case, found


@dataclass(frozen=True)
class Journey:
    """A journey on the page of a case: its row, its stops, and how far its passengers have come.

    `leaves` is the moment that was booked, `states` those of the passengers whom the reader may see, of whom
    goes further on it where somebody does (`rules.goes_no_further`), `left` the days on which some of these
    departed and `gone` who did on which, by key of the person, `awaited` the first on which one should have
    arrived of whom nothing is recorded. `to_cancel` says that somebody left the pathway whose seat is still
    booked.
    """

    movement: Movement
    stops: Sequence[str]
    leaves: datetime | None
    states: Sequence[str]
    left: Sequence[date]
    awaited: date | None
    to_cancel: bool = False
    gone: Sequence[tuple[date, UUID]] = ()


def journeys_of(user: User, case: Case) -> list[Journey]:
    """Return the journeys of a case that the user may see, the latest first; one query."""
    rows: Iterable[Any] = _journeys(user, case=case.pk, today=clock.today())  # with what is annotated below
    return [
        Journey(
            movement=row,
            stops=[*row.first[:1], *row.stops],
            leaves=next(iter(row.leaves), None),
            states=row.coming or row.states,
            left=[date.fromisoformat(one["on"]) for one in row.left],
            gone=[(date.fromisoformat(one["on"]), UUID(one["whose"])) for one in row.left],
            awaited=row.awaited,
            to_cancel=row.to_cancel,
        )
        for row in rows
    ]


@question(case=BigIntegerField(), today=DateField())
def _journeys(user: User, *, case: Blank, today: Blank) -> QuerySet[Movement]:
    legs = Leg.objects.filter(movement=OuterRef("pk")).order_by("number")
    passengers = Passenger.objects.visible_to(user).filter(movement=OuterRef("pk")).order_by("pk")
    in_sight = Passenger.objects.visible_to(user).filter(movement=OuterRef(OuterRef("pk")))
    left = Event.objects.filter(about_key=OuterRef("told_first"), type=Departed.type)
    left = left.filter(person_key__in=in_sight.values("traveller__person__key"))
    late = passengers.annotate(since=awaited_since(today)).order_by("since").values("since")
    rows = Movement.objects.visible_to(user).filter(case=case).order_by("-departs_on", "-key")
    return rows.alias(told_first=Coalesce("former_keys__0", "key")).annotate(
        left=ArraySubquery(
            left.standing().order_by("position").values(told=JSONObject(on="occurred_on", whose="person_key"))
        ),
        first=ArraySubquery(legs.values("origin")),
        stops=ArraySubquery(legs.values("destination")),
        leaves=ArraySubquery(legs.values("departs_at")),
        states=ArraySubquery(passengers.values("state")),
        coming=ArraySubquery(passengers.filter(~NO_FURTHER).values("state")),
        awaited=Subquery(late[:1]),
        to_cancel=Exists(passengers.filter(SEAT_TO_CANCEL)),
    )[:20]


def checks_of(actor: Actor, case: Case) -> dict[UUID, list[FitnessCheck]]:
    """Return what doctors said, by the key of the person, the latest word first."""
    found: dict[UUID, list[FitnessCheck]] = defaultdict(list)
    for one in _checks(actor, case=case.pk):
        found[one.person_key].append(one)
    return dict(found)


@question(case=BigIntegerField())
def _checks(actor: Actor, *, case: Blank) -> QuerySet[FitnessCheck]:
    return FitnessCheck.objects.visible_to(actor).filter(case=case).order_by("-checked_at")


def whom_gates_ask_about(cases: Iterable[Case]) -> dict[int, list[Traveller]]:
    """Return everybody in some cases, hidden ones too, by primary key of the case: for gates, not for eyes.

    A gate of the whole household asks about each of them, as it does when the booking itself is tried; what
    a page says of it is measured by `seen_travellers`.
    """
    found: dict[int, list[Traveller]] = {case.pk: [] for case in cases}
    for one in Traveller.objects.filter(case__in=list(found)).select_related("person").order_by("pk"):
        found[one.case_id].append(one)
    return found


def kept_back(user: User, cases: Iterable[Case], going: Iterable[Traveller]) -> dict[int, int]:
    """Return, by primary key of the case, how many others have not departed whose file a focal point keeps.

    For who plans journeys and may move them, but not open their file: that the household is not complete on
    this journey shall not depend on what the planner happens to have been told. Others learn nothing of it.
    """
    marks = Restriction.objects.filter(person_key=OuterRef("person__key"), lifted_at=None)
    others = Traveller.objects.visible_to(user, PLAN).filter(Exists(marks), exit="", left_case_on=None)
    others = others.filter(case__in=[one.pk for one in cases]).exclude(pk__in=[one.pk for one in going])
    others = others.filter(~Exists(Traveller.objects.visible_to(user).filter(pk=OuterRef("pk"))))
    found: dict[int, int] = defaultdict(int)
    for one in others.select_related("case"):
        programme = programmes.remembered(one.case.version_of_programme_id).definition
        if not has_departed(programme, one.stage):
            found[one.case_id] += 1
    return dict(found)


def missions_asked(user: User, case: Case) -> list[Office] | None:
    """Return the missions that have not answered whether they take a case over, as far as the user may know.

    None where the user does not see the case.
    """
    waiting = HandOver.objects.visible_to(user).filter(case=OuterRef("pk"), accepted=None, ended_at=None)
    waiting = waiting.order_by("mission").distinct("mission")  # a case may wait there twice
    names = {name: f"mission__{name}" for name in ("name", *OTHER_NAMES, "kind", "country")}
    seen = Case.objects.visible_to(user).filter(pk=case.pk)
    found = seen.annotate(asked=ArraySubquery(waiting.values(told=JSONObject(**names))))
    told = found.values_list("asked", flat=True).first()
    return None if told is None else [Office(**one) for one in told]

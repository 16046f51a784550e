"""How pages list cases and tasks: what is asked for, a page at a time, however large a household."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as Case_
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from onward.access.models import User
from onward.access.paging import Page, counted, first_of
from onward.casework.cases.gates import DEPARTED, with_first_day
from onward.casework.cases.models import (
    Case,
    HandOver,
    Hold,
    HoldRelease,
    Task,
    Traveller,
)
from onward.casework.cases.policy import (
    cases_with,
    seen_travellers,
    tells_of_somebody_in_sight,
)
from onward.casework.cases.policy.kept import (
    returns_to,
)
from onward.casework.cases.rules import CLOSE_AGAIN, SENT_BACK, still_to_depart
from onward.casework.programmes.queries import (
    kept_versions,
    remembered,
)
from onward.kernel.models import Event
from onward.kernel.questions import Blank, ExistsInTurn, question
from onward.reference.airports import stops_at

PAGE = 25
"""Rows of a list."""


@dataclass(frozen=True)
class CaseFilters:
    """What a list of cases is narrowed to; an empty field means any."""

    mine: bool = False
    open: bool = True
    stage: str = ""
    programme: str = ""
    destination: str = ""
    channel: str = ""
    counsellor: int | None = None
    held: bool = False
    late: bool = False


def filtered(user: User, wanted: CaseFilters, today: date) -> QuerySet[Case]:
    """Return the cases that the user may see and that fit the filters, newest first.

    Of those that are late here, gates say of a few that they are not after all.
    """
    travelling = seen_travellers(user).filter(exit="", left_case_on=None)
    # Put together where it is asked for alone: that takes longer than most of these questions.
    late = LessThan(_late_since(travelling, today), Value(today, DateField())) if wanted.late else None
    # An office has few open cases, and many closed ones.
    some = ExistsInTurn if wanted.open or wanted.late else Exists
    if wanted.stage:
        cases = cases_with(user, some(travelling.filter(stage=wanted.stage)))
        cases = cases.filter(late) if late else cases
    else:
        cases = cases_with(user, late) if late else Case.objects.visible_to(user)
    if wanted.open or wanted.late:
        cases = cases.filter(closed_on=None)
    if wanted.mine:
        cases = cases.filter(counsellor=user.pk)
    elif wanted.counsellor:
        cases = cases.filter(counsellor_id=wanted.counsellor)
    for field in ("programme", "channel"):
        if value := getattr(wanted, field):
            cases = cases.filter(**{field: value})
    if wanted.destination:
        cases = cases.filter(returns_to(user, wanted.destination))
    if wanted.held:
        cases = cases.filter(_held(user, today, some))
    return cases.order_by("-id")


def _outer(name: str, field: "Field[Any, Any]") -> Combinable:
    """Return a column of the query around, to be compared with."""
    return ExpressionWrapper(OuterRef(name), output_field=field)


def _late_since(travelling: QuerySet[Traveller], today: date) -> Subquery:
    """Return the first day since which somebody of the case around may be late; one far ahead for nobody."""
    # The first of few rows: asked whether there is one, the server would read all persons for each case.
    days = with_first_day(travelling, kept_versions(), Value(today, DateField())).order_by("on")
    return Subquery(days.values("on")[:1])


def _held(user: User, today: date, some: type[Exists]) -> Q:
    """Return the test that a hold which has begun keeps somebody of a case from departing.

    It concerns those in sight who are still to depart and for whom no release from it counts; one on a route,
    those who wait for a journey by that route, as the page of the case has it.
    """
    held = Q(pk__in=[])
    travelling = seen_travellers(user).filter(exit="", left_case_on=None)
    travelling = travelling.alias(rules=_outer("version_of_programme", BigIntegerField()))
    travelling = travelling.filter(_still_to_depart())
    own = Q(case=OuterRef("case"))
    earlier = Q(case__key__among=OuterRef("case__came_from"))
    named = Q(travellers__contains=[OuterRef("person__key")])
    there = Q(destination__in=["", OuterRef("case__destination")])  # where the case returns to today
    counts = there & (own & Q(travellers=None) | (own | earlier) & named)
    for hold in Hold.objects.visible_to(user).filter(lifted_on=None, from_on__lte=today):
        fits = Q(office_id=hold.office_id)
        if hold.programme:
            fits &= Q(programme=hold.programme)
        released = HoldRelease.objects.filter(counts, hold=hold)
        stopped = travelling.exclude(Exists(released))
        of_person = {"case_key": OuterRef("case__key"), "person_key": OuterRef("person__key")}
        last = Event.objects.filter(**of_person, type="movements.booked").standing().order_by("-position")
        if hold.route:
            stopped = stopped.alias(route=Subquery(last.values("payload__route")[:1]))
            stops = sorted(stops_at(hold.route))
            stopped = stopped.filter(travels_on__isnull=False, route__has_any_keys=stops)
        if hold.destination:
            ends = last.annotate(at=KT("payload__route__-1")).values("at")[:1]
            seated = Q(travels_on__isnull=False, ends__in=sorted(stops_at(hold.destination)))
            stopped = stopped.alias(ends=Subquery(ends)).filter(
                seated | returns_to(user, hold.destination, "case__")
            )
        held |= fits & Q(some(stopped))
    return held


def with_country(travellers: QuerySet[Traveller]) -> QuerySet[Traveller]:
    """Give travellers the country that they return to (`to`), for use within a query.

    It is the one to which they have departed, as the log tells it, or else that of their case.
    """
    of_person = Event.objects.filter(person_key=OuterRef("person__key"), type=DEPARTED).standing()
    went = of_person.order_by("-position").annotate(there=KT("payload__destination")).values("there")[:1]
    gone = Case_(When(~_still_to_depart(), then=Subquery(went, output_field=CharField())))
    return travellers.alias(rules=F("case__version_of_programme"), to=Coalesce(gone, "case__destination"))


def _still_to_depart() -> Q:
    """Return the test that a traveller stands before the departure in the version, `rules`, of their case."""
    left = Q(pk__in=[])
    for pk in kept_versions():
        programme = remembered(pk).definition
        stages = [stage for stage in programme.stage_codes() if not still_to_depart(programme, stage)]
        left |= Q(rules=pk, stage__in=stages)
    return ~left


def open_cases(user: User) -> str:
    """Return how many open cases of their office the user may see, in words."""
    return counted(Case.objects.visible_to(user).filter(office=user.office_id, closed_on=None))


def page_of_cases(
    user: User, wanted: CaseFilters, today: date, before: int | None, size: int = PAGE
) -> Page[Case]:
    """Return a page of the cases that fit the filters, newest first, from the key `before` on."""
    if wanted.held:  # which holds stand is data: it is asked anew each time
        rows = filtered(user, wanted, today)
        found = list((rows.filter(pk__lt=before) if before else rows)[: size + 1])
    else:
        versions = kept_versions() if wanted.late else ()
        day = today if wanted.late else None  # only lateness depends on it
        found = _page_of_cases(user, wanted, day, versions, before is not None, size, before=before)
    return first_of(found, size)


@question(before=BigIntegerField())
def _page_of_cases(
    user: User,
    wanted: CaseFilters,
    today: date | None,
    versions: tuple[int, ...],
    later: bool,
    size: int,
    *,
    before: Blank,
) -> QuerySet[Case]:
    rows = filtered(user, wanted, today or date.max)
    return (rows.filter(pk__lt=before) if later else rows)[: size + 1]


def tasks_due(user: User, before: tuple[date, int] | None, size: int = PAGE) -> Page[Task]:
    """Return the user's open tasks, the most pressing first; `before` is (day, key) of the last one shown.

    One that tells that a file was sent back knows why (`because`), and what the mission wrote (`told`).
    """
    day, key = before or (None, None)
    found = _tasks_due(user, before is not None, size, day=day, key=key)
    return first_of(found, size)


@question(day=DateField(), key=BigIntegerField())
def _tasks_due(user: User, later: bool, size: int, *, day: Blank, key: Blank) -> QuerySet[Task]:
    tasks = Task.objects.visible_to(user).filter(assigned_to=user.pk, done_on=None)
    if later:
        tasks = tasks.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=key))
    last = HandOver.objects.filter(tells_of_somebody_in_sight(user), case=OuterRef("case"), accepted=False)
    last = last.order_by("-answered_at")
    rows = tasks.annotate(
        because=Case_(When(kind=SENT_BACK, then=Subquery(last.values("reason")[:1]))),
        told=Case_(When(kind=SENT_BACK, then=Subquery(last.values("words")[:1]))),
    )
    return rows.select_related("case").order_by("due_on", "pk")[: size + 1]


def first_opened_on(case: Case) -> date:
    """Return the day on which a household's first case was opened, where this one parted from it."""
    if not case.came_from:
        return case.opened_on
    earlier = Case.objects.filter(key__in=case.came_from).values_list("opened_on", flat=True)
    return min([case.opened_on, *earlier])


def tasks_left_open(user: User, case: Case) -> list[Task]:
    """Return the open tasks of a case, as far as the user sees them, that closing it does not end."""
    tasks = Task.objects.visible_to(user).filter(case=case, done_on=None).exclude(kind=CLOSE_AGAIN)
    return list(tasks.select_related("assigned_to").order_by("due_on", "pk"))

"""How pages and exports read cases: through `visible_to`, and no more queries for a larger household."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Field,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models import Case as Case_
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import LessThan
from django.utils.translation import get_language

from onward.access.models import Restriction, User
from onward.access.paging import Page, counted, first_of
from onward.access.queries import missions_in
from onward.casework.cases.events import (
    ApprovalDecided,
    CaseOpened,
    HoldReleased,
    SessionHeld,
    TravellerAdded,
)
from onward.casework.cases.gates import DEPARTED, TOLD_UNTIL, with_first_day
from onward.casework.cases.models import (
    STANDS,
    Case,
    Document,
    HandOver,
    Hold,
    HoldRelease,
    Note,
    Session,
    Task,
    Traveller,
    Vulnerability,
)
from onward.casework.cases.panels import columns_for
from onward.casework.cases.policy import (
    agreed_to,
    cases_with,
    seen_travellers,
    tells_of_somebody_in_sight,
    whatever_became,
)
from onward.casework.cases.policy.kept import (
    keeps_alone,
    lost_at,
    reads_as_a_mission,
    returns_to,
    told_to_mission,
)
from onward.casework.cases.rules import CLOSE_AGAIN, SENT_BACK, still_to_depart
from onward.casework.programmes.queries import (
    kept_versions,
    remembered,
)
from onward.kernel.events.log import stories
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, ExistsInTurn, question
from onward.records.people.models import Person
from onward.reference.airports import stops_at

MOST = 100
"""Hand-overs that are counted."""
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


def case_by_reference(user: User, reference: str) -> Case:
    """Return a case that the user may see.

    Raises:
        Missing: it does not exist, or not for this user.
    """
    found = _by_reference.first(user, get_language() or "", reference=reference)
    if found is None:
        raise Missing()
    as_told(user, [found])
    return found


def taken_back_case(user: User, reference: str) -> Case:
    """Return a case that the user could see until it was taken back.

    Raises:
        Missing: there is none of this reference, or not for this user.
    """
    rows = whatever_became(user).exclude(taken_back_on=None).select_related("office", "version_of_programme")
    found = rows.filter(reference=reference).first()
    if found is None:
        raise Missing()
    return found


def as_told(user: User, cases: Iterable[Case]) -> None:
    """Give cases the country of return that the user may know of, for a page to show; nothing is saved.

    That is their own, for a mission that keeps the file of those alone who had departed there. Such a case
    knows from where in the log on nothing of the household is told to them (`told_until`).
    """
    shown = list(cases) if reads_as_a_mission(user) else []
    if not shown or user.office is None:
        return
    until = dict(_kept_alone(user, cases=[one.pk for one in shown]))
    for one in shown:
        if one.pk in until:
            one.destination, one.destination_place = user.office.country, ""
            setattr(one, TOLD_UNTIL, until[one.pk])


@question(cases=BigIntegerField())
def _kept_alone(user: User, *, cases: Blank) -> QuerySet[Case, tuple[int, int]]:
    alone = Case.objects.filter(keeps_alone(user, ""), pk__among=cases)
    until = lost_at(user, OuterRef("key")).order_by("position").values("position")[:1]
    return alone.values_list("pk", Subquery(until))


@question(reference=CharField())
def _by_reference(user: User, language: str, *, reference: Blank) -> QuerySet[Case]:
    rows = Case.objects.visible_to(user).filter(reference=reference)
    there = missions_in(OuterRef("destination"), language)
    return rows.select_related("office", "counsellor").annotate(missions_there=there, **columns_for(user))


def travellers_of(user: User, cases: Iterable[Case]) -> dict[int, list[Traveller]]:
    """Return the travellers whom the user may see, by primary key of their case, principal first."""
    found: dict[int, list[Traveller]] = defaultdict(list)
    by_pk = {case.pk: case for case in cases}
    for one in _travelling(user, cases=list(by_pk)) if by_pk else ():
        one.case = by_pk[one.case_id]
        found[one.case_id].append(one)
    return found


@question(cases=BigIntegerField())
def _travelling(user: User, *, cases: Blank) -> QuerySet[Traveller]:
    rows = Traveller.objects.visible_to(user).filter(case__among=cases).select_related("person")
    marks = Restriction.objects.filter(person_key=OuterRef("person__key"), lifted_at=None).values("category")
    weak = Vulnerability.objects.filter(traveller=OuterRef("pk"), ended_on=None).order_by("found_on", "id")
    ended = Vulnerability.objects.exclude(ended_on=None)
    before = {
        "traveller__person": OuterRef("person"),
        "traveller__case__key__among": OuterRef("case__came_from"),
    }
    healed = Exists(ended.filter(traveller=OuterRef("pk"))) | Exists(ended.filter(**before))
    rows = rows.order_by("case_id", "-principal", "id")
    needs = {"categories": ArraySubquery(weak.values("category")), "healed": healed}
    return rows.annotate(marks=ArraySubquery(marks), **needs)


def parted_from_and_to(user: User, case: Case, travellers: Iterable[Traveller]) -> tuple[str, Sequence[str]]:
    """Return the references of the case that this one parted from, and of those that parted from it.

    Those that the user may see; of a case that nobody parted from or to, nothing is read.

    Args:
        user: who looks.
        case: which they may see.
        travellers: of it, in sight.
    """
    origin = case.came_from[-1] if case.came_from else None
    gone = [one.person_id for one in travellers if one.left_case_on]
    if origin is None and not gone:
        return "", ()
    of_them = Q(travellers__person__in=gone, came_from__contains=[case.key])
    rows = Case.objects.visible_to(user).filter(Q(key=origin) | of_them).distinct().order_by("pk")
    found = list(rows.values_list("key", "reference", "came_from"))
    came_from = next((reference for key, reference, _chain in found if key == origin), "")
    return came_from, [reference for _key, reference, chain in found if chain and chain[-1] == case.key]


def hand_overs_of(user: User, case: Case) -> list[HandOver]:
    """Return to whom a case was handed over, as far as the user may see it.

    Each knows of whom the mission may no longer be told (`taken_back`, keys of persons of the case).
    """
    return _hand_overs(user, case=case.pk)


@question(case=BigIntegerField())
def _hand_overs(user: User, *, case: Blank) -> QuerySet[HandOver]:
    rows = HandOver.objects.visible_to(user).filter(case=case).select_related("mission").order_by("pk")
    agreed = agreed_to("person__key", OuterRef(OuterRef("mission__key")))
    others = Traveller.objects.filter(~agreed, case=OuterRef("case"))
    return rows.annotate(taken_back=ArraySubquery(others.values("person__key")))


@question(since=DateTimeField())
def own_hand_overs(user: User, *, since: Blank) -> QuerySet[HandOver]:
    """Return what waits for the answer of the user's mission, the longest first, and what ended `since`.

    What was handed over to it again is not among the latter, as far as it sees somebody of that sending: one
    that is kept for who left the mission's sight would tell of them by what the list leaves out.
    """
    again = HandOver.objects.filter(STANDS, case=OuterRef("case"), mission=user.office_id)
    again = again.filter(tells_of_somebody_in_sight(user))
    ended = Q(ended_at__gte=since) & ~Exists(again)
    waits = Q(accepted=None, ended_at=None, case__closed_on=None)
    rows = HandOver.objects.visible_to(user).filter(waits | ended, mission=user.office_id)
    return rows.select_related("case").order_by("sent_at", "pk")[: 2 * MOST]


def marks_of(travellers: Iterable[Traveller]) -> dict[UUID, frozenset[str]]:
    """Return the restrictions on travellers whom the reader may see anyway, by key of the person.

    `travellers` come from `travellers_of`, which reads the marks along with them.
    """
    return {one.person.key: frozenset(marks) for one in travellers if (marks := getattr(one, "marks", ()))}


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


def timeline(
    user: User, case: Case, travellers: Sequence[Traveller], before: int | None, size: int
) -> Page[Event]:
    """Return what happened in a case, latest first: its own events, and those of travellers in sight.

    By the day on which it happened; within a day what was recorded last comes first. What was corrected or
    taken back stands right below what says so. What only tells of the household is left out
    (`tells_of_the_household_alone`).
    `before` is the position of the last one of the page above.

    Each event knows whether it was `corrected`, when (`corrected_at`) and whether that only took it back
    (`taken_back`), the name of who recorded it (`by`), and the `text` of its
    note, of the summary of its session, or of what a mission wrote that sent the file back, where it tells
    of one that the user may see; of such a session also the `place`, and whether there was an `interpreter`.
    A release knows why and since when there was the hold (`hold_reason`, `hold_since`), and for which country
    of return it was given (`released_for`); one that names for whom it counts is there for those who see one
    of them. A parting knows the reference of the `other` case,
    that to which some went or from which these came, where the user may see it, and who `went`, by the keys
    of those in sight. Where the user sees neither, it is left out: who went on may be hidden.

    Of who joined by mistake it tells where the user may see the person, by the name `gone`; each event knows
    whether its person is restricted (`marked`).

    A mission that keeps those alone who had departed there reads what the household told before, and that
    its hand-over ended.

    What the funder answered and which holds were released before these parted counts for them: it stands here
    too, is `inherited`, and has for `other` the case in which it was recorded.
    """
    keys = [one.person.key for one in travellers]
    chain = [*(case.came_from or ()), case.key]
    place: dict[str, Any] = {"day": None, "told_at": None}
    if before is not None:
        above = _in_story(Event.objects.filter(case_key__in=chain, position=before))
        place = above.values("day", "told_at").first() or place
    later = place["day"] is not None
    asked = {"case": case.pk, "case_key": case.key, "chain": chain, "keys": keys, "before": before}
    found = _timeline(user, later, size, len(chain) > 1, **asked, **place)
    return first_of(found, size)


_TOLD_FIRST = """
WITH RECURSIVE story(place) AS (
    SELECT %(expressions)s
    UNION ALL
    SELECT e.supersedes_id FROM story JOIN kernel_event e ON e.position = story.place
    WHERE e.supersedes_id IS NOT NULL
)
SELECT min(place) FROM story
"""
_KNOWN_NOW = """
WITH RECURSIVE story(place) AS (
    SELECT %(expressions)s
    UNION ALL
    SELECT e.position FROM story JOIN kernel_event e ON e.supersedes_id = story.place
)
SELECT e.occurred_on FROM kernel_event e WHERE e.position = (SELECT max(place) FROM story)
"""


OF_THE_HOUSEHOLD: Mapping[str, Sequence[str]] = {
    DEPARTED: ("household_size",),
    SessionHeld.type: ("travellers", "joined_later", "corrected"),
}
"""What of some events tells of the household alone: of how many it was, for whom of it a session counts.

Why a session was told anew goes along: whoever tells it otherwise tells another day, way or length too.
"""
_OF_EACH = " ".join(
    f"WHEN '{type}' THEN '{{{','.join(names)}}}'::text[]" for type, names in OF_THE_HOUSEHOLD.items()
)
_TOLD_OTHERWISE = """
WITH RECURSIVE story(place, alike) AS (
    SELECT %(expressions)s, TRUE
    UNION ALL
    SELECT e.position, NOT e.retracts AND e.occurred_on = b.occurred_on AND coalesce(
        e.payload - CASE e.type %(of_each)s END = b.payload - CASE b.type %(of_each)s END, FALSE
    )
    FROM story JOIN kernel_event b ON b.position = story.place
    JOIN kernel_event e ON e.supersedes_id = b.position
    WHERE story.alike
)
SELECT place FROM story WHERE NOT alike
"""


def tells_of_the_household_alone() -> Combinable:
    """Return the test that an event only corrects of how many the household was, or for whom of it it counts.

    That counts in figures and gates. No page tells it: it may be because of somebody hidden that it is so.
    """
    before = Event.objects.filter(
        pk=OuterRef("supersedes_id"), type__in=OF_THE_HOUSEHOLD, occurred_on=OuterRef("occurred_on")
    )
    same = before.annotate(rest=_besides_the_household(F("payload"), F("type")))
    return Exists(same.filter(rest=_besides_the_household(OuterRef("payload"), OuterRef("type"))))


def _besides_the_household(payload: Combinable, type: Combinable) -> Func:
    """Return what else an event tells; null for one of which nothing is of the household alone."""
    rest = f"(%(expressions)s {_OF_EACH} END)"
    return Func(payload, type, template=rest, arg_joiner=" - CASE ", output_field=JSONField())


def _in_story(events: QuerySet[Event]) -> QuerySet[Any]:
    """Give events the `day` of what they tell as it is known now, and where it was `told_at` first.

    However often it was corrected: what corrects another comes after it in the log.
    """
    return events.annotate(
        day=Func(F("position"), template=f"({_KNOWN_NOW})", output_field=DateField()),
        told_at=Func(F("position"), template=f"({_TOLD_FIRST})", output_field=BigIntegerField()),
    )


@question(
    case=BigIntegerField(),
    case_key=UUIDField(),
    chain=UUIDField(),
    keys=UUIDField(),
    before=BigIntegerField(),
    day=DateField(),
    told_at=BigIntegerField(),
)
def _timeline(
    user: User,
    later: bool,
    size: int,
    parted: bool,
    *,
    case: Blank,
    case_key: Blank,
    chain: Blank,
    keys: Blank,
    before: Blank,
    day: Blank,
    told_at: Blank,
) -> QuerySet[Event]:
    taken_out = _taken_out(user, case_key)
    marks = Restriction.objects.filter(person_key=OuterRef("person_key"), lifted_at=None)
    in_sight = _of_whom_one_sees(taken_out, keys)
    corrections = Event.objects.filter(pk=OuterRef("told_otherwise"))
    notes = Note.objects.filter(in_sight, case=case, key=OuterRef("note_key"))
    sessions = Session.objects.filter(in_sight, case=case, key=OuterRef("session_key"))
    documents = Document.objects.filter(in_sight, case=case, key=OuterRef("document_key"))
    returned = HandOver.objects.filter(case=case, key=OuterRef("returned_key"))
    holds = Hold.objects.filter(key=OuterRef("hold_key"))
    given = {"case__key": OuterRef("case_key"), "released_at": OuterRef("recorded_at")}
    releases = HoldRelease.objects.filter(**given, hold__key=OuterRef("hold_key"))
    own = Q(case_key=case_key) & in_sight
    told = Event.objects.filter(case_key__among=chain) if parted else Event.objects.all()
    events: QuerySet[Event] = (
        _as_told_to(user, _in_story(told), case, case_key, keys)
        .filter(own | _inherited(chain, keys) if parted else own)
        .annotate(
            inherited=ExpressionWrapper(~Q(case_key=case_key), output_field=BooleanField()),
            told_otherwise=Func(
                F("position"),
                template=f"({_TOLD_OTHERWISE})",
                of_each=_OF_EACH,
                output_field=BigIntegerField(),
            ),
            corrected=Exists(corrections),
            corrected_at=Subquery(corrections.values("recorded_at")[:1]),
            taken_back=Subquery(corrections.values("retracts")[:1]),
            gone=Subquery(taken_out.filter(key=OuterRef("person_key")).values("name")[:1]),
            marked=Exists(marks),
            by=Subquery(User.objects.filter(key=OuterRef("actor_key")).values("name")[:1]),
            note_key=Cast(KT("payload__note"), UUIDField()),
            session_key=Cast(KT("payload__session"), UUIDField()),
            returned_key=Case_(
                When(payload__accepted=False, then=Cast(KT("payload__hand_over"), UUIDField()))
            ),
            text=Coalesce(
                Subquery(notes.values("text")[:1]),
                Subquery(sessions.values("summary")[:1]),
                Subquery(returned.values("words")[:1]),
            ),
            place=Subquery(sessions.values("place")[:1]),
            interpreter=Subquery(sessions.values("interpreter")[:1]),
            hold_reason=Subquery(holds.values("reason")[:1]),
            hold_since=Subquery(holds.values("from_on")[:1]),
            released_for=Subquery(releases.values("destination")[:1]),
            document_key=Cast(KT("payload__document"), UUIDField()),
            file_key=Subquery(documents.values("key")[:1]),
            file_name=Subquery(documents.values("name")[:1]),
            file_size=Subquery(documents.values("size")[:1]),
            file_hash=Subquery(documents.values("sha256")[:1]),
        )
        .exclude(retracts=True, payload={})  # what only went along with something taken back
        .select_related("supersedes")
        .order_by("-day", "-told_at", "-position")
    )
    if later:
        same_day = Q(told_at__lt=told_at) | Q(told_at=told_at, position__lt=before)
        events = events.filter(Q(day__lt=day) | Q(Q(day=day), same_day))
    return events[: size + 1]


def _taken_out(user: User, case_key: Blank) -> QuerySet[Person]:
    """Return who joined a case by mistake, and whom the user may see."""
    gone = Event.objects.filter(case_key=case_key, type=TravellerAdded.type, retracts=True)
    return Person.objects.visible_to(user).filter(key__in=gone.values("person_key"))


def _of_whom_one_sees(taken_out: QuerySet[Person], keys: Blank) -> Q:
    """Return the test that a row or an event is about nobody, or about somebody in sight."""
    return Q(person_key=None) | Q(person_key__among=keys) | Q(person_key__in=taken_out.values("key"))


def _as_told_to(
    user: User, events: QuerySet[Any], case: Blank, case_key: Blank, keys: Blank
) -> QuerySet[Any]:
    """Leave out hand-overs, partings and releases that name only who is hidden, and what no mission is told.

    So is what only tells of how many the household was. The others know what they name: `sent_as`,
    `parted_to`, `other` and `went`, `hold_key`. Which are about somebody in sight is for the query around.
    """
    told_to = Q()
    if reads_as_a_mission(user):
        alone = Exists(Case.objects.filter(keeps_alone(user, ""), pk=case))
        told_to = ~Q(alone) | told_to_mission(user, OuterRef("case_key"), "told_at")
    sendings = HandOver.objects.filter(tells_of_somebody_in_sight(user), case=case, key=OuterRef("sent_as"))
    others = Case.objects.visible_to(user).filter(key=OuterRef("other_key"))
    went = Traveller.objects.filter(case__key=OuterRef("parted_to"), person__key__among=keys)
    found: QuerySet[Any] = (
        events.filter(told_to)
        .annotate(
            sent_as=Cast(KT("payload__hand_over"), UUIDField()),
            parted_to=Cast(KT("payload__to_case"), UUIDField()),
            other_key=Coalesce(
                "parted_to", Cast(KT("payload__parted_from"), UUIDField()), NullIf("case_key", case_key)
            ),
            other=Subquery(others.values("reference")[:1]),
            went=ArraySubquery(went.order_by("pk").values("person__key")),
            hold_key=Cast(KT("payload__hold"), UUIDField()),
        )
        .filter(Q(sent_as=None) | Exists(sendings))
        .filter(Q(parted_to=None) | Q(other__isnull=False) | Exists(went))
        .filter(Q(hold_key=None) | Q(payload__travellers__isnull=True) | Q(_names_one_of(keys)))
        .exclude(tells_of_the_household_alone())
    )
    return found


def told_on_the_timeline(
    user: User, case: Case, travellers: Iterable[Traveller], events: Sequence[Event]
) -> list[Event]:
    """Return events of a case as its timeline tells them; what it does not tell the user is left out.

    In place of what only corrects of how many the household was stands what that corrects.

    Args:
        user: who looks.
        case: whose own events these are.
        travellers: of it, in the user's sight.
        events: which stand, in any order.
    """
    keys, story = [one.person.key for one in travellers], stories(events)
    places = [told.position for each in story.values() for told in each]
    asked = {"case": case.pk, "case_key": case.key, "keys": keys, "places": places}
    seen = {one.position: one for one in _on_the_timeline(user, **asked)} if places else {}
    last = [
        max((told.position for told in each if told.position in seen), default=None)
        for each in story.values()
    ]
    return [seen[place] for place in last if place is not None]


@question(case=BigIntegerField(), case_key=UUIDField(), keys=UUIDField(), places=BigIntegerField())
def _on_the_timeline(
    user: User, *, case: Blank, case_key: Blank, keys: Blank, places: Blank
) -> QuerySet[Event]:
    own = Event.objects.filter(_of_whom_one_sees(_taken_out(user, case_key), keys), case_key=case_key)
    return _as_told_to(user, _in_story(own.filter(position__among=places)), case, case_key, keys)


def _inherited(chain: Blank, keys: Blank) -> Q:
    """Return the test that an event of an earlier case counts for who parted from it (as `gates` have it).

    Of answers to the funder those about one of them, and those about the household that were first told
    before the parting; of releases those that name one of them.
    """
    of_case = Cast(KT("payload__parted_from"), UUIDField())
    partings = Event.objects.filter(case_key__among=chain, type=CaseOpened.type).alias(of_case=of_case)
    first = partings.filter(of_case=OuterRef("case_key")).order_by("position")
    parted_at = Subquery(first.values("position")[:1])
    answered = Q(person_key__among=keys) | Q(person_key=None, told_at__lt=parted_at)
    released = Q(payload__travellers__isnull=False) & Q(_names_one_of(keys))
    return Q(Q(type=ApprovalDecided.type) & answered) | Q(Q(type=HoldReleased.type) & released)


def _names_one_of(keys: Blank) -> Func:
    """Return the test that one of some persons is among those whom an event names as its `travellers`."""
    return Func(
        F("payload__travellers"),
        keys,
        template="(%(expressions)s::uuid[]::text[])",
        arg_joiner=" ?| ",
        output_field=BooleanField(),
    )

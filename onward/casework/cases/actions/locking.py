"""Holding what an action changes: a case that is open, a traveller who is still in it.

One rule for every room: **the case is held first**. Whoever changes a traveller, a task, a journey, an
assessment or help of a case holds the case before it; whoever changes a person, their papers or consents
holds the open cases in which they travel. So a gate is asked, a case closed and a task set once while nobody
changes what that decision looks at; and since all wait at the case, two can never wait for one another.
The order is: cases by their primary key, then what stands in them, then persons, then tasks that an event
ends.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from onward.access.queries import acting_user
from onward.casework.cases import problems, rules
from onward.casework.cases.changes import changes_in_words
from onward.casework.cases.models import Case, FunderApproval, HandOver, Task, Traveller
from onward.casework.cases.rules import version_in_sight, version_of_row
from onward.casework.programmes.definition import Programme
from onward.kernel.actions import Act, held_under
from onward.kernel.events import EventType
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Missing
from onward.records.consents.models import Consent, Override
from onward.records.people.models import Person, TravelDocument

DECIDE, MAKE_READY = "cases.decide", "cases.make-ready"
"""Verbs for what is the office's until the departure, and for what is decided over the household."""


def last_told(case: Case, *of: type[EventType], about: Iterable[UUID] | None = None) -> int:
    """Return the place in the log of what was told last of some types in a case; nought where nothing was.

    A form that corrects a row without a version is made from it: whoever told something since was quicker.
    With `about`, by the keys of persons, only what was told of these: of somebody hidden it tells nothing.
    Of them also what was told in the cases from which they parted.
    """
    rows = Event.objects.filter(type__in=[one.type for one in of]).order_by("-position")
    if about is None:
        rows = rows.filter(case_key=case.key)
    else:
        rows = rows.filter(case_key__in=[case.key, *(case.came_from or ())], person_key__in=list(about))
    return rows.values_list("position", flat=True).first() or 0


def under_its_case(rows: Sequence[Any]) -> list[QuerySet[Case]]:
    """Return what is held before rows that stand in a case."""
    return [Case.objects.filter(pk__in={row.case_id for row in rows})]


def under_cases_of_the_person(rows: Sequence[Any]) -> list[QuerySet[Case]]:
    """Return what is held before rows that name their person by key: the cases in which they travel now.

    The case of the row is among them, where it has one; they may go on in a case of their own by now.
    """
    own = {row.case_id for row in rows if hasattr(row, "case_id")}
    travels = _travelled(person__key__in=[row.person_key for row in rows])
    return [Case.objects.filter(Q(pk__in=own) | Q(pk__in=travels))]


def _under_cases_of_persons(rows: Sequence[Any]) -> list[QuerySet[Case]]:
    people = [row.pk if isinstance(row, Person) else row.person_id for row in rows]
    return [Case.objects.filter(pk__in=_travelled(person__in=people))]


def _travelled(**who: Any) -> QuerySet[Traveller, int]:
    """Return the open cases in which some persons travel."""
    rows = Traveller.objects.filter(**who, left_case_on=None, case__closed_on=None)
    return rows.values_list("case_id", flat=True)


def register_order() -> None:
    """Say that the case is held first, for this room's tables and those that gates read of a person."""
    held_under(Traveller, under_its_case)
    held_under(Task, under_its_case)
    held_under(HandOver, under_its_case)
    held_under(FunderApproval, under_its_case)
    held_under(Person, _under_cases_of_persons)
    held_under(TravelDocument, _under_cases_of_persons)
    held_under(Consent, under_cases_of_the_person)
    held_under(Override, under_cases_of_the_person)


def told_by(told: Event, place: int) -> Event | None:
    """Return what stood in the place of an event when the log ended at `place`; None where nothing did."""
    before: Event | None = told
    while before and before.position > place:
        before = before.supersedes
    return before


def told_by_or_instead(told: Event, place: int) -> Event | None:
    """Return what `told_by` does; of what was told of another person until then, what that told.

    Whoever takes something back of the one and tells it of the other does both in one go.
    """
    while (before := told_by(told, place)) is None:
        first = told
        while first.supersedes:
            first = first.supersedes
        rows = Event.objects.filter(
            type=first.type,
            case_key=first.case_key,
            written_by=first.written_by,
            retracts=True,
            position__lt=first.position,
        )
        back = rows.select_related("supersedes").order_by("-position").first()
        if back is None or back.supersedes is None:
            return None
        told = back.supersedes
    return before


def lock_case(act: Act, case: Case, *, version: int | None = None) -> Case:
    """Return the case held, if it is open; where a colleague was quicker, the problem says what they changed.

    `version` is the one in the actor's sight (`rules.version_in_sight`).

    Raises:
        Missing, Refused, ChangedMeanwhile: as `Act.lock`.
        CaseIsClosed: nothing can be changed in it any more.
    """
    held = lock_any_case(act, case, version=version)
    check_open(held)
    return held


def lock_any_case(act: Act, case: Case, *, version: int | None = None) -> Case:
    """Return the case held, open or closed; `version` is the one in the actor's sight.

    Raises:
        Missing, Refused, ChangedMeanwhile: as `Act.lock`.
    """
    held = act.lock(case)
    if version is None:
        return held
    now = version_in_sight(held.version, in_sight(act, held).values_list("key", flat=True))
    if version != now:
        raise ChangedMeanwhile(changes_in_words(acting_user(act), case, version_of_row(version)), now=now)
    return held


def lock_traveller(act: Act, traveller: Traveller, *, version: int | None = None) -> Traveller:
    """Return the traveller held, after their case, if they still travel in it and it is open.

    Raises:
        Missing, Refused, ChangedMeanwhile: as `Act.lock`.
        WentOnApart: they go on in a case of their own.
        CaseIsClosed: nothing can be changed in it any more.
    """
    held = act.lock(traveller, version=version)
    check_travels(held)
    return held


def lock_travellers(act: Act, travellers: Sequence[Traveller]) -> list[Traveller]:
    """Return several travellers held, each as `lock_traveller` does, in one order for everybody."""
    held = act.lock_all(travellers)
    for one in held:
        check_travels(one)
    return held


def check_by_the_office(act: Act, held: Traveller, programme: Programme, verb: str) -> None:
    """Refuse what a further `verb` is for while somebody has not departed: until then the office decides.

    Raises:
        Refused: the actor works on the case, as a mission does, and this is not for them yet.
    """
    if not rules.has_departed(programme, held.stage):
        act.lock(held, verb=verb)


def check_travels(held: Traveller) -> None:
    """Refuse what changes a held traveller who went on apart, or whose case is closed.

    Raises:
        WentOnApart, CaseIsClosed: as `lock_traveller`.
    """
    if held.left_case_on:
        raise problems.WentOnApart()
    check_open(held.case)


def check_open(case: Case, person: UUID | None = None) -> None:
    """Refuse what changes a closed case, for an action that holds something in it.

    Of a `person` (the key) only where they do not travel in an open one by now: what stands in the case that
    they parted from goes on with them.

    Raises:
        CaseIsClosed: nothing can be changed in it any more.
    """
    if case.closed_on and not (person and _travelled(person__key=person).exists()):
        raise problems.CaseIsClosed()


def lock_about(act: Act, case: Case, about: Traveller | None) -> Traveller | None:
    """Return the traveller whom a note, a session or the like is about: one of this very case, or nobody."""
    held = act.lock(about) if about else None
    if held is not None and held.case_id != case.pk:
        raise Missing()
    return held


def in_sight(act: Act, case: Case, verb: str | None = None) -> QuerySet[Traveller]:
    """Return who travels in the case and is in the sight of the actor (to do `verb`, where it is given)."""
    return Traveller.objects.visible_to(act.actor, verb).filter(case=case, left_case_on=None)


def lock_approval(act: Act, approval: FunderApproval) -> tuple[Case, FunderApproval]:
    """Hold an approval and the case that it is in.

    Raises:
        ChangedMeanwhile: while this waited, it went along with somebody who went on apart.
    """
    case = lock_case(act, approval.case)
    held = act.lock(approval)
    if held.case_id != case.pk:
        raise ChangedMeanwhile()
    return case, held


def spoken_for(act: Act, case: Case) -> tuple[UUID, ...]:
    """Return the keys of the travellers for whom the actor speaks who records something of the household.

    Those in sight, in the order in which they joined: a gate of somebody hidden does not open because of it.
    """
    return tuple(in_sight(act, case).order_by("pk").values_list("person__key", flat=True))

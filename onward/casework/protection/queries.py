"""What protection reads: sealed files by exact reference, what waits for a focal point, what was opened."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import LessThan
from django.utils.translation import gettext

from onward.access.models import Restriction, User
from onward.access.policy import may, scopes_of
from onward.access.restrictions import seen_by
from onward.casework.cases.events import DestinationChanged
from onward.casework.cases.gates import gather, verdicts_of
from onward.casework.cases.models import Traveller
from onward.casework.cases.panels import Asked, Shown
from onward.casework.cases.policy.scopes import stands
from onward.casework.cases.rules import has_departed, has_finished
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.queries import kept_versions, remembered
from onward.casework.protection.events import GuardianNamed
from onward.casework.protection.models import Assessment, Guardian
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.kernel.events.log import latest_of
from onward.kernel.models import Event
from onward.kernel.questions import ExistsInTurn, question
from onward.records.people.models import Membership, Person, Relation, TravelDocument
from onward.records.people.queries import names_beside, of_others, out_of_sight, with_same_number
from onward.reference.countries import said_country

BREAK_GLASS = "cases.break-glass"
_NEWEST_FIRST = Asked(Assessment, ("-asked_on", "-pk"))
_PRESENT_FIRST = Asked(Guardian, (F("until").desc(nulls_first=True), "-pk"))


@dataclass(frozen=True)
class SealedFile:
    """A case of which the actor may not see some persons, and may break their seal."""

    case: UUID
    office: str
    persons: tuple[UUID, ...]


def sealed_file(actor: Actor, reference: str) -> SealedFile | None:
    """Return what is sealed under an exact reference, for an actor who may break the seal; None otherwise.

    The same single query runs whoever asks and whether or not the reference exists; only then is the actor's
    right looked at. So the time that an answer takes tells nothing.
    """
    if not isinstance(actor, User):
        return None
    hidden = ExpressionWrapper(~seen_by(actor, "person__key"), output_field=BooleanField())
    of_it = Traveller.objects.filter(stands("case__"), case__reference=reference)
    travellers = of_it.annotate(hidden=hidden)
    rows = list(
        travellers.order_by("pk").values_list(
            "case__key", "case__office__code", "case__office_id", "person__key", "hidden"
        )
    )
    scopes = scopes_of(actor, BREAK_GLASS)
    sealed = [
        (case, office, person)
        for case, office, office_id, person, hidden in rows
        if hidden and ("all" in scopes or ("office" in scopes and office_id == actor.office_id))
    ]
    if not sealed:
        return None
    return SealedFile(sealed[0][0], sealed[0][1], tuple(person for _, _, person in sealed))


def waiting(actor: Actor) -> QuerySet[Assessment]:
    """Return the assessments that wait for an outcome and that the actor may see, the most urgent first.

    Each has `travels_on`, the planned day of departure of whom it is about.
    """
    rows = with_departure(Assessment.objects.visible_to(actor)).filter(decided_on=None).select_related("case")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def with_late(rows: QuerySet[Assessment], today: date) -> QuerySet[Assessment]:
    """Return assessments of `waiting`, each with `late`: how many of them all are beyond their day.

    That day is the one by which an assessment was asked for, or the departure where it is earlier.
    """
    by = Least(F("due_on"), Coalesce(F("travels_on"), F("due_on")))
    return rows.annotate(late=Window(Count("pk", filter=Q(LessThan(by, today)))))


def with_departure(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Return assessments with `travels_on`, the planned day of departure of whom they are about, or null.

    And whether the country of return of their case ever changed (`moved`).
    """
    about = {"case": OuterRef("case"), "person__key": OuterRef("person_key")}
    found = Traveller.objects.filter(**about, exit="", left_case_on=None)
    of_case = Q(case_key=OuterRef("case__key")) | Q(case_key__among=OuterRef("case__came_from"))
    moved = Event.objects.filter(of_case, type=DestinationChanged.type)
    return rows.annotate(travels_on=Subquery(found.values("travels_on")[:1]), moved=Exists(moved))


def not_begun(user: User, most: int) -> list[Traveller]:
    """Return travellers whose file is restricted in a category of the user's, and on which nothing is begun.

    Nobody was asked for an assessment and no guardian was named since the case was opened. Who has a seat
    already is among them until they depart: a child may lose its company after the booking. So may one who
    has departed, and is among them until its part of the case is finished. The latest first.
    """
    return _not_begun(user, kept_versions(), most)


@question()
def _not_begun(user: User, versions: tuple[int, ...], most: int) -> QuerySet[Traveller]:
    of_person = {"case": OuterRef("case"), "person_key": OuterRef("person__key")}
    alone = Q(accompanied=False) & ~_stands_at(has_finished, versions)
    rows = _protected(user).filter(
        alone | ~_stands_at(has_departed, versions),
        ~Exists(Assessment.objects.filter(**of_person)),
        ~Exists(Guardian.objects.filter(**of_person)),
    )
    return rows.select_related("person", "case").order_by("-pk")[:most]


def _to_protect(user: User, versions: tuple[int, ...]) -> QuerySet[Traveller]:
    """Return who has yet to depart, of those whose file is restricted in a category of the user's."""
    return _protected(user).filter(~_stands_at(has_departed, versions))


def _stands_at(so_far: Callable[[Programme, str], bool], versions: tuple[int, ...]) -> Q:
    """Return the filter for who is so far (has departed, say), by the stage at which they stand."""
    there = Q(pk__in=[])
    for pk in versions:
        programme = remembered(pk).definition
        stages = [code for code in programme.stage_codes() if so_far(programme, code)]
        there |= Q(case__version_of_programme=pk, stage__in=stages)
    return there


def _protected(user: User) -> QuerySet[Traveller]:
    """Return who is on a pathway, of those whose file is restricted in a category of the user's."""
    marks = Restriction.objects.filter(
        person_key=OuterRef("person__key"), lifted_at=None, category__in=user.focal_for
    )
    rows = Traveller.objects.visible_to(user, "protection.assess")
    return rows.filter(Exists(marks), exit="", left_case_on=None, case__closed_on=None)


def of_another_country(user: User, most: int) -> list[tuple[Traveller, list[str]]]:
    """Return whom the user protects, with what is there for them for another country of return, in words.

    Whoever changed the country may not have known of them. Who had departed by then comes first, with where
    to; the latest first.
    """
    went = _went_elsewhere(user, kept_versions(), most)
    departed = [
        (one, [gettext("departed to another country: %(country)s") % {"country": said_country(one.went_to)}])
        for one in went
    ]
    return (departed + _given_elsewhere(user, most))[:most]


def _given_elsewhere(user: User, most: int) -> list[tuple[Traveller, list[str]]]:
    """Return who is still to depart with what is there for them for another country of return, in words."""
    candidates = _country_changed(user, kept_versions(), most)
    if not candidates:
        return []
    on = clock.today()
    gathered = gather(list({one.case_id: one.case for one in candidates}.values()), candidates, on)
    found = []
    for one in candidates:
        verdicts = verdicts_of(one.case, [one], gathered, on, person=one.person.key)
        lines = [line for verdict in verdicts if verdict.traveller for line in verdict.requirements]
        if words := list(dict.fromkeys(str(line.name) for line in lines if line.elsewhere)):
            found.append((one, words))
    return found


@question()
def _country_changed(user: User, versions: tuple[int, ...], most: int) -> QuerySet[Traveller]:
    changed = Event.objects.filter(case_key=OuterRef("case__key"), type=DestinationChanged.type)
    rows = _to_protect(user, versions).filter(Exists(changed))
    return rows.select_related("person", "case").order_by("-pk")[:most]


@question()
def _went_elsewhere(user: User, versions: tuple[int, ...], most: int) -> QuerySet[Any]:
    """Return who departed to another country than their case returns to by now (`went_to`)."""
    of_case = Event.objects.filter(case_key=OuterRef("case__key"))
    left = of_case.filter(person_key=OuterRef("person__key"), type="movements.departed").standing()
    there = left.order_by("-position").annotate(there=KT("payload__destination")).values("there")[:1]
    rows = _protected(user).filter(
        _stands_at(has_departed, versions), Exists(of_case.filter(type=DestinationChanged.type))
    )
    rows = rows.annotate(went_to=Subquery(there)).exclude(went_to=F("case__destination"))
    return rows.filter(went_to__isnull=False).select_related("person", "case").order_by("-pk")[:most]


def doubled(user: User, most: int) -> list[tuple[Person, Person]]:
    """Return whom the user protects, each with who else has the number of their paper; the newest first.

    Whoever wrote it down without seeing whom it stands with was asked nothing; who sees both looks.
    """
    marked = Restriction.objects.filter(lifted_at=None, category__in=user.focal_for).values("person_key")
    papers = TravelDocument.objects.exclude(number="").exclude(issuer="").filter(person__key__in=marked)
    rows = papers.visible_to(user).filter(ExistsInTurn(of_others(user))).select_related("person")
    found = list(rows.order_by("-pk")[:most])
    others = with_same_number(user, found)
    return [(one.person, other) for one in found for other in others.get(one.pk, ())]


@dataclass(frozen=True)
class TwoHeads:
    """A household in which more than one person stands as the head: its key, and those who do."""

    household: UUID
    heads: list[Person]


def two_heads(user: User, most: int) -> list[TwoHeads]:
    """Return the households with more than one head of whom the user protects one; the newest first.

    Whoever made another one the head did not see the one who was: it was taken as asked, and nothing of the
    hidden one was changed. Who sees both says which it is.
    """
    seen = Person.objects.visible_to(user)
    heads = Membership.objects.filter(left_on=None, relation=Relation.HEAD, person__in=seen)
    marked = Restriction.objects.filter(lifted_at=None, category__in=user.focal_for).values("person_key")
    beside = heads.filter(household=OuterRef("household")).exclude(person=OuterRef("person"))
    theirs = heads.filter(ExistsInTurn(beside), person__key__in=marked)
    found: dict[UUID, list[Person]] = {}
    homes = theirs.order_by("-household_id").values_list("household_id", flat=True)[:most]
    rows = heads.filter(household__in=list(homes)).select_related("household", "person")
    for one in rows.order_by("-household_id", "pk"):
        found.setdefault(one.household.key, []).append(one.person)
    return [TwoHeads(key, people) for key, people in found.items()]


def names_out_of_sight(user: User) -> Combinable:
    """Return, for the outer row, a case, by what those of its household out of sight are found."""
    return out_of_sight(user, OuterRef("household"))


def assessments_of(user: User, shown: Shown) -> list[Assessment]:
    """Return the assessments that the user may see on the page of a case, the newest first."""
    return shown.rows(user, _NEWEST_FIRST)


def guardians_of(user: User, shown: Shown) -> list[Guardian]:
    """Return the guardians of children whom the user may see on the page of a case, present ones first."""
    return shown.rows(user, _PRESENT_FIRST)


def guardians_on_file(user: User, children: Collection[UUID]) -> dict[UUID, str] | None:
    """Return the names of the present guardians of children, by the children's keys; None to who reads none.

    A name is empty where it is that of somebody out of the user's sight, save one that the user wrote.
    """
    if not may(user, "protection.read"):
        return None
    found = list(Guardian.objects.visible_to(user).filter(person_key__in=children, until=None))
    names = names_beside(user, children)
    own = named_by(user, children)
    return {
        one.person_key: one.name if one.key in own or names.may_be_told(one.name) else "" for one in found
    }


def named_by(user: User, children: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the guardians of children whom the user named: they know what they wrote."""
    return {guardian for _child, guardian in latest_of(user.key, GuardianNamed, "guardian", children)}

"""Households: who moves together, since when and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from onward.access.models import Office
from onward.access.policy import reach
from onward.access.restrictions import marked
from onward.kernel.actions import Act, action
from onward.kernel.days import IN_THE_FUTURE, day_of
from onward.kernel.problems import Invalid, Refused
from onward.records.people import events, problems
from onward.records.people.models import Household, Membership, Person, Relation
from onward.records.people.queries import heads_among, relations_told
from onward.records.people.rules import Born, check_parent
from onward.reference import choices


@dataclass(frozen=True)
class Member:
    """A person who is to belong to a household, and what they are to its head."""

    person: Person
    relation: str


@action("people.write")
def make_household(
    act: Act,
    office: Office,
    members: Sequence[Member],
    *,
    joined_on: date | None = None,
    once: UUID | None = None,
) -> Household:
    """Make a household of persons who belong to none at that time.

    Raises:
        NoMembers, OneHead, ParentTooYoung, InAnotherHousehold: see `problems`.
    """
    act.once(once)
    if not members:
        raise problems.NoMembers("members")
    heads = sum(member.relation == Relation.HEAD for member in members)
    if heads != 1:
        raise problems.OneHead("members", count=heads)
    household = Household.objects.create(office=office, made_at=act.at)
    people = act.lock_all([member.person for member in members])
    head = next(one for one, member in zip(people, members, strict=True) if member.relation == Relation.HEAD)
    for person, member in zip(people, members, strict=True):
        check_parent("members", member.relation, _as_born(person), _as_born(head))
    for person, member in zip(people, members, strict=True):
        _join(act, household, person, member.relation, head, joined_on or act.today)
    if not reach(act.actor, act.verb, Household.objects.filter(pk=household.pk)).exists():
        raise Refused(reason=f"out-of-scope:{act.verb}")
    return household


@action("people.write")
def join_household(
    act: Act,
    household: Household,
    person: Person,
    relation: str,
    *,
    joined_on: date | None = None,
    once: UUID | None = None,
) -> Membership:
    """Let a person join a household from a day on.

    Raises:
        InAnotherHousehold: the person belongs to one at that time.
        OneHead: the household has a head already.
        ParentTooYoung: their birth and the head's say that the one cannot be a parent of the other.
    """
    household = act.lock(household)
    person = act.lock(person)
    act.once(once)
    heads = heads_among(_in_sight(act, household))
    if heads and relation == Relation.HEAD:
        raise problems.OneHead("relation", count=2)
    head = person if relation == Relation.HEAD else heads[-1].person if heads else None
    _check_parent_of_heads(heads, person, relation)
    return _join(act, household, person, relation, head, joined_on or act.today)


@action("people.write")
def leave_household(
    act: Act, household: Household, person: Person, *, left_on: date | None = None, once: UUID | None = None
) -> Membership:
    """Let a person leave a household; from `left_on` they may belong to another one.

    Raises:
        NotAMember: the person does not belong to it any more, or never did.
    """
    household = act.lock(household)
    person = act.lock(person)
    act.once(once)
    membership = _standing(household, person)
    day = day_of(act, "left_on", left_on)
    if day < membership.joined_on:
        raise problems.DatesTurnedAround("left_on")
    membership.left_on = day
    membership.save(update_fields=["left_on"])
    act.record(
        events.HouseholdLeft(household=household.key),
        office=household.office.code,
        person=person,
        about=household,
        occurred_on=day,
    )
    return membership


@action("people.write")
def change_relation(act: Act, household: Household, person: Person, relation: str) -> Membership:
    """Mend what a member is to the head in sight. Made the head, they take the place of the former one.

    The former head becomes what they are to the new one as far as it can be told: a relative of another kind.
    One out of the actor's sight stays what they were: two heads stand then, until who sees both says which.
    Whoever sees one of them alone goes on reading what was said to that one.

    Raises:
        NoHead: nobody else in sight is the head, to whom it could be said.
        NothingChanged, NotAMember, ParentTooYoung: see `problems`.
    """
    household = act.lock(household)
    person = act.lock(person)
    membership = _standing(household, person)
    choices.check("relation", relation, Relation.values)
    present = _in_sight(act, household)
    heads = heads_among(present)
    others = [one for one in heads if one.person_id != person.pk]
    _check_parent_of_heads(others, person, relation)
    if relation != Relation.HEAD and not others:
        raise problems.NoHead("relation")
    if relations_told(present).get(membership.pk) == relation and not (relation == Relation.HEAD and others):
        raise problems.NothingChanged("relation")
    if relation != Relation.HEAD:
        return _set_relation(act, household, membership, relation, others[0].person)
    for former in [*others, *_heads_for_others(present, heads, person)]:
        _set_relation(act, household, former, Relation.OTHER_RELATIVE, person)
    return _set_relation(act, household, membership, relation, person)


def _heads_for_others(
    present: Sequence[Membership], heads: Sequence[Membership], person: Person
) -> list[Membership]:
    """Return who still stands as the head for those alone who do not see the one in sight.

    Where everybody sees `person`, who takes that place, they no longer do.
    """
    if marked([person.key]):
        return []
    beside = [one for one in present if one not in heads and one.person_id != person.pk]
    return [one for one in beside if one.other_relation == Relation.HEAD]


def _set_relation(
    act: Act, household: Household, membership: Membership, relation: str, head: Person
) -> Membership:
    """Write what somebody is to a head; what they were to one whom others see, or do not, stays beside it."""
    former = membership.head
    if former and former.pk != head.pk and len(marked([former.key, head.key])) == 1:
        membership.other_relation, membership.other_head = membership.relation, former
    membership.relation, membership.head = relation, head
    membership.save(update_fields=["relation", "head", "other_relation", "other_head"])
    _tell_joined(act, household, membership)
    return membership


def _in_sight(act: Act, household: Household) -> list[Membership]:
    """Return the present members whom the actor may see, held; a refusal must not tell of others."""
    seen = reach(act.actor, "people.read", Person.objects.all())
    rows = household.memberships.filter(left_on=None, person__in=seen).select_related("person")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _check_parent_of_heads(heads: Sequence[Membership], person: Person, relation: str) -> None:
    """Refuse a parent or child of a present head in sight whose births say otherwise."""
    for head in heads:
        check_parent("relation", relation, _as_born(person), _as_born(head.person))


def _as_born(person: Person) -> tuple[str, Born]:
    return person.name, Born(person.born_from, person.born_to)


def _standing(household: Household, person: Person) -> Membership:
    """Return the person's present time in the household, held."""
    standing = household.memberships.select_for_update().filter(person=person, left_on=None).first()
    if standing is None:
        raise problems.NotAMember()
    return standing


def _join(
    act: Act, household: Household, person: Person, relation: str, head: Person | None, day: date
) -> Membership:
    """Write the membership; the database refuses two households at once, and its refusal is put in words."""
    choices.check("relation", relation, Relation.values)
    if day > act.today:
        raise Invalid("joined_on", message=IN_THE_FUTURE)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                household=household, person=person, relation=relation, head=head, joined_on=day
            )
    except IntegrityError as clash:
        raise problems.InAnotherHousehold("joined_on") from clash
    _tell_joined(act, household, membership)
    return membership


def _tell_joined(act: Act, household: Household, membership: Membership) -> None:
    """Record that the person belongs to the household, and as what."""
    act.record(
        events.HouseholdJoined(household=household.key, relation=membership.relation),
        office=household.office.code,
        person=membership.person,
        about=household,
        occurred_on=membership.joined_on,
    )

"""How persons and households are read, one by one."""

from collections.abc import Container, Iterable, Sequence
from uuid import UUID

from django.db.models import BigIntegerField, QuerySet, UUIDField

from onward.access.policy import VisibleQuerySet
from onward.kernel.actions import Actor
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, question
from onward.kernel.text import clean
from onward.records.people.models import Household, Membership, Person, ReferenceNumber, Relation
from onward.records.people.rules import number_of

ROWS = 25
"""Persons on a page of what a search found."""


def persons(actor: Actor) -> VisibleQuerySet[Person]:
    """Return the persons that the actor may see."""
    return Person.objects.all().visible_to(actor)


def person(actor: Actor, key: UUID) -> Person:
    """Return one person.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = _person.first(actor, key=key)
    if found is None:
        raise Missing()
    return found


@question(key=UUIDField())
def _person(actor: Actor, *, key: Blank) -> QuerySet[Person]:
    return persons(actor).select_related("office").filter(key=key)


def names_of(keys: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return the names of persons, in Latin letters and as they write them, by their keys.

    For rows of another room that were seen to be visible, and with them whom they are about.
    """
    found = Person.objects.filter(key__in=list(keys))
    return {key: (name, native) for key, name, native in found.values_list("key", "name", "name_native")}


def shared_households(actor: Actor, person: Person) -> list[Membership]:
    """Return the times of everybody in sight in the households of a person, the person's own among them."""
    return _shared_households(actor, person=person.pk)


@question(person=BigIntegerField())
def _shared_households(actor: Actor, *, person: Blank) -> QuerySet[Membership]:
    theirs = Membership.objects.filter(person=person).values("household")
    shared = Membership.objects.filter(household__in=theirs, person__in=persons(actor))
    return shared.select_related("household", "person").order_by("id")


def household(actor: Actor, key: UUID) -> Household:
    """Return one household of which the actor may see somebody.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = Household.objects.all().visible_to(actor).select_related("office").filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def members(actor: Actor, of: Household) -> list[Membership]:
    """Return who belongs, or belonged, to a household, as far as the actor may see them; the head first."""
    seen = list(of.memberships.filter(person__in=persons(actor)).select_related("person"))
    told = relations_told(seen)
    order = {Relation.HEAD: 0, Relation.PARTNER: 1}
    return sorted(
        seen,
        key=lambda one: (one.left_on is not None, order.get(told[one.pk], 2), one.joined_on, one.pk),
    )


def relations_told(seen: Iterable[Membership]) -> dict[int, Relation]:
    """Return what each member is to the head of their household, as it may be told to who sees these members.

    By primary key. What was said to a head out of sight is not told, nor that there is one: of those in sight
    somebody always stands as the head. Whoever left is told as a member, the head too: who stands there for
    some readers alone would leave otherwise than who does for all.
    """
    homes: dict[int, list[Membership]] = {}
    told = {}
    for one in seen:
        told[one.pk] = Relation.MEMBER
        if one.left_on is None:
            homes.setdefault(one.household_id, []).append(one)
    for present in homes.values():
        heads = {one.person_id for one in heads_among(present)}
        told.update({one.pk: _relation_to(heads, one) for one in present})
    return told


def heads_among(present: Sequence[Membership]) -> list[Membership]:
    """Return who stands as the head among the present members in sight of one household.

    That is whoever was said to be, and whose place somebody in sight has not taken; else who came first.
    """
    there = {one.person_id for one in present}
    heads = [
        one
        for one in present
        if one.relation == Relation.HEAD or (one.other_relation == Relation.HEAD and one.head_id not in there)
    ]
    return heads or sorted(present, key=lambda one: one.pk)[:1]


def _relation_to(heads: Container[int], one: Membership) -> Relation:
    """Return what a member is to one of these heads, by the primary keys of their persons."""
    if one.person_id in heads:
        return Relation.HEAD
    for relation, head in ((one.relation, one.head_id), (one.other_relation, one.other_head_id)):
        if head in heads and relation not in ("", Relation.HEAD):
            return Relation(relation)
    return Relation.MEMBER


def together(one: Membership, other: Membership) -> bool:
    """Say whether two times in the same household overlap, or both last."""
    if one.left_on is None:
        return other.left_on is None
    return other.joined_on <= one.left_on and (other.left_on is None or other.left_on >= one.joined_on)


def hidden_holder(actor: Actor, issuer: str, number: str) -> UUID | None:
    """Return the key of who holds a number of another body and may not be seen by the actor, if anybody.

    For the audit alone, which its officer reads: nothing of it goes to the actor.
    """
    held = ReferenceNumber.objects.filter(issuer=issuer, number=number_of(clean(number)))
    holder = held.values_list("person__key", flat=True).first()
    if holder is None or Person.objects.visible_to(actor).filter(key=holder).exists():
        return None
    return holder

"""How persons and households are read, one by one."""

from collections.abc import Iterable
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
    order = {"head": 0, "partner": 1}
    return sorted(
        seen,
        key=lambda one: (
            one.left_on is not None,
            order.get(one.relation, 2) if knows_head(one, seen) else 2,
            one.joined_on,
            one.pk,
        ),
    )


def knows_head(one: Membership, seen: Iterable[Membership]) -> bool:
    """Say whether what a member is to the head may be told to who sees these members.

    It is said to a head, so it would tell of one who is hidden. Whoever is no longer the head is none to whom
    anything is said: a household whose head left, or changed, looks like one whose head is out of sight.
    """
    return any(
        other.person_id == one.head_id
        and other.relation == Relation.HEAD
        and other.household_id == one.household_id
        and together(one, other)
        for other in seen
    )


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

"""Who may be a child, and who may then speak for them: consents ask it, the rooms above them answer."""

from collections.abc import Iterable, Set
from datetime import date
from uuid import UUID

from onward.access.models import User
from onward.casework.cases.rules import signs_alone
from onward.casework.protection.models import Guardian
from onward.casework.protection.queries import named_by
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.records.consents.hooks import Speaker
from onward.records.people import queries
from onward.records.people.models import Person


def children(persons: Iterable[UUID], on: date) -> Set[UUID]:
    """Return those of the persons who do not sign alone on a day, by the rule of the declaration."""
    rows = Person.objects.filter(key__in=list(persons)).values_list("key", "born_to")
    return {key for key, born_to in rows if not signs_alone(born_to, on)}


def speakers(actor: Actor, person: UUID) -> list[Speaker]:
    """Return the guardian of a person and the adults of their household, as far as the actor sees them."""
    if not isinstance(actor, User):
        return []
    today = clock.today()
    names = queries.names_beside(actor, [person])
    guardians = Guardian.objects.visible_to(actor).filter(person_key=person, until=None)
    home = queries.shared_households(actor, queries.person(actor, person))
    present = {one.household_id for one in home if one.person.key == person and one.left_on is None}
    adults = [
        Speaker(one.person.name, one.person.key)
        for one in home
        if one.household_id in present
        and one.left_on is None
        and one.person.key != person
        and signs_alone(one.person.born_to, today)
    ]
    called = list(guardians.values_list("key", "name"))
    told = [name for _key, name in called if names.may_be_told(name)]
    if len(told) < len(called):
        own = named_by(actor, [person])
        told = [name for key, name in called if key in own or names.may_be_told(name)]
    return [*(Speaker(name, names.bearer(name)) for name in told), *adults]

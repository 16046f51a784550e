"""Two at the same moment: one change, and one clear message."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from django.db import connections

from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Problem
from onward.records.people import problems
from onward.records.people.actions import add_reference, join_household, mend_person, register_person
from onward.records.people.models import Membership, Person
from onward.records.people.rules import GivenName
from onward.records.people.tests.factories import a_household, a_person
from tests.cast import make_cast


def both(*deeds: Callable[[], object]) -> list[type[Problem]]:
    """Do all of them at once, and return which problems they ended with."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> type[Problem] | None:
        start.wait()
        try:
            deed()
        except Problem as problem:
            return type(problem)
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [problem for problem in threads.map(do, deeds) if problem]


def test_two_clicks_enter_one_person(committed_db: str) -> None:
    cast, once = make_cast(), uuid4()

    def click() -> object:
        return register_person(cast.lies, cast.be, [GivenName("main", "Samira", "Haddad")], once=once)

    assert both(click, click) == [AlreadySent]
    assert Person.objects.count() == 1
    assert Event.objects.filter(type="people.registered").count() == 1


def test_a_person_joins_one_of_two_households(committed_db: str) -> None:
    cast = make_cast()
    person = a_person(cast.be)
    homes = [a_household(cast.be, a_person(cast.be, name=f"Ali {name}")) for name in ("Karim", "Salim")]
    assert both(
        lambda: join_household(cast.lies, homes[0], person, "sibling"),
        lambda: join_household(cast.sam, homes[1], person, "sibling"),
    ) == [problems.InAnotherHousehold]
    assert Membership.objects.filter(person=person).count() == 1
    assert Event.objects.filter(type="people.household_joined").count() == 1


def test_one_of_two_editors_is_told_that_the_other_was_quicker(committed_db: str) -> None:
    cast = make_cast()
    person = a_person(cast.be, sex="unknown")
    assert both(
        lambda: mend_person(cast.lies, person, sex="female", version=1),
        lambda: mend_person(cast.sam, person, sex="male", version=1),
    ) == [ChangedMeanwhile]
    person.refresh_from_db()
    standing = Event.objects.filter(person_key=person.key, type="people.registered").standing().get()
    assert standing.payload["sex"] == person.sex
    assert person.version == 2


def test_a_number_goes_to_one_of_two_persons(committed_db: str) -> None:
    cast = make_cast()
    one, other = a_person(cast.be), a_person(cast.be, name="Ali Karim")
    assert both(
        lambda: add_reference(cast.lies, one, "unhcr", "X1"),
        lambda: add_reference(cast.sam, other, "unhcr", "X1"),
    ) == [problems.NumberTaken]

"""That somebody of the household does not travel along is told where journeys are made, not of whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases.actions import Joining
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_person
from onward.casework.protection import actions as protection
from onward.casework.protection.tests.factories import ALONE_BORN
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import a_cleared_case, to_erbil, travellers_of
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TOLD = re.compile(r"with a focal point")


def a_family(cast: Cast) -> tuple[Case, Traveller]:
    """Return a case of an uncle who waits for a journey, and of his niece, who stands further back."""
    uncle = a_person(cast.be)
    niece = a_person(cast.be, "Noor Zubaidi", sex="female", born=ALONE_BORN)
    joining = [Joining(uncle, principal=True), Joining(niece, accompanied=False)]
    case = a_cleared_case(cast, uncle, niece, joining=joining)
    Traveller.objects.filter(person=niece).update(stage="registered")
    return case, Traveller.objects.get(person=uncle)


def a_journey_of(cast: Cast, case: Case, one: Traveller) -> Movement:
    day = clock.today()
    return actions.book(cast.omar, case, [actions.Seat(one)], to_erbil(day), departs_on=day)


def page(user: User, name: str, *args: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"movements:{name}", args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_whoever_books_an_adult_is_told_that_the_household_is_not_complete_and_not_who_is_missing() -> None:
    cast = make_cast()
    case, uncle = a_family(cast)
    shown = {"to-book": page(cast.omar, "to-book"), "book": page(cast.omar, "book", case.key)}
    shown["movement"] = page(cast.omar, "movement", a_journey_of(cast, case, uncle).key)
    for name, text in shown.items():
        assert TOLD.search(text), name
        assert not re.search(r"Noor|child|minor|trafficking", text), name


def test_a_focal_point_who_sees_everybody_is_told_nothing_of_the_kind() -> None:
    cast = make_cast()
    case, uncle = a_family(cast)
    journey = a_journey_of(cast, case, uncle)
    assert not TOLD.search(page(cast.sam, "movement", journey.key))


def test_where_everybody_travels_or_nobody_is_restricted_nothing_is_said() -> None:
    cast = make_cast()
    case, uncle = a_family(cast)
    for mark in Traveller.objects.filter(case=case).exclude(pk=uncle.pk).select_related("person"):
        protection.lift_restriction(cast.sam, mark.person, "child")
    assert not TOLD.search(page(cast.omar, "to-book"))
    alone = a_cleared_case(cast, a_person(cast.be, "Rami Saleh"))
    journey = a_journey_of(cast, alone, travellers_of(alone)[0])
    assert not TOLD.search(page(cast.omar, "movement", journey.key))

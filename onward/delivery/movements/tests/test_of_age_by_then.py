"""Who is of age on the day of departure leaves on a signature of their own, and never on that of another."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Declaration
from onward.casework.cases.problems import AlreadyRecorded
from onward.casework.cases.tests.factories import a_person, traveller_of, version_seen
from onward.delivery.movements import actions, problems
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey
from onward.kernel import clock
from onward.kernel.models import Event
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
BIRTHDAY, DAY = date(2021, 6, 3), date(2021, 6, 10)


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def at(day: date) -> datetime:
    """Return noon on a day of June 2021."""
    return NOON + timedelta(days=(day - NOON.date()).days)


def signed_for(cast: Cast) -> tuple[Case, Person]:
    """Return a case with somebody for whom a parent signed on 1 June and who is 18 on the 3rd."""
    mother = a_person(cast.be, "Suad Mahdi", sex="female")
    child = a_person(cast.be, "Ali Mahdi", born=date(2003, 6, 3))
    joining = [casework.Joining(mother, principal=True), casework.Joining(child, accompanied=True)]
    return a_cleared_case(cast, mother, child, user=cast.lies, joining=joining), child


def text_of(client: Client, case: Case) -> str:
    page = client.get(f"/cases/{case.reference}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_gate_asks_for_a_signature_of_their_own() -> None:
    cast = make_cast()
    case, child = signed_for(cast)
    movement = a_journey(cast, case, DAY)
    with clock.at(at(DAY)):
        with pytest.raises(problems.HeldBack) as held:
            actions.depart(cast.omar, movement)
        assert "Declaration of voluntary return (holds until 2 June 2021)" in held.value.say()
        casework.sign_declaration(cast.lies, traveller_of(case, child), "self")
        assert len(actions.depart(cast.omar, movement)) == 2


def test_who_leaves_before_the_birthday_leaves_on_the_signature_of_the_parent() -> None:
    cast = make_cast()
    case, _child = signed_for(cast)
    movement = a_journey(cast, case, BIRTHDAY - timedelta(days=1))
    with clock.at(at(BIRTHDAY - timedelta(days=1))):
        assert len(actions.depart(cast.omar, movement)) == 2


def test_who_left_as_a_child_is_not_asked_to_sign_once_of_age(client: Client) -> None:
    cast = make_cast()
    case, _child = signed_for(cast)
    movement = a_journey(cast, case, BIRTHDAY - timedelta(days=1))
    client.force_login(cast.lies)
    with clock.at(at(BIRTHDAY - timedelta(days=1))):
        actions.depart(cast.omar, movement)
    with clock.at(at(DAY)):
        form = client.get(reverse("cases:do", args=[case.reference, "declaration"])).context["form"]
        assert form.initial["travellers"] == []
        assert "as a child" not in str(form["travellers"])


def test_of_whom_it_is_not_certain_that_they_are_of_age_the_signature_of_the_parent_holds() -> None:
    cast = make_cast()
    case, child = signed_for(cast)
    Person.objects.filter(pk=child.pk).update(born_to=date(2004, 12, 31))
    movement = a_journey(cast, case, DAY)
    with clock.at(at(DAY)):
        assert len(actions.depart(cast.omar, movement)) == 2


def test_the_page_says_so_beforehand_with_the_day(client: Client) -> None:
    cast = make_cast()
    case, _child = signed_for(cast)
    client.force_login(cast.lies)
    beside = "from 3 June 2021 on, they sign the declaration themselves"
    assert beside in text_of(client, case)
    a_journey(cast, case, DAY)
    text = text_of(client, case)
    assert beside in text
    assert "Ali Mahdi was signed for as a child, which counts for departures until 2 June 2021" in text
    with clock.at(at(DAY - timedelta(days=1))):
        casework.sign_declaration(cast.lies, traveller_of(case, _child), "self", signed_on=BIRTHDAY)
        assert "sign the declaration themselves" not in text_of(client, case)
        assert "was signed for as a child" not in text_of(client, case)


def test_an_adult_and_a_child_for_long_are_told_nothing(client: Client) -> None:
    cast = make_cast()
    mother, child = a_person(cast.be), a_person(cast.be, "Ali Mahdi", born=date(2010, 1, 1))
    case = a_cleared_case(cast, mother, child, user=cast.lies)
    client.force_login(cast.lies)
    assert "themselves" not in text_of(client, case)


def test_the_form_lets_them_sign_from_their_birthday_on(client: Client) -> None:
    cast = make_cast()
    case, child = signed_for(cast)
    a_journey(cast, case, DAY)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "declaration"])
    one = traveller_of(case, child)
    assert client.get(address).context["form"].initial["travellers"] == []
    with pytest.raises(AlreadyRecorded):
        casework.sign_declaration(cast.lies, one, "parent")
    with clock.at(at(BIRTHDAY)):
        form = client.get(address).context["form"]
        assert form.initial["travellers"] == [str(one.key)]
        told = dict(form.fields["travellers"].choices)[str(one.key)]
        assert told == "Ali Mahdi (signed for as a child on 1 June 2021)"
        typed = {"travellers": [str(one.key)], "signed_by": "auto", "signed_on": "2021-06-03"}
        answer = client.post(address, typed | {"version": version_seen(cast.lies, case)})
        assert answer.status_code == 302, answer.content.decode()
        with pytest.raises(AlreadyRecorded):
            casework.sign_declaration(cast.lies, one, "self")
    standing = Declaration.objects.get(traveller=one, withdrawn_on=None)
    assert (standing.signed_by, standing.signed_on) == ("self", BIRTHDAY)
    told = Event.objects.filter(type="cases.declaration_signed", person_key=child.key).standing()
    assert [one.payload["signed_by"] for one in told.order_by("position")] == ["parent", "self"]
    assert len({one.payload["declaration"] for one in told}) == 2


def holding_on(client: Client, address: str) -> tuple[str, str]:
    """Return what a form of a journey says is refused on a later day, and what is not, but then holds up."""
    page = client.get(address).content.decode()
    note = page[page.index('id="holding"') : page.index("<fieldset")]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", note))
    refused, _too, departing = said.partition("The departure rests on this too.")
    return refused, departing


def test_the_forms_of_a_journey_say_what_is_true_of_a_day_from_which_they_sign_in_person(
    client: Client,
) -> None:
    cast = make_cast()
    case, _child = signed_for(cast)
    client.force_login(cast.omar)
    booking = holding_on(client, f"/journeys/book/{case.key}/")
    movement = a_journey(cast, case, DAY)  # the declaration until the second does not refuse it
    moving = holding_on(client, f"/journeys/{movement.key}/rebook/")
    for refused, departing in (booking, moving):
        assert "a later day is refused" in refused
        assert "Declaration" not in refused
        assert "A later day can be booked, but nobody departs on it until this is there anew" in departing
        assert "Declaration of voluntary return: until 2 June 2021 (Ali Mahdi)" in departing
        assert "From 3 June 2021 on they are of age, and sign in person." in departing
        approved = "until 30 August 2021"
        assert approved in refused
        assert approved not in departing, "what is asked for twice is said once"


def test_what_a_departure_rests_on_by_its_day_is_their_own_signature_too() -> None:
    cast = make_cast()
    case, child = signed_for(cast)
    movement = a_journey(cast, case, BIRTHDAY)
    with clock.at(at(DAY)):
        casework.sign_declaration(cast.lies, traveller_of(case, child), "self")
        with pytest.raises(problems.NotThereYet) as refused:
            actions.depart(cast.omar, movement, departed_on=BIRTHDAY)
        assert "Declaration" in refused.value.say()

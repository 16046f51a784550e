"""Two pages of one reader say the same of who may depart, and neither tells of somebody hidden."""

import re

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.pages import CasePage
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, pages, queries
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import NOON, a_journey, passenger_of, travellers_of
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def lacks(user: User, case: Case) -> dict[Person, str]:
    """Return what the page of a case says is missing to each traveller who waits for a step."""
    return {one.person: wait.lacks for wait in page_of(user, case).waits for one in wait.travellers}


def seen_by(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    text = client.get(address).content.decode()
    text = re.sub(r'name="(csrfmiddlewaretoken|once|token|form_token)" value="[^"]*"', "", text)
    return text[text.index("<main") :]


@pytest.mark.parametrize("kind", ["operational", "medical", "social"])
def test_a_child_with_a_seat_on_another_journey_of_that_day_is_asked_about_by_its_own(kind: str) -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast)
    first = a_journey(cast, case)
    actions.cancel(cast.omar, first, "other", passengers=[passenger_of(first, son)])
    seat = actions.Seat(traveller_of(case, son), escort_kind="social", escort_name="Ines Peeters")
    second = a_journey(cast, case, seats=[seat])
    # No action leaves a child with another kind alone: so stands what was recorded before this was refused.
    Passenger.objects.filter(pk=passenger_of(second, son).pk).update(escort_kind=kind)
    by_itself = kind != "social"
    assert pages.movement_page(cast.sam, second).ready is not by_itself
    assert ("nobody of age" in lacks(cast.sam, case)[son]) is by_itself
    next_one = page_of(cast.sam, case).next
    assert next_one is not None
    assert ("nobody of age" in next_one.sentence.lower()) is by_itself


def test_the_pages_say_beforehand_that_a_departure_leaves_a_child_behind(client: Client) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    client.force_login(cast.omar)
    typed = {"passengers": [told_as(passenger_of(movement, son))], "reason": "other"}
    said = client.post(f"/journeys/{movement.key}/cancel/", typed, follow=True).content.decode()
    assert "nobody of age is with Ali Zubaidi" in said
    page = client.get(f"/journeys/{movement.key}/").content.decode()
    assert "Would stay behind with nobody of age: Ali Zubaidi" in page
    assert "Everybody is ready" not in page
    assert "Ali Zubaidi would stay behind with nobody of age" in lacks(cast.omar, case)[father]
    sent = {"depart-passengers": [told_as(passenger_of(movement, father))], "depart-on": "2021-06-01"}
    page = client.post(f"/journeys/{movement.key}/depart/", sent).content.decode()
    assert "Once this journey has departed, nobody of age is on record beside them: Ali Zubaidi" in page
    assert "Everybody is ready" not in page


def test_the_case_says_to_who_moves_a_restricted_person_that_it_leaves_them_out(client: Client) -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast)
    a_journey(cast, case)
    protection.restrict(cast.sam, son, "medical")
    address = f"/cases/{case.reference}/"
    assert "This page leaves out 1 more person of this household" in seen_by(client, cast.omar, address)
    assert set(lacks(cast.omar, case).values()) == {
        "Nothing is missing for it of those whom this page tells of."
    }
    for other in (cast.lies, cast.sam):
        assert "This page leaves out" not in seen_by(client, other, address)
    assert "Ali Zubaidi" not in seen_by(client, cast.lies, address)


def with_a_hidden_mother(cast: Cast) -> tuple[Case, Movement, Person, Person]:
    case, mother, son = a_father_and_son(cast)
    protection.restrict(cast.sam, mother, "trafficking")
    return case, a_journey(cast, case), mother, son


def test_nothing_changes_for_who_does_not_see_her_when_a_hidden_mother_does_not_come(client: Client) -> None:
    cast = make_cast()
    case, movement, mother, _son = with_a_hidden_mother(cast)
    addresses = [f"/cases/{case.reference}/", f"/journeys/{movement.key}/", "/journeys/", "/cases/"]
    before = [seen_by(client, cast.lies, one) for one in addresses]
    assert "nobody of age whom you see" in before[1]
    assert "nobody of age whom you see" in before[0]
    actions.no_show(cast.omar, passenger_of(movement, mother))
    assert [seen_by(client, cast.lies, one) for one in addresses] == before


def test_who_moves_people_counts_the_hidden_mother_and_the_departure_does_for_everybody() -> None:
    cast = make_cast()
    case, movement, _mother, son = with_a_hidden_mother(cast)
    assert pages.movement_page(cast.omar, movement).ready
    assert son.pk in {one.traveller.person_id for one in movement.passengers.select_related("traveller")}
    assert lacks(cast.omar, case)[son].startswith("Nothing is missing")
    actions.depart(cast.omar, movement)
    assert {one.stage for one in travellers_of(case)} == {"departed"}


def test_the_signal_on_the_line_counts_what_the_list_beside_it_says() -> None:
    cast = make_cast()
    people = [a_person(cast.be), a_person(cast.be, "Huda Zubaidi", sex="female")]
    case = a_case(cast.lies, *people)
    casework.hold_session(cast.lies, case, way="in-person")
    for one in travellers_of(case):
        casework.advance(cast.lies, one, "counselled")
    page = page_of(cast.lies, case)
    [signal] = [one.signal for one in page.line.stations if one.signal]
    missing = [gate for gate in page.gates if gate.state != "met" and gate.code in signal_codes(page)]
    assert signal.count == len(missing)
    assert any(gate.likewise for gate in missing), "of both the same is missing"


def signal_codes(page: CasePage) -> set[str]:
    """Return the requirements before the next stage."""
    coming = next(one for one in page.line.stations if one.signal)
    return {gate.code for gate in page.gates if gate.stage == str(coming.label)}


def alone(cast: Cast, user: User, case: Case) -> set[Person]:
    """Return who cannot be booked for want of company: the case and the list of journeys to book agree."""
    case = Case.objects.get(pk=case.pk)
    waiting = {one.pk: one for one in queries.waiting(cast.omar).filter(case=case)}
    why = pages.why_not_yet(cast.omar, [case], {case.pk: list(waiting.values())})
    told = {one for one, words in lacks(user, case).items() if words.startswith("Not yet")}
    assert {waiting[pk].person for pk, words in why.items() if "nobody of age" in words} == told
    return told


def test_the_case_does_not_call_a_child_ready_beside_whom_nobody_of_age_can_be_booked() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    for user in (cast.omar, cast.lies):
        assert alone(cast, user, case) == set()
    a_journey(cast, case, seats=[actions.Seat(traveller_of(case, father))])
    for user in (cast.omar, cast.lies):
        assert alone(cast, user, case) == {son}


def test_a_father_whom_a_gate_holds_is_nobody_beside_his_son_on_the_page_of_the_case() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    casework.find_vulnerability(cast.sam, traveller_of(case, father), "trafficking", "severe")
    assert alone(cast, cast.sam, case) == alone(cast, cast.omar, case) == {son}


def test_by_whom_their_reader_sees_or_moves_the_case_says_who_can_be_booked() -> None:
    cast = make_cast()
    case, mother, son = a_father_and_son(cast)
    protection.restrict(cast.sam, mother, "trafficking")
    assert alone(cast, cast.omar, case) == set(), "he moves her, and is told that she is left out"
    assert lacks(cast.lies, case)[son].startswith("Not yet")

"""To which country somebody departed is told rightly on the departure itself: no gate holds it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import Office
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, HandOver
from onward.casework.cases.problems import CaseIsClosed
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Refused
from onward.kernel.sealing import told_as
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from tests.cast import Cast, make_cast
from tests.sequences.told import cases, journeys
from tests.sequences.told.log import read_log

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=5)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases and journeys with the standing events when a test is over."""
    yield
    log = read_log()
    cases.check(log)
    journeys.check(log)


def sent_home(cast: Cast, *names: str) -> tuple[Movement, list[Person]]:
    """Return a journey on which a household departed to Iraq, as its case said."""
    people = [a_person(cast.be, name) for name in names or ("Hassan Zubaidi",)]
    movement = a_journey(cast, a_cleared_case(cast, *people))
    actions.depart(cast.omar, movement)
    return movement, people


def led_to(type: str = "movements.departed") -> list[str]:
    """Return the countries that standing events tell of, one for each."""
    rows = Event.objects.filter(type=type).standing().order_by("position")
    return [str(one.payload["destination"]) for one in rows]


@pytest.mark.usefixtures("_rows_are_as_events_tell")
def test_where_they_went_is_told_rightly_and_the_case_follows(cast: Cast) -> None:
    movement, [person] = sent_home(cast)
    actions.arrive(cast.omar, movement)
    with clock.at(LATER):
        actions.correct_destination(cast.omar, passenger_of(movement), "AL", "wrong-country", place="Tirana")
    assert led_to() == ["AL"]
    assert led_to("movements.arrived") == ["AL"]
    told = Event.objects.filter(type="movements.departed").standing().get()
    assert (told.occurred_on, told.payload["corrected"]) == (date(2021, 6, 1), "wrong-country")
    assert told.person_key == person.key
    case = Case.objects.get(pk=movement.case_id)
    assert (case.destination, case.destination_place) == ("AL", "Tirana")
    assert led_to("cases.destination_changed") == ["AL"]
    one = traveller_of(case)
    assert (one.stage, one.travels_on) == ("arrived", date(2021, 6, 1))


def test_what_became_necessary_later_does_not_hold_it(cast: Cast) -> None:
    movement, _people = sent_home(cast)
    with clock.at(LATER):
        one = traveller_of(movement.case)
        casework.find_vulnerability(cast.sam, one, "disability", "severe", found_on=date(2021, 6, 1))
        casework.record_medical_needs(cast.sam, one, "severe", on=date(2021, 6, 1))
        actions.correct_destination(cast.omar, passenger_of(movement), "AL", "wrong-country")
    assert led_to() == ["AL"]


@pytest.mark.usefixtures("_rows_are_as_events_tell")
def test_the_case_stays_until_all_of_the_household_went_there(cast: Cast) -> None:
    movement, [first, second] = sent_home(cast, "Hassan Zubaidi", "Suad Mahdi")
    actions.correct_destination(cast.omar, passenger_of(movement, first), "AL", "told-wrongly")
    case = Case.objects.get(pk=movement.case_id)
    assert sorted(led_to()) == ["AL", "IQ"]
    assert case.destination == "IQ"
    actions.correct_destination(cast.omar, passenger_of(movement, second), "AL", "told-wrongly")
    case.refresh_from_db()
    assert case.destination == "AL"


def test_all_who_are_ticked_are_corrected_together(cast: Cast) -> None:
    movement, [first, second] = sent_home(cast, "Hassan Zubaidi", "Suad Mahdi")
    along = [passenger_of(movement, second)]
    actions.correct_destination(cast.omar, passenger_of(movement, first), "AL", "told-wrongly", along=along)
    assert led_to() == ["AL", "AL"]


def test_a_hidden_one_who_went_elsewhere_keeps_her_country_and_her_mission(cast: Cast) -> None:
    case, niece = a_niece_alone(cast, cast.sam)
    a_consent(niece.key, cast.iraq.key, office=cast.be)
    uncle = traveller_of(case)
    a_consent(uncle.person.key, cast.iraq.key, office=cast.be)
    casework.hand_over(cast.sam, case, cast.iraq)
    seats = [
        actions.Seat(
            one, **({"escort_kind": "social", "escort_name": "Ines Peeters"} if one != uncle else {})
        )
        for one in case.travellers.select_related("person", "case").order_by("pk")
    ]
    movement = a_journey(cast, case, seats=seats)
    actions.depart(cast.omar, movement)
    actions.correct_destination(cast.omar, passenger_of(movement, uncle.person), "AL", "wrong-country")
    case.refresh_from_db()
    assert case.destination == "AL", "all of whom the office reads went there"
    [stands] = HandOver.objects.filter(ended_at=None)
    assert stands.travellers == [niece.key]


def handed(cast: Cast, movement: Movement, people: list[Person], mission: Office) -> None:
    for one in people:
        a_consent(one.key, mission.key, office=cast.be)
    casework.answer_hand_over(cast.erbil, casework.hand_over(cast.sam, movement.case, mission), True)


def test_the_mission_of_the_wrong_country_reads_no_more_of_who_did_not_go_there(
    cast: Cast, client: Client
) -> None:
    movement, [first, second] = sent_home(cast, "Hassan Zubaidi", "Suad Mahdi")
    handed(cast, movement, [first, second], cast.iraq)
    client.force_login(cast.erbil)
    page = reverse("cases:case", args=[movement.case.reference])
    assert {one.name for one in (first, second) if one.name in client.get(page).content.decode()} == {
        first.name,
        second.name,
    }
    actions.correct_destination(cast.omar, passenger_of(movement, first), "AL", "wrong-country")
    assert first.name not in client.get(page).content.decode()
    assert client.get(reverse("people:person", args=[first.key])).status_code == 404
    assert client.get(reverse("people:person", args=[second.key])).status_code == 200
    actions.correct_destination(cast.omar, passenger_of(movement, second), "AL", "wrong-country")
    assert client.get(page).status_code == 404
    ended = Event.objects.filter(type="cases.hand_over_ended")
    assert {one.payload["reason"] for one in ended} == {"went-elsewhere"}


def test_nobody_corrects_what_stands_or_what_did_not_happen(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    with pytest.raises(problems.NothingToCorrect):
        actions.correct_destination(cast.omar, passenger_of(movement), "AL", "wrong-country")
    actions.depart(cast.omar, movement)
    with pytest.raises(Invalid):
        actions.correct_destination(cast.omar, passenger_of(movement), "IQ", "wrong-country")
    with pytest.raises(Refused):
        actions.correct_destination(cast.lies, passenger_of(movement), "AL", "wrong-country")
    actions.arrive(cast.omar, movement)
    for stage in ("reintegrating", "closed"):
        casework.advance(cast.sam, traveller_of(movement.case), stage)
    casework.close_case(cast.sam, movement.case, "arrived")
    with pytest.raises(CaseIsClosed):
        actions.correct_destination(cast.omar, passenger_of(movement), "AL", "wrong-country")


def test_the_form_says_what_stands_and_afterwards_which_figures_moved(cast: Cast, client: Client) -> None:
    movement, _people = sent_home(cast)
    one = passenger_of(movement)
    client.force_login(cast.omar)
    journey = reverse("movements:movement", args=[movement.key])
    form = reverse("movements:passenger", args=[movement.key, told_as(one), "correct-country"])
    assert form in client.get(journey).content.decode()
    shown = client.get(form)
    assert "Recorded: departed to Iraq." in shown.content.decode()
    reasons = [code for code, _name in shown.context["form"].fields["reason"].choices]
    assert "wrong-day" not in reasons
    data = {"destination": "AL", "destination_place": "", "reason": "wrong-country"}
    token = str(shown.context["form"]["once"].value())
    version = {"version": one.version, "once": token}
    page = client.post(form, data | version, follow=True).content.decode()
    said = re.sub(r"\s+", " ", page)
    assert "In the figures of 2021 this return counts for another country: Albania (before: Iraq)." in said
    assert "The case returns to another country now: Albania." in said
    assert "Corrected: departed for another country: Albania, not Iraq" in said


def taken_back_and_weaker(cast: Cast) -> Movement:
    """Return a journey whose departure was taken back, and whose traveller needs more by what came since."""
    movement, _people = sent_home(cast)
    with clock.at(LATER):
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")
        casework.record_medical_needs(cast.sam, traveller_of(movement.case), "severe", on=date(2021, 6, 1))
    return movement


@pytest.mark.usefixtures("_rows_are_as_events_tell")
def test_a_departure_that_had_stood_is_recorded_again_with_what_came_since(cast: Cast) -> None:
    movement = taken_back_and_weaker(cast)
    first = date(2021, 6, 1)
    with clock.at(LATER):
        with pytest.raises(problems.HeldSince) as caught:
            actions.depart(cast.omar, movement, departed_on=first)
        assert "tick that it had been recorded" in caught.value.say_way_out()
        actions.depart(cast.omar, movement, departed_on=first, again=True)
    told = Event.objects.filter(type="movements.departed").standing().get()
    assert (told.occurred_on, told.payload["corrected"]) == (first, "recorded-again")
    with clock.at(LATER):  # it is a departure as any other
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 3))
    assert traveller_of(movement.case).stage == "departed"


def test_who_never_departed_is_held_all_the_same(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    casework.record_medical_needs(cast.sam, traveller_of(movement.case), "severe")
    with pytest.raises(problems.HeldBack) as caught:
        actions.depart(cast.omar, movement, again=True)
    assert not isinstance(caught.value, problems.HeldSince)


def test_the_form_asks_whether_they_had_departed(cast: Cast, client: Client) -> None:
    movement = taken_back_and_weaker(cast)
    client.force_login(cast.omar)
    one = passenger_of(movement)
    sent = {"depart-passengers": [told_as(one)], "depart-on": "2021-06-01"}
    address = reverse("movements:depart", args=[movement.key])
    with clock.at(LATER):
        shown = client.get(reverse("movements:movement", args=[movement.key])).context["departing"]
        sent["depart-once"] = str(shown["once"].value())
        refused = client.post(address, sent)
        assert refused.status_code == 422
        assert "They did depart: it had been recorded and was taken back" in refused.content.decode()
        sent["depart-once"] = str(refused.context["departing"]["once"].value())
        assert client.post(address, sent | {"depart-again": "on"}).status_code == 302
    assert passenger_of(movement).state == "departed"


def test_a_change_of_destination_is_refused_before_anything_is_typed_and_says_whose_it_is(
    cast: Cast, client: Client
) -> None:
    movement, _people = sent_home(cast)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[movement.case.reference, "destination"])
    page = re.sub(r"\s+", " ", client.get(address).content.decode())
    assert "it is corrected on the journey’s page (Movement officer)" in page
    assert f"{reverse('cases:case', args=[movement.case.reference])}#journeys" in page
    assert "<select" not in page.split("<main")[1]
    assert "does not count for another country" not in page


def test_no_doctor_is_asked_about_who_arrived(cast: Cast, client: Client) -> None:
    movement, _people = sent_home(cast)
    actions.arrive(cast.omar, movement)
    client.force_login(cast.omar)
    with clock.at(LATER):
        casework.record_medical_needs(cast.sam, traveller_of(movement.case), "mild", on=date(2021, 6, 1))
        page = client.get(reverse("cases:case", args=[movement.case.reference])).content.decode()
    assert "Record a check" not in page
    assert "no doctor has been asked" not in page

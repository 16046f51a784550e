"""A colleague was quicker: the form says what stood and what stands, of whom, and keeps who was ticked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases.tests.factories import a_person
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=9)
WRONG = {"reason": "wrong-day"}
LEFT, RIGHT, THEIRS = (NOON.date() + timedelta(days=days) for days in (0, 2, 4))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def pair(cast: Cast) -> tuple[Movement, list[Person]]:
    """Return a journey on which two departed on 1 June, nine days before the test."""
    people = [a_person(cast.be, name) for name in ("Hassan Zubaidi", "Suad Mahdi")]
    movement = a_journey(cast, a_cleared_case(cast, *people))
    actions.depart(cast.omar, movement)
    return movement, people


def seat(movement: Movement, person: Person) -> Passenger:
    return passenger_of(movement, person)


def page_of(movement: Movement, person: Person, what: str) -> str:
    return reverse("movements:passenger", args=[movement.key, told_as(seat(movement, person)), what])


def left_on(person: Person) -> date:
    rows = Event.objects.filter(type="movements.departed", person_key=person.key)
    return rows.standing().get().occurred_on


def both_ticked(client: Client, movement: Movement, people: list[Person], what: str, **typed: Any) -> Any:
    """Return the page of the first as it is sent with both ticked."""
    ticked = {"passengers": [told_as(seat(movement, one)) for one in people]}
    return as_shown(client.get(page_of(movement, people[0], what)).text, **typed) | ticked


@pytest.mark.parametrize("quicker", [0, 1])
def test_who_was_ticked_stays_so_whoever_of_them_a_colleague_moved(
    cast: Cast, client: Client, pair: tuple[Movement, list[Person]], quicker: int
) -> None:
    movement, people = pair
    names = ["Hassan Zubaidi", "Suad Mahdi"]
    with clock.at(LATER):
        client.force_login(cast.omar)
        sent = both_ticked(
            client, movement, people, "correct-departure", right="another-day", on=RIGHT.isoformat(), **WRONG
        )
        actions.correct_departure(cast.omar, seat(movement, people[quicker]), "wrong-day", on=THEIRS)
        address = page_of(movement, people[0], "correct-departure")
        refused = client.post(address, sent)
        assert refused.status_code == 422
        form = refused.context["form"]
        label = f"{names[quicker]}: Departed on"
        assert form.changes == [(label, "1 June 2021", "5 June 2021")]
        assert [one.data["selected"] for one in form["passengers"]] == [True, True]
        assert [left_on(one) for one in people] == [
            THEIRS if place == quicker else LEFT for place in range(2)
        ]
        again = client.post(address, {**form.data.dict(), "passengers": form.data.getlist("passengers")})
        assert again.status_code == 302
    assert [left_on(one) for one in people] == [RIGHT, RIGHT]


def test_who_is_left_alone_with_a_day_is_still_asked_about_by_name(
    cast: Cast, client: Client, pair: tuple[Movement, list[Person]]
) -> None:
    movement, people = pair
    with clock.at(LATER):
        client.force_login(cast.omar)
        sent = both_ticked(
            client, movement, people, "correct-departure", right="another-day", on=RIGHT.isoformat(), **WRONG
        )
        actions.correct_departure(cast.omar, seat(movement, people[1]), "wrong-day", on=THEIRS)
        actions.arrive(cast.omar, movement, [seat(movement, people[1])], arrived_on=THEIRS)
        page = client.post(page_of(movement, people[0], "correct-departure"), sent).text
    assert "Suad Mahdi (departed, 5 June 2021)" in page
    assert "The same is recorded of each of them" not in page


def test_what_followed_meanwhile_is_told_with_its_day_and_what_did_not_change_is_not(
    cast: Cast, client: Client, pair: tuple[Movement, list[Person]]
) -> None:
    movement, [person, _other] = pair
    with clock.at(LATER):
        client.force_login(cast.omar)
        address = page_of(movement, person, "correct-departure")
        sent = as_shown(client.get(address).text, right="another-day", on=RIGHT.isoformat(), **WRONG)
        actions.correct_departure(cast.omar, seat(movement, person), "wrong-day", on=THEIRS)
        actions.arrive(cast.omar, movement, [seat(movement, person)], arrived_on=THEIRS)
        form = client.post(address, sent).context["form"]
    assert form.changes == [
        ("Hassan Zubaidi: State", "departed", "arrived"),
        ("Hassan Zubaidi: Departed on", "1 June 2021", "5 June 2021"),
        ("Hassan Zubaidi: Arrived on", "", "5 June 2021"),
    ]


def test_the_country_that_a_colleague_put_right_is_told(
    cast: Cast, client: Client, pair: tuple[Movement, list[Person]]
) -> None:
    movement, people = pair
    typed = {"destination": "AL", "reason": "wrong-country"}
    with clock.at(LATER):
        client.force_login(cast.omar)
        sent = both_ticked(client, movement, people, "correct-country", **typed)
        one = seat(movement, people[1])
        actions.correct_destination(cast.omar, one, "JO", "wrong-country")
        address = page_of(movement, people[0], "correct-country")
        refused = client.post(address, sent)
        form = refused.context["form"]
        assert form.changes == [("Suad Mahdi: Country", "Iraq", "Jordan")]
        assert "Suad Mahdi (Jordan)" in refused.text
        sent = {**form.data.dict(), "passengers": form.data.getlist("passengers")}
        assert client.post(address, sent).status_code == 302
    rows = Event.objects.filter(type="movements.departed").standing()
    assert [one.payload["destination"] for one in rows] == ["AL", "AL"]


def test_an_action_alone_tells_state_and_day_as_they_stood_and_stand(
    cast: Cast, pair: tuple[Movement, list[Person]]
) -> None:
    movement, [person, _other] = pair
    old = seat(movement, person)
    with clock.at(LATER):
        actions.correct_departure(cast.omar, seat(movement, person), "wrong-day", on=THEIRS)
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            actions.correct_departure(cast.omar, old, "wrong-day", on=RIGHT, version=old.version)
    assert meanwhile.value.changes == [("State", "departed, 1 June 2021", "departed, 5 June 2021")]

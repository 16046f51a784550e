"""What a correction does to figures is said before and after, and shown first where a year changes."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_person
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2021, 1, 5, 10, tzinfo=UTC)
MOVES = "This return moves from 2021 to 2020 in the figures."
MOVED = "This return moved from 2021 to 2020 in the figures."
PLAIN = "Figures asked for from today count what is right"
STAY = "As known on an earlier day, they stay what they were."
ACROSS = {"right": "another-day", "on": "2020-12-30", "reason": "wrong-day"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def left(cast: Cast) -> Movement:
    """Return a journey that was booked in December, and is said to have left on 2 January."""
    with clock.at(datetime(2020, 12, 28, 10, tzinfo=UTC)):
        movement = a_journey(cast, a_cleared_case(cast), date(2020, 12, 29))
    with clock.at(datetime(2021, 1, 2, 10, tzinfo=UTC)):
        actions.depart(cast.omar, movement)
    return movement


class Sender:
    """The movement officer before the form that corrects something, three days after New Year."""

    def __init__(
        self, cast: Cast, movement: Movement, what: str = "correct-departure", of: Person | None = None
    ) -> None:
        self.client = Client()
        self.client.force_login(cast.omar)
        self.movement = movement
        self.address = reverse(
            "movements:passenger", args=[movement.key, told_as(passenger_of(movement, of)), what]
        )

    def opened(self) -> Any:
        """Return the form as it is opened."""
        with clock.at(NEW_YEAR):
            return self.client.get(self.address)

    def sent(self, page: Any, **typed: Any) -> Any:
        """Send the form of a page, with what it holds and what is typed."""
        form = page.context["form"]
        held = {field.html_name: field.value() for field in form}
        with clock.at(NEW_YEAR):
            return self.client.post(
                self.address, {name: str(one) for name, one in held.items() if one} | typed
            )

    def said(self) -> str:
        """Return the page of the journey, with what it says of the last sending."""
        with clock.at(NEW_YEAR):
            page = self.client.get(reverse("movements:movement", args=[self.movement.key]))
        return re.sub(r"\s+", " ", page.content.decode())


def departure() -> date:
    """Return the day of the one departure that stands."""
    return Event.objects.filter(type="movements.departed").standing().get().occurred_on


def test_the_form_says_what_figures_will_count_before_it_is_sent(cast: Cast, left: Movement) -> None:
    text = Sender(cast, left).opened().content.decode()
    assert PLAIN in text
    assert STAY in text


def test_a_change_of_year_is_shown_first_and_done_when_it_is_sent_once_more(
    cast: Cast, left: Movement
) -> None:
    sender = Sender(cast, left)
    shown = sender.sent(sender.opened(), **ACROSS)
    assert shown.status_code == 200
    text = shown.content.decode()
    for words in (MOVES, PLAIN, STAY, "Nothing is saved yet.", "Yes, correct it"):
        assert words in text
    assert departure() == date(2021, 1, 2)
    assert sender.sent(shown).status_code == 302
    assert departure() == date(2020, 12, 30)
    assert f"Saved. {MOVED}" in sender.said()


def test_another_year_typed_at_the_second_look_is_shown_too(cast: Cast, left: Movement) -> None:
    sender = Sender(cast, left)
    shown = sender.sent(sender.opened(), **ACROSS)
    again = sender.sent(shown, on="2020-12-31")
    assert MOVES in again.content.decode()
    assert departure() == date(2021, 1, 2)
    assert sender.sent(again, on="2021-01-03").status_code == 302, "no year changes any more"
    assert departure() == date(2021, 1, 3)


def test_what_cannot_be_is_refused_and_what_is_missing_is_asked_for_all_the_same(
    cast: Cast, left: Movement
) -> None:
    sender = Sender(cast, left)
    page = sender.opened()
    assert MOVES not in sender.sent(page, **ACROSS | {"reason": ""}).content.decode()
    coming = sender.sent(page, **ACROSS | {"on": "2022-01-30"})
    assert (coming.status_code, "Yes, correct it" in coming.content.decode()) == (422, False)
    early = sender.sent(page, **ACROSS | {"on": "2020-12-01"})
    assert early.status_code == 422
    assert "28 December 2020" in early.content.decode(), "the first day that it can be"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"right": "another-day", "on": "2021-01-04", "reason": "wrong-day"},
            "In the figures this return counts on 4 January 2021 now, by the age of that day.",
        ),
        (
            {"right": "not-so", "reason": "wrong-traveller"},
            "This return counts no more in the figures of 2021.",
        ),
    ],
)
def test_nothing_else_takes_a_second_sending(
    cast: Cast, left: Movement, typed: dict[str, str], said: str
) -> None:
    sender = Sender(cast, left)
    assert sender.sent(sender.opened(), **typed).status_code == 302
    assert said in sender.said()


def test_of_two_returns_it_is_said_that_they_count_no_more(cast: Cast) -> None:
    with clock.at(datetime(2021, 1, 2, 10, tzinfo=UTC)):
        family = [a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female")]
        movement = a_journey(cast, a_cleared_case(cast, *family))
        actions.depart(cast.omar, movement)
    both = [told_as(passenger_of(movement, one)) for one in family]
    sender = Sender(cast, movement, of=family[0])
    typed = {"right": "not-so", "reason": "wrong-traveller"}
    assert sender.sent(sender.opened(), passengers=both, **typed).status_code == 302
    assert "These returns count no more in the figures of 2021. (Hassan Zubaidi, Suad Mahdi)" in sender.said()


def test_an_arrival_that_is_taken_back_names_the_later_steps_that_go_along(
    cast: Cast, left: Movement
) -> None:
    with clock.at(NEW_YEAR):
        actions.arrive(cast.omar, left)
        assert "later steps" not in Sender(cast, left, "correct-arrival").opened().content.decode()
        one = travellers_of(left.case)[0]
        for stage in ("reintegrating", "closed"):
            casework.advance(cast.sam, one, stage)
            one.refresh_from_db()
    sender = Sender(cast, left, "correct-arrival")
    page = sender.opened()
    assert "taken back with it: Reintegrating, Closed." in page.content.decode()
    assert "later steps" not in Sender(cast, left, "correct-departure").opened().content.decode()
    assert sender.sent(page, right="not-so", reason="told-wrongly").status_code == 302
    assert [one.stage for one in travellers_of(left.case)] == ["departed"]


def test_another_month_of_the_same_year_is_named_once_it_is_done(cast: Cast) -> None:
    with clock.at(datetime(2020, 11, 28, 10, tzinfo=UTC)):
        movement = a_journey(cast, a_cleared_case(cast))
    with clock.at(datetime(2020, 12, 2, 10, tzinfo=UTC)):
        actions.depart(cast.omar, movement)
    sender = Sender(cast, movement)
    assert sender.sent(sender.opened(), **ACROSS | {"on": "2020-11-29"}).status_code == 302
    assert "This return moved from December 2020 to November 2020 in the figures." in sender.said()


def test_an_arrival_moves_no_figure_whatever_its_year(cast: Cast, left: Movement) -> None:
    with clock.at(NEW_YEAR):
        actions.correct_departure(cast.omar, passenger_of(left), "wrong-day", on=date(2020, 12, 30))
        actions.arrive(cast.omar, left)
    sender = Sender(cast, left, "correct-arrival")
    page = sender.opened()
    assert "No figure counts this" in page.content.decode()
    assert sender.sent(page, **ACROSS | {"on": "2020-12-31"}).status_code == 302


def test_a_departure_after_which_entry_was_refused_moves_no_figure_until_that_is_taken_back(
    cast: Cast, left: Movement
) -> None:
    with clock.at(NEW_YEAR):
        actions.refuse_entry(cast.omar, passenger_of(left), "IST")
    sender = Sender(cast, left)
    page = sender.opened()
    assert "No figure counts this" in page.content.decode()
    assert sender.sent(page, **ACROSS).status_code == 302
    refusal = Sender(cast, left, "correct-arrival")
    page = refusal.opened()
    assert PLAIN in page.content.decode()
    assert refusal.sent(page, right="not-so", reason="told-wrongly").status_code == 302
    assert "This return counts in the figures of 2020." in refusal.said()


def test_a_day_implausibly_far_from_the_booking_is_asked_about_once_and_taken_when_it_is_meant(
    cast: Cast, left: Movement, settings: Any
) -> None:
    settings.ONWARD_UNLIKELY_DAYS = 2
    Case.objects.update(opened_on=date(2020, 12, 1))
    sender = Sender(cast, left)
    typed = {"right": "another-day", "reason": "wrong-day", "despite": "on"}
    asked = sender.sent(sender.opened(), **typed, on="2020-12-26")
    text = asked.content.decode()
    assert "26 December 2020 lies 3 days from the day for which the journey was booked" in text
    assert MOVES in text
    assert departure() == date(2021, 1, 2)
    other = sender.sent(asked, on="2020-12-25")
    assert "25 December 2020 lies 4 days from" in other.content.decode()
    assert sender.sent(other).status_code == 302
    assert departure() == date(2020, 12, 25)


def test_an_arrival_far_from_its_departure_is_asked_about_and_a_departure_after_it_is_refused(
    cast: Cast, left: Movement, settings: Any
) -> None:
    settings.ONWARD_UNLIKELY_DAYS = 2
    client, address = Client(), reverse("movements:arrive", args=[left.key])
    client.force_login(cast.omar)
    typed = {"arrive-passengers": told_as(passenger_of(left)), "arrive-on": "2021-01-05"}
    with clock.at(NEW_YEAR):
        asked = client.post(address, typed)
        assert asked.status_code == 422
        form = asked.context["arriving"]
        assert "3 days from the day of the departure (2 January 2021)" in form.errors["on"][0]
        sure = {"arrive-sure_of": form["sure_of"].value()}
        assert client.post(address, typed | sure).status_code == 302
        actions.correct_arrival(cast.omar, passenger_of(left), "wrong-day", on=date(2021, 1, 3))
    sender = Sender(cast, left)
    late = {"right": "another-day", "reason": "wrong-day", "on": "2021-01-04"}
    refused = sender.sent(sender.opened(), **late)
    assert "to 3 January 2021, as the journey is recorded" in refused.context["form"].errors["on"][0]
    assert departure() == date(2021, 1, 2)

"""Another day of opening that is hardly the right one is asked about before anything is saved."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from onward.casework.cases.models import Case
from onward.casework.referrals.models import Referral
from onward.casework.referrals.tests.factories import a_referral
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.sealing import told_as
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NOTHING_YET = "Nothing is saved yet."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def movement(cast: Cast) -> Movement:
    return a_journey(cast, a_cleared_case(cast), clock.today())


def sent(cast: Cast, movement: Movement, day: date, **more: str) -> Any:
    """Send the form with a right day of opening, by the movement officer."""
    client = Client()
    client.force_login(cast.omar)
    address = reverse(
        "movements:passenger", args=[movement.key, told_as(passenger_of(movement)), "correct-opening"]
    )
    held = {one.html_name: str(one.value()) for one in client.get(address).context["form"] if one.value()}
    return client.post(address, held | {"on": day.isoformat(), "reason": "wrong-day"} | more)


def opened(movement: Movement) -> date:
    return Case.objects.get(pk=movement.case_id).opened_on


def referred(cast: Cast, case: Case, on: date) -> None:
    """Let a case have come by a referral that was sent on a day."""
    sent = a_referral(cast.rik)
    Referral.objects.filter(pk=sent.pk).update(case=case, sent_on=on, state="accepted")


def test_a_day_of_another_century_is_asked_about_and_saved_when_it_is_sent_once_more(
    cast: Cast, movement: Movement
) -> None:
    was, far = opened(movement), date(1960, 1, 1)
    asked = sent(cast, movement, far)
    text = asked.content.decode()
    assert "1 January 1960 lies" in text
    assert "from the day of the first session" in text
    assert NOTHING_YET in text
    assert opened(movement) == was
    assert sent(cast, movement, far, seen_for=far.isoformat()).status_code == 302
    assert opened(movement) == far


def test_what_was_shown_for_one_day_is_asked_anew_for_another(cast: Cast, movement: Movement) -> None:
    was = opened(movement)
    shown = sent(cast, movement, date(1960, 1, 1), seen_for="1961-01-01")
    assert NOTHING_YET in shown.content.decode()
    assert opened(movement) == was


def test_a_day_shortly_before_the_first_session_is_saved_at_once(cast: Cast, movement: Movement) -> None:
    day = opened(movement) - timedelta(days=settings.ONWARD_UNLIKELY_DAYS)
    assert sent(cast, movement, day).status_code == 302
    assert opened(movement) == day


def test_a_day_just_beyond_what_is_likely_is_asked_about(cast: Cast, movement: Movement) -> None:
    was = opened(movement)
    asked = sent(cast, movement, was - timedelta(days=settings.ONWARD_UNLIKELY_DAYS + 1))
    assert NOTHING_YET in asked.content.decode()
    assert opened(movement) == was


def test_it_is_told_that_a_day_lies_before_the_referral(cast: Cast, movement: Movement) -> None:
    referred(cast, movement.case, opened(movement) - timedelta(days=2))
    text = sent(cast, movement, opened(movement) - timedelta(days=3)).content.decode()
    assert "lies before the day on which the referral was sent" in text
    assert NOTHING_YET in text
    assert sent(cast, movement, opened(movement) - timedelta(days=2)).status_code == 302


def test_a_day_far_from_the_session_and_near_the_referral_is_likely(cast: Cast, movement: Movement) -> None:
    long_ago = opened(movement) - timedelta(days=90)
    referred(cast, movement.case, long_ago)
    assert sent(cast, movement, long_ago + timedelta(days=1)).status_code == 302


def test_a_day_that_cannot_be_is_refused_and_not_asked_about(cast: Cast, movement: Movement) -> None:
    for day in (opened(movement) + timedelta(days=400), date(1900, 1, 1)):
        answer = sent(cast, movement, day)
        assert answer.status_code == 422
        assert NOTHING_YET not in answer.content.decode()
        assert "can only have been opened from" in answer.content.decode()

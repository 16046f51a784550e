"""Once an organisation is no partner any more, its users refer nobody and learn nothing new."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases.models import Traveller
from onward.casework.referrals import actions
from onward.casework.referrals.models import Referral
from onward.casework.referrals.problems import NoPartnerAnyMore
from onward.casework.referrals.tests.factories import HEAD, WIFE, a_referral, the_red_cross
from onward.kernel import clock
from onward.records.partners.actions import end_organisation
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

NAMES = re.compile(r"Hassan|Zubaidi|Suad")


def read(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return re.sub(r"\s+", " ", client.get(address).content.decode())


def pages_of(user: User, one: Referral) -> list[str]:
    """Return what a partner reads of a referral on all its pages, without what is new at every request."""
    pages = ["/referrals/own/", "/referrals/own/?state=accepted", "/referrals/own/?state=sent"]
    pages += [f"/referrals/{one.reference}/", f"/referrals/{one.reference}/sent/"]
    return [re.sub(r'(csrf\w*"? (value|content)|nonce)="[^"]*"', "", read(user, page)) for page in pages]


def ends(cast: Cast, on: date | None = None) -> None:
    end_organisation(cast.anna, the_red_cross(), ended_on=on)


def test_nobody_is_referred_by_an_organisation_that_has_ended() -> None:
    cast = make_cast()
    a_referral(cast.rik)
    ends(cast)
    with pytest.raises(NoPartnerAnyMore):
        a_referral(cast.rik)
    page = read(cast.rik, "/referrals/new/")
    assert "is no partner of the office any more" in page
    assert "telephone number of the office" in page
    own = read(cast.rik, "/referrals/own/")
    assert "is no partner of the office any more, since" in own
    assert "/referrals/new/" not in own
    assert Referral.objects.count() == 1


def test_the_form_that_was_open_is_refused_too() -> None:
    cast = make_cast()
    the_red_cross()
    ends(cast)
    client = Client()
    client.force_login(cast.rik)
    assert client.post("/referrals/new/", {"people-count": "1"}).status_code == 403


def accept(cast: Cast, one: Referral) -> Any:
    return actions.accept_referral(cast.lies, one)


def decline(cast: Cast, one: Referral) -> Any:
    return actions.decline_referral(cast.lies, one, "no-wish", version=one.version)


def accept_and_depart(cast: Cast, one: Referral) -> None:
    case = accept(cast, one)
    Traveller.objects.filter(case=case).update(stage="departed")


@pytest.mark.parametrize("answer", [accept, decline, accept_and_depart])
def test_what_the_office_does_from_that_day_on_changes_no_byte_of_what_its_users_read(
    answer: Callable[[Cast, Referral], Any],
) -> None:
    cast = make_cast()
    one = a_referral(cast.rik, HEAD, WIFE, tell_outcome=True)
    ends(cast)
    before = pages_of(cast.rik, one)
    assert one.reference in before[0]
    assert not any(map(NAMES.search, before))
    answer(cast, one)
    assert pages_of(cast.rik, one) == before


def test_what_was_answered_before_is_told_and_nothing_that_came_of_it_since() -> None:
    cast = make_cast()
    yesterday = clock.now() - timedelta(days=1)
    with clock.at(yesterday):
        one = a_referral(cast.rik, tell_outcome=True)
        case = accept(cast, one)
    ends(cast)
    before = pages_of(cast.rik, one)
    assert all("accepted" in page for page in (before[0], before[3], before[4]))
    Traveller.objects.filter(case=case).update(stage="departed")
    assert pages_of(cast.rik, one) == before


def test_a_referral_is_not_taken_back_whether_it_was_answered_or_not() -> None:
    cast = make_cast()
    waits = a_referral(cast.rik)
    answered = a_referral(cast.rik, replace(WIFE, relation="head", principal=True))
    ends(cast)
    accept(cast, answered)
    for one in (waits, answered):
        with pytest.raises(NoPartnerAnyMore):
            actions.withdraw_referral(cast.rik, one)
    assert "Take this referral back" not in read(cast.rik, f"/referrals/{waits.reference}/")


def test_the_office_goes_on_answering_what_was_sent_before() -> None:
    cast = make_cast()
    one = a_referral(cast.rik)
    ends(cast)
    assert "Hassan Zubaidi" in read(cast.lies, f"/referrals/{one.reference}/")
    assert accept(cast, one).referral == one

"""Whether a consent holds on a day: the rule, and the question to the database that must agree with it."""

from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest

from onward.records.consents.models import Consent, Override
from onward.records.consents.queries import lacking_consent
from onward.records.consents.rules import allows, stands, valid
from onward.records.consents.tests.factories import a_consent
from tests.cast import make_cast

DAY = date(2021, 3, 10)
AROUND = (None, DAY - timedelta(1), DAY, DAY + timedelta(1))


def test_a_consent_holds_from_its_first_day_to_its_last() -> None:
    consent = Consent(given_on=date(2021, 3, 1), expires_on=date(2021, 3, 31))
    assert not stands(consent, date(2021, 2, 28))
    assert stands(consent, date(2021, 3, 1))
    assert stands(consent, date(2021, 3, 31))
    assert not stands(consent, date(2021, 4, 1))


def test_a_withdrawn_consent_holds_no_more_from_that_day() -> None:
    consent = Consent(given_on=date(2021, 3, 1), withdrawn_on=date(2021, 3, 10))
    assert stands(consent, date(2021, 3, 9))
    assert not stands(consent, date(2021, 3, 10))


@pytest.mark.parametrize(("approved", "answer"), [(True, True), (False, False), (None, False)])
def test_leave_that_was_not_given_allows_nothing(approved: bool | None, answer: bool) -> None:
    assert allows(Override(approved=approved), DAY) is answer


@pytest.mark.django_db
def test_the_database_and_the_rule_agree_on_every_border() -> None:
    cast = make_cast()
    rows = []
    for given, expires, withdrawn in product(AROUND[1:], AROUND, AROUND):
        rows.append(
            a_consent(
                recipient=cast.iraq.key,
                office=cast.be,
                given_on=given,
                expires_on=expires,
                withdrawn_on=withdrawn,
            )
        )
    wanted = (Consent.Purpose.SHARE_WITH_MISSION, cast.iraq.key, DAY)
    lacking = lacking_consent([row.person_key for row in rows], *wanted)
    assert lacking == {row.person_key for row in rows if not valid([row], [], *wanted)}
    assert 0 < len(lacking) < len(rows)


@pytest.mark.django_db
def test_a_consent_is_for_one_purpose_and_one_recipient() -> None:
    cast = make_cast()
    row = a_consent(recipient=cast.iraq.key, office=cast.be, given_on=DAY)
    key = row.person_key
    assert not lacking_consent([key], "share-with-mission", cast.iraq.key, DAY)
    assert lacking_consent([key], "health", cast.iraq.key, DAY) == {key}
    assert lacking_consent([key], "share-with-mission", cast.be.key, DAY) == {key}
    stranger = uuid4()
    assert lacking_consent([key, stranger], "share-with-mission", cast.iraq.key, DAY) == {stranger}

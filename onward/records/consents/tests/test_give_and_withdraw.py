"""Giving a consent and taking it back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from onward.access.models import Restriction
from onward.kernel import clock, files
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Invalid, Missing, Refused
from onward.records.consents import problems
from onward.records.consents.actions import Evidence, give_consent, withdraw_consent
from onward.records.consents.models import Consent
from onward.records.consents.queries import lacking_consent
from onward.records.consents.tests.factories import a_consent
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
WITNESSED = Evidence(witness="Wim Claes")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_consent_spoken_before_a_witness_is_recorded(cast: Cast) -> None:
    person = uuid4()
    consent = give_consent(
        cast.lies, person, cast.be, "share-with-mission", cast.iraq.key, WITNESSED, given_on=date(2021, 3, 1)
    )
    assert (consent.evidence, consent.witness) == ("witness", "Wim Claes")
    told = Event.objects.get(person_key=person)
    assert (told.type, told.occurred_on) == ("consents.given", date(2021, 3, 1))
    assert "Wim" not in str(told.payload)


@pytest.fixture(autouse=True)
def files_of_this_test(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FILES=tmp_path):
        yield


def test_a_signed_sheet_is_stored_by_what_it_is(cast: Cast, tmp_path: Path) -> None:
    evidence = Evidence(upload=(BytesIO(PNG), "sheet.png"))
    consent = give_consent(cast.lies, uuid4(), cast.be, "health", cast.be.key, evidence)
    assert consent.evidence == "sheet"
    assert consent.sheet_key is not None
    with files.open_stored(consent.sheet_key.hex) as kept:
        assert kept.read() == PNG


def test_a_zip_that_claims_to_be_a_sheet_is_refused(cast: Cast, tmp_path: Path) -> None:
    evidence = Evidence(upload=(BytesIO(b"PK\x03\x04" + bytes(60)), "sheet.pdf"))
    with pytest.raises(files.FileProblem):
        give_consent(cast.lies, uuid4(), cast.be, "health", cast.be.key, evidence)
    assert not Consent.objects.exists()
    assert not list(tmp_path.rglob("*"))


def test_a_consent_without_evidence_is_none(cast: Cast) -> None:
    with pytest.raises(problems.NoEvidence):
        give_consent(cast.lies, uuid4(), cast.be, "health", cast.be.key, Evidence(witness=" \u200b"))


def test_nobody_knows_the_recipient(cast: Cast) -> None:
    with pytest.raises(problems.NoSuchRecipient):
        give_consent(cast.lies, uuid4(), cast.be, "health", uuid4(), WITNESSED)


def test_a_purpose_is_one_of_the_list(cast: Cast) -> None:
    with pytest.raises(NoSuchChoice):
        give_consent(cast.lies, uuid4(), cast.be, "marketing", cast.be.key, WITNESSED)


def test_a_consent_is_not_given_tomorrow_nor_over_before_it_holds(cast: Cast) -> None:
    with clock.at(datetime(2021, 3, 1, tzinfo=UTC)):
        today = clock.today()
        with pytest.raises(Invalid):
            give_consent(
                cast.lies, uuid4(), cast.be, "health", cast.be.key, WITNESSED, given_on=today + timedelta(1)
            )
        with pytest.raises(problems.EndsBeforeItBegins):
            give_consent(
                cast.lies, uuid4(), cast.be, "health", cast.be.key, WITNESSED, expires_on=today - timedelta(1)
            )


def test_a_second_click_records_one_consent(cast: Cast) -> None:
    once = uuid4()
    give_consent(cast.lies, uuid4(), cast.be, "health", cast.be.key, WITNESSED, once=once)
    with pytest.raises(AlreadySent):
        give_consent(cast.lies, uuid4(), cast.be, "health", cast.be.key, WITNESSED, once=once)
    assert Consent.objects.count() == 1


def test_a_consent_is_withdrawn_once(cast: Cast) -> None:
    consent = a_consent(office=cast.be)
    withdraw_consent(cast.lies, consent)
    with pytest.raises(problems.AlreadyWithdrawn):
        withdraw_consent(cast.lies, consent)
    assert Event.objects.get(type="consents.withdrawn").person_key == consent.person_key


def test_a_consent_is_not_withdrawn_before_it_was_given(cast: Cast) -> None:
    consent = a_consent(office=cast.be, given_on=date(2021, 3, 1))
    with pytest.raises(problems.EndsBeforeItBegins):
        withdraw_consent(cast.lies, consent, withdrawn_on=date(2021, 2, 28))


def test_consents_of_a_hidden_person_do_not_exist(cast: Cast) -> None:
    consent = a_consent(office=cast.be)
    Restriction.objects.create(person_key=consent.person_key, category="trafficking")
    assert not Consent.objects.visible_to(cast.lies).exists()
    assert Consent.objects.visible_to(cast.vera).exists()
    with pytest.raises(Missing):
        withdraw_consent(cast.lies, consent)
    with pytest.raises(Missing):
        give_consent(cast.lies, consent.person_key, cast.be, "health", cast.be.key, WITNESSED)


def test_another_office_and_an_outsider_record_nothing(cast: Cast) -> None:
    with pytest.raises(Missing):
        give_consent(cast.paul, uuid4(), cast.be, "health", cast.be.key, WITNESSED)
    for who in (cast.outsider, cast.rik, cast.ruth, cast.dirk):
        with pytest.raises(Refused):
            give_consent(who, uuid4(), cast.be, "health", cast.be.key, WITNESSED)


def test_withdrawing_a_consent_withdraws_its_twins_each_by_an_event(cast: Cast) -> None:
    first = a_consent(recipient=cast.iraq.key, office=cast.be, given_on=date(2021, 3, 1))
    same: dict[str, Any] = {"person": first.person_key, "recipient": cast.iraq.key, "office": cast.be}
    twin = a_consent(**same, given_on=date(2021, 4, 1))
    over = a_consent(**same, given_on=date(2021, 3, 1), expires_on=date(2021, 3, 5))
    others = [a_consent(**{**same, "purpose": "health"}), a_consent(**{**same, "recipient": cast.lu.key})]
    assert withdraw_consent(cast.lies, first) == [first, twin]
    told = Event.objects.filter(type="consents.withdrawn").order_by("position")
    assert [one.payload["consent"] for one in told] == [str(first.key), str(twin.key)]
    standing = Consent.objects.filter(withdrawn_on=None)
    assert set(standing) == {over, *others}
    assert lacking_consent([first.person_key], "share-with-mission", cast.iraq.key, clock.today())


def test_a_consent_given_after_the_day_of_withdrawal_stays(cast: Cast) -> None:
    first = a_consent(recipient=cast.iraq.key, office=cast.be, given_on=date(2021, 3, 1))
    later = a_consent(first.person_key, cast.iraq.key, office=cast.be, given_on=date(2021, 5, 1))
    assert withdraw_consent(cast.lies, first, withdrawn_on=date(2021, 4, 1)) == [first]
    later.refresh_from_db()
    assert later.withdrawn_on is None


def test_a_consent_that_stands_with_the_same_days_is_not_recorded_again_but_renewed(cast: Cast) -> None:
    person, day = uuid4(), date(2021, 3, 1)

    def give(evidence: Evidence = WITNESSED, **days: date) -> Consent:
        given: dict[str, Any] = {"given_on": day, **days}
        return give_consent(cast.lies, person, cast.be, "health", cast.iraq.key, evidence, **given)

    first = give()
    with pytest.raises(problems.AlreadyGiven):
        give(Evidence(witness="Somebody else"))
    assert Consent.objects.get() == first
    assert Event.objects.filter(type="consents.given").count() == 1
    give(expires_on=date(2022, 3, 1))
    give(given_on=date(2021, 3, 2))
    signed = give(Evidence(upload=(BytesIO(PNG), "sheet.png")))
    with pytest.raises(problems.AlreadyGiven):
        give(Evidence(upload=(BytesIO(PNG), "the same sheet.png")))
    with pytest.raises(problems.AlreadyGiven):
        give(Evidence(sheet=signed.sheet_key))
    withdraw_consent(cast.lies, first)
    with pytest.raises(problems.TakenBackSince):
        give()
    assert lacking_consent([person], "health", cast.iraq.key, clock.today())
    assert give(given_on=clock.today()).withdrawn_on is None


def test_a_consent_may_end_on_the_day_on_which_it_is_given_and_not_before(cast: Cast) -> None:
    day = date(2021, 3, 1)
    said = (cast.lies, uuid4(), cast.be, "share-with-mission", cast.iraq.key, WITNESSED)
    give = partial(give_consent, *said, given_on=day)
    assert give(expires_on=day).expires_on == day
    with pytest.raises(problems.EndsBeforeItBegins):
        give(expires_on=day - timedelta(days=1))

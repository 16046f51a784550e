"""Leave to send without consent."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from onward.access.models import Restriction
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from onward.kernel.text import NotInWords
from onward.records.consents import problems
from onward.records.consents.actions import ask_override, decide_override
from onward.records.consents.models import Override
from onward.records.consents.queries import lacking_consent, waiting
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def asked(cast: Cast) -> Override:
    return ask_override(
        cast.lies, uuid4(), cast.be, "share-with-mission", cast.iraq.key, "vital-interest", "No time to ask."
    )


def test_the_data_protection_officer_gives_leave_until_a_day(cast: Cast) -> None:
    with clock.at(datetime(2021, 3, 1, 9, tzinfo=UTC)):
        override = asked(cast)
        for_this = ([override.person_key], "share-with-mission", cast.iraq.key)
        assert lacking_consent(*for_this, TODAY) == {override.person_key}
        decide_override(cast.dirk, override, True, expires_on=date(2021, 3, 10))

    assert lacking_consent(*for_this, TODAY) == frozenset()
    assert lacking_consent(*for_this, date(2021, 3, 11)) == {override.person_key}
    told = Event.objects.filter(person_key=override.person_key).order_by("position")
    assert [event.type for event in told] == ["consents.override_asked", "consents.override_decided"]
    assert "No time" not in str([event.payload for event in told])


def test_a_refused_request_lets_nothing_out(cast: Cast) -> None:
    override = asked(cast)
    decide_override(cast.dirk, override, False)
    assert lacking_consent([override.person_key], "share-with-mission", cast.iraq.key, TODAY)


def test_nobody_decides_their_own_request(cast: Cast) -> None:
    cast.dirk.roles = ["counsellor", "data-protection-officer"]
    cast.dirk.save()
    override = ask_override(
        cast.dirk, uuid4(), cast.be, "health", cast.be.key, "legal-duty", "The law asks for it."
    )
    with pytest.raises(problems.OwnRequest):
        decide_override(cast.dirk, override, True)


def test_a_request_is_answered_once(cast: Cast) -> None:
    override = asked(cast)
    decide_override(cast.dirk, override, False)
    with pytest.raises(problems.AlreadyDecided):
        decide_override(cast.dirk, override, True)


def test_only_the_data_protection_officer_decides(cast: Cast) -> None:
    override = asked(cast)
    for who in (cast.lies, cast.sam, cast.anna, cast.outsider):
        with pytest.raises(Refused):
            decide_override(who, override, True)


def test_a_request_needs_reasons_and_a_legal_basis(cast: Cast) -> None:
    for reasons in (" ", "Insulin.", "123456789012345"):
        with pytest.raises(NotInWords):
            ask_override(cast.lies, uuid4(), cast.be, "health", cast.be.key, "legal-duty", reasons)
    with pytest.raises(NoSuchChoice):
        ask_override(cast.lies, uuid4(), cast.be, "health", cast.be.key, "because", "It cannot wait.")


def test_the_same_leave_is_asked_for_once_at_a_time(cast: Cast) -> None:
    first = asked(cast)
    again = (first.person_key, cast.be, first.purpose, first.recipient_key, "legal-duty", "We ask again.")
    with pytest.raises(problems.AlreadyAsked):
        ask_override(cast.lies, *again)
    decide_override(cast.dirk, first, False)
    ask_override(cast.lies, *again)


def test_the_data_protection_officer_sees_requests_about_hidden_persons_too(cast: Cast) -> None:
    override = asked(cast)
    Restriction.objects.create(person_key=override.person_key, category="child")
    assert not Override.objects.visible_to(cast.lies).exists()
    assert list(waiting(cast.dirk)) == [override]
    assert not waiting(cast.lies).exists()
    decide_override(cast.dirk, override, True)

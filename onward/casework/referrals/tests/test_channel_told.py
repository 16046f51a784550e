"""A channel whose name tells why a file may be restricted is named to focal points for that alone."""

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.changes import changes_in_words
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_person, handed_over
from onward.casework.programmes.queries import channel_seen, may_read_channel
from onward.casework.protection.actions import restrict
from onward.casework.referrals.models import Referral
from onward.casework.referrals.tests.factories import a_referral, the_red_cross
from onward.kernel.problems import Refused
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
WORDS = ("Shelter for victims", "Centre pour victimes", "shelter")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def sisters(cast: Cast) -> Case:
    """Return a case of two sisters from a shelter, of whom one is restricted; the mission has accepted it."""
    seen, hidden = a_person(cast.be, "Wanda Pinho"), a_person(cast.be, "Vitoria Pinho")
    case = a_case(cast.lies, seen, hidden, channel="shelter")
    handed_over(case, cast.iraq, accepted=True)
    restrict(cast.vera, hidden, "trafficking")
    return case


def read(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("who", ["lies", "nora", "omar", "erbil"])
def test_whoever_is_no_focal_point_for_it_reads_of_an_organisation(
    cast: Cast, sisters: Case, who: str
) -> None:
    page = read(getattr(cast, who), f"/cases/{sisters.reference}/")
    assert "An organisation" in page
    assert "Wanda" in page
    assert not any(one in page for one in WORDS)


@pytest.mark.parametrize("who", ["vera", "sam"])
def test_a_focal_point_for_it_reads_which_it_is(cast: Cast, sisters: Case, who: str) -> None:
    assert "Shelter for victims of trafficking" in read(getattr(cast, who), f"/cases/{sisters.reference}/")


def test_who_may_not_know_it_neither_corrects_it_nor_is_told_by_the_form(cast: Cast, sisters: Case) -> None:
    address = f"/cases/{sisters.reference}/do/channel/"
    assert address not in read(cast.lies, f"/cases/{sisters.reference}/")
    page = read(cast.lies, address)
    assert "<select" not in page
    assert not any(one in page for one in WORDS)
    for channel in ("shelter", "self"):
        with pytest.raises(Refused):
            actions.correct_channel(cast.lies, sisters, channel, "told-wrongly")
    assert actions.correct_channel(cast.vera, sisters, "self", "told-wrongly").channel == "self"
    page = read(cast.lies, f"/cases/{sisters.reference}/")
    assert not any(one in page for one in WORDS)


def test_the_list_of_cases_is_not_asked_by_it(cast: Cast, sisters: Case) -> None:
    other = a_case(cast.lies, a_person(cast.be, "Otto"))
    assert other.reference in read(cast.lies, "/cases/?channel=shelter"), "the filter is none for her"
    page = read(cast.vera, "/cases/?channel=shelter")
    assert (sisters.reference in page, other.reference in page) == (True, False)


def test_a_referral_by_it_says_no_more_once_it_was_answered(cast: Cast) -> None:
    the_red_cross(name="Payoke")
    sent = a_referral(cast.lies, channel="shelter")
    sent = Referral.objects.get(pk=sent.pk)
    for address in (f"/referrals/{sent.reference}/", "/referrals/"):
        page = read(cast.lies, address)
        assert "An organisation" in page
        assert not any(one in page for one in WORDS)
        assert "Shelter for victims of trafficking" in read(cast.vera, address)


def test_neither_the_timeline_nor_what_a_colleague_changed_meanwhile_names_it(cast: Cast) -> None:
    case = a_case(cast.lies, a_person(cast.be, "Otto"))
    before = case.version
    actions.correct_channel(cast.vera, case, "shelter", "told-wrongly")
    case.refresh_from_db()
    assert ("Channel of referral", "Red Cross", "An organisation") in changes_in_words(
        cast.lies, case, before
    )
    for reader, word in ((cast.lies, "An organisation"), (cast.vera, "Shelter for victims")):
        timeline = read(reader, f"/cases/{case.reference}/").split('id="happened"')[1]
        assert word in timeline
        assert (WORDS[0] in timeline) is (reader == cast.vera)


def test_a_channel_that_tells_nothing_is_named_to_everybody(cast: Cast) -> None:
    assert not may_read_channel(cast.lies, "shelter")
    assert may_read_channel(cast.lies, "ngo")
    assert channel_seen(cast.lies, "ngo") == "Non-governmental organisation"


def test_a_mark_of_another_kind_opens_it_to_nobody(cast: Cast, sisters: Case) -> None:
    assert Traveller.objects.visible_to(cast.mona).filter(case=sisters).count() == 1
    assert "An organisation" in read(cast.mona, f"/cases/{sisters.reference}/")

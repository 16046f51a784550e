"""What was decided or signed for one country of return is asked for again when the country changes."""

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.problems import AlreadyRecorded, ApprovalStands, AskedForAnotherCountry, GateHolds
from onward.casework.cases.tests.factories import page_of, traveller_of
from onward.casework.protection import actions, problems
from onward.casework.protection.models import Guardian
from onward.casework.protection.tests.factories import ALONE_BORN, a_child_alone
from onward.delivery.movements.tests.factories import FUNDER, a_cleared_case, a_niece_alone
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
BID = "best-interest-determination"


def for_iraq_and_now_albania(cast: Cast) -> tuple[Case, Traveller]:
    """Return a case in which all was there for Iraq, when somebody who does not see the niece changes it."""
    case, niece = a_niece_alone(cast, cast.sam, born=ALONE_BORN)
    casework.change_destination(cast.lies, case, "AL")
    case.refresh_from_db()
    return case, case.travellers.select_related("person", "case").get(person=niece)


def told(cast: Cast, case: Case, code: str) -> list[tuple[str, str]]:
    page = page_of(cast.sam, case)
    return [(one.state, one.sentence) for one in (*page.gates, *page.later) if one.code == code]


@pytest.mark.parametrize(
    "code",
    [BID, "family-assessment", "guardian-consent", "funder-approval", "declaration-of-voluntary-return"],
)
def test_each_is_asked_for_again_and_its_sentence_says_for_which_country_it_is(code: str) -> None:
    cast = make_cast()
    case, _niece = for_iraq_and_now_albania(cast)
    found = told(cast, case, code)
    assert found
    assert all(state == "missing" and "Iraq" in sentence for state, sentence in found)


def test_it_counts_again_where_the_case_returns_to_the_first_country() -> None:
    cast = make_cast()
    case, _niece = for_iraq_and_now_albania(cast)
    casework.change_destination(cast.lies, case, "IQ")
    assert {state for state, _sentence in told(cast, case, BID)} == {"met"}
    assert {state for state, _sentence in told(cast, case, "funder-approval")} == {"met"}


def test_the_sheet_of_protection_says_it_beside_the_decision(client: Client) -> None:
    cast = make_cast()
    case, niece = for_iraq_and_now_albania(cast)
    client.force_login(cast.sam)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert page.count("Asked for the return to another country: Iraq") == 2
    assert "Agreed to the return to another country: Iraq" in page
    one = niece.case.assessments.get(kind=BID)
    shown = client.get(f"/protection/assessments/{one.key}/").content.decode()
    assert "It does not count for the present one" in shown


def test_all_of_it_can_be_brought_anew() -> None:
    cast = make_cast()
    case, niece = for_iraq_and_now_albania(cast)
    for kind in (BID, "family-assessment"):
        asked = actions.ask_assessment(cast.sam, niece, kind)
        actions.decide_assessment(cast.sam, asked, "positive", author="Dr Claes", reasons="An aunt there.")
    actions.record_guardian_agreement(cast.sam, Guardian.objects.get(person_key=niece.person.key))
    for one in case.travellers.select_related("person"):
        casework.sign_declaration(cast.sam, one, "guardian" if one == niece else "self")
    approval = casework.ask_approval(cast.sam, case, FUNDER)
    casework.decide_approval(cast.sam, approval, True)
    for code in (BID, "family-assessment", "guardian-consent", "funder-approval"):
        assert {state for state, _sentence in told(cast, case, code)} == {"met"}, code
    assert not told(cast, case, "declaration-of-voluntary-return"), "nobody is asked for it any more"


def test_an_answer_is_for_the_country_for_which_it_was_asked() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.sam)
    asked = actions.ask_assessment(cast.sam, niece, BID)
    casework.change_destination(cast.lies, case, "AL")
    niece.refresh_from_db()
    actions.ask_assessment(cast.sam, niece, BID)
    with pytest.raises(problems.AlreadyAsked):
        actions.ask_assessment(cast.sam, niece, BID)
    actions.decide_assessment(cast.sam, asked, "positive", author="Dr Claes", reasons="Of Iraq.")
    assert {state for state, _sentence in told(cast, case, BID)} == {"missing"}


def test_what_stands_for_the_present_country_is_not_recorded_twice() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    with pytest.raises(AlreadyRecorded):
        casework.sign_declaration(cast.lies, traveller_of(case), "self")
    with pytest.raises(ApprovalStands):
        casework.ask_approval(cast.lies, case, FUNDER)
    casework.change_destination(cast.lies, case, "AL")
    casework.ask_approval(cast.lies, case, FUNDER)
    casework.change_destination(cast.lies, case, "RS")
    with pytest.raises(AskedForAnotherCountry) as refused:
        casework.ask_approval(cast.lies, case, FUNDER)
    assert "Albania" in refused.value.say()


def test_a_declaration_for_another_country_opens_no_gate_and_is_withdrawn_for_all() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    one = traveller_of(case)
    casework.change_destination(cast.lies, case, "AL")
    casework.sign_declaration(cast.lies, one, "self")
    casework.withdraw_declaration(cast.lies, one)
    casework.change_destination(cast.lies, case, "IQ")
    assert {state for state, _s in told(cast, case, "declaration-of-voluntary-return")} == {"missing"}


def test_after_a_parting_both_keep_what_was_given_for_their_country() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam, born=ALONE_BORN)
    one = case.travellers.select_related("person").get(person=niece)
    apart = casework.part_travellers(cast.sam, case, [one], one, "travels-later")
    assert {state for state, _sentence in told(cast, apart, BID)} == {"met"}
    casework.change_destination(cast.sam, case, "AL")
    assert {state for state, _sentence in told(cast, apart, BID)} == {"met"}, "theirs is still Iraq"
    assert {state for state, _s in told(cast, case, "funder-approval")} == {"missing"}
    casework.change_destination(cast.sam, apart, "AL")
    assert [state for state, sentence in told(cast, apart, BID) if "Iraq" in sentence] == ["missing"]


def test_a_step_is_held_by_it() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.sam)
    casework.hold_session(cast.sam, case, way="phone")
    casework.advance(cast.sam, niece, "counselled")
    casework.sign_declaration(cast.sam, niece, "guardian")
    casework.change_destination(cast.lies, case, "AL")
    niece.refresh_from_db()
    with pytest.raises(GateHolds):
        casework.advance(cast.sam, niece, "cleared")


def test_the_focal_point_is_told_on_the_desk(client: Client) -> None:
    cast = make_cast()
    case, niece = for_iraq_and_now_albania(cast)
    client.force_login(cast.nora)
    shown = client.get("/protection/").content.decode()
    assert "The country of return changed" in shown
    told_of = "Declaration of voluntary return, Best-interest determination, Family assessment"
    assert f"{case.reference} · {told_of}" in shown
    client.force_login(cast.vera)
    assert "The country of return changed" not in client.get("/protection/").content.decode()
    client.force_login(cast.nora)
    casework.change_destination(cast.lies, case, "IQ")
    assert niece.person.name not in client.get("/protection/").content.decode()


def test_of_several_countries_the_last_is_named_for_which_it_is_there() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    for country in ("AL", "RS"):
        casework.change_destination(cast.lies, case, country)
        approval = casework.ask_approval(cast.lies, case, FUNDER)
        casework.decide_approval(cast.lies, approval, True)
    casework.change_destination(cast.lies, case, "MK")
    [(state, sentence)] = set(told(cast, case, "funder-approval"))
    assert state == "missing"
    assert "Serbia" in sentence
    asked = casework.ask_approval(cast.lies, case, FUNDER)
    casework.decide_approval(cast.lies, asked, False)
    casework.change_destination(cast.lies, case, "XK")
    assert all("Macedonia" not in sentence for _state, sentence in told(cast, case, "funder-approval"))

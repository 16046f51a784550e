"""A case goes to the mission: what it takes, the mission's answer, and what the mission sees of it."""

from typing import Any

import pytest
from django.test import Client

from onward.access.models import Office
from onward.casework.cases import actions
from onward.casework.cases.models import Case, HandOver, Task, Traveller
from onward.casework.cases.problems import AlreadyRecorded, ConsentMissing, NobodyToHandOver
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_mission_sees_those_who_agreed_and_nobody_else(client: Client) -> None:
    cast = make_cast()
    stays, goes = a_person(cast.be, "Tarek Haddad"), a_person(cast.be, "Samir Haddad")
    case = a_case(cast.lies, goes, stays)
    handed_over(case, cast.iraq, accepted=True)
    Consent.objects.filter(person_key=stays.key).delete()
    actions.leave(cast.lies, traveller_of(case, stays), "withdrawn")

    assert [one.person for one in Traveller.objects.visible_to(cast.erbil)] == [goes]
    assert list(Person.objects.visible_to(cast.erbil)) == [goes]
    client.force_login(cast.erbil)
    assert "Tarek" not in client.get(f"/cases/{case.reference}/").content.decode()
    assert client.get(f"/people/{stays.key}/").status_code == 404


def test_a_withdrawn_consent_takes_the_person_out_of_the_mission_s_sight() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    handed_over(case, cast.iraq, accepted=True)
    assert type(case).objects.visible_to(cast.erbil).exists()
    Consent.objects.update(withdrawn_on="2026-01-01")
    assert not type(case).objects.visible_to(cast.erbil).exists()


def agreed(case: Case, mission: Office, **fields: Any) -> None:
    """Let everybody in a case agree that the mission is told of them."""
    for one in case.travellers.select_related("person"):
        a_consent(one.person.key, mission.key, office=case.office, **fields)


def test_a_case_is_handed_over_and_the_mission_accepts_it() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi"))
    agreed(case, cast.iraq)
    assert not Case.objects.visible_to(cast.erbil).exists()

    handed = actions.hand_over(cast.lies, case, cast.iraq)
    assert list(Case.objects.visible_to(cast.erbil)) == [case]
    answered = actions.answer_hand_over(cast.erbil, handed, True)

    assert (answered.accepted, answered.answered_by) == (True, cast.erbil)
    told = Event.objects.filter(case_key=case.key, type__startswith="cases.hand").order_by("position")
    assert [(one.type, one.payload.get("accepted")) for one in told] == [
        ("cases.handed_over", None),
        ("cases.hand_over_answered", True),
    ]
    assert Traveller.objects.visible_to(cast.erbil).count() == 2


def test_a_case_that_was_sent_back_is_out_of_the_mission_s_sight() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    actions.answer_hand_over(cast.erbil, actions.hand_over(cast.lies, case, cast.iraq), False)
    assert not Case.objects.visible_to(cast.erbil).exists()
    [told] = Task.objects.visible_to(cast.lies).filter(case=case, kind="hand-over-returned", done_on=None)
    assert (told.assigned_to, told.due_on) == (case.counsellor or cast.lies, clock.today())


def test_a_case_is_handed_to_a_mission_once_and_answered_once() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    with pytest.raises(AlreadyRecorded):
        actions.hand_over(cast.lies, case, cast.iraq)
    actions.answer_hand_over(cast.erbil, handed, True)
    with pytest.raises(AlreadyRecorded):
        actions.answer_hand_over(cast.erbil, handed, False)


def test_a_file_in_which_nobody_is_on_the_way_is_not_handed_over() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    with pytest.raises(NobodyToHandOver):
        actions.hand_over(cast.lies, case, cast.iraq)
    assert not HandOver.objects.exists()


def test_without_the_consent_of_each_traveller_nothing_is_sent() -> None:
    cast = make_cast()
    agrees, silent = a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi")
    case = a_case(cast.lies, agrees, silent)
    a_consent(agrees.key, cast.iraq.key, office=cast.be)
    with pytest.raises(ConsentMissing):
        actions.hand_over(cast.lies, case, cast.iraq)
    assert not HandOver.objects.exists()


def test_a_case_goes_to_the_mission_and_comes_back_accepted_through_the_pages(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    page = f"/cases/{case.reference}/"
    client.force_login(cast.erbil)
    assert client.get(page).status_code == 404

    client.force_login(cast.lies)
    offered = client.get(f"{page}do/hand-over/").context["form"].fields["mission"].choices
    assert offered[0] == (str(cast.iraq.pk), "Baghdad"), "the mission of the destination comes first"
    assert client.post(f"{page}do/hand-over/", {"mission": cast.iraq.pk})["Location"] == page
    assert "Waiting:" in client.get(page).content.decode()

    client.force_login(cast.erbil)
    seen = client.get(page).content.decode()
    assert "Hassan Zubaidi" in seen
    answer = f"/hand-overs/{HandOver.objects.get().key}/answer/"
    assert f'action="{answer}"' in seen
    assert client.post(answer, {"answer": "accept"})["Location"] == page
    told = client.get(page)
    assert f'action="{answer}"' not in told.content.decode()
    assert "The mission accepted the case" in [line.words for line in told.context["page"].happened]


def test_a_mission_that_sends_a_case_back_is_led_away_from_it(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    assert client.post(f"/hand-overs/{handed.key}/answer/", {"answer": "decline"})["Location"] == "/work/"
    assert client.get(f"/cases/{case.reference}/").status_code == 404
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/")
    assert "Sent back:" in page.content.decode()
    assert "The mission sent the case back" in [line.words for line in page.context["page"].happened]


def test_what_was_handed_over_waits_on_the_mission_s_worklist_until_it_answers(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi"))
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    page = client.get("/work/").content.decode()
    assert "Handed over, waiting for your answer" in page
    assert "Hassan Zubaidi" in page
    assert 'href="/work/#handed-over"' in page
    actions.answer_hand_over(cast.erbil, handed, True)
    assert "Handed over, waiting" not in client.get("/work/").content.decode()
    client.force_login(cast.lies)
    assert "Handed over, waiting" not in client.get("/work/").content.decode()


def test_a_case_that_was_sent_back_can_be_handed_over_again() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    actions.answer_hand_over(cast.erbil, actions.hand_over(cast.lies, case, cast.iraq), False)
    again = actions.hand_over(cast.lies, case, cast.iraq)
    assert (again.accepted, again.answered_at, again.answered_by) == (None, None, None)
    assert actions.answer_hand_over(cast.erbil, again, True).accepted
    assert HandOver.objects.count() == 1


def test_a_mission_reads_what_it_was_given_and_writes_once_it_has_taken_it() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    with pytest.raises(Refused):
        actions.add_note(cast.erbil, case, "Seen at the airport.")
    actions.answer_hand_over(cast.erbil, handed, True)
    assert actions.add_note(cast.erbil, case, "Seen at the airport.")


def test_an_answer_that_says_neither_yes_nor_no_sends_nothing_back(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    assert client.post(f"/hand-overs/{handed.key}/answer/").status_code == 422
    handed.refresh_from_db()
    assert handed.accepted is None


def test_a_mission_is_offered_no_household_that_does_not_open(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed_over(case, cast.iraq, accepted=True)
    person = traveller_of(case).person
    address = f"/people/households/{case.household.key}/"
    for user, status in ((cast.lies, 200), (cast.erbil, 404)):
        client.force_login(user)
        assert client.get(address).status_code == status
        page = client.get(f"/people/{person.key}/").content.decode()
        assert (address in page) == (status == 200)

"""The mission of a country that a case no longer returns to has the file no longer."""

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import Case, HandOver
from onward.casework.cases.problems import HandOverEnded
from onward.casework.cases.tests.factories import a_case, a_person, page_of
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def with_the_mission(cast: Cast) -> tuple[Case, HandOver]:
    """Return a case of two that the mission in Iraq has accepted."""
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    for one in case.travellers.select_related("person"):
        a_consent(one.person.key, cast.iraq.key, office=cast.be)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    actions.answer_hand_over(cast.erbil, handed, True)
    return case, handed


def test_the_mission_reads_neither_the_case_nor_its_later_notes(client: Client) -> None:
    cast = make_cast()
    case, _handed = with_the_mission(cast)
    client.force_login(cast.erbil)
    assert client.get(f"/cases/{case.reference}/").status_code == 200
    actions.change_destination(cast.lies, case, "AL")
    actions.add_note(cast.lies, case, "An aunt waits for them in Tirana.")
    assert client.get(f"/cases/{case.reference}/").status_code == 404
    person = case.travellers.select_related("person").order_by("pk")[0].person
    assert client.get(f"/people/{person.key}/").status_code == 404
    with pytest.raises(Missing):
        actions.add_note(cast.erbil, case, "Asked after them.")


def test_it_is_told_in_its_own_list_and_no_more_than_it_knew(client: Client) -> None:
    cast = make_cast()
    case, _handed = with_the_mission(cast)
    actions.change_destination(cast.lies, case, "AL")
    client.force_login(cast.erbil)
    page = client.get("/work/").content.decode()
    assert "Ended hand-overs" in page
    assert page.count(case.reference) == 1
    assert "Albania" not in page
    assert "Zubaidi" not in page


def test_what_it_reads_there_stays_true_once_the_household_returns_to_it_again(client: Client) -> None:
    cast = make_cast()
    case, _handed = with_the_mission(cast)
    actions.change_destination(cast.lies, case, "AL")
    actions.change_destination(cast.lies, case, "IQ")
    client.force_login(cast.erbil)
    page = client.get("/work/").content.decode()
    assert "These households return to another country" not in page
    assert "nothing left to do" not in page
    assert "unless they are handed over to it again" in page


def test_a_mission_is_told_of_nobody_who_was_hidden_from_it(client: Client) -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.sam)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    uncle = case.travellers.select_related("person").get(principal=True)
    consent = a_consent(uncle.person.key, cast.iraq.key, office=cast.be)
    actions.hand_over(cast.lies, case, cast.iraq)
    Consent.objects.filter(pk=consent.pk).update(withdrawn_on=consent.given_on)
    actions.change_destination(cast.lies, case, "AL")
    client.force_login(cast.erbil)
    assert case.reference not in client.get("/work/").content.decode()


def test_the_case_says_that_it_ended_and_reminds_of_the_next_mission(client: Client) -> None:
    cast = make_cast()
    case, handed = with_the_mission(cast)
    actions.change_destination(cast.lies, case, "AL")
    handed.refresh_from_db()
    assert handed.ended_at
    assert not handed.stands
    event = Event.objects.get(case_key=case.key, type="cases.hand_over_ended")
    assert event.payload["reason"] == "destination-changed"
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert "Ended:" in page
    assert "Accepted:" not in page
    assert "The hand-over to the mission ended: the household returns to another country" in page
    actions.change_destination(cast.lies, case, "IQ")
    assert page_of(cast.lies, case).sharing.still_with == "Baghdad", "it is to be handed over again"
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert "Nothing of this case has gone to the mission yet" not in page, "it has: the page says so below"
    assert "The hand-over to the mission ended when the country of return changed (Baghdad)" in page
    assert "The household returns to another country: this mission" not in page
    again = actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    assert client.get(f"/cases/{case.reference}/").status_code == 200
    actions.answer_hand_over(cast.erbil, again, True)
    assert "Ended hand-overs" not in client.get("/work/").content.decode()
    assert len(page_of(cast.lies, case).sharing.lines) == 1


def test_what_somebody_else_sent_for_the_hidden_child_ends_too() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.sam)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    uncle = case.travellers.select_related("person").get(principal=True)
    a_consent(uncle.person.key, cast.iraq.key, office=cast.be)
    actions.hand_over(cast.lies, case, cast.iraq)
    hers = actions.hand_over(cast.sam, case, cast.iraq)
    actions.change_destination(cast.lies, case, "AL")
    hers.refresh_from_db()
    assert not hers.stands
    assert hers.told_of_end, "the mission saw her"
    assert not [one for one in page_of(cast.lies, case).happened if "Noor" in str(one.about)]


def test_an_answer_that_crosses_the_change_is_refused() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    one = case.travellers.select_related("person").get()
    a_consent(one.person.key, cast.iraq.key, office=cast.be)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    actions.change_destination(cast.lies, case, "AL")
    with pytest.raises(HandOverEnded):
        actions.answer_hand_over(cast.erbil, handed, True)


def test_another_town_of_the_same_country_ends_nothing() -> None:
    cast = make_cast()
    case, handed = with_the_mission(cast)
    actions.change_destination(cast.lies, case, "IQ", "Basra")
    handed.refresh_from_db()
    assert handed.stands


def test_the_case_says_for_whom_a_hand_over_stands_once_one_took_the_consent_back(client: Client) -> None:
    cast = make_cast()
    case, _handed = with_the_mission(cast)
    suad = case.travellers.select_related("person").get(person__name="Suad Mahdi").person
    consent = Consent.objects.get(person_key=suad.key)
    Consent.objects.filter(pk=consent.pk).update(withdrawn_on=consent.given_on)
    [line] = page_of(cast.lies, case).sharing.lines
    assert (line.names, line.no_more) == ("Hassan Zubaidi", "Suad Mahdi")
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert "No longer for: Suad Mahdi (consent withdrawn)" in page
    actions.change_destination(cast.lies, case, "AL")
    [line] = page_of(cast.lies, Case.objects.get(pk=case.pk)).sharing.lines
    assert (line.names, line.no_more) == ("Hassan Zubaidi", "Suad Mahdi"), "also once it has ended"

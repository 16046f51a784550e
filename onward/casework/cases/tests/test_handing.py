"""A case goes to the mission: what it takes, the mission's answer, and what the mission sees of it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import Office, Restriction, User
from onward.casework.cases import actions
from onward.casework.cases.models import Case, HandOver, Task, Traveller
from onward.casework.cases.problems import AlreadyRecorded, ConsentMissing, NobodyToHandOver
from onward.casework.cases.tests.factories import a_case, a_member, a_person, handed_over, traveller_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

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


def sent_back(cast: Cast, case: Case, reason: str = "incomplete", words: str = "") -> HandOver:
    """Let the mission send a case back that is handed over to it."""
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    return actions.answer_hand_over(cast.erbil, handed, False, reason=reason, words=words)


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
    sent_back(cast, case)
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
        actions.answer_hand_over(cast.erbil, handed, False, reason="incomplete")


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
    assert offered[0] == (str(cast.iraq.key), "Baghdad"), "the mission of the destination comes first"
    assert client.post(f"{page}do/hand-over/", {"mission": cast.iraq.key})["Location"] == page
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
    actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    address = f"/cases/{case.reference}/do/send-back/"
    assert f'href="{address}"' in client.get(f"/cases/{case.reference}/").content.decode()
    answer = client.post(address, {"reason": "incomplete"}, follow=True)
    assert answer.redirect_chain == [("/work/", 302)]
    assert "restricts the file" not in answer.content.decode()
    assert client.get(f"/cases/{case.reference}/").status_code == 404
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/")
    assert "Sent back:" in page.content.decode()
    told = [line.words for line in page.context["page"].happened]
    assert "The mission sent the case back: Something is missing in the file" in told


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
    sent_back(cast, case)
    again = actions.hand_over(cast.lies, case, cast.iraq)
    assert (again.accepted, again.answered_at, again.answered_by) == (None, None, None)
    assert actions.answer_hand_over(cast.erbil, again, True).accepted
    assert list(HandOver.objects.order_by("pk").values_list("accepted", flat=True)) == [False, True]


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


def test_the_page_of_a_hand_over_says_beforehand_whose_consent_is_missing_and_leads_to_it(
    client: Client,
) -> None:
    cast = make_cast()
    agrees, silent = a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi")
    case = a_case(cast.lies, agrees, silent)
    a_consent(agrees.key, cast.iraq.key, office=cast.be)
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/do/hand-over/")

    [missing] = page.context["form"].wanted
    assert (missing.name, missing.recipient) == ("Suad Mahdi", "Baghdad")
    assert missing.purpose == "share the file with the mission in the country of return"
    form = client.get(missing.give).context["form"]
    assert (form["purpose"].value(), form["recipient"].value()) == (
        "share-with-mission",
        str(cast.iraq.key),
    )
    recorded = client.post(
        missing.give,
        {"purpose": "share-with-mission", "recipient": cast.iraq.key, "witness": "Lies Adam"},
    )
    back = client.get(recorded["Location"])
    assert back.context["form"]["mission"].value() == str(cast.iraq.key), "what was chosen is still chosen"
    assert not back.context["form"].wanted
    sent = client.post(recorded["Location"], {"mission": cast.iraq.key})
    assert sent["Location"] == f"/cases/{case.reference}/"


def test_a_refused_hand_over_leads_to_the_consents_for_the_mission_that_was_chosen(client: Client) -> None:
    cast = make_cast()
    other = Office.objects.create(code="xk", name="Pristina", kind="mission", country="XK")
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    client.force_login(cast.lies)
    refused = client.post(f"/cases/{case.reference}/do/hand-over/", {"mission": other.key})
    assert refused.status_code == 422
    [missing] = refused.context["form"].wanted
    assert (missing.name, missing.recipient) == ("Hassan Zubaidi", "Pristina")
    assert f"mission%3D{other.key}" in missing.give
    assert "with Pristina is missing" in refused.content.decode()
    asked = client.get(missing.ask).context
    assert asked["form"]["recipient"].value() == str(other.key)
    assert asked["back"] == f"/cases/{case.reference}/do/hand-over/?mission={other.key}"


def test_whose_consent_is_missing_names_nobody_who_left_or_is_hidden(client: Client) -> None:
    cast = make_cast()
    stays, gone, child = (
        a_person(cast.be, "Hassan Zubaidi"),
        a_person(cast.be, "Suad Mahdi"),
        a_person(cast.be, "Zaid Zubaidi"),
    )
    case = a_case(cast.lies, stays, gone, child)
    actions.leave(cast.lies, traveller_of(case, gone), "withdrawn")
    Restriction.objects.create(person_key=child.key, category="child")
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/do/hand-over/")
    assert [one.name for one in page.context["form"].wanted] == ["Hassan Zubaidi"]


def test_who_joins_a_case_that_a_mission_reads_is_led_to_the_consent_first(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    handed_over(case, cast.iraq)
    joins = a_member(case, "Suad Mahdi")
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/add-traveller/"
    since = clock.today().isoformat()
    refused = client.post(address, {"person": joins.key, "accompanied": "yes", "joined_on": since})
    [missing] = refused.context["form"].wanted
    assert (missing.name, missing.recipient) == ("Suad Mahdi", "Baghdad")
    back = client.get(missing.give).context["back"]
    typed = client.get(back).context["form"]
    values = [typed[name].value() for name in ("person", "accompanied", "joined_on")]
    assert values == [str(joins.key), "yes", since]


def test_where_the_whole_household_travels_the_form_to_add_somebody_leads_to_the_household(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/add-traveller/"
    page = client.get(address)
    assert "Nobody else of the household can be added" in page.content.decode()
    assert client.get(page.context["form"].first.way.url).status_code == 200
    a_member(case, "Suad Mahdi")
    assert client.get(address).context["form"].first is None


def test_before_the_mission_has_accepted_a_case_its_page_offers_the_answer_and_nothing_that_refuses(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    address = f"/cases/{case.reference}/"
    page = client.get(address)
    text = page.content.decode()
    assert "Until your mission has accepted it, it is there to be read" in text
    assert f'action="/hand-overs/{handed.key}/answer/"' in text
    assert offered(text) <= {f"{address}do/send-back/"}, "no form that would refuse is offered"
    assert f"/travellers/{traveller_of(case).key}/ask/" not in text
    assert not page.context["page"].steps

    actions.answer_hand_over(cast.erbil, handed, True)
    text = client.get(address).content.decode()
    assert "Until your mission has accepted it" not in text
    assert f"{address}do/note/" in offered(text)
    assert f"/travellers/{traveller_of(case).key}/ask/" in text
    assert f"{address}do/send-back/" not in offered(text)


def offered(text: str) -> set[str]:
    """Return the forms of casework that a page links to or holds."""
    return set(re.findall(r'(?:href|action)="(/cases/[^"]+/(?:do/[^"?]+|advance/))', text))


def test_a_form_on_a_case_that_the_mission_has_not_accepted_says_so_before_anything_is_typed(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.erbil)
    for answer in (
        client.get(f"/cases/{case.reference}/do/note/"),
        client.post(f"/cases/{case.reference}/do/note/", {"text": "Seen at the airport."}),
    ):
        assert answer.status_code == 403
        assert "Your mission has not accepted this case yet" in answer.content.decode()


def test_the_page_of_a_case_says_early_that_the_mission_is_told_of_nobody_who_has_not_agreed(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    nowhere = a_case(cast.lies, a_person(cast.be, "Arta Krasniqi"), destination="XK")
    said, link = "Each traveller must have agreed before it does", f"/cases/{case.reference}/do/hand-over/"
    client.force_login(cast.lies)
    text = client.get(f"/cases/{case.reference}/").content.decode()
    assert "the mission yet (Baghdad)" in text
    assert said in text
    assert f'<a href="{link}">See whose consent is missing</a>' in text
    assert said not in client.get(f"/cases/{nowhere.reference}/").content.decode(), "no mission is there"
    agreed(case, cast.iraq)
    actions.hand_over(cast.lies, case, cast.iraq)
    assert said not in client.get(f"/cases/{case.reference}/").content.decode()


WORDS = "The address in Erbil is that of a hotel."


def test_whoever_sends_a_file_back_says_why_and_what_was_typed_is_kept_until_then(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    with pytest.raises(NoSuchChoice):
        actions.answer_hand_over(cast.erbil, handed, False)
    client.force_login(cast.erbil)
    refused = client.post(f"/cases/{case.reference}/do/send-back/", {"words": WORDS})
    assert refused.status_code == 422
    assert refused.context["button"] == "Send the file back"
    assert WORDS in refused.content.decode()
    handed.refresh_from_db()
    assert (handed.accepted, handed.reason) == (None, "")


def test_why_a_file_came_back_is_told_to_whose_desk_it_is_on_in_words(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    agreed(case, cast.iraq)
    handed = sent_back(cast, case, "no-contact", WORDS)
    event = Event.objects.get(type="cases.hand_over_answered")
    assert event.payload["reason"] == "no-contact"
    assert WORDS not in str(event.payload), "words live in the row, where erasure reaches them"
    assert handed.words == WORDS

    client.force_login(cast.lies)
    work = client.get("/work/").content.decode()
    assert "The mission sent the file back: Nobody could be reached" in work
    assert WORDS in work
    page = client.get(f"/cases/{case.reference}/").context["page"]
    [told] = [line for line in page.happened if line.event == event]
    assert (told.words, told.text) == ("The mission sent the case back: Nobody could be reached", WORDS)
    assert [line.words for line in page.tasks if line.task.kind == "hand-over-returned"] == [
        "The mission sent the file back: Nobody could be reached"
    ]
    [line] = page.sharing.lines
    assert line.because == "Nobody could be reached"


def test_a_file_that_is_sent_again_no_longer_says_that_it_came_back_but_what_happened_does(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    agreed(case, cast.iraq)
    sent_back(cast, case, "no-contact", WORDS)
    actions.hand_over(cast.lies, case, cast.iraq)
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").context["page"]
    [line] = page.sharing.lines
    assert line.because == ""
    assert WORDS in [one.text for one in page.happened]


def test_each_return_keeps_its_words_and_sending_it_again_ends_the_task(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    agreed(case, cast.iraq)
    sent_back(cast, case, "no-contact", WORDS)
    handed = actions.hand_over(cast.lies, case, cast.iraq)
    assert not Task.objects.filter(case=case, kind="hand-over-returned", done_on=None).exists()
    with pytest.raises(AlreadyRecorded):
        actions.hand_over(cast.lies, case, cast.iraq)
    actions.answer_hand_over(cast.erbil, handed, False, reason="incomplete", words="And again.")
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").context["page"]
    assert [line.text for line in page.happened if line.text] == ["And again.", WORDS]
    [line] = page.sharing.lines
    assert line.hand_over.words == "And again."
    assert Task.objects.filter(case=case, kind="hand-over-returned", done_on=None).count() == 1


def test_a_file_that_nobody_has_to_answer_is_not_sent_back(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    handed_over(case, cast.iraq, accepted=True)
    client.force_login(cast.erbil)
    answer = client.post(f"/cases/{case.reference}/do/send-back/", {"reason": "other"})
    assert answer.status_code == 422
    assert "This is already recorded." in answer.content.decode()
    client.force_login(cast.lies)
    assert client.get(f"/cases/{case.reference}/do/send-back/").status_code == 403


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


def test_the_message_and_the_timeline_name_the_mission_in_the_reader_s_language_and_the_button_names_none(
    client: Client,
) -> None:
    cast = make_cast()
    Office.objects.filter(pk=cast.iraq.pk).update(name="Iraq")
    case = a_case(cast.lies, a_person(cast.be))
    User.objects.filter(pk=cast.lies.pk).update(language="fr")
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "hand-over"])
    page = client.get(address, headers={"accept-language": "fr"}).content.decode()
    assert ">Transmettre à la mission</button>" in page, "another may be chosen after it was drawn"
    assert "button quiet" in page.split("Transmettre à la mission")[-2][-60:], "a consent is missing"
    a_consent(case.travellers.get().person.key, cast.iraq.key, office=cast.be)
    page = client.get(address).content.decode()
    assert "button quiet" not in page.split("Transmettre à la mission")[-2][-60:]
    shown = client.post(address, {"mission": str(cast.iraq.key)}, follow=True).content.decode()
    assert "Transmis à la mission (Irak)" in shown
    assert "· Irak" in shown.split('id="happened"')[1]

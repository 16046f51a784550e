"""A hand-over counts for whom its sender saw: a restricted child goes by a sending of her own."""

import re

import pytest
from django.test import Client

from onward.access.models import Restriction
from onward.casework.cases import actions
from onward.casework.cases.models import Case, HandOver, Task, Traveller
from onward.casework.cases.problems import AlreadyRecorded, ConsentMissing
from onward.casework.protection.actions import ask_assessment
from onward.casework.protection.models import Assessment
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel import clock
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def sent_by_the_counsellor(cast: Cast) -> tuple[Case, Traveller, HandOver]:
    """Return a case of an uncle and his hidden niece that the counsellor has handed over."""
    case, niece = a_child_alone(cast.sam)
    uncle = case.travellers.select_related("person").get(principal=True)
    a_consent(uncle.person.key, cast.iraq.key, office=cast.be)
    return case, niece, actions.hand_over(cast.lies, case, cast.iraq)


def page_of(client: Client, user: object, case: Case) -> str:
    client.force_login(user)  # type: ignore[arg-type]
    return client.get(f"/cases/{case.reference}/").content.decode()


def plain(page: str) -> str:
    return re.sub(r'value="[\w-]{32,}"|nonce="[^"]*"', "", page)


@pytest.mark.parametrize("accepted", [False, True])
def test_the_focal_point_hands_the_child_over_after_the_household_and_the_mission_sees_her(
    client: Client, accepted: bool
) -> None:
    cast = make_cast()
    case, niece, first = sent_by_the_counsellor(cast)
    if accepted:
        actions.answer_hand_over(cast.erbil, first, True)
    with pytest.raises(ConsentMissing):
        actions.hand_over(cast.sam, case, cast.iraq)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    assert niece.person.name not in page_of(client, cast.erbil, case)

    client.force_login(cast.sam)
    sent = client.post(f"/cases/{case.reference}/do/hand-over/", {"mission": cast.iraq.key})
    assert sent.status_code == 302
    hers = HandOver.objects.latest("pk")
    assert hers.travellers == [niece.person.key]
    assert niece.person.name in page_of(client, cast.erbil, case)
    assert client.get(f"/people/{niece.person.key}/").status_code == 200
    if not accepted:
        actions.answer_hand_over(cast.erbil, first, True)
    text = page_of(client, cast.erbil, case)
    assert f'action="/hand-overs/{hers.key}/answer/"' in text, "she has an answer of her own"
    assert f"For: {niece.person.name}" in text
    actions.answer_hand_over(cast.erbil, hers, True)
    with pytest.raises(AlreadyRecorded):
        actions.hand_over(cast.sam, case, cast.iraq)


def test_the_panel_says_of_whom_a_hand_over_tells_and_who_is_not_in_it(client: Client) -> None:
    cast = make_cast()
    case, niece, _first = sent_by_the_counsellor(cast)
    text = page_of(client, cast.sam, case)
    assert "For: Hassan Zubaidi<" in text
    assert f"Not handed over: {niece.person.name}<" in text
    assert "Not handed over" not in page_of(client, cast.lies, case)


def test_whoever_does_not_see_the_child_learns_nothing_of_her_hand_over(client: Client) -> None:
    cast = make_cast()
    case, niece, first = sent_by_the_counsellor(cast)
    actions.answer_hand_over(cast.erbil, first, True)
    case_page, work = plain(page_of(client, cast.lies, case)), plain(client.get("/work/").content.decode())
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    for answer in (False, True):
        hers = actions.hand_over(cast.sam, case, cast.iraq)
        assert plain(page_of(client, cast.lies, case)) == case_page
        actions.answer_hand_over(cast.erbil, hers, answer, reason="" if answer else "incomplete")
        assert plain(page_of(client, cast.lies, case)) == case_page
        assert plain(client.get("/work/").content.decode()) == work
        with pytest.raises(AlreadyRecorded):
            actions.hand_over(cast.lies, case, cast.iraq)


def test_the_child_who_is_sent_back_is_out_of_sight_and_on_the_desk_of_who_sent_her() -> None:
    cast = make_cast()
    case, niece, _first = sent_by_the_counsellor(cast)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    hers = actions.hand_over(cast.sam, case, cast.iraq)
    actions.answer_hand_over(cast.erbil, hers, False, reason="incomplete")
    assert not Person.objects.visible_to(cast.erbil).filter(pk=niece.person_id).exists()
    task = Task.objects.get(kind="hand-over-returned")
    assert (task.assigned_to, task.person_key) == (cast.sam, niece.person.key)
    actions.hand_over(cast.sam, case, cast.iraq)
    assert Person.objects.visible_to(cast.erbil).filter(pk=niece.person_id).exists()
    assert not Task.objects.filter(kind="hand-over-returned", done_on=None).exists()


def test_a_mark_of_after_the_hand_over_and_a_withdrawn_consent_hide_the_child_again() -> None:
    cast = make_cast()
    case, niece, _first = sent_by_the_counsellor(cast)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    actions.hand_over(cast.sam, case, cast.iraq)
    seen = Traveller.objects.visible_to(cast.erbil).filter(pk=niece.pk)
    assert seen.exists()
    mark = Restriction.objects.create(person_key=niece.person.key, category="trafficking")
    assert not seen.exists()
    mark.delete()
    Consent.objects.filter(person_key=niece.person.key).update(withdrawn_on="2026-01-01")
    assert not seen.exists()


def test_a_mark_hides_from_the_mission_what_it_was_asked_once_the_consent_is_withdrawn() -> None:
    cast = make_cast()
    case, niece, _first = sent_by_the_counsellor(cast)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    actions.hand_over(cast.sam, case, cast.iraq)
    ask_assessment(cast.sam, niece, "family-assessment", mission=cast.iraq)
    asked = Assessment.objects.visible_to(cast.erbil)
    assert asked.exists()
    Consent.objects.filter(person_key=niece.person.key).update(withdrawn_on=clock.today())
    assert not asked.all().exists()


def test_a_household_that_is_sent_back_is_out_of_sight_though_the_child_stays_with_the_mission() -> None:
    cast = make_cast()
    case, niece, first = sent_by_the_counsellor(cast)
    a_consent(niece.person.key, cast.iraq.key, office=cast.be)
    actions.hand_over(cast.sam, case, cast.iraq)
    actions.answer_hand_over(cast.erbil, first, False, reason="incomplete")
    assert list(Traveller.objects.visible_to(cast.erbil)) == [niece]
    assert list(Person.objects.visible_to(cast.erbil)) == [niece.person]
    actions.hand_over(cast.lies, case, cast.iraq)
    assert Traveller.objects.visible_to(cast.erbil).count() == 2

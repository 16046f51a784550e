"""Sending, answering and logging: what is refused, and what is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.referrals import actions, problems
from onward.casework.referrals.actions import asking
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.models import Referral
from onward.casework.referrals.queries import offers
from onward.casework.referrals.rules import MOST_PERSONS, Heard, Referred
from onward.casework.referrals.tests.factories import FOR_A_CHILD, HEAD, NIECE, WIFE, a_referral, an_enquiry
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Missing, Problem, Refused
from onward.records.consents.models import Consent
from onward.records.consents.problems import NobodySpoke
from onward.records.partners.models import Organisation
from onward.records.people.models import Household, Membership, Person
from onward.records.people.problems import BornInTheFuture, NoSuchCountry, TooOld
from onward.reference.choices import NoSuchChoice
from tests.cast import RED_CROSS, RETURN_DESK, Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def types_about(referral: Referral) -> list[str]:
    return list(
        Event.objects.filter(about_key=referral.key).order_by("position").values_list("type", flat=True)
    )


def test_a_referral_is_sent_accepted_and_becomes_a_case_with_its_consents() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik, HEAD, WIFE, NIECE)
    case = actions.accept_referral(cast.lies, sent, FOR_A_CHILD)

    assert types_about(sent) == ["referrals.sent", "referrals.accepted"]
    assert case.travellers.count() == 3
    assert case.referred_by == cast.rik.organisation_key
    assert Consent.objects.filter(purpose="share-referral").count() == 3
    assert not Consent.objects.filter(purpose="share-with-partner").exists()
    assert not sent.people.filter(person_key=None).exists()


@pytest.mark.parametrize("witness", ["", "   ", "\u200b\u200e"])
def test_nobody_is_referred_without_a_consent_that_somebody_heard(witness: str) -> None:
    cast = make_cast()
    with pytest.raises(problems.NoConsent):
        a_referral(cast.rik, consent_witness=witness)
    with pytest.raises(problems.NoConsent):
        a_referral(cast.rik, consent_given_on=None)


@pytest.mark.parametrize(
    ("people", "problem"),
    [
        ((replace(HEAD, name=" ", name_native=""),), problems.NobodyReferred),
        ((HEAD, replace(WIFE, principal=True)), problems.PrincipalMissing),
        ((replace(HEAD, principal=False),), problems.PrincipalMissing),
        ((HEAD, replace(WIFE, relation="head")), problems.OneHead),
        ((HEAD, *[WIFE] * MOST_PERSONS), problems.TooMany),
        ((HEAD, replace(WIFE, name="")), Invalid),
        ((replace(HEAD, born_from=date(2999, 1, 1), born_to=date(2999, 1, 1)),), BornInTheFuture),
        ((replace(HEAD, born_from=date(1850, 1, 1), born_to=date(1850, 12, 31)),), TooOld),
        ((replace(HEAD, nationality="Q9"),), NoSuchCountry),
        ((replace(HEAD, sex="robot"),), NoSuchChoice),
    ],
)
def test_a_household_that_cannot_be_is_refused_whole(
    people: tuple[Referred, ...], problem: type[Problem]
) -> None:
    cast = make_cast()
    with pytest.raises(problem):
        a_referral(cast.rik, *people)
    assert not Referral.objects.exists()


def test_a_partner_refers_in_its_own_name_only() -> None:
    cast = make_cast()
    assert a_referral(cast.rik, organisation_key=RETURN_DESK).organisation_key == cast.rik.organisation_key


def test_days_that_have_not_come_and_consents_that_have_ended_are_refused() -> None:
    cast = make_cast()
    tomorrow, yesterday = clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)
    with pytest.raises(Invalid):
        a_referral(cast.rik, consent_given_on=tomorrow)
    with pytest.raises(Invalid):
        a_referral(cast.rik, consent_until=yesterday)
    with pytest.raises(Invalid):
        a_referral(cast.lies, channel="self", sent_on=tomorrow)


@pytest.mark.parametrize("channel", ["shelter", "return-desk", "self", "hotline"])
def test_a_partner_refers_by_the_channel_of_its_type_alone(channel: str) -> None:
    cast = make_cast()
    with pytest.raises(NoSuchChoice):
        a_referral(cast.rik, channel=channel)
    assert [offer.channels for offer in offers(cast.rik)] == [("red-cross",)]
    assert a_referral(cast.rik).channel == "red-cross"


def test_which_channel_an_organisation_has_stands_in_the_definitions() -> None:
    cast = make_cast()
    for type, channel in (("immigration-authority", "immigration-office"), ("embassy", "ngo")):
        Organisation.objects.filter(key=RED_CROSS).update(type=type)
        assert [offer.channels for offer in offers(cast.rik)] == [(channel,)]
    Organisation.objects.filter(key=RED_CROSS).update(type="of-before")
    assert not offers(cast.rik)


@pytest.mark.parametrize("age", [timedelta(days=367), None])
def test_a_consent_of_long_ago_is_refused_and_says_what_to_do(age: timedelta | None) -> None:
    cast = make_cast()
    given_on = clock.today() - age if age else date(1900, 1, 1)
    with pytest.raises(Invalid) as refused:
        a_referral(cast.rik, consent_given_on=given_on)
    assert refused.value.field == "consent_given_on"
    assert "more than a year before the referral. Ask the persons again" in refused.value.say()
    assert not Referral.objects.exists()


def test_a_consent_of_a_few_months_ago_is_taken_and_one_of_before_a_birth_is_not() -> None:
    cast = make_cast()
    given_on = clock.today() - timedelta(days=200)
    assert a_referral(cast.rik, consent_given_on=given_on).consent_given_on == given_on
    born = clock.today() - timedelta(days=30)
    baby = replace(NIECE, name="Layla Zubaidi", born_from=born, born_to=born, accompanied=True)
    with pytest.raises(Invalid) as refused:
        a_referral(cast.rik, HEAD, baby, consent_given_on=given_on)
    assert "Layla Zubaidi was not born yet" in refused.value.say()
    assert a_referral(cast.rik, HEAD, baby, consent_given_on=born).people.count() == 2


@pytest.mark.parametrize("who", ["outsider", "ruth", "omar", "dirk", "erbil", "anna"])
def test_who_has_no_such_verb_refers_nobody(who: str) -> None:
    cast = make_cast()
    with pytest.raises(Refused):
        a_referral(getattr(cast, who), office=cast.be, programme="avrr-be")


def test_a_counsellor_refers_to_no_other_office() -> None:
    cast = make_cast()
    a_referral(cast.lies, channel="self")
    with pytest.raises(Problem):
        a_referral(cast.paul, office=cast.be, programme="avrr-be", channel="self")


def test_an_answered_referral_is_not_answered_again() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    actions.decline_referral(cast.lies, sent, "no-wish")
    with pytest.raises(problems.AlreadyAnswered):
        actions.accept_referral(cast.lies, sent)
    with pytest.raises(problems.AlreadyAnswered):
        actions.withdraw_referral(cast.rik, sent)


def test_a_known_person_brings_their_household_and_the_others_join_it() -> None:
    cast = make_cast()
    known = Person.objects.create(office=cast.be, name="Hassan", search="hassan")
    home = Household.objects.create(office=cast.be)
    Membership.objects.create(household=home, person=known, relation="head", joined_on=date(2018, 1, 1))
    case = actions.accept_referral(cast.lies, a_referral(cast.rik, HEAD, WIFE), Answer(known={0: known}))
    assert case.household == home
    assert home.memberships.filter(left_on=None).count() == 2


def test_two_lines_are_not_taken_for_one_person() -> None:
    cast = make_cast()
    known = Person.objects.create(office=cast.be, name="Hassan", search="hassan")
    with pytest.raises(problems.SamePersonTwice):
        actions.accept_referral(
            cast.lies, a_referral(cast.rik, HEAD, WIFE), Answer(known={0: known, 1: known})
        )


def test_a_person_out_of_sight_is_not_taken_for_one_who_is_known() -> None:
    cast = make_cast()
    foreign = Person.objects.create(office=cast.lu, name="Hassan", search="hassan")
    with pytest.raises(Missing):
        actions.accept_referral(cast.lies, a_referral(cast.rik), Answer(known={0: foreign}))


def test_a_case_is_given_to_somebody_of_the_office_who_works_on_cases() -> None:
    cast = make_cast()
    who: User
    for who in (cast.paul, cast.ruth, cast.rik):
        with pytest.raises(NoSuchChoice):
            actions.accept_referral(cast.lies, a_referral(cast.rik), Answer(counsellor=who))


def test_a_referral_that_names_no_country_needs_one_to_be_accepted() -> None:
    cast = make_cast()
    with pytest.raises(Invalid):
        actions.accept_referral(cast.lies, a_referral(cast.rik, destination=""))


def test_a_call_names_nobody_and_becomes_a_referral_once() -> None:
    cast = make_cast()
    call = an_enquiry(cast)
    a_referral(cast.lies, channel="hotline", enquiry=call)
    with pytest.raises(problems.AlreadyReferred):
        a_referral(cast.lies, channel="hotline", enquiry=call)


@pytest.mark.parametrize(
    "wrong",
    [{"line": "smoke"}, {"language": "xx"}, {"topics": ["gossip"]}, {"outcome": "?"}, {"minutes": -1}],
)
def test_a_call_with_a_value_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Problem):
        an_enquiry(make_cast(), **wrong)


def test_a_call_that_is_too_long_is_told_the_bound_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_MINUTES", 30)
    with pytest.raises(Invalid) as told:
        an_enquiry(make_cast(), minutes=31)
    assert "between 0 and 30 minutes" in told.value.say()


def test_a_referral_and_the_call_it_grew_out_of_name_one_another_in_the_events() -> None:
    cast = make_cast()
    call = an_enquiry(cast)
    sent = a_referral(cast.lies, channel="hotline", enquiry=call)
    [event] = Event.objects.filter(about_key=sent.key)
    assert event.payload["enquiry"] == str(call.key)
    later = a_referral(cast.lies, channel="hotline")
    told = an_enquiry(cast, referral=later, outcome="became-referral")
    [event] = Event.objects.filter(about_key=told.key)
    assert event.payload["referral"] == str(later.key)


def test_a_referral_grows_out_of_one_call_only() -> None:
    cast = make_cast()
    sent = a_referral(cast.lies, channel="hotline", enquiry=an_enquiry(cast))
    with pytest.raises(problems.AlreadyReferred):
        an_enquiry(cast, referral=sent, outcome="became-referral")


def test_a_lone_child_s_case_is_the_focal_point_s_to_begin_on(client: Client) -> None:
    cast = make_cast()
    alone = replace(NIECE, relation="head", principal=True)
    case = actions.accept_referral(cast.lies, a_referral(cast.rik, alone), FOR_A_CHILD)
    task = case.tasks.get()
    assert (task.kind, task.assigned_to) == ("first-session", cast.nora)
    client.force_login(cast.nora)
    page = client.get("/work/").content.decode()
    assert "Restricted, and nothing begun yet" in page
    assert page.count(case.reference) >= 2, "the task, and the file"
    for other in (cast.lies, cast.vera):
        client.force_login(other)
        assert case.reference not in client.get("/work/").content.decode()


def a_referral_whose_consent_ended(cast: Cast, **fields: Any) -> Referral:
    """Return a referral of which the consent ran out yesterday, while it waited."""
    sent = a_referral(cast.rik, **fields)
    Referral.objects.filter(pk=sent.pk).update(consent_until=clock.today() - DAY)
    sent.refresh_from_db()
    return sent


def test_nobody_is_taken_in_on_a_consent_that_ran_out_while_the_referral_waited() -> None:
    cast = make_cast()
    sent = a_referral_whose_consent_ended(cast)
    with pytest.raises(problems.ConsentEnded) as refused:
        actions.accept_referral(cast.lies, sent)
    assert refused.value.field == "heard_on"
    assert not Person.objects.exists()
    again = Heard(clock.today(), "Lies Vermaele", clock.today() + 30 * DAY)
    case = actions.accept_referral(cast.lies, sent, Answer(heard=again))
    kept = Consent.objects.get(purpose="share-referral")
    assert (kept.given_on, kept.witness, kept.expires_on) == (again.on, again.by, again.until)
    assert case.travellers.count() == 1


@pytest.mark.parametrize(
    ("heard", "field"),
    [
        (lambda: Heard(clock.today() + DAY, "Lies"), "heard_on"),
        (lambda: Heard(clock.today(), "  "), "heard_by"),
        (lambda: Heard(clock.today() - 2 * DAY, "Lies", clock.today() - DAY), "heard_on"),
    ],
)
def test_a_consent_that_is_asked_again_has_a_day_and_a_witness(
    heard: Callable[[], Heard], field: str
) -> None:
    cast = make_cast()
    with pytest.raises(Problem) as refused:
        actions.accept_referral(cast.lies, a_referral_whose_consent_ended(cast), Answer(heard=heard()))
    assert refused.value.field == field


def a_known_person(cast: Cast) -> Person:
    return Person.objects.create(office=cast.be, name="Hassan", search="hassan")


def taken_back(cast: Cast, person: Person, purpose: str, recipient: UUID, on: date) -> None:
    consents = {"person_key": person.key, "office": cast.be, "purpose": purpose, "recipient_key": recipient}
    given = {"given_on": on - DAY, "withdrawn_on": on, "evidence": "witness", "witness": "Lies"}
    Consent.objects.create(**consents, **given)


def test_who_took_the_consent_back_meanwhile_is_not_taken_in_unasked() -> None:
    cast = make_cast()
    sent, known = a_referral(cast.rik), a_known_person(cast)
    taken_back(cast, known, "share-referral", cast.be.key, clock.today())
    with pytest.raises(problems.ConsentTakenBack):
        actions.accept_referral(cast.lies, sent, Answer(known={0: known}))
    again = Answer(known={0: known}, heard=Heard(clock.today(), "Lies Vermaele"))
    assert actions.accept_referral(cast.lies, sent, again).travellers.get().person == known


def test_a_consent_that_was_taken_back_before_this_one_was_given_changes_nothing() -> None:
    cast = make_cast()
    sent, known = a_referral(cast.rik), a_known_person(cast)
    taken_back(cast, known, "share-referral", cast.be.key, clock.today() - 5 * DAY)
    assert actions.accept_referral(cast.lies, sent, Answer(known={0: known}))


def test_a_partner_is_not_told_of_who_took_that_back_while_the_referral_waited() -> None:
    cast = make_cast()
    sent, known = a_referral(cast.rik, tell_outcome=True), a_known_person(cast)
    taken_back(cast, known, "share-with-partner", RED_CROSS, clock.today())
    actions.accept_referral(cast.lies, sent, Answer(known={0: known}))
    assert not Consent.objects.filter(purpose="share-with-partner", withdrawn_on=None).exists()


def test_the_page_of_a_referral_asks_for_the_consent_that_has_ended(client: Client) -> None:
    cast = make_cast()
    sent = a_referral_whose_consent_ended(cast)
    client.force_login(cast.lies)
    page = client.get(f"/referrals/{sent.reference}/").content.decode()
    assert '<details class="more" open><summary>The persons were asked again' in page
    yes = {"version": sent.version, "destination": "IQ", "counsellor": str(cast.lies.key)}
    address = f"/referrals/{sent.reference}/accept/"
    told = client.post(address, yes)
    assert told.status_code == 422
    assert "The consent of these persons ended on" in told.content.decode()
    again = {"heard_on": clock.today().isoformat(), "heard_by": "Lies Vermaele"}
    assert client.post(address, yes | again).status_code == 302


def test_a_parent_speaks_for_the_child_and_a_guardian_is_asked_for_where_none_travels_along() -> None:
    cast = make_cast()
    son = replace(NIECE, name="Ali Zubaidi", relation="child", accompanied=True)
    actions.accept_referral(cast.lies, a_referral(cast.rik, HEAD, son))
    spoke = dict(Consent.objects.values_list("person_key", "given_by"))
    people = {one.name: one.key for one in Person.objects.all()}
    assert spoke == {people["Hassan Zubaidi"]: "", people["Ali Zubaidi"]: "Hassan Zubaidi"}

    sent = a_referral(cast.rik, HEAD, NIECE)
    with pytest.raises(NobodySpoke) as refused:
        actions.accept_referral(cast.lies, sent)
    assert refused.value.field == "guardian"
    actions.accept_referral(cast.lies, sent, FOR_A_CHILD)
    assert Consent.objects.filter(given_by="Griet Maes").count() == 1


def test_a_guardian_speaks_for_the_child_alone_and_a_parent_for_the_others() -> None:
    cast = make_cast()
    son = replace(NIECE, name="Ali Zubaidi", relation="child", accompanied=True)
    answer = Answer(spoken_by="Hassan Zubaidi", guardian="Leen Maes")
    actions.accept_referral(cast.lies, a_referral(cast.rik, HEAD, son, NIECE), answer)
    spoke = dict(Consent.objects.values_list("person_key", "given_by"))
    people = {one.name: one.key for one in Person.objects.all()}
    assert spoke[people["Ali Zubaidi"]] == "Hassan Zubaidi"
    assert spoke[people[NIECE.name]] == "Leen Maes"

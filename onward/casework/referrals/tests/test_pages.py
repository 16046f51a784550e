"""The pages of referrals: the partner's own, the office's, and the log of calls."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import Restriction, User
from onward.casework.cases.actions import leave
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_person
from onward.casework.referrals import actions
from onward.casework.referrals.models import Enquiry, Referral
from onward.casework.referrals.tests.factories import (
    FOR_A_CHILD,
    HEAD,
    NIECE,
    WIFE,
    a_referral,
    an_enquiry,
    the_red_cross,
)
from onward.kernel import clock
from onward.records.consents.actions import withdraw_consent
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from tests.cast import RED_CROSS, make_cast

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def filled(**fields: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "agreed": "on",
        "consent_given_on": clock.today().isoformat(),
        "consent_witness": "Rik Baeten",
        "programme": "avrr-be",
        "channel": "red-cross",
        "destination": "IQ",
        "people-count": "1",
        "people-0-name": "Hassan Zubaidi",
        "people-0-name_native": "حسن الزبيدي",
        "people-0-born_year": "1984",
        "people-0-sex": "male",
        "principal": "0",
    } | fields


NEW = "/referrals/new/"


def test_a_partner_refers_and_keeps_the_reference() -> None:
    cast = make_cast()
    the_red_cross()
    response = signed_in(cast.rik).post(NEW, filled(), follow=True)

    sent = Referral.objects.get()
    assert sent.reference in text_of(response)
    assert (sent.channel, sent.office, sent.organisation_key) == (
        "red-cross",
        cast.be,
        cast.rik.organisation_key,
    )
    line = sent.people.get()
    assert (line.name_native, str(line.born_from), str(line.born_to)) == (
        "حسن الزبيدي",
        "1984-01-01",
        "1984-12-31",
    )


def test_without_consent_nothing_is_sent_and_nothing_typed_is_lost() -> None:
    cast = make_cast()
    the_red_cross()
    given = filled()
    del given["agreed"]
    response = signed_in(cast.rik).post(NEW, given)

    assert response.status_code == 422
    assert not Referral.objects.exists()
    assert "Hassan Zubaidi" in text_of(response)
    assert "Nobody is referred without having agreed" in text_of(response)


def test_another_person_is_added_without_script_and_without_complaints() -> None:
    cast = make_cast()
    the_red_cross()
    given = filled(add="1", message="Half a sentence")
    del given["agreed"]
    del given["people-0-name"]
    text = text_of(signed_in(cast.rik).post(NEW, given))

    assert 'name="people-1-name"' in text
    assert re.search(r'<input[^>]*name="people-1-name"[^>]*data-focus', text), "the keyboard goes on there"
    assert text.count("data-focus") == 1
    assert "Half a sentence" in text
    assert "حسن الزبيدي" in text
    assert "errorlist" not in text
    assert given["once"] in text


@pytest.mark.parametrize("button", [{}, {"add": "1"}, {"remove": "1"}])
@pytest.mark.parametrize("said", ["21", "1000000", "9" * 18])
def test_a_count_beyond_the_most_is_refused_and_draws_nobody_who_was_not_typed(
    said: str, button: dict[str, str]
) -> None:
    cast = make_cast()
    the_red_cross()
    sent = filled(
        **{"people-count": said, "people-1-name": "Suad Mahdi", "people-31-name": "Nobody"}, **button
    )
    response = signed_in(cast.rik).post(NEW, sent)
    assert response.status_code == 422
    text = text_of(response)
    assert "A referral names at most 20 persons." in text
    assert "Send a second referral for the others" in text
    assert "Suad Mahdi" in text
    assert ('name="people-1-name"' in text, 'name="people-2-name"' in text) == (True, False)
    assert 'name="people-count" value="2"' in text
    assert not Referral.objects.exists()


def test_a_person_in_the_middle_is_removed_and_the_others_stay() -> None:
    cast = make_cast()
    the_red_cross()
    three = filled(
        **{"people-count": "3", "people-1-name": "Suad Mahdi", "people-2-name": "Noor Zubaidi"}, remove="1"
    )
    text = text_of(signed_in(cast.rik).post(NEW, three))

    assert "Suad" not in text
    assert "Noor Zubaidi" in text
    assert 'name="people-2-name"' not in text
    assert re.search(r'<input[^>]*name="people-1-name"[^>]*data-focus', text), "the keyboard goes on there"


def test_where_the_last_person_is_removed_the_keyboard_goes_on_at_the_one_before() -> None:
    cast = make_cast()
    the_red_cross()
    two = filled(**{"people-count": "2", "people-1-name": "Suad Mahdi"}, remove="1")
    text = text_of(signed_in(cast.rik).post(NEW, two))

    assert re.search(r'<input[^>]*name="people-0-name"[^>]*data-focus', text)
    assert text.count("data-focus") == 1


def test_a_household_is_sent_in_the_name_of_the_person_that_was_marked() -> None:
    cast = make_cast()
    the_red_cross()
    two = filled(
        **{
            "people-count": "2",
            "people-1-name": "Suad Mahdi",
            "people-1-sex": "female",
            "people-1-relation": "partner",
            "people-1-born": "1987-03-04",
        },
        principal="1",
    )
    signed_in(cast.rik).post(NEW, two)
    assert list(Referral.objects.get().people.order_by("position").values_list("principal", "relation")) == [
        (False, "head"),
        (True, "partner"),
    ]


def test_an_error_of_the_second_person_stands_at_the_second_person() -> None:
    cast = make_cast()
    the_red_cross()
    wrong = filled(
        **{
            "people-count": "2",
            "people-1-name": "Suad",
            "people-1-sex": "female",
            "people-1-relation": "partner",
        },
        **{"people-1-born": "2999-01-01"},
    )
    response = signed_in(cast.rik).post(NEW, wrong)
    assert response.status_code == 422
    assert "id_people-1-born_error" in text_of(response)


def test_a_parent_younger_than_the_child_is_a_problem_at_that_person() -> None:
    cast = make_cast()
    client = signed_in(cast.rik)
    mother = {"people-1-name": "Suad Mahdi", "people-1-sex": "female", "people-1-relation": "parent"}
    for born in ("2010", "1984", "1973"):
        two = filled(**{"people-count": "2", "people-1-born_year": born, **mother})
        answer = client.post(reverse("referrals:new"), two)
        assert answer.status_code == 422
        assert Referral.objects.count() == 0
        assert list(answer.context["people"].forms[1].errors) == ["relation"]
        text = text_of(answer)
        assert "Suad Mahdi cannot be a parent of Hassan Zubaidi" in text
        assert '<a href="#id_people-1-relation"><bdi>Suad Mahdi</bdi>: What they are to the first' in text
    turned = filled(
        **{"people-count": "2", "people-1-born_year": "1962", **mother, "people-1-relation": "child"}
    )
    assert "Hassan Zubaidi cannot be a parent of Suad Mahdi" in text_of(
        client.post(reverse("referrals:new"), turned)
    )
    two = filled(**{"people-count": "2", "people-1-born_year": "1972", **mother})
    assert client.post(reverse("referrals:new"), two).status_code == 302, "twelve years may lie between them"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"people-0-born_year": "1890"}, "born_year"),
        ({"people-0-born_year": "", "people-0-born": "1890-05-01"}, "born"),
        ({"people-0-born_year": "1890", "people-0-born": "1890-05-01"}, "born"),
    ],
)
def test_a_birth_that_cannot_be_is_a_problem_where_it_was_written(typed: dict[str, str], field: str) -> None:
    cast = make_cast()
    answer = signed_in(cast.rik).post(NEW, filled(**typed))
    assert answer.status_code == 422
    assert list(answer.context["people"].forms[0].errors) == [field]
    assert "more than 120 years old" in text_of(answer)


def test_the_list_of_errors_says_which_person_each_is_about() -> None:
    cast = make_cast()
    three = {"people-count": "3", "people-1-name": "Suad Mahdi", "people-1-born_year": "87"}
    answer = signed_in(cast.rik).post(reverse("referrals:new"), filled(**three))
    text = text_of(answer)
    listed = text[text.index('class="summary"') : text.index("1. Consent")]
    assert listed.count('class="summary"') == 1
    assert "<bdi>Suad Mahdi</bdi>: or only the year" in listed
    assert "<bdi>Person 3</bdi>: Name" in listed
    assert "Hassan" not in listed


def test_the_same_form_sent_twice_makes_one_referral() -> None:
    cast = make_cast()
    the_red_cross()
    client, given = signed_in(cast.rik), filled()
    client.post(NEW, given)
    assert client.post(NEW, given).status_code == 409
    assert Referral.objects.count() == 1


def test_the_form_says_at_its_field_that_a_consent_is_too_old() -> None:
    cast = make_cast()
    the_red_cross()
    answer = signed_in(cast.rik).post(NEW, filled(consent_given_on="1900-01-01"))
    assert answer.status_code == 422
    assert "more than a year before the referral" in text_of(answer)
    assert not Referral.objects.exists()


def test_a_channel_slipped_into_the_hidden_field_is_refused() -> None:
    cast = make_cast()
    the_red_cross()
    client = signed_in(cast.rik)
    assert 'type="hidden" name="channel" value="red-cross"' in text_of(client.get(NEW))
    assert client.post(NEW, filled(channel="shelter")).status_code == 422
    assert not Referral.objects.exists()


def test_a_partner_sees_its_own_referrals_and_no_one_elses() -> None:
    cast = make_cast()
    own = a_referral(cast.rik)
    other = a_referral(cast.desk, channel="return-desk")
    client = signed_in(cast.rik)
    text = text_of(client.get("/referrals/own/"))
    assert own.reference in text
    assert other.reference not in text
    assert client.get(f"/referrals/{other.reference}/").status_code == 404


def test_the_office_sees_what_waits_with_the_longest_waiting_first() -> None:
    cast = make_cast()
    first, second = a_referral(cast.rik), a_referral(cast.rik, WIFE_ALONE)
    text = text_of(signed_in(cast.lies).get("/referrals/"))
    assert text.index(first.reference) < text.index(second.reference)
    assert first.reference not in text_of(signed_in(cast.paul).get("/referrals/"))


WIFE_ALONE = type(WIFE)("Suad Mahdi", sex="female", principal=True)


def test_a_referral_is_accepted_with_somebody_whom_the_office_knows() -> None:
    cast = make_cast()
    known = Person.objects.create(
        office=cast.be,
        name="Hassan al-Zubaidi",
        search="hassan al zubaidi",
        born_from=HEAD.born_from,
        born_to=HEAD.born_to,
    )
    sent = a_referral(cast.rik)
    client = signed_in(cast.lies)
    page = text_of(client.get(f"/referrals/{sent.reference}/"))
    assert "Hassan al-Zubaidi" in page

    given = {"version": 1, "destination": "IQ", "counsellor": str(cast.lies.key), "known-0": str(known.key)}
    client.post(f"/referrals/{sent.reference}/accept/", given)
    sent.refresh_from_db()
    assert sent.state == "accepted"
    assert sent.case is not None
    assert sent.case.travellers.get().person == known


def test_a_referral_is_declined_with_a_reason_that_the_partner_reads() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    signed_in(cast.lies).post(f"/referrals/{sent.reference}/decline/", {"version": 1, "reason": "no-contact"})
    assert "could not be reached" in text_of(signed_in(cast.rik).get("/referrals/own/"))


def test_a_confirmation_that_is_opened_after_the_answer_says_what_became_of_it() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    address = f"/referrals/{sent.reference}/sent/"
    assert "The office answers, usually by" in text_of(signed_in(cast.rik).get(address))
    signed_in(cast.lies).post(f"/referrals/{sent.reference}/decline/", {"version": 1, "reason": "no-contact"})
    for who in (cast.rik, cast.lies):
        page = text_of(signed_in(who).get(address))
        assert "What became of it" in page
        assert "could not be reached" in page
        assert "The office answers" not in page


def test_two_answers_at_once_are_one_answer_and_a_clear_word() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    client = signed_in(cast.lies)
    given = {"version": 1, "reason": "no-contact"}
    client.post(f"/referrals/{sent.reference}/decline/", given)
    second = client.post(f"/referrals/{sent.reference}/decline/", given)
    assert second.status_code == 409
    assert "already answered: declined" in text_of(second)


def test_once_answered_the_partner_reads_no_name() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    client = signed_in(cast.rik)
    assert "Hassan" in text_of(client.get("/referrals/own/"))
    actions.accept_referral(cast.lies, sent)
    for address in ("/referrals/own/", f"/referrals/{sent.reference}/"):
        text = text_of(client.get(address))
        assert "Hassan" not in text
        assert "accepted" in text


def test_a_restricted_person_is_shown_to_the_focal_point_alone_once_accepted() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik, HEAD, NIECE)
    actions.accept_referral(cast.lies, sent, FOR_A_CHILD)
    niece = Person.objects.get(name=NIECE.name)
    Restriction.objects.get_or_create(person_key=niece.key, category="child", lifted_at=None)
    for address in (f"/referrals/{sent.reference}/", "/referrals/?state=accepted"):
        seen_by_lies, seen_by_nora = (text_of(signed_in(who).get(address)) for who in (cast.lies, cast.nora))
        assert "Noor" not in seen_by_lies
        assert "1 person" in seen_by_lies
        assert "2 persons" in seen_by_nora
    assert "Noor" in text_of(signed_in(cast.nora).get(f"/referrals/{sent.reference}/"))


def test_a_referral_of_one_restricted_child_does_not_exist_for_the_counsellor_once_accepted() -> None:
    cast = make_cast()
    alone = type(NIECE)(
        NIECE.name, born_from=NIECE.born_from, born_to=NIECE.born_to, principal=True, accompanied=False
    )
    sent = a_referral(cast.rik, alone)
    client = signed_in(cast.lies)
    given = {"version": 1, "destination": "IQ", "counsellor": str(cast.lies.key)}
    refused = client.post(f"/referrals/{sent.reference}/accept/", given)
    assert refused.status_code == 422
    assert "a parent or guardian speaks for them" in str(refused.context["accept"].errors["guardian"])
    assert "spoken_by" not in refused.context["accept"].errors
    given |= {"guardian": "Griet Maes"}
    assert client.post(f"/referrals/{sent.reference}/accept/", given).status_code == 302
    child = Person.objects.get(name=NIECE.name)
    Restriction.objects.get_or_create(person_key=child.key, category="child", lifted_at=None)

    assert client.get(f"/referrals/{sent.reference}/").status_code == 404
    assert sent.reference not in text_of(client.get("/referrals/?state=all"))
    assert signed_in(cast.nora).get(f"/referrals/{sent.reference}/").status_code == 200
    assert signed_in(cast.rik).get(f"/referrals/{sent.reference}/").status_code == 200


ENDED = "no longer returning with our help"


def test_who_accepts_a_household_of_which_somebody_is_hidden_is_warned_and_told_nothing_else() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik, HEAD, NIECE)
    yes = {"version": sent.version, "destination": "IQ", "counsellor": str(cast.lies.key)}
    yes |= {"guardian": "Griet Maes"}
    client = signed_in(cast.lies)
    page = client.post(f"/referrals/{sent.reference}/accept/", yes, follow=True)
    text = text_of(page)
    case = Case.objects.get()
    assert page.redirect_chain[-1][0] == f"/cases/{case.reference}/"
    assert "that file is restricted now and has left your view" in text
    assert NIECE.name not in text
    plain = a_referral(cast.rik, WIFE_ALONE)
    yes |= {"version": plain.version}
    text = text_of(client.post(f"/referrals/{plain.reference}/accept/", yes, follow=True))
    assert "restricted now" not in text


def told(user: User) -> str:
    return text_of(signed_in(user).get("/referrals/own/"))


def tags(user: User) -> list[str]:
    """Return what a partner reads of the one referral that they made."""
    return re.findall(r'<span class="tag[^>]*>([^<]*)</span>', told(user))


def an_accepted_one(cast: Any, *people: Any, tell: bool = True) -> Case:
    return actions.accept_referral(cast.lies, a_referral(cast.rik, *people, tell_outcome=tell))


def test_the_partner_is_told_what_becomes_of_those_who_agreed_to_it() -> None:
    cast = make_cast()
    case = an_accepted_one(cast)
    assert ENDED not in told(cast.rik)
    leave(cast.lies, case.travellers.get(), "withdrawn", reason="changed-mind")
    assert ENDED in told(cast.rik)


def test_the_partner_is_told_that_at_least_one_has_until_all_whom_they_referred_have() -> None:
    cast = make_cast()
    case = an_accepted_one(cast, HEAD, WIFE)
    first, second = case.travellers.select_related("person").order_by("pk")
    leave(cast.lies, first, "withdrawn")
    assert f"at least one is {ENDED}" in told(cast.rik)
    leave(cast.lies, second, "withdrawn")
    assert f"at least one is {ENDED}" not in told(cast.rik)
    assert ENDED in told(cast.rik)
    Traveller.objects.filter(case=case).update(stage="departed", exit="")
    assert "departed" in tags(cast.rik)
    Restriction.objects.create(person_key=second.person.key, category="trafficking")
    hidden = tags(cast.rik)
    assert "at least one has departed" in hidden
    Restriction.objects.all().delete()
    Traveller.objects.filter(pk=second.pk).update(stage="registered")
    assert tags(cast.rik) == hidden, "whoever is hidden looks like somebody who waits"


def test_the_partner_is_told_nothing_of_who_joined_the_case_without_them() -> None:
    cast = make_cast()
    case = an_accepted_one(cast)
    brother = a_person(cast.be, "Ari Jalal")
    a_consent(brother.key, RED_CROSS, office=cast.be, purpose="share-with-partner")
    case.travellers.create(person=brother, stage="departed", stage_since=clock.today())
    assert "departed" not in told(cast.rik)


def test_the_partner_is_told_nothing_later_without_that_consent_or_once_it_is_taken_back() -> None:
    cast = make_cast()
    leave(cast.lies, an_accepted_one(cast, tell=False).travellers.get(), "withdrawn")
    assert ENDED not in told(cast.rik)
    leave(cast.lies, an_accepted_one(cast, WIFE_ALONE).travellers.get(), "withdrawn")
    assert ENDED in told(cast.rik)
    withdraw_consent(cast.lies, Consent.objects.get(purpose="share-with-partner"))
    assert ENDED not in told(cast.rik)


def test_the_partner_is_never_told_of_a_restricted_person() -> None:
    cast = make_cast()
    one = an_accepted_one(cast).travellers.get()
    leave(cast.lies, one, "withdrawn")
    Restriction.objects.create(person_key=one.person.key, category="trafficking")
    assert ENDED not in told(cast.rik)


def test_a_restricted_person_looks_to_the_partner_like_anybody_who_is_on_the_way() -> None:
    cast = make_cast()
    open_one, hidden = an_accepted_one(cast), an_accepted_one(cast, WIFE_ALONE)
    Restriction.objects.create(person_key=hidden.travellers.get().person.key, category="trafficking")
    client = signed_in(cast.rik)
    pages = []
    for case in (open_one, hidden):
        reference = case.referral.reference
        page = client.get(f"/referrals/{reference}/").content.decode()
        pages.append(re.sub(r'nonce="[^"]+"|value="[^"]+"', "", page.replace(reference, "R")))
    assert pages[0] == pages[1]


def test_a_partner_takes_back_what_nobody_has_answered() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    assert signed_in(cast.lies).post(f"/referrals/{sent.reference}/withdraw/").status_code == 403
    signed_in(cast.rik).post(f"/referrals/{sent.reference}/withdraw/", {"version": 1})
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


def test_the_office_takes_a_referral_for_who_came_by_themselves() -> None:
    cast = make_cast()
    client = signed_in(cast.lies)
    assert 'value="self" selected' in text_of(client.get(NEW))
    client.post(NEW, filled(channel="self"))
    sent = Referral.objects.get()
    assert (sent.channel, sent.organisation_key) == ("self", None)


def test_who_takes_a_referral_at_the_desk_lands_on_it_and_accepts_from_its_first_lines() -> None:
    cast = make_cast()
    client = signed_in(cast.lies)
    landed = client.post(NEW, filled(channel="self"), follow=True)
    sent = Referral.objects.get()
    assert landed.redirect_chain[-1][0] == f"/referrals/{sent.reference}/"
    top = text_of(landed).partition('<h2 id="who"')[0]
    assert re.search(r'<button[^>]*type="submit" form="accept"> ?Accept', top)


def test_whoever_resembles_somebody_of_the_records_is_compared_before_the_answer() -> None:
    cast = make_cast()
    Person.objects.create(
        office=cast.be,
        name="Hassan al-Zubaidi",
        search="hassan al zubaidi",
        born_from=HEAD.born_from,
        born_to=HEAD.born_to,
    )
    text = text_of(signed_in(cast.lies).get(f"/referrals/{a_referral(cast.rik).reference}/"))
    assert 'href="#accept">Compare, then accept' in text
    assert 'form="accept"' not in text


def test_a_call_is_logged_and_the_next_one_starts_on_the_same_line() -> None:
    cast = make_cast()
    client = signed_in(cast.lies)
    call = {
        "once": str(uuid4()),
        "line": "hotline-nl",
        "language": "ar",
        "caller": "migrant",
        "topics": ["how", "documents"],
        "outcome": "informed",
    }
    text = text_of(client.post("/referrals/enquiries/", call, follow=True))
    assert Enquiry.objects.get().topics == ["how", "documents"]
    assert re.search(r'value="hotline-nl"[^>]*checked', text)
    assert 'value="ar" selected' in text


def test_of_the_next_call_nothing_is_said_before_somebody_says_it() -> None:
    client = signed_in(make_cast().lies)
    for line in ("hotline-nl", ""):
        form = client.get("/referrals/enquiries/").context["form"]
        chosen = {one.html_name: str(one.value()) for one in form if one.value()}
        refused = client.post("/referrals/enquiries/", {"line": line} | chosen)
        assert refused.status_code == 422
        assert {"caller", "outcome"} <= set(refused.context["form"].errors)
    assert not Enquiry.objects.exists()


def test_a_call_becomes_a_referral_and_carries_over_what_is_known() -> None:
    cast = make_cast()
    call = an_enquiry(cast, language="ar")
    client = signed_in(cast.lies)
    text = text_of(client.get(f"{NEW}?enquiry={call.key}"))
    assert 'value="hotline" selected' in text
    assert 'value="ar" selected' in text

    client.post(NEW, filled(channel="hotline", enquiry=str(call.key)))
    call.refresh_from_db()
    assert (call.referral, call.outcome) == (Referral.objects.get(), "became-referral")
    reference = Referral.objects.get().reference
    assert "Grew out of a call" in text_of(client.get(f"/referrals/{reference}/"))
    assert reference not in text_of(client.get("/referrals/enquiries/"))


def test_the_log_of_calls_is_the_same_for_who_sees_the_referral_and_who_does_not() -> None:
    cast = make_cast()
    call = an_enquiry(cast)
    signed_in(cast.lies).post(NEW, filled(channel="hotline", enquiry=str(call.key)))
    case = actions.accept_referral(cast.lies, Referral.objects.get())
    Restriction.objects.create(person_key=case.travellers.get().person.key, category="trafficking")
    logs = [signed_in(who).get("/referrals/enquiries/").content.decode() for who in (cast.lies, cast.vera)]
    rows = [re.findall(r"<tbody>.*</tbody>", log, re.DOTALL) for log in logs]
    assert rows[0] == rows[1]


def test_a_call_of_another_office_becomes_no_referral_here() -> None:
    cast = make_cast()
    call = an_enquiry(cast)
    assert signed_in(cast.paul).get(f"{NEW}?enquiry={call.key}").status_code == 404


@pytest.mark.parametrize("people", [(HEAD,), (HEAD, WIFE, NIECE)])
def test_no_page_asks_more_of_the_database_for_a_larger_household(
    people: Any, django_assert_max_num_queries: Any
) -> None:
    cast = make_cast()
    sent = a_referral(cast.rik, *people)
    for who in (cast.lies, cast.rik):
        client = signed_in(who)
        for name in ("inbox", "own"):
            with django_assert_max_num_queries(15):
                client.get(reverse(f"referrals:{name}"))
        with django_assert_max_num_queries(15):
            client.get(reverse("referrals:referral", args=[sent.reference]))


@pytest.mark.parametrize("nonsense", ["²", "-1", "9" * 5000, "x", ""])
def test_numbers_that_the_page_did_not_write_change_nothing(nonsense: str) -> None:
    cast = make_cast()
    the_red_cross()
    partner = signed_in(cast.rik)
    assert partner.post(NEW, filled(remove=nonsense)).status_code == 200
    for name in ("people-count", "principal"):
        assert partner.post(NEW, filled(**{name: nonsense})).status_code == 422
    assert partner.post(NEW, filled()).status_code == 302
    one = Referral.objects.get()
    assert [line.principal for line in one.people.all()] == [True]
    partner.post(reverse("referrals:withdraw", args=[one.reference]), {"version": nonsense})
    one.refresh_from_db()
    assert one.state == Referral.State.WITHDRAWN


def test_the_worklist_counts_the_referrals_that_wait_at_its_top() -> None:
    cast = make_cast()
    client = signed_in(cast.lies)
    assert "Referrals to answer" not in text_of(client.get("/work/"))
    for _number in range(7):
        a_referral(cast.rik)
    page = client.get("/work/")
    [chip] = page.context["page"].chips
    assert (chip.number, chip.url) == ("7", "/referrals/")
    assert text_of(page).index("Referrals to answer <b>7</b>") < text_of(page).index("No task is due")


def test_the_number_to_call_is_not_told_to_who_does_not_see_everybody_in_the_referral() -> None:
    cast = make_cast()
    referral = a_referral(cast.rik, HEAD, WIFE, phone="+32 470 11 22 33")
    case = actions.accept_referral(cast.lies, referral)
    address = reverse("referrals:referral", args=[referral.reference])
    assert "+32 470 11 22 33" in text_of(signed_in(cast.lies).get(address))
    Restriction.objects.create(
        person_key=case.travellers.get(principal=True).person.key, category="trafficking"
    )
    assert "470 11 22 33" not in text_of(signed_in(cast.lies).get(address))
    assert "470 11 22 33" not in text_of(
        signed_in(cast.rik).get(reverse("referrals:sent", args=[referral.reference]))
    )
    assert "+32 470 11 22 33" in text_of(signed_in(cast.sam).get(address))


def test_of_who_came_by_themselves_no_organisation_is_told() -> None:
    cast = make_cast()
    own = a_referral(cast.lies, channel="self")
    theirs = a_referral(cast.rik)
    pages = [text_of(signed_in(cast.lies).get(f"/referrals/{one.reference}/")) for one in (own, theirs)]
    assert ["The organisation is told" in page for page in pages] == [False, True]

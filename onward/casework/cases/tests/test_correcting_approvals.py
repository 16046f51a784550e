"""What the funder was asked and answered, corrected from pages: once, and nobody else's answer with it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from onward.casework.cases import actions, rules
from onward.casework.cases.forms.fields import CHOOSE_AGAIN
from onward.casework.cases.models import Case, FunderApproval
from onward.casework.cases.tests.factories import a_case, page_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid
from onward.kernel.text import day_in_words
from onward.records.projects import queries as projects
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
FUNDER, OTHER = "fedasil-avrr-be", "amif-reintegration-be"


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases with the standing events when a test is over."""
    yield
    cases.check(read_log())


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ahead(days: int) -> date:
    return clock.today() + timedelta(days=days)


def approved(cast: Cast, case: Case, days: int | None = 10, project: str = FUNDER) -> FunderApproval:
    """Return an approval that covers departures for some days, or any."""
    asked = actions.ask_approval(cast.lies, case, project, asked_on=ahead(-5))
    deadline = None if days is None else ahead(days)
    return actions.decide_approval(cast.lies, asked, True, depart_by=deadline, decided_on=ahead(-3))


def a_long_case(cast: Cast) -> Case:
    return a_case(cast.lies, opened_on=ahead(-9))


def page_to_correct(case: Case) -> str:
    return f"/cases/{case.reference}/do/correct-approval/"


def stands(approval: FunderApproval) -> tuple[str, date | None, date | None]:
    approval.refresh_from_db()
    return approval.outcome, approval.decided_on, approval.depart_by


def seen_last() -> int:
    return Event.objects.latest("position").position


def test_an_answer_taken_back_by_a_colleague_does_not_take_the_question_with_it(cast: Cast) -> None:
    approval = approved(cast, a_long_case(cast))
    seen = seen_last()
    actions.take_back_approval(cast.sam, approval, "wrong-answer", version=seen)
    with pytest.raises(ChangedMeanwhile) as caught:
        actions.take_back_approval(cast.lies, approval, "wrong-answer", version=seen)
    assert stands(approval) == ("asked", None, None)
    assert caught.value.now == seen_last()
    actions.take_back_approval(cast.lies, approval, "wrong-project", version=caught.value.now)
    assert not FunderApproval.objects.exists()


def test_a_letter_taken_back_meanwhile_is_neither_corrected_nor_prolonged_from_an_old_page(
    cast: Cast,
) -> None:
    approval = approved(cast, a_long_case(cast))
    actions.prolong_approval(cast.lies, approval, ahead(20))
    seen = seen_last()
    actions.take_back_approval(cast.sam, approval, "told-wrongly", version=seen)
    with pytest.raises(ChangedMeanwhile):
        actions.prolong_approval(cast.lies, approval, ahead(30), version=seen)
    with pytest.raises(ChangedMeanwhile):
        actions.correct_approval(
            cast.lies, approval, "wrong-day", approved=True, decided_on=clock.today(), version=seen
        )
    assert stands(approval) == ("approved", ahead(-3), ahead(10))


def test_what_was_recorded_of_another_approval_does_not_stand_in_the_way(cast: Cast) -> None:
    case = a_long_case(cast)
    approval, other = approved(cast, case), approved(cast, case, project=OTHER)
    seen = seen_last()
    actions.take_back_approval(cast.sam, other, "wrong-answer")
    actions.prolong_approval(cast.lies, approval, ahead(30), version=seen)
    assert stands(approval)[2] == ahead(30)


def test_a_second_click_does_nothing_once_more(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    approval, once, seen = approved(cast, case), uuid4(), seen_last()
    for again in (False, True):
        try:
            actions.prolong_approval(cast.lies, approval, ahead(20), version=seen, once=once)
        except AlreadySent:
            assert again
    client.force_login(cast.lies)
    page = page_to_correct(case)
    sent = as_shown(client.get(page).text, right="not-so", reason="told-wrongly")
    assert [client.post(page, sent).status_code for _click in range(2)] == [302, 409]
    assert stands(approval) == ("approved", ahead(-3), ahead(10))
    sent = as_shown(client.get(page).text, right="another", reason="wrong-day", depart_by=ahead(12))
    assert [client.post(page, sent).status_code for _click in range(2)] == [302, 409]
    assert stands(approval) == ("approved", ahead(-3), ahead(12))


def test_what_is_left_empty_stays_as_recorded_also_where_there_are_several(
    cast: Cast, client: Client
) -> None:
    case = a_long_case(cast)
    approval, other = approved(cast, case), approved(cast, case, 7, OTHER)
    client.force_login(cast.lies)
    page = page_to_correct(case)
    shown = client.get(page).text
    typed = {"approval": approval.key, "right": "another", "reason": "wrong-day", "decided_on": ahead(-4)}
    assert client.post(page, as_shown(shown, **typed)).status_code == 302
    assert stands(approval) == ("approved", ahead(-4), ahead(10))
    assert stands(other) == ("approved", ahead(-3), ahead(7))


def test_that_an_answer_names_no_deadline_is_ticked(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    approval = approved(cast, case)
    client.force_login(cast.lies)
    page = page_to_correct(case)
    typed = {"right": "another", "reason": "told-wrongly", "no_deadline": "on"}
    both = client.post(page, as_shown(client.get(page).text, **typed, depart_by=ahead(30)))
    assert set(both.context["form"].errors) == {"no_deadline"}
    assert client.post(page, as_shown(client.get(page).text, **typed)).status_code == 302
    assert stands(approval) == ("approved", ahead(-3), None)


def test_what_was_declined_and_was_approved_says_until_when(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    asked = actions.ask_approval(cast.lies, case, FUNDER)
    declined = actions.decide_approval(cast.lies, asked, False)
    client.force_login(cast.lies)
    page = page_to_correct(case)
    typed = as_shown(client.get(page).text, right="another", reason="wrong-answer", approved="yes")
    assert set(client.post(page, typed).context["form"].errors) == {"depart_by"}
    assert client.post(page, typed | {"depart_by": ahead(9)}).status_code == 302
    assert stands(declined) == ("approved", clock.today(), ahead(9))


def test_an_old_page_does_not_undo_the_deadline_that_a_colleague_corrected(
    cast: Cast, client: Client
) -> None:
    case = a_long_case(cast)
    approval = approved(cast, case)
    client.force_login(cast.lies)
    page = page_to_correct(case)
    old = as_shown(client.get(page).text, right="another", reason="wrong-day", decided_on=ahead(-4))
    right: dict[str, Any] = {"approved": True, "decided_on": ahead(-3), "depart_by": ahead(40)}
    actions.correct_approval(cast.sam, approval, "wrong-day", **right)
    refused = client.post(page, old)
    assert refused.status_code == 422
    assert refused.context["form"].changes
    assert client.post(page, refused.context["form"].data.dict()).status_code == 302
    assert stands(approval) == ("approved", ahead(-4), ahead(40))


@pytest.mark.parametrize("days", [None, 5, 10])
def test_a_letter_that_prolongs_is_not_corrected_to_prolong_nothing(cast: Cast, days: int | None) -> None:
    approval = approved(cast, a_long_case(cast))
    actions.prolong_approval(cast.lies, approval, ahead(20))
    right: dict[str, Any] = {"approved": True, "decided_on": clock.today()}
    with pytest.raises(Invalid) as caught:
        actions.correct_approval(
            cast.lies, approval, "wrong-day", **right, depart_by=None if days is None else ahead(days)
        )
    assert (caught.value.field, caught.value.say()) == ("depart_by", str(rules.PROLONGS_NOTHING))
    actions.correct_approval(cast.lies, approval, "wrong-day", **right, depart_by=ahead(11))
    assert stands(approval)[2] == ahead(11)


def test_taken_back_beside_what_is_right_it_asks_which_is_meant(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    approval = approved(cast, case)
    client.force_login(cast.lies)
    page = page_to_correct(case)
    for typed in ({"no_deadline": "on"}, {"approved": "no"}, {"decided_on": ahead(-4)}):
        sent = as_shown(client.get(page).text, right="not-so", reason="wrong-day", **typed)
        assert set(client.post(page, sent).context["form"].errors) == {"right"}
    assert stands(approval) == ("approved", ahead(-3), ahead(10))


def test_what_a_colleague_took_back_is_said_to_be_gone_in_words(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    gone, other = (actions.ask_approval(cast.lies, case, one) for one in (FUNDER, OTHER))
    client.force_login(cast.lies)
    page = page_to_correct(case)
    sent = as_shown(client.get(page).text, approval=gone.key, right="not-so", reason="wrong-project")
    actions.take_back_approval(cast.sam, gone, "wrong-case")
    refused = client.post(page, sent)
    assert refused.context["form"].errors["approval"] == [CHOOSE_AGAIN]
    assert stands(other) == ("asked", None, None)


def test_every_answer_on_the_timeline_says_of_which_project_it_is(cast: Cast) -> None:
    case = a_long_case(cast)
    first = approved(cast, case)
    actions.prolong_approval(cast.lies, first, ahead(20))
    actions.decide_approval(cast.lies, actions.ask_approval(cast.lies, case, OTHER), False)
    told = [one.words for one in page_of(cast.lies, case).happened if one.words.startswith("Funder")]
    funder, other = (projects.name(one) for one in (FUNDER, OTHER))
    until, prolonged = (day_in_words(ahead(days), "j F Y") for days in (10, 20))
    assert told == [
        f"Funder’s answer: declined ({other})",
        f"Funder’s approval prolonged: departure by {prolonged} ({funder})",
        f"Funder’s answer: approved, departure by {until} ({funder})",
    ]


def test_no_answer_is_of_a_later_day_than_that_of_the_next_question(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    asked = actions.ask_approval(cast.lies, case, FUNDER, asked_on=ahead(-6))
    first = actions.decide_approval(cast.lies, asked, False, decided_on=ahead(-5))
    actions.ask_approval(cast.lies, case, OTHER, asked_on=ahead(-5))
    again = actions.ask_approval(cast.lies, case, FUNDER, asked_on=ahead(-3))
    with pytest.raises(Invalid) as caught:
        actions.correct_approval(cast.lies, first, "wrong-day", approved=False, decided_on=ahead(-2))
    assert (caught.value.field, caught.value.say()) == ("decided_on", str(rules.ANSWER_AFTER_NEXT_QUESTION))
    actions.correct_approval(cast.lies, first, "wrong-day", approved=False, decided_on=ahead(-3))
    actions.decide_approval(cast.lies, again, False, decided_on=ahead(-1))
    actions.take_back_approval(cast.lies, first, "wrong-answer")
    client.force_login(cast.lies)
    page = f"/cases/{case.reference}/do/decide-approval/"
    typed = as_shown(client.get(page).text, approval=first.key, approved="no")
    assert set(client.post(page, typed | {"decided_on": ahead(-2)}).context["form"].errors) == {"decided_on"}
    assert client.post(page, typed | {"decided_on": ahead(-4)}).status_code == 302
    assert stands(first) == ("declined", ahead(-4), None)


def test_a_deadline_that_is_typed_with_a_refusal_is_asked_about(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    asked = actions.ask_approval(cast.lies, case, FUNDER, asked_on=ahead(-6))
    client.force_login(cast.lies)
    page = f"/cases/{case.reference}/do/decide-approval/"
    typed = as_shown(client.get(page).text, approved="no", depart_by=ahead(9))
    refused = client.post(page, typed)
    assert refused.context["form"].errors == {"depart_by": [rules.DECLINED_UNTIL_NO_DAY]}
    assert stands(asked) == ("asked", None, None)
    approval = actions.decide_approval(cast.lies, asked, True, depart_by=ahead(9))
    page = page_to_correct(case)
    typed = as_shown(
        client.get(page).text, right="another", reason="wrong-answer", approved="no", depart_by=ahead(20)
    )
    refused = client.post(page, typed)
    assert refused.context["form"].errors == {"depart_by": [rules.DECLINED_UNTIL_NO_DAY]}
    assert client.post(page, typed | {"depart_by": ""}).status_code == 302, "the one on record goes"
    assert stands(approval) == ("declined", clock.today(), None)
    typed = as_shown(client.get(page).text, right="another", reason="wrong-day", depart_by=ahead(20))
    refused = client.post(page, typed)
    assert refused.context["form"].errors == {"depart_by": [rules.DECLINED_UNTIL_NO_DAY]}


def test_a_letter_that_prolongs_is_called_so_and_a_stale_page_does_not_correct_it_unseen(
    cast: Cast, client: Client
) -> None:
    case = a_long_case(cast)
    approval = approved(cast, case)
    client.force_login(cast.lies)
    page = page_to_correct(case)
    typed = as_shown(client.get(page).text, right="another", reason="wrong-day", depart_by=ahead(30))
    actions.prolong_approval(cast.sam, approval, ahead(20), decided_on=ahead(-1))
    was, now, until, later = (day_in_words(ahead(days), "j F Y") for days in (-3, -1, 10, 20))
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert refused.context["form"].changes == [
        (
            "Funder’s answer",
            f"approved on {was}, departure by {until}",
            f"prolonged on {now}, departure by {later}",
        )
    ]
    assert f"prolonged on {day_in_words(ahead(-1))}, departure by {day_in_words(ahead(20))}" in refused.text
    again = client.post(page, as_shown(refused.text))
    assert set(again.context["form"].errors) == {"right"}, "which of both is wrong is for them to say"
    assert stands(approval) == ("approved", ahead(-1), ahead(20))
    assert client.post(page, as_shown(again.text, right="another")).status_code == 302
    assert stands(approval) == ("approved", ahead(-1), ahead(30))


def test_of_a_letter_taken_back_meanwhile_the_page_says_what_stands_again(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    approval = approved(cast, case)
    actions.prolong_approval(cast.lies, approval, ahead(20), decided_on=ahead(-1))
    client.force_login(cast.lies)
    page = page_to_correct(case)
    typed = as_shown(client.get(page).text, right="not-so", reason="told-wrongly")
    actions.take_back_approval(cast.sam, approval, "told-wrongly")
    refused = client.post(page, typed)
    [(_what, was, now)] = refused.context["form"].changes
    assert (was.split()[0], now.split()[0]) == ("prolonged", "approved")
    again = client.post(page, as_shown(refused.text))
    assert set(again.context["form"].errors) == {"right"}
    assert stands(approval) == ("approved", ahead(-3), ahead(10))


def test_a_letter_that_ran_out_is_said_to_have(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    approval = approved(cast, case, -3)
    actions.prolong_approval(cast.lies, approval, ahead(-1), decided_on=ahead(-2))
    client.force_login(cast.lies)
    said = f"prolonged on {day_in_words(ahead(-2))}, ran out on {day_in_words(ahead(-1))}"
    assert said in client.get(page_to_correct(case)).text

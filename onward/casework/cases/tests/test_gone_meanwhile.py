"""What somebody typed stays readable where a colleague was quicker, and the page says what became of it."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions
from onward.casework.cases.forms.fields import CHOOSE_AGAIN
from onward.casework.cases.models import Case, CashHandover
from onward.casework.cases.tests.factories import a_case, traveller_of
from onward.casework.cases.tests.test_papers_pages import SCAN
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from tests.cast import Cast, make_cast
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
FUNDER, OTHER = "fedasil-avrr-be", "amif-reintegration-be"


@pytest.fixture(autouse=True)
def _stored_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def in_words(day: date) -> str:
    return day_in_words(day, "j F Y")


def a_long_case(cast: Cast) -> Case:
    return a_case(cast.lies, opened_on=ago(30))


def page_of(case: Case, what: str) -> str:
    return reverse("cases:do", args=[case.reference, what])


def given_in(cast: Cast, case: Case) -> CashHandover:
    receipt = actions.add_document(cast.lies, case, BytesIO(SCAN), name="receipt.pdf", kind="receipt")
    return actions.give_cash(cast.lies, traveller_of(case), Decimal(150), "EUR", FUNDER, receipt)


def test_what_was_typed_of_a_session_stays_where_it_was_taken_back(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    session = actions.hold_session(cast.lies, case, way="phone", summary="Talked about home.")
    client.force_login(cast.lies)
    typed: dict[str, Any] = {"held_on": ago(3), "minutes": "50", "way": "online", "topics": ["health"]}
    old = as_shown(client.get(page_of(case, "correct-session")).text, right="another", **typed)
    actions.take_back_session(cast.sam, session, "not-held")
    answer = client.post(page_of(case, "correct-session"), old | {"reason": "wrong-choice"})
    assert answer.status_code == 422
    assert f"This was taken back on {in_words(clock.today())}, while you were writing." in answer.text
    said = dict(answer.context["form"].typed())
    assert (said["Held on"], said["Minutes"], said["How"]) == (in_words(ago(3)), "50", "online")
    assert said["Why it was wrong"] == "Something else was ticked"
    assert "Session" not in said, "what is gone has no words"
    assert in_words(ago(3)) in answer.text
    assert page_of(case, "session") in answer.text


def test_what_was_typed_of_cash_stays_where_it_was_taken_back(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    given = given_in(cast, case)
    client.force_login(cast.lies)
    page = page_of(case, "correct-cash")
    old = as_shown(client.get(page).text, right="another", amount="75.50", given_on=ago(2))
    actions.take_back_cash(cast.sam, given, "not-given")
    answer = client.post(page, old | {"reason": "wrong-amount"})
    assert "while you were writing" in answer.text
    said = dict(answer.context["form"].typed())
    assert (said["Amount"], said["Given on"]) == ("75.50", in_words(ago(2)))


def test_what_was_typed_of_a_question_stays_where_it_was_taken_back(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    for what, more in (
        ("correct-approval", {"right": "another", "reason": "wrong-day"}),
        ("decide-approval", {}),
    ):
        asked = actions.ask_approval(cast.lies, case, FUNDER, asked_on=ago(6))
        if what == "correct-approval":
            asked = actions.decide_approval(cast.lies, asked, True, decided_on=ago(5))
        client.force_login(cast.lies)
        typed = {"approved": "no", "decided_on": ago(4)} | more
        old = as_shown(client.get(page_of(case, what)).text, **typed)
        for _each in range(2 if what == "correct-approval" else 1):
            actions.take_back_approval(cast.sam, asked, "wrong-answer")
        answer = client.post(page_of(case, what), old)
        assert answer.status_code == 422
        assert "This was taken back on" in answer.text, what
        said = dict(answer.context["form"].typed())
        assert (said["Answer"], said["Answered on"]) == ("Declined", in_words(ago(4)))
        assert page_of(case, "ask-approval") in answer.text


def test_an_answer_from_an_old_page_is_told_which_one_was_recorded(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    asked = actions.ask_approval(cast.lies, case, FUNDER, asked_on=ago(6))
    client.force_login(cast.lies)
    page = page_of(case, "decide-approval")
    old = as_shown(client.get(page).text, approved="no", decided_on=ago(2))
    actions.decide_approval(cast.sam, asked, True, decided_on=ago(3))
    answer = client.post(page, old)
    assert answer.status_code == 422
    assert "This was answered while you were writing" in answer.text
    assert f"approved on {day_in_words(ago(3))}" in answer.text
    way = answer.context["form"].first.way.url
    assert way.startswith(page_of(case, "correct-approval"))
    there = as_shown(client.get(way).text)
    assert (there["approved"], there["decided_on"], there["right"]) == ("no", ago(2).isoformat(), "another")


def test_where_another_question_waits_the_answered_one_is_told_at_its_field(
    cast: Cast, client: Client
) -> None:
    case = a_long_case(cast)
    asked, _other = (actions.ask_approval(cast.lies, case, one, asked_on=ago(6)) for one in (FUNDER, OTHER))
    client.force_login(cast.lies)
    page = page_of(case, "decide-approval")
    old = as_shown(client.get(page).text, approval=asked.key, approved="no", decided_on=ago(2))
    actions.decide_approval(cast.sam, asked, True, decided_on=ago(3))
    form = client.post(page, old).context["form"]
    [said] = form.errors["approval"]
    assert f"approved on {day_in_words(ago(3))}" in said
    [way] = form.leads
    assert way.url.startswith(page_of(case, "correct-approval"))


def test_what_was_typed_of_an_end_stays_where_it_ended_meanwhile(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    one = traveller_of(case)
    actions.find_vulnerability(cast.lies, one, "elderly", "mild", found_on=ago(20))
    client.force_login(cast.lies)
    page = page_of(case, "end-vulnerability")
    old = as_shown(client.get(page).text, reason="passed", ended_on=ago(4))
    actions.end_vulnerability(cast.sam, one, "elderly", "passed", ended_on=ago(5))
    answer = client.post(page, old)
    assert f"This ended on {in_words(ago(5))}: that was recorded while you were writing." in answer.text
    assert dict(answer.context["form"].typed())["Since"] == in_words(ago(4))
    assert page_of(case, "correct-vulnerability-end") in answer.text


def test_what_ended_meanwhile_beside_one_that_stands_is_said_in_words(cast: Cast, client: Client) -> None:
    case = a_long_case(cast)
    one = traveller_of(case)
    gone = actions.find_vulnerability(cast.lies, one, "elderly", "mild", found_on=ago(20))
    actions.find_vulnerability(cast.lies, one, "single-parent", "mild", found_on=ago(20))
    client.force_login(cast.lies)
    page = page_of(case, "end-vulnerability")
    old = as_shown(client.get(page).text, standing=told_as(gone), reason="passed", ended_on=ago(4))
    actions.end_vulnerability(cast.sam, one, "elderly", "passed", ended_on=ago(5))
    assert client.post(page, old).context["form"].errors["standing"] == [CHOOSE_AGAIN]


def test_a_page_that_was_only_opened_says_nothing_of_what_was_typed(cast: Cast, client: Client) -> None:
    client.force_login(cast.lies)
    shown = client.get(page_of(a_long_case(cast), "correct-session")).text
    assert "What you typed</h2>" not in shown
    assert "while you were writing" not in shown

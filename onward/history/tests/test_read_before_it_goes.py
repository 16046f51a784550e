"""Whoever takes a case back has read what goes with it, and learns that a colleague was quicker."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases.actions import add_note
from onward.casework.cases.models import Case
from onward.history.actions import take_back_case
from onward.history.events import CaseBroughtIn
from onward.history.tests.filled import book
from onward.history.tests.test_bringing_in import brought
from onward.history.tests.test_taking_cases_back import HER, HIM, WHY, page_of
from onward.history.tests.test_taking_cases_back import both as both
from onward.kernel.models import Event
from tests.cast import Cast, make_cast
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
OTHERWISE = "wrong-rows"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def came_in(cast: Cast, tmp_path: Path) -> Case:
    brought(cast, book(tmp_path / "a.xlsx", [HER, HIM]))
    return Case.objects.get()


@pytest.fixture
def old(client: Client, both: User, came_in: Case) -> dict[str, Any]:
    """Return what the page of the case sends that was opened before anything else was recorded."""
    client.force_login(both)
    return as_shown(client.get(page_of(came_in)).text, reason=WHY)


def why_gone(case: Case) -> list[str]:
    rows = Event.objects.filter(case_key=case.key, type=CaseBroughtIn.type, retracts=True)
    return [one.payload["reason"] for one in rows]


def test_a_note_that_the_page_did_not_list_is_shown_before_the_case_goes(
    cast: Cast, client: Client, came_in: Case, old: dict[str, Any]
) -> None:
    add_note(cast.sam, came_in, "Keep this one: they rang.")
    refused = client.post(page_of(came_in), old)
    assert refused.status_code == 422
    assert "More was recorded in this case since you opened the page." in refused.text
    unread = refused.context["page"].unread
    assert [(one.words, one.by) for one in unread] == [("Note", cast.sam.name)]
    assert why_gone(came_in) == []
    sent = as_shown(refused.text)
    sent["reason"] = WHY
    assert client.post(page_of(came_in), sent).status_code == 302
    assert why_gone(came_in) == [WHY]


def test_what_came_after_that_too_is_shown_once_more(
    cast: Cast, client: Client, came_in: Case, old: dict[str, Any]
) -> None:
    add_note(cast.sam, came_in, "One.")
    shown = as_shown(client.post(page_of(came_in), old).text, reason=WHY)
    add_note(cast.sam, came_in, "Another one.")
    refused = client.post(page_of(came_in), shown)
    assert refused.status_code == 422
    assert len(refused.context["page"].unread) == 1
    assert why_gone(came_in) == []


def test_a_page_that_listed_it_takes_it_along(cast: Cast, client: Client, both: User, came_in: Case) -> None:
    add_note(cast.sam, came_in, "It came in wrongly.")
    client.force_login(both)
    sent = as_shown(client.get(page_of(came_in)).text, reason=WHY)
    assert client.post(page_of(came_in), sent).status_code == 302
    assert why_gone(came_in) == [WHY]


def test_a_second_old_page_reads_that_it_was_taken_back_by_whom_and_why(
    cast: Cast, client: Client, came_in: Case, old: dict[str, Any]
) -> None:
    take_back_case(cast.sam, came_in, OTHERWISE)
    answer = client.post(page_of(came_in), old, follow=True)
    assert answer.redirect_chain[-1][0] == f"/cases/{came_in.reference}/"
    words = " ".join(answer.text.split())
    assert "This case was taken back already, on" in words
    assert f"by {cast.sam.name}: Other cells of its rows were wrong." in words
    assert why_gone(came_in) == [OTHERWISE]

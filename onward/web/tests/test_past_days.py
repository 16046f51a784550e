"""Whoever corrects a session or a need is told of figures of what is over that change with it."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import Case, Session, Vulnerability
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.kernel import clock
from onward.kernel.sealing import told_as
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2020, 12, 3, 10, tzinfo=UTC)
JANUARY = datetime(2021, 1, 11, 10, tzinfo=UTC)
SAID = "Figures of 2020 change with it."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def a_file(cast: Cast, category: str = "trafficking") -> tuple[Case, Session]:
    """Return a case of December with a session; of the woman in it something was found."""
    with clock.at(DECEMBER):
        wife = a_person(cast.be, "Suad Mahdi", sex="female")
        case = a_case(cast.lies, a_person(cast.be), wife, opened_on=date(2020, 12, 1))
        actions.find_vulnerability(cast.lies, traveller_of(case, wife), category, "mild")
        return case, actions.hold_session(cast.vera, case, way="phone")


def sends(user: User, case: Case, what: str, **typed: object) -> str:
    """Send a form in January; return what is said on the page after it."""
    client = Client()
    client.force_login(user)
    address = reverse("cases:do", args=[case.reference, what])
    with clock.at(JANUARY):
        form = client.get(address).context["form"]
        page = client.post(address, {"version": form["version"].value(), **typed}, follow=True)
    assert page.redirect_chain, page.context["form"].errors
    return page.text


def not_held(session: Session) -> dict[str, str]:
    return {"session": told_as(session), "right": "not-so", "reason": "wrong-case"}


def test_a_session_that_was_not_held_takes_a_person_out_of_a_figure(cast: Cast) -> None:
    case, session = a_file(cast)
    assert SAID in sends(cast.vera, case, "correct-session", **not_held(session))


def test_with_another_session_in_the_case_or_on_another_day_it_counts_as_before(cast: Cast) -> None:
    case, session = a_file(cast)
    right = {"session": told_as(session), "right": "another", "held_on": "2020-12-02", "reason": "wrong-day"}
    assert SAID not in sends(cast.vera, case, "correct-session", **right)
    with clock.at(DECEMBER):
        actions.hold_session(cast.vera, case, way="phone")
    assert SAID not in sends(cast.vera, case, "correct-session", **not_held(session))


def test_of_somebody_hidden_nothing_is_said(cast: Cast) -> None:
    case, session = a_file(cast)
    assert SAID not in sends(cast.lies, case, "correct-session", **not_held(session))


@pytest.mark.parametrize(("category", "counts"), [("trafficking", True), ("disability", False)])
def test_what_was_never_so_changes_the_figures_that_count_it(cast: Cast, category: str, counts: bool) -> None:
    case, _session = a_file(cast, category)
    with clock.at(DECEMBER):
        row = Vulnerability.objects.get()
        actions.end_vulnerability(cast.vera, row.traveller, category, "passed")
    typed = {"ended": told_as(row), "right": "another", "ended_for": "recorded-wrongly"}
    page = sends(cast.vera, case, "correct-vulnerability-end", **typed, reason="wrong-reason")
    assert (SAID in page) is counts

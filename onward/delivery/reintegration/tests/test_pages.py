"""The pages of help after return, without a browser."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_case, handed_over, traveller_of
from onward.delivery.reintegration import actions
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.tests.test_helping import (
    GRANT,
    PROJECT,
    as_arrived,
    asked,
    on_the_first_of_june,
)
from onward.kernel import clock
from onward.records.projects.queries import project
from tests.cast import make_cast

__all__ = ["on_the_first_of_june"]

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"reintegration:{name}", args=args)


def test_only_what_a_traveller_qualifies_for_is_offered() -> None:
    cast = make_cast()
    lies = signed_in(cast.lies)
    page = lies.get(at("ask", traveller_of(a_case(cast.lies)).key)).content.decode()
    assert "Reintegration help" in page
    assert "Administrative assistance" not in page
    page = lies.get(at("ask", traveller_of(a_case(cast.lies, destination="AL")).key)).content.decode()
    assert "Reintegration help" not in page
    assert "Administrative assistance" in page


def test_help_is_asked_for_answered_and_drawn_through_its_pages() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    lies, today = signed_in(cast.lies), clock.today().isoformat()
    wanted = {"service": GRANT, "kind": "tools", "plan": "A sewing machine", "asked_on": today}
    answer = lies.post(at("ask", traveller_of(case).key), wanted | {"once": str(uuid4())})
    assert answer["Location"] == reverse("cases:case", args=[case.reference])
    request = ReintegrationRequest.objects.get()
    assert "Hassan Zubaidi" in lies.get(at("list")).content.decode()
    address = at("request", request.key)
    assert "A sewing machine" in lies.get(address).content.decode()

    typed = {"granted": "1", "project": "", "answered_on": today, "version": str(request.version)}
    assert lies.post(address, typed).status_code == 422
    assert lies.post(address, typed | {"project": PROJECT}).status_code == 302

    handed_over(case, cast.iraq, accepted=True)
    as_arrived(case)
    erbil = signed_in(cast.erbil)
    assert erbil.post(address, {"drawn_on": today}).status_code == 302
    request.refresh_from_db()
    assert request.state == "drawn"
    assert erbil.post(address, {"drawn_on": today}).status_code == 403


def test_a_granted_request_names_the_project_that_pays_in_words() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    actions.answer(cast.lies, request, True, project=PROJECT)
    page = signed_in(cast.lies).get(at("request", request.key)).content.decode()
    assert str(project(PROJECT).name) in page
    assert f">{PROJECT}<" not in page


def test_the_case_says_what_everybody_qualifies_for_and_what_is_not_known() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    page = signed_in(cast.lies).get(reverse("cases:case", args=[request.case.reference])).content.decode()
    assert at("request", request.key) in page
    assert "Medical aid after return (" in page  # nobody has said how ill they are


@pytest.mark.parametrize(("granted", "said"), [(True, "Granted:"), (False, "Declined:")])
def test_the_timeline_says_whether_help_was_granted_or_declined(granted: bool, said: str) -> None:
    cast = make_cast()
    request = asked(cast.lies)
    actions.answer(cast.lies, request, granted, project=PROJECT if granted else "")
    page = signed_in(cast.lies).get(reverse("cases:case", args=[request.case.reference]))
    assert f"{said} Reintegration help" in [line.words for line in page.context["page"].happened]


def test_requests_of_a_restricted_person_are_not_there_for_others() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    casework.find_vulnerability(cast.lies, traveller_of(request.case), "trafficking", "severe")
    lies, vera = signed_in(cast.lies), signed_in(cast.vera)
    assert lies.get(at("request", request.key)).status_code == 404
    assert lies.get(at("ask", traveller_of(request.case).key)).status_code == 404
    assert "Hassan" not in lies.get(at("list")).content.decode()
    assert vera.get(at("request", request.key)).status_code == 200
    assert "Hassan" in vera.get(at("list")).content.decode()


@pytest.mark.parametrize("who", ["omar", "rik", "ruth", "dirk", "outsider"])
def test_who_has_nothing_to_do_with_help_is_refused(who: str) -> None:
    cast = make_cast()
    assert signed_in(getattr(cast, who)).get(at("list")).status_code == 403


def test_the_list_goes_by_state_and_stays_within_its_queries(django_assert_max_num_queries: Any) -> None:
    cast = make_cast()
    for _number in range(4):
        actions.answer(cast.lies, asked(cast.lies), False)
    asked(cast.lies)
    lies = signed_in(cast.lies)
    with django_assert_max_num_queries(10):
        page = lies.get(at("list"), {"state": "declined"})
    assert len(page.context["lines"]) == 4
    assert len(lies.get(at("list")).context["lines"]) == 1

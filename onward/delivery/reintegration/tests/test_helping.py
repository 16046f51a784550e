"""Help after return: who qualifies, and asked, granted and drawn as states of their own."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.panels import Shown
from onward.casework.cases.queries import travellers_of
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.delivery.movements.tests.factories import NOON
from onward.delivery.reintegration import actions, problems, queries
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing, Refused
from onward.records.projects.queries import project
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

GRANT, ADMINISTRATIVE, MEDICAL = "reintegration-grant", "administrative-assistance", "medical-aid"
PROJECT = "amif-reintegration-be"


@pytest.fixture(autouse=True)
def on_the_first_of_june() -> Iterator[None]:
    with clock.at(NOON):
        yield


def qualifies(one: Traveller) -> dict[str, bool | None]:
    """Return what a traveller qualifies for, by service."""
    found = queries.qualifications(one.case, [one], clock.today())[one.person.key]
    return {each.service: each.qualifies for each in found}


def asked(user: User, **fields: Any) -> ReintegrationRequest:
    return actions.ask(user, traveller_of(a_case(user, **fields)), GRANT, "small-business", plan="A bakery")


def as_arrived(case: Case) -> None:
    """Put the travellers of a case where help after return is drawn."""
    case.travellers.update(stage="arrived")


def test_who_returns_to_the_western_balkans_gets_administrative_assistance_in_its_stead() -> None:
    cast = make_cast()
    to_iraq, to_kosovo = (traveller_of(a_case(cast.lies, destination=code)) for code in ("IQ", "XK"))
    assert (qualifies(to_iraq)[GRANT], qualifies(to_iraq)[ADMINISTRATIVE]) == (True, False)
    assert (qualifies(to_kosovo)[GRANT], qualifies(to_kosovo)[ADMINISTRATIVE]) == (False, True)
    with pytest.raises(problems.DoesNotQualify):
        actions.ask(cast.lies, to_kosovo, GRANT, "small-business")
    actions.ask(cast.lies, to_kosovo, ADMINISTRATIVE, "papers")


def test_services_that_nobody_asks_for_are_no_help_after_return() -> None:
    cast = make_cast()
    assert set(qualifies(traveller_of(a_case(cast.lies)))) == {GRANT, ADMINISTRATIVE, MEDICAL}


def test_what_is_not_known_is_neither_yes_nor_no_and_says_what_is_missing() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    assert qualifies(one)[MEDICAL] is None
    with pytest.raises(problems.NotKnownYet) as caught:
        actions.ask(cast.lies, one, MEDICAL, "medical")
    assert "medical needs" in caught.value.say()


def test_asking_keeps_the_plan_in_its_row_and_out_of_the_log() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    assert (request.state, request.plan) == ("asked", "A bakery")
    event = Event.objects.get(type="reintegration.asked")
    assert event.payload == {"request": str(request.key), "service": GRANT, "kind": "small-business"}


def test_the_same_help_is_asked_for_once_unless_it_was_declined() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    one = traveller_of(request.case)
    with pytest.raises(problems.AskedBefore):
        actions.ask(cast.lies, one, GRANT, "tools")
    actions.answer(cast.lies, request, False)
    actions.ask(cast.lies, one, GRANT, "tools")


def test_help_is_asked_for_no_earlier_than_the_case_was_opened() -> None:
    cast = make_cast()
    opened = date(2021, 5, 3)
    one = traveller_of(a_case(cast.lies, opened_on=opened))
    with pytest.raises(Invalid) as refused:
        actions.ask(cast.lies, one, GRANT, "tools", asked_on=opened - timedelta(days=1))
    assert refused.value.field == "asked_on"
    actions.ask(cast.lies, one, GRANT, "tools", asked_on=opened)


def test_each_traveller_asks_in_their_own_name() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi"))
    for one in case.travellers.all():
        actions.ask(cast.lies, one, GRANT, "schooling")
    assert ReintegrationRequest.objects.count() == 2


def test_the_same_form_sent_twice_asks_once() -> None:
    cast, token = make_cast(), uuid4()
    one = traveller_of(a_case(cast.lies))
    actions.ask(cast.lies, one, GRANT, "tools", once=token)
    with pytest.raises(AlreadySent):
        actions.ask(cast.lies, one, GRANT, "tools", once=token)


def test_a_grant_is_charged_to_a_project_that_pays_for_it() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    for other in ("", "fedasil-avrr-be", "no-such-project"):
        with pytest.raises(problems.DoesNotPay):
            actions.answer(cast.lies, request, True, project=other)
    granted = actions.answer(cast.lies, request, True, project=PROJECT)
    assert (granted.state, granted.project) == ("granted", PROJECT)
    assert Event.objects.get(type="reintegration.answered").payload["project"] == PROJECT


def test_a_project_that_has_ended_pays_for_nothing() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    after = project(PROJECT).ends.year + 1
    with clock.at(NOON.replace(year=after)), pytest.raises(problems.DoesNotPay):
        actions.answer(cast.lies, request, True, project=PROJECT)


def test_a_request_is_answered_once() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    actions.answer(cast.lies, request, False)
    with pytest.raises(problems.AnsweredBefore):
        actions.answer(cast.lies, request, True, project=PROJECT)


def test_whoever_answers_second_is_told() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    ReintegrationRequest.objects.filter(pk=request.pk).update(version=2)
    with pytest.raises(ChangedMeanwhile):
        actions.answer(cast.lies, request, False, version=1)


def test_only_what_was_granted_is_drawn_and_only_once() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    mission = cast.erbil
    handed_over(request.case, cast.iraq, accepted=True)
    as_arrived(request.case)
    with pytest.raises(problems.NotGranted):
        actions.draw(mission, request)
    actions.answer(cast.lies, request, True, project=PROJECT)
    with pytest.raises(Invalid):
        actions.draw(mission, request, drawn_on=date(2021, 5, 31))
    drawn = actions.draw(mission, request)
    assert (drawn.state, drawn.drawn_on) == ("drawn", clock.today())
    with pytest.raises(problems.NotGranted):
        actions.draw(mission, request)


def test_days_lie_in_the_past_and_in_order() -> None:
    cast = make_cast()
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Invalid):
        actions.ask(cast.lies, traveller_of(a_case(cast.lies)), GRANT, "tools", asked_on=tomorrow)
    request = asked(cast.lies)
    with pytest.raises(Invalid):
        actions.answer(cast.lies, request, False, answered_on=tomorrow)


def test_a_kind_or_service_that_nobody_offers_is_refused() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    for service, kind in ((GRANT, "lottery"), ("moon-landing", "tools"), ("counselling", "tools")):
        with pytest.raises(NoSuchChoice):
            actions.ask(cast.lies, one, service, kind)


def shown_to(user: User, request: ReintegrationRequest) -> Shown:
    """Return the page of the request's case as `user` would be shown it."""
    return Shown(request.case, travellers_of(user, [request.case]).get(request.case_id, []))


def test_requests_of_a_restricted_person_exist_for_focal_points_only() -> None:
    cast = make_cast()
    request = asked(cast.lies)
    casework.find_vulnerability(cast.lies, traveller_of(request.case), "trafficking", "severe")
    assert queries.requests_of(cast.vera, shown_to(cast.vera, request)) == [request]
    assert queries.requests_of(cast.lies, shown_to(cast.lies, request)) == []
    with pytest.raises(Missing):
        actions.answer(cast.lies, request, False)


@pytest.mark.parametrize("who", ["omar", "rik", "ruth", "dirk", "outsider"])
def test_who_does_not_counsel_asks_for_nothing(who: str) -> None:
    cast = make_cast()
    with pytest.raises(Refused):
        actions.ask(getattr(cast, who), traveller_of(a_case(cast.lies)), GRANT, "tools")


def drawn(user: User) -> ReintegrationRequest:
    """Return help that was granted and drawn."""
    request = asked(user)
    as_arrived(request.case)
    actions.answer(user, request, True, project=PROJECT)
    request.refresh_from_db()
    return actions.draw(user, request)


def standing(kind: str) -> int:
    return Event.objects.filter(type=f"reintegration.{kind}").standing().count()


def test_a_drawing_that_did_not_happen_is_taken_back_and_so_is_the_answer() -> None:
    cast = make_cast()
    request = drawn(cast.sam)
    with pytest.raises(problems.NothingToTakeBack):
        actions.take_back_answer(cast.sam, request, "not-yet")
    request = actions.take_back_drawing(cast.sam, request, "not-yet")
    assert (request.state, request.drawn_on, standing("drawn")) == ("granted", None, 0)
    request = actions.take_back_answer(cast.sam, request, "told-wrongly")
    assert (request.state, request.project, request.answered_on) == ("asked", "", None)
    assert standing("answered") == 0
    with pytest.raises(problems.NothingToTakeBack):
        actions.take_back_drawing(cast.sam, request, "not-yet")
    actions.answer(cast.sam, request, False)


def test_what_was_asked_for_anew_since_stands_in_the_way_of_a_refusal_taken_back() -> None:
    cast = make_cast()
    request = actions.answer(cast.sam, asked(cast.sam), False)
    actions.ask(cast.sam, traveller_of(request.case), GRANT, "small-business")
    with pytest.raises(problems.AskedBefore):
        actions.take_back_answer(cast.sam, request, "told-wrongly")


def test_the_page_takes_a_drawing_back_with_its_reason(client: Client) -> None:
    cast = make_cast()
    request = drawn(cast.sam)
    client.force_login(cast.sam)
    address = reverse("reintegration:request", args=[request.key])
    page = client.get(address)
    assert "It was not drawn: take that back" in page.content.decode()
    version = str(page.context["back"]["version"].value())
    sent = {"take-back": "1", "back-version": version}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"back-reason": "not-yet"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "granted"
    case = client.get(reverse("cases:case", args=[request.case.reference])).content.decode()
    assert "It had not come to that yet" in case

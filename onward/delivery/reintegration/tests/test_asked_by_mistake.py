"""What help was asked for is told rightly, or taken back: figures and whoever reads the request follow."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.problems import CaseIsClosed
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, page_of, traveller_of
from onward.delivery.reintegration import actions, problems, queries
from onward.delivery.reintegration.actions import RightHelp
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.tests.test_helping import (
    GRANT,
    PROJECT,
    as_arrived,
    asked,
    on_the_first_of_june,
)
from onward.kernel import clock, past
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Refused
from onward.records.people.tests.factories import restricted
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.support.forms import as_shown
from tests.support.offered import no_longer_offered

__all__ = ["on_the_first_of_june"]

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 20)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def stands(request: ReintegrationRequest, **other: Any) -> RightHelp:
    """Return what is recorded of a request, save what is told otherwise."""
    right = RightHelp(request.kind, request.asked_on, request.plan, request.destination)
    return replace(right, **other)


def standing() -> list[Event]:
    return list(Event.objects.filter(type="reintegration.asked").standing().order_by("position"))


def test_help_that_was_not_asked_for_is_taken_back_and_can_be_asked_for(cast: Cast) -> None:
    request = asked(cast.lies)
    one = traveller_of(request.case)
    with past.days_told_anew() as days:
        actions.take_back_asking(cast.lies, request, "wrong-case")
    assert not ReintegrationRequest.objects.exists()
    assert not standing()
    assert days == {date(2021, 6, 1)}
    actions.ask(cast.lies, one, GRANT, "tools")


def test_it_is_not_taken_back_from_under_an_answer(cast: Cast) -> None:
    request = actions.answer(cast.lies, asked(cast.lies), True, project=PROJECT)
    with pytest.raises(problems.AnswerStands) as refused:
        actions.take_back_asking(cast.lies, request, "wrong-case")
    assert "the answer" in refused.value.say_way_out()
    as_arrived(request.case)
    request = actions.draw(cast.lies, request)
    with pytest.raises(problems.AnswerStands):
        actions.take_back_asking(cast.lies, request, "wrong-case")
    request = actions.take_back_drawing(cast.sam, request, "not-yet")
    request = actions.take_back_answer(cast.sam, request, "told-wrongly")
    actions.take_back_asking(cast.lies, request, "wrong-case")
    assert not ReintegrationRequest.objects.exists()


def test_kind_day_and_plan_are_put_right_after_the_answer_too(cast: Cast) -> None:
    request = actions.answer(cast.lies, asked(cast.lies, opened_on=DAY), True, project=PROJECT)
    right = stands(request, kind="housing", asked_on=DAY, plan="A roof")
    request = actions.correct_asking(cast.lies, request, right, "told-wrongly")
    assert (request.kind, request.asked_on, request.plan) == ("housing", DAY, "A roof")
    assert request.state == "granted"
    [told] = standing()
    assert (told.payload["kind"], told.payload["corrected"]) == ("housing", "told-wrongly")
    assert told.occurred_on == DAY


def test_the_country_is_put_right_until_the_answer_and_who_answers_finds_it(cast: Cast) -> None:
    request = asked(cast.lies)
    casework.change_destination(cast.lies, request.case, "TR")
    assert not queries.in_state(cast.lies, "asked").exists()
    with pytest.raises(problems.ForAnotherCountry):
        actions.correct_asking(cast.lies, request, stands(request, destination="RS"), "wrong-country")
    right = stands(request, destination="TR")
    request = actions.correct_asking(cast.lies, request, right, "wrong-country")
    assert request.destination == "TR"
    assert queries.in_state(cast.lies, "asked").count() == 1
    request = actions.answer(cast.lies, request, False)
    casework.change_destination(cast.lies, request.case, "IQ")
    with pytest.raises(problems.AnswerStands):
        actions.correct_asking(cast.lies, request, stands(request, destination="IQ"), "wrong-country")


def test_a_country_for_which_the_same_was_asked_is_refused(cast: Cast) -> None:
    request = asked(cast.lies)
    casework.change_destination(cast.lies, request.case, "TR")
    actions.ask(cast.lies, traveller_of(request.case), GRANT, "tools")
    with pytest.raises(problems.AskedBefore):
        actions.correct_asking(cast.lies, request, stands(request, destination="TR"), "wrong-country")


def test_what_cannot_be_put_right_is_refused(cast: Cast) -> None:
    request = actions.answer(cast.lies, asked(cast.lies), False, answered_on=clock.today())
    with pytest.raises(Invalid):
        actions.correct_asking(cast.lies, request, stands(request), "wrong-kind")
    later = stands(request, asked_on=clock.today() + timedelta(days=1))
    with pytest.raises(Invalid):
        actions.correct_asking(cast.lies, request, later, "wrong-day")
    right = stands(request, kind="housing")
    with pytest.raises(ChangedMeanwhile):
        actions.correct_asking(cast.lies, request, right, "wrong-kind", version=1)
    with pytest.raises(Refused):
        actions.correct_asking(cast.omar, request, right, "wrong-kind")
    casework.leave(cast.lies, traveller_of(request.case), "withdrawn")
    casework.close_case(cast.lies, request.case, "left")
    with pytest.raises(CaseIsClosed):
        actions.correct_asking(cast.lies, request, right, "wrong-kind")


def test_the_day_does_not_lie_before_the_case_was_opened_that_the_household_first_had(cast: Cast) -> None:
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife, opened_on=DAY)
    one = traveller_of(case, wife)
    new = casework.part_travellers(cast.lies, case, [one], one, "travels-later")
    request = actions.ask(cast.lies, traveller_of(new, wife), GRANT, "tools")
    before = stands(request, asked_on=DAY - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        actions.correct_asking(cast.lies, request, before, "wrong-day")
    assert refused.value.field == "asked_on"
    assert (
        actions.correct_asking(cast.lies, request, stands(request, asked_on=DAY), "wrong-day").asked_on == DAY
    )


def test_a_day_that_stands_from_before_the_opening_does_not_stop_another_correction(cast: Cast) -> None:
    request = asked(cast.lies)
    ReintegrationRequest.objects.filter(pk=request.pk).update(asked_on=DAY)
    request.refresh_from_db()
    right = stands(request, kind="housing")
    assert actions.correct_asking(cast.lies, request, right, "wrong-kind").kind == "housing"


def test_through_the_page_it_is_corrected_and_taken_back(cast: Cast, client: Client) -> None:
    request = asked(cast.lies, opened_on=DAY)
    address = reverse("reintegration:request", args=[request.key])
    page = reverse("cases:case", args=[request.case.reference])
    client.force_login(cast.lies)
    assert "It was not asked: take it back" in client.get(address).text
    typed = {"kind": "housing", "plan": "A roof", "asked_on": "2021-05-20", "reason": "wrong-kind"}
    sent = {f"right-{name}": value for name, value in typed.items()} | {"correct": "1", "right-version": 1}
    assert client.post(address, sent | {"right-kind": "none"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert "(corrected: Another kind was ticked)" in client.get(page).text
    back = {"take-back": "1", "back-reason": "wrong-case", "back-version": 2}
    gone = client.post(address, back)
    assert gone["Location"] == page
    assert client.get(address).status_code == 409
    assert "Taken back: Asked for" in client.get(page).text


def test_in_a_closed_case_the_page_offers_neither(cast: Cast, client: Client) -> None:
    request = asked(cast.lies)
    casework.leave(cast.lies, traveller_of(request.case), "withdrawn")
    casework.close_case(cast.lies, request.case, "left")
    client.force_login(cast.lies)
    text = client.get(reverse("reintegration:request", args=[request.key])).text
    assert "It was not asked" not in text
    assert "Correct what was asked" not in text


def test_a_kind_that_is_offered_no_more_does_not_stop_the_right_plan(cast: Cast, client: Client) -> None:
    request = asked(cast.lies)
    client.force_login(cast.lies)
    with no_longer_offered("reintegration-kinds", request.kind):
        page = client.get(reverse("reintegration:request", args=[request.key]))
        assert f"{request.kind} (no longer offered)" in page.text
        right = stands(request, plan="A roof")
        request = actions.correct_asking(cast.lies, request, right, "wrong-plan")
        assert (request.kind, request.plan) == ("small-business", "A roof")
        request = actions.correct_asking(cast.lies, request, stands(request, kind="housing"), "wrong-kind")
        with pytest.raises(NoSuchChoice):
            actions.correct_asking(cast.lies, request, stands(request, kind="small-business"), "wrong-kind")


def sent_from(page: str, **other: str) -> dict[str, str]:
    """Return what the form that corrects sends when nothing is typed in it, save what is told otherwise."""
    fields = {"kind": "", "plan": "", "asked_on": "", "destination": ""}
    shown = {name: value_of(page, f"initial-right-{name}") for name in fields}
    stood = {name: value for name, value in shown.items() if value is not None}
    typed = stood | {"version": value_of(page, "right-version") or "", "reason": "wrong-plan"} | other
    sent = {f"right-{name}": value for name, value in typed.items()}
    return sent | {f"initial-right-{name}": value for name, value in stood.items()} | {"correct": "1"}


def value_of(page: str, name: str) -> str | None:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'<input type="hidden" name="{name}"(?: value="([^"]*)")?', page)
    return (found.group(1) or "") if found else None


@pytest.mark.parametrize("day", ["2031-01-01", "2019-01-01", "2021-06-02"])
def test_all_that_is_wrong_with_a_correction_is_told_at_once(cast: Cast, client: Client, day: str) -> None:
    request = asked(cast.lies, opened_on=DAY)
    actions.answer(cast.lies, request, True, project=PROJECT)
    client.force_login(cast.lies)
    address = reverse("reintegration:request", args=[request.key])
    sent = sent_from(client.get(address).text, asked_on=day)
    del sent["right-reason"]
    assert set(client.post(address, sent).context["right"].errors) == {"asked_on", "reason"}


def test_an_old_page_does_not_take_back_what_a_colleague_corrected(cast: Cast, client: Client) -> None:
    request = asked(cast.lies, opened_on=DAY)
    address = reverse("reintegration:request", args=[request.key])
    client.force_login(cast.lies)
    old = client.get(address).text
    actions.correct_asking(cast.sam, request, stands(request, asked_on=DAY), "wrong-day")
    refused = client.post(address, sent_from(old, plan="A roof"))
    assert refused.status_code == 422
    assert refused.context["right"].changes == [("Asked on", "1 June 2021", "20 May 2021")]
    again = sent_from(refused.text, plan="A roof")
    assert (again["right-asked_on"], again["right-version"]) == ("2021-05-20", "2")
    assert "A roof</textarea>" in refused.text
    assert client.post(address, again).status_code == 302
    request.refresh_from_db()
    assert (request.asked_on, request.plan) == (DAY, "A roof")


def test_what_was_and_what_stands_is_said_where_nobody_knows_what_the_form_had_shown(cast: Cast) -> None:
    request = asked(cast.lies, opened_on=DAY)
    right = stands(request, plan="A roof")
    actions.correct_asking(cast.sam, request, stands(request, asked_on=DAY), "wrong-day")
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.correct_asking(cast.lies, request, right, "wrong-plan", version=1)
    assert refused.value.changes == [("Asked on", "1 June 2021", "20 May 2021")]
    assert refused.value.now == 2


def test_help_that_was_drawn_meanwhile_is_said_to_be_in_the_old_page_of_its_take_back(
    cast: Cast, client: Client
) -> None:
    request = asked(cast.lies, opened_on=DAY)
    granted = actions.answer(cast.lies, request, True, project=PROJECT)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.take_back_answer(cast.lies, granted, "told-wrongly", version=1)
    assert refused.value.changes[:1] == [("State", "asked for", "granted")]
    assert {label for label, _was, _now in refused.value.changes} == {"State", "Charged to", "Answered on"}


def test_another_plan_alone_changes_no_figure(cast: Cast) -> None:
    request = asked(cast.lies)
    with past.days_told_anew() as days:
        request = actions.correct_asking(cast.lies, request, stands(request, plan="A roof"), "wrong-plan")
    assert request.plan == "A roof"
    assert not days
    with past.days_told_anew() as days:
        actions.correct_asking(cast.lies, request, stands(request, kind="housing"), "wrong-kind")
    assert days == {date(2021, 6, 1)}


def test_in_a_case_that_was_closed_meanwhile_it_is_refused_in_words(cast: Cast, client: Client) -> None:
    request = asked(cast.lies)
    client.force_login(cast.lies)
    address = reverse("reintegration:request", args=[request.key])
    old = client.get(address).text
    casework.leave(cast.lies, traveller_of(request.case), "withdrawn")
    casework.close_case(cast.lies, request.case, "left")
    back = {"take-back": "1", "back-reason": "wrong-case", "back-version": "1"}
    for sent in (back, sent_from(old, plan="A roof")):
        refused = client.post(address, sent)
        assert (refused.status_code, "This case is closed." in refused.text) == (422, True)
    request.refresh_from_db()
    assert request.plan != "A roof"


def test_who_reads_an_answer_and_gives_none_takes_none_back(cast: Cast, client: Client) -> None:
    request = actions.answer(cast.lies, asked(cast.lies), True, project=PROJECT)
    handed_over(request.case, cast.iraq)
    client.force_login(cast.erbil)
    address = reverse("reintegration:request", args=[request.key])
    assert client.get(address).status_code == 200
    sent = {"take-back": "1", "back-reason": "told-wrongly", "back-version": "2"}
    assert client.post(address, sent).status_code == 403


def test_a_second_click_is_no_change_of_a_colleague(cast: Cast, client: Client) -> None:
    request = asked(cast.lies)
    client.force_login(cast.lies)
    address = reverse("reintegration:request", args=[request.key])
    page = client.get(address).text
    sent = sent_from(page, plan="A roof") | {"right-once": value_of(page, "right-once") or ""}
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 409]


def test_what_a_colleague_changed_is_said_once(cast: Cast, client: Client) -> None:
    request = actions.answer(cast.lies, asked(cast.lies), True, project=PROJECT)
    as_arrived(request.case)
    client.force_login(cast.lies)
    address = reverse("reintegration:request", args=[request.key])
    sent = as_shown(client.get(address).text)
    actions.correct_asking(cast.sam, request, stands(request, plan="A roof"), "wrong-plan")
    refused = client.post(address, sent)
    assert (refused.status_code, refused.text.count("What they changed")) == (422, 1)
    assert "A colleague changed this meanwhile" not in refused.text


def test_who_corrects_what_a_colleague_took_back_is_told_so(cast: Cast, client: Client) -> None:
    request = asked(cast.lies)
    client.force_login(cast.lies)
    address = reverse("reintegration:request", args=[request.key])
    sent = as_shown(client.get(address).text, **{"right-plan": "A roof for the winter"})
    actions.take_back_asking(cast.sam, request, "wrong-case")
    said = client.post(address, sent | {"correct": "1"})
    assert said.status_code == 409
    assert "This request was taken back on 1 June 2021" in said.text
    assert "A roof for the winter" in said.text
    assert reverse("cases:case", args=[request.case.reference]) in said.text
    assert client.get(address).status_code == 409
    restricted(traveller_of(request.case).person)
    assert client.get(address).status_code == 404


def test_the_timeline_tells_which_kind_of_help_was_asked_for(cast: Cast) -> None:
    request = asked(cast.lies)
    actions.correct_asking(cast.lies, request, stands(request, kind="housing"), "wrong-kind")
    words = [one.words for one in page_of(cast.lies, request.case).happened if "Asked for" in one.words]
    assert len(words) == 2
    assert "(Housing and repair) (corrected: " in words[0]
    assert "(Housing" not in words[1]

"""The channel by which a household came is put right: in the case, on its timeline, and in its returns."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions, problems
from onward.casework.cases.gates import gather, verdicts_of
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import FUNDER, NOON, a_cleared_case, a_journey, travellers_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
WHY = "sent-on"


def told(case: Case, type: str) -> Event:
    return Event.objects.filter(case_key=case.key, type=type).standing().get()


def test_it_stands_in_the_case_in_its_opening_and_in_its_returns() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case = a_cleared_case(cast)
        movements.depart(cast.omar, a_journey(cast, case))
    assert told(case, "movements.departed").payload["channel"] == "red-cross"
    opened = told(case, "cases.opened")
    with clock.at(NOON + timedelta(days=400)):
        actions.correct_channel(cast.lies, case, "self", WHY)
    case.refresh_from_db()
    right, left = told(case, "cases.opened"), told(case, "movements.departed")
    assert (case.channel, right.payload["channel"], right.supersedes_id) == ("self", "self", opened.pk)
    assert right.occurred_on == opened.occurred_on
    assert (left.payload["channel"], left.payload["corrected"]) == ("self", "channel")
    assert left.occurred_on == NOON.date()


def test_who_opens_cases_may_and_says_why_by_a_channel_of_the_programme() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(Refused):
        actions.correct_channel(cast.omar, case, "self", WHY)
    with pytest.raises(NoSuchChoice):
        actions.correct_channel(cast.lies, case, "self", "")
    with pytest.raises(NoSuchChoice):
        actions.correct_channel(cast.lies, case, "pigeon", WHY)
    with pytest.raises(problems.AlreadyRecorded):
        actions.correct_channel(cast.lies, case, "red-cross", WHY)
    assert told(case, "cases.opened").supersedes_id is None


def test_a_closed_case_is_put_right_by_the_form_and_the_timeline_says_so(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    actions.close_case(cast.lies, case, "left")
    client.force_login(cast.lies)
    page, form = (
        reverse("cases:case", args=[case.reference]),
        reverse("cases:do", args=[case.reference, "channel"]),
    )
    assert form in client.get(page).content.decode()
    shown = client.get(form).context["form"]
    typed = {name: str(shown[name].value() or "") for name in shown.fields}
    typed |= {"channel": "self", "reason": WHY}
    assert client.post(form, typed).status_code == 302
    text = client.get(page).content.decode()
    assert "Case opened (channel put right: " in text
    assert "had them from somebody else" in text
    assert "Replaced by what was recorded on" in text


def test_the_opening_keeps_its_place_before_the_country_changed() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.change_destination(cast.lies, case, "AL")
    before = gather([case], travellers_of(case), clock.today()).destinations[case.key]
    actions.correct_channel(cast.lies, case, "self", WHY)
    case.refresh_from_db()
    after = gather([case], travellers_of(case), clock.today()).destinations[case.key]
    assert [(one.position, one.country) for one in after] == [(one.position, one.country) for one in before]


def test_what_was_approved_in_the_other_case_after_the_parting_counts_no_more_than_before() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    one = travellers_of(case)[1]
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    approval = actions.ask_approval(cast.lies, case, FUNDER)
    actions.decide_approval(cast.lies, approval, True)

    def approved() -> bool:
        members = travellers_of(new)
        verdicts = verdicts_of(new, members, gather([new], members, clock.today()), clock.today())
        return any(
            line.state == "met"
            for each in verdicts
            for line in each.requirements
            if line.code == "funder-approval"
        )

    assert not approved()
    actions.correct_channel(cast.lies, new, "self", WHY)
    assert not approved()

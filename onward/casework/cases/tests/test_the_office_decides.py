"""A mission works on the file that it took; what comes before the departure is decided by the office."""

import pytest
from django.test import Client

from onward.access.policy import may
from onward.casework.cases import actions
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.cases.rules import NOW_ELSEWHERE
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.casework.protection.actions import restrict
from onward.kernel.problems import Refused
from onward.records.consents.tests.factories import a_consent
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    """Return a case of two that the mission in Iraq has accepted."""
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    for one in case.travellers.select_related("person"):
        a_consent(one.person.key, cast.iraq.key, office=cast.be)
    actions.answer_hand_over(cast.erbil, actions.hand_over(cast.lies, case, cast.iraq), True)
    return case


def tasks(case: Case) -> list[Task]:
    return list(Task.objects.filter(case=case, kind=NOW_ELSEWHERE, done_on=None).order_by("pk"))


@pytest.mark.parametrize(
    "what", ["destination", "declaration", "ask-approval", "cash", "add-traveller", "part", "close"]
)
def test_what_is_decided_over_the_household_is_neither_offered_to_a_mission_nor_opened(
    cast: Cast, case: Case, client: Client, what: str
) -> None:
    address = f"/cases/{case.reference}/do/{what}/"
    client.force_login(cast.erbil)
    assert address not in client.get(f"/cases/{case.reference}/").content.decode()
    assert client.get(address).status_code == 403
    assert client.post(address, {"destination": "AL"}).status_code == 403


def test_a_mission_changes_no_country_and_signs_nothing(cast: Cast, case: Case) -> None:
    with pytest.raises(Refused):
        actions.change_destination(cast.erbil, case, "AL")
    with pytest.raises(Refused):
        actions.sign_declaration(cast.erbil, traveller_of(case), "self")
    case.refresh_from_db()
    assert case.destination == "IQ"


def test_steps_before_the_departure_are_the_office_s(cast: Cast, case: Case) -> None:
    one = traveller_of(case)
    actions.hold_session(cast.erbil, case, way="phone")
    assert page_of(cast.lies, case).steps
    assert not page_of(cast.erbil, case).steps
    with pytest.raises(Refused):
        actions.advance(cast.erbil, one, "counselled")
    with pytest.raises(Refused):
        actions.leave(cast.erbil, one, "withdrawn")
    assert actions.advance(cast.lies, one, "counselled").stage == "counselled"


def test_what_comes_after_the_arrival_is_the_mission_s_too(cast: Cast, case: Case, client: Client) -> None:
    here, there = case.travellers.select_related("person").order_by("pk")
    Traveller.objects.filter(pk=there.pk).update(stage="arrived")
    client.force_login(cast.erbil)
    page = client.get(f"/cases/{case.reference}/do/leave/").content.decode()
    assert f'value="{there.key}"' in page
    assert f'value="{here.key}"' not in page, "who has not departed is the office's"
    assert actions.advance(cast.erbil, there, "reintegrating").stage == "reintegrating"
    assert actions.leave(cast.erbil, there, "lost-contact").exit == "lost-contact"
    assert actions.undo_exit(cast.erbil, there).exit == ""


def test_who_counsels_the_household_finds_a_task_where_somebody_else_changed_the_country(cast: Cast) -> None:
    case = a_case(cast.lies, counsellor=cast.lies)
    actions.change_destination(cast.lies, case, "AL")
    assert not tasks(case), "she did it herself"
    actions.change_destination(cast.sam, case, "RS")
    actions.change_destination(cast.sam, case, "IQ")
    [told] = tasks(case)
    assert (told.assigned_to, told.person_key) == (cast.lies, None)
    actions.change_destination(cast.sam, case, "IQ", "Erbil")
    assert tasks(case) == [told], "the place within the country brings nothing anew"


def test_so_does_who_looks_after_somebody_whom_the_counsellor_does_not_see(cast: Cast) -> None:
    sister, hidden = a_person(cast.be, "Wanda"), a_person(cast.be, "Vitoria", sex="female")
    case = a_case(cast.lies, sister, hidden, counsellor=cast.lies)
    restrict(cast.sam, hidden, "trafficking")
    actions.change_destination(cast.lies, case, "AL")
    [told] = tasks(case)
    assert told.person_key == hidden.key
    assert told.assigned_to in {cast.vera, cast.sam}
    assert not Task.objects.visible_to(cast.lies).filter(pk=told.pk).exists()


def test_whoever_did_it_in_sight_of_everybody_has_no_task_of_their_own(cast: Cast) -> None:
    sister, hidden = a_person(cast.be, "Wanda"), a_person(cast.be, "Vitoria", sex="female")
    case = a_case(cast.lies, sister, hidden, counsellor=cast.lies)
    restrict(cast.sam, hidden, "trafficking")
    actions.change_destination(cast.sam, case, "AL")
    assert [(one.person_key, one.assigned_to) for one in tasks(case)] == [(None, cast.lies)]


def test_offices_decide_and_missions_do_not(cast: Cast) -> None:
    assert all(may(one, "cases.decide") for one in (cast.lies, cast.sam, cast.omar))
    assert not may(cast.erbil, "cases.decide")
    assert not may(cast.erbil, "cases.make-ready")

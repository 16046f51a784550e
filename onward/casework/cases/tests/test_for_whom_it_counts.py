"""What is recorded of a household counts for those whom its author saw, and for nobody who joined later."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions, problems
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.gates import gates_before, holds_on, kept_by
from onward.casework.cases.models import Case, FunderApproval, Hold, HoldRelease, Task, Traveller
from onward.casework.cases.queries import timeline
from onward.casework.cases.tests.factories import (
    a_case,
    a_member,
    a_person,
    handed_over,
    page_of,
    traveller_of,
)
from onward.casework.cases.tests.test_tasks_by_rule import DECLARED, the_tasks_are
from onward.casework.programmes.gates import Verdict
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
FUNDER = "fedasil-avrr-be"


def a_niece_hidden(cast: Cast) -> tuple[Case, Traveller, Traveller]:
    """Return a case, the uncle whom the counsellor sees and his niece whom only focal points see."""
    case, niece = a_child_alone(cast.sam)
    uncle = Traveller.objects.select_related("person", "case").get(case=case, principal=True)
    return case, uncle, niece


def gate(case: Case, one: Traveller, code: str, stage: str) -> Verdict:
    return next(each for each in gates_before(case, one, stage, clock.today()) if each.gate == code)


def test_a_session_with_the_household_opens_no_gate_of_somebody_whom_its_author_did_not_see() -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    actions.hold_session(cast.lies, case, way="in-person")
    actions.advance(cast.lies, uncle, "counselled")
    with pytest.raises(problems.GateHolds):
        actions.advance(cast.sam, niece, "counselled")
    actions.hold_session(cast.sam, case, way="in-person", about=niece)
    assert actions.advance(cast.sam, niece, "counselled").stage == "counselled"


def test_a_session_of_whoever_sees_everybody_counts_for_everybody() -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    actions.hold_session(cast.sam, case, way="in-person")
    assert all(gate(case, one, "counselled", "counselled").open for one in (uncle, niece))


def test_a_session_of_before_names_were_kept_counts_for_everybody() -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    held = actions.hold_session(cast.lies, case, way="in-person")
    told = Event.objects.get(type="cases.session_held", payload__session=str(held.key))
    Event.objects.create(
        type=told.type,
        case_key=told.case_key,
        office=told.office,
        occurred_on=told.occurred_on,
        recorded_at=told.recorded_at,
        actor_key=told.actor_key,
        payload={name: said for name, said in told.payload.items() if name != "travellers"},
    )
    assert all(gate(case, one, "counselled", "counselled").open for one in (uncle, niece))


def test_what_is_recorded_by_who_sees_nobody_any_more_counts_for_nobody() -> None:
    cast = make_cast()
    father, brother = a_person(cast.be), a_person(cast.be, "Karim Zubaidi")
    case = a_case(cast.lies, father, brother)
    apart = traveller_of(case, brother)
    actions.part_travellers(cast.lies, case, [apart], apart, "travels-later")
    actions.find_vulnerability(cast.sam, traveller_of(case, father), "trafficking", "severe")
    actions.hold_session(cast.lies, case, way="phone")
    actions.decide_approval(cast.lies, actions.ask_approval(cast.lies, case, FUNDER), True)
    assert not gate(case, traveller_of(case, father), "counselled", "counselled").open
    assert not gate(case, traveller_of(case, father), "funded", "booked").open


def test_an_approval_covers_those_for_whom_it_was_asked_whoever_writes_the_answer_down() -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    asked = actions.ask_approval(cast.lies, case, FUNDER)
    actions.decide_approval(cast.sam, asked, True)
    assert gate(case, uncle, "funded", "booked").open
    held = gate(case, niece, "funded", "booked")
    assert (held.outcome, held.requirements[0].state) == ("held", "missing")
    hers = actions.ask_approval(cast.sam, case, FUNDER, about=niece)
    assert gate(case, niece, "funded", "booked").requirements[0].state == "asked"
    actions.decide_approval(cast.sam, hers, True)
    assert gate(case, niece, "funded", "booked").open


def test_the_approval_of_somebody_hidden_leaves_the_counsellor_no_trace(client: Client) -> None:
    cast = make_cast()
    case, _uncle, niece = a_niece_hidden(cast)
    client.force_login(cast.lies)
    form = f"/cases/{case.reference}/do/decide-approval/"
    before = _without_tokens(client.get(form).content.decode())
    hers = actions.ask_approval(cast.sam, case, FUNDER, about=niece)
    assert _without_tokens(client.get(form).content.decode()) == before
    with pytest.raises(Missing):
        actions.decide_approval(cast.lies, hers, True)
    assert actions.ask_approval(cast.lies, case, FUNDER).person_key is None
    with pytest.raises(problems.AlreadyRecorded):
        actions.ask_approval(cast.lies, case, FUNDER)
    assert FunderApproval.objects.filter(case=case).count() == 2


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[\w-]{32,}"|nonce="[^"]*"', "", page)


@pytest.mark.parametrize("gone_ahead", [False, True])
def test_the_focal_point_reads_for_whom_it_is_missing_and_is_led_to_the_form_with_them_chosen(
    gone_ahead: bool,
) -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    actions.hold_session(cast.lies, case, way="in-person")
    if gone_ahead:
        actions.advance(cast.lies, uncle, "counselled")
    [line] = [one for one in page_of(cast.sam, case).gates if one.code == "counselling-session"]
    assert line.state == "missing"
    assert line.sentence.startswith(f"No counselling session was held with {niece.person.name} yet")
    assert line.way is not None
    assert line.way.url.endswith(f"/do/session/?about={niece.key}")
    seen = [one for one in page_of(cast.lies, case).gates if one.code == "counselling-session"]
    assert not any(one.state != "met" or niece.person.name in one.sentence for one in seen)


def test_the_task_of_the_first_session_ends_with_it_though_somebody_hidden_waits_for_theirs() -> None:
    cast = make_cast()
    case, _uncle, _niece = a_niece_hidden(cast)
    waiting = Task.objects.filter(case=case, kind="first-session", done_on=None)
    assert waiting.exists(), "the programme's file sets it"
    actions.hold_session(cast.lies, case, way="in-person")
    assert not waiting.exists()


def test_a_session_with_somebody_hidden_leaves_the_household_s_task_and_timeline_as_they_were(
    client: Client,
) -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    actions.assign_counsellor(cast.sam, case, cast.lies)
    Task.objects.filter(case=case).update(assigned_to=cast.lies)
    client.force_login(cast.lies)
    pages = (f"/cases/{case.reference}/", "/work/")
    before = [_without_tokens(client.get(page).content.decode()) for page in pages]
    actions.hold_session(cast.sam, case, way="in-person", about=niece)
    assert Task.objects.get(case=case, kind="first-session").done_on is None
    assert [_without_tokens(client.get(page).content.decode()) for page in pages] == before
    actions.hold_session(cast.sam, case, way="in-person", about=uncle)
    assert Task.objects.get(case=case, kind="first-session").done_on == clock.today()


def test_a_task_that_a_session_with_one_has_ended_is_told_to_those_who_are_told_of_the_session() -> None:
    cast = make_cast()
    father, brother = a_person(cast.be), a_person(cast.be, "Karim Zubaidi")
    case = a_case(cast.lies, father, brother)
    actions.hold_session(cast.sam, case, way="in-person", about=traveller_of(case, brother))
    assert Event.objects.get(type="cases.task_done").person_key == brother.key
    actions.find_vulnerability(cast.sam, traveller_of(case, brother), "trafficking", "severe")
    told = timeline(cast.lies, case, [traveller_of(case, father)], None, 50).rows
    assert not {event.type for event in told} & {"cases.session_held", "cases.task_done"}


def test_the_step_of_somebody_hidden_sets_a_task_about_them_and_none_of_the_household(tmp_path: Path) -> None:
    cast = make_cast()
    with the_tasks_are(DECLARED, tmp_path):
        case, uncle, niece = a_niece_hidden(cast)
        actions.hold_session(cast.sam, case, way="in-person")
        actions.advance(cast.sam, niece, "counselled")
        hers = case.tasks.get()
        assert (hers.person_key, hers.assigned_to) == (niece.person.key, cast.sam)
        actions.advance(cast.lies, uncle, "counselled")
        household = case.tasks.get(person_key=None)
        actions.sign_declaration(cast.lies, uncle, "self")
        household.refresh_from_db()
        hers.refresh_from_db()
        assert (household.done_on, hers.done_on) == (clock.today(), None), "each waits for their own"
        actions.take_step_back(cast.sam, niece, steps_of(niece)[-1])
        assert list(case.tasks.all()) == [household]


def test_whoever_joins_after_the_approval_needs_one_and_keeps_nobody_else_back() -> None:
    cast = make_cast()
    father = a_person(cast.be)
    case = a_case(cast.lies, father)
    daughter = a_member(case, "Layla Zubaidi", sex="female")
    actions.decide_approval(cast.lies, actions.ask_approval(cast.lies, case, FUNDER), True)
    joined = actions.add_traveller(cast.lies, case, actions.Joining(daughter))
    assert gate(case, traveller_of(case, father), "funded", "booked").open
    assert not gate(case, joined, "funded", "booked").open
    actions.decide_approval(cast.lies, actions.ask_approval(cast.lies, case, FUNDER, about=joined), True)
    assert gate(case, joined, "funded", "booked").open


def the_hold(cast: Cast, **fields: Any) -> Hold:
    """Return a hold on every departure of the office, that demands masks."""
    return actions.place_hold(
        cast.omar, cast.be, from_on=clock.today(), reason="pandemic", precautions=["masks"], **fields
    )


def kept(case: Case) -> set[UUID]:
    """Return the keys of all of a case, seen or not, whom a hold keeps from departing."""
    everybody = case.travellers.select_related("person")
    return set(kept_by(holds_on([case], everybody)[case.pk]))


def flagged(client: Client, user: User, case: Case) -> bool:
    """Return whether the list of held cases has the case for somebody."""
    client.force_login(user)
    return case.reference in client.get("/cases/?held=1").content.decode()


def test_a_release_frees_nobody_whom_its_author_did_not_see(client: Client) -> None:
    cast = make_cast()
    case, uncle, niece = a_niece_hidden(cast)
    hold = the_hold(cast)
    actions.release_from_hold(cast.lies, case, hold, ["masks"])
    assert kept(case) == {niece.person.key}
    gates_before(case, uncle, "departed", clock.today())
    with pytest.raises(problems.OnHold):
        gates_before(case, niece, "departed", clock.today())
    assert (flagged(client, cast.lies, case), flagged(client, cast.sam, case)) == (False, True)
    assert page_of(cast.lies, case).holds == []
    with pytest.raises(problems.AlreadyRecorded):
        actions.release_from_hold(cast.lies, case, hold, ["masks"])


def test_the_focal_point_is_led_to_release_the_one_left_over(client: Client) -> None:
    cast = make_cast()
    case, _uncle, niece = a_niece_hidden(cast)
    hold = the_hold(cast)
    actions.release_from_hold(cast.lies, case, hold, ["masks"])
    client.force_login(cast.sam)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert f"for the departure of: {niece.person.name}</p>" in page
    address = f"/cases/{case.reference}/do/release/"
    assert address in page
    assert f"({niece.person.name})" in client.get(address).content.decode()
    assert client.post(address, {"hold": hold.key, "precautions": ["masks"]}).status_code == 302
    assert [one.travellers for one in case.hold_releases.order_by("pk")][1] == [niece.person.key]
    assert kept(case) == set()
    assert not flagged(client, cast.sam, case)
    with pytest.raises(problems.AlreadyRecorded):
        actions.release_from_hold(cast.sam, case, hold, ["masks"])


def test_the_release_of_somebody_hidden_is_told_to_nobody_who_does_not_see_them(client: Client) -> None:
    cast = make_cast()
    case, _uncle, niece = a_niece_hidden(cast)
    handed_over(case, cast.iraq, accepted=True)
    hold = the_hold(cast)
    pages = [f"/cases/{case.reference}/", f"/cases/{case.reference}/do/release/", "/cases/?held=1", "/work/"]

    def as_read(user: User) -> list[str]:
        client.force_login(user)
        return [_without_tokens(client.get(page).content.decode()) for page in pages]

    def releases(user: User) -> int:
        return as_read(user)[0].count("Hold released for this case")

    before = [as_read(user) for user in (cast.lies, cast.erbil)]
    actions.release_from_hold(cast.sam, case, hold, ["masks"], travellers=[niece])
    assert [as_read(user) for user in (cast.lies, cast.erbil)] == before
    assert releases(cast.sam) == 1
    actions.release_from_hold(cast.lies, case, hold, ["masks"])
    assert [releases(user) for user in (cast.lies, cast.erbil, cast.sam)] == [1, 1, 2]


def test_a_release_of_before_names_were_kept_counts_for_everybody_and_is_told_to_all() -> None:
    cast = make_cast()
    case, uncle, _niece = a_niece_hidden(cast)
    hold = the_hold(cast)
    HoldRelease.objects.create(hold=hold, case=case, released_on=clock.today())
    Event.objects.create(
        type="cases.hold_released",
        case_key=case.key,
        office="be",
        occurred_on=clock.today(),
        recorded_at=clock.now(),
        payload={"hold": str(hold.key), "precautions": ["masks"]},
    )
    assert kept(case) == set()
    with pytest.raises(problems.AlreadyRecorded):
        actions.release_from_hold(cast.sam, case, hold, ["masks"])
    told = timeline(cast.lies, case, [uncle], None, 50).rows
    assert "cases.hold_released" in {event.type for event in told}


def test_whoever_joins_after_a_release_is_decided_upon_by_themselves() -> None:
    cast = make_cast()
    father = a_person(cast.be)
    case = a_case(cast.lies, father)
    hold = the_hold(cast)
    actions.release_from_hold(cast.lies, case, hold, ["masks"])
    joined = actions.add_traveller(
        cast.lies, case, actions.Joining(a_member(case, "Layla Zubaidi", sex="female"))
    )
    assert kept(case) == {joined.person.key}
    again = actions.release_from_hold(cast.lies, case, hold, ["masks"])
    assert (again.travellers, kept(case)) == ([joined.person.key], set())

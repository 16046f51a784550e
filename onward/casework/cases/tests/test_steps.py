"""Steps on the line: forward through gates, out by an exit, and back again."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions, problems
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, handed_over, traveller_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def test_a_gate_that_holds_says_what_it_waits_for() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    with pytest.raises(problems.GateHolds) as held:
        actions.advance(cast.lies, one, "counselled")
    assert "ounselling" in held.value.say()
    assert held.value.verdicts
    assert traveller_of(one.case).stage == "registered"


def test_a_step_is_taken_once_and_only_where_the_line_leads() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.hold_session(cast.lies, case, way="in-person")
    one = actions.advance(cast.lies, traveller_of(case), "counselled")
    assert (one.stage, one.stage_since) == ("counselled", clock.today())
    with pytest.raises(problems.AlreadyThere):
        actions.advance(cast.lies, one, "counselled")
    with pytest.raises(problems.NotThisStep):
        actions.advance(cast.lies, one, "closed")
    with pytest.raises(NoSuchChoice):
        actions.advance(cast.lies, one, "the-moon")
    with pytest.raises(Invalid):
        actions.advance(cast.lies, one, "cleared", on=clock.today() + TOMORROW)


def test_each_traveller_stands_at_a_stage_of_their_own() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    actions.hold_session(cast.lies, case, way="phone")
    actions.advance(cast.lies, traveller_of(case, wife), "counselled")
    assert sorted(case.travellers.values_list("stage", flat=True)) == ["counselled", "registered"]


def test_part_of_a_family_withdraws_and_the_others_go_on() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    actions.leave(cast.lies, traveller_of(case, wife), "withdrawn", reason="family")
    event = Event.objects.get(type="cases.exit_taken")
    assert event.payload == {"exit": "withdrawn", "stage": "registered", "reason": "family"}
    with pytest.raises(problems.LeftThePathway):
        actions.advance(cast.lies, traveller_of(case, wife), "counselled")
    with pytest.raises(problems.LeftThePathway):
        actions.leave(cast.lies, traveller_of(case, wife), "lost-contact")
    actions.hold_session(cast.lies, case, way="phone")
    assert actions.advance(cast.lies, traveller_of(case), "counselled").stage == "counselled"


def test_nonsense_takes_no_exit() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    for exit, reason in (("no-show", None), ("vanished", None), ("withdrawn", "he said so")):
        with pytest.raises(NoSuchChoice):
            actions.leave(cast.lies, one, exit, reason=reason)
    with pytest.raises(Invalid):
        actions.leave(cast.lies, one, "withdrawn", on=clock.today() + TOMORROW)
    with pytest.raises(ChangedMeanwhile):
        actions.leave(cast.lies, one, "withdrawn", version=9)


def test_who_had_left_comes_back_to_the_stage_they_had_reached() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    with pytest.raises(problems.AlreadyRecorded):
        actions.undo_exit(cast.lies, one)
    actions.leave(cast.lies, one, "withdrawn")
    assert actions.undo_exit(cast.lies, one).exit == ""
    assert Event.objects.get(type="cases.exit_undone").payload["stage"] == "registered"


def test_who_travels_in_another_case_by_now_does_not_come_back_to_the_old_one() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    one = traveller_of(case)
    actions.leave(cast.lies, one, "withdrawn")
    a_case(cast.lies, one.person, household=case.household)
    with pytest.raises(problems.AlreadyInProgramme):
        actions.undo_exit(cast.lies, one)


@pytest.mark.parametrize("who", ["outsider", "rik", "ruth", "dirk", "anna"])
def test_who_has_no_such_verb_moves_nobody(who: str) -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    user: User = getattr(cast, who)
    with pytest.raises(Refused):
        actions.advance(user, one, "counselled")
    with pytest.raises(Refused):
        actions.leave(user, one, "withdrawn")
    with pytest.raises(Refused):
        actions.undo_exit(user, one)


def test_another_offices_travellers_do_not_exist() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    with pytest.raises(Missing):
        actions.advance(cast.paul, one, "counselled")


def test_a_member_of_the_household_is_added_and_starts_at_the_first_stage() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.hold_session(cast.lies, case, way="phone")
    actions.advance(cast.lies, traveller_of(case), "counselled")
    child = a_member(case, "Ali Zubaidi")
    added = actions.add_traveller(cast.lies, case, actions.Joining(child, accompanied=True))
    assert (added.stage, added.principal, added.accompanied) == ("registered", False, True)
    with pytest.raises(problems.AlreadyInProgramme):
        actions.add_traveller(cast.lies, case, actions.Joining(child))
    with pytest.raises(problems.OnePrincipal):
        actions.add_traveller(cast.lies, case, actions.Joining(a_person(cast.be, "X"), principal=True))
    with pytest.raises(Missing):
        actions.add_traveller(cast.lies, case, actions.Joining(a_person(cast.lu, "Y")))
    with pytest.raises(Invalid):
        actions.add_traveller(
            cast.lies, case, actions.Joining(a_person(cast.be, "Z")), joined_on=clock.today() + TOMORROW
        )


def test_who_left_a_case_is_not_added_to_it_a_second_time() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    one = traveller_of(case)
    actions.leave(cast.lies, one, "withdrawn")
    with pytest.raises(problems.AlreadyInProgramme):
        actions.add_traveller(cast.lies, case, actions.Joining(one.person))


def a_closed_case(user: User) -> Case:
    """Return a case whose only traveller withdrew, closed."""
    case = a_case(user)
    actions.leave(user, traveller_of(case), "withdrawn")
    return actions.close_case(user, case, "left")


def test_a_case_closes_when_nobody_has_anything_left_to_do() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with pytest.raises(problems.StillTravelling):
        actions.close_case(cast.lies, case, "left")
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    with pytest.raises(NoSuchChoice):
        actions.close_case(cast.lies, case, "had enough")
    with pytest.raises(Invalid):
        actions.close_case(cast.lies, case, "left", closed_on=clock.today() + TOMORROW)
    assert actions.close_case(cast.lies, case, "left").closed_on == clock.today()
    Traveller.objects.filter(case=case).update(exit="", stage="closed")
    with pytest.raises(problems.CaseIsClosed):
        actions.close_case(cast.lies, case, "left")


def test_a_closed_case_stays_as_it_is_save_for_notes_and_tasks() -> None:
    cast = make_cast()
    case = a_closed_case(cast.lies)
    one = traveller_of(case)
    joining = actions.Joining(a_person(cast.be, "New Comer"))
    for attempt in (
        lambda: actions.undo_exit(cast.lies, one),
        lambda: actions.add_traveller(cast.lies, case, joining),
        lambda: actions.change_destination(cast.lies, case, "AL"),
        lambda: actions.assign_counsellor(cast.lies, case, cast.lies),
        lambda: actions.hold_session(cast.lies, case, way="phone"),
        lambda: actions.set_task(cast.lies, case, due_on=clock.today(), words="Call"),
        lambda: actions.ask_approval(cast.lies, case, "fedasil-avrr-be"),
        lambda: actions.sign_declaration(cast.lies, one, "self"),
        lambda: actions.find_vulnerability(cast.lies, one, "elderly", "mild"),
        lambda: actions.advance(cast.lies, one, "counselled"),
    ):
        with pytest.raises(problems.CaseIsClosed):
            attempt()
    assert actions.add_note(cast.lies, case, "Her sister called.")


def test_a_case_that_somebody_opened_again_is_due_to_its_counsellor_until_it_is_closed(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    for task in Task.objects.filter(case=case):
        actions.finish_task(cast.lies, task)
    actions.close_case(cast.lies, case, "left")
    client.force_login(cast.lies)
    assert case.reference not in client.get("/work/").content.decode()
    actions.reopen_case(cast.sam, case, "to-correct")
    [row] = client.get("/work/").context["page"].rows
    assert (row.case, row.next, row.due) == (case, "Close the case again once it is right", clock.today())
    actions.close_case(cast.lies, case, "left")
    assert case.reference not in client.get("/work/").content.decode()


def test_what_is_still_to_be_done_is_named_before_the_closing_and_can_be_done_after(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    for task in case.tasks.filter(done_on=None):
        actions.finish_task(cast.lies, task)
    where = f"/cases/{case.reference}/"
    client.force_login(cast.lies)
    assert "Still to be done" not in client.get(f"{where}do/close/").content.decode()
    task = actions.set_task(cast.lies, case, due_on=date(2030, 5, 3), words="Give the passport back")
    told = client.get(f"{where}do/close/").content.decode()
    assert "Still to be done" in told
    assert "Give the passport back (Lies Vermaele, due on 3 May 2030)" in told
    actions.close_case(cast.lies, case, "left")
    stays = "what was still to be done stays here until it is ticked off"
    assert stays in client.get(where).content.decode()
    assert "Give the passport back" in client.get("/work/").content.decode()
    tick = reverse("cases:finish-task", args=[task.key])
    client.post(tick)
    assert stays not in client.get(where).content.decode()
    assert client.post(tick, {"undo": "1"}).status_code == 302
    task.refresh_from_db()
    assert task.done_on is None
    assert stays in client.get(where).content.decode()


def test_no_mission_is_asked_to_answer_for_a_closed_case(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    handed_over(case, cast.iraq)
    client.force_login(cast.erbil)
    assert "do/send-back/" in client.get(f"/cases/{case.reference}/").content.decode()
    actions.leave(cast.lies, traveller_of(case), "withdrawn")
    actions.close_case(cast.lies, case, "left")
    assert "do/send-back/" not in client.get(f"/cases/{case.reference}/").content.decode()


def test_a_closed_case_offers_what_it_allows_and_the_address_of_another_form_says_so_beforehand(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_closed_case(cast.lies)
    where = f"/cases/{case.reference}/"
    client.force_login(cast.lies)
    page = client.get(where)
    offered = {one["address"] for _title, doings in page.context["doings"] for one in doings}
    assert offered == {f"{where}do/{what}/" for what in ("note", "document", "consents", "channel", "reopen")}
    assert f"{where}do/session/" not in page.content.decode()
    told = client.get(f"{where}do/session/").content.decode()
    assert "This case is closed." in told
    assert f'href="{where}do/reopen/"' in told
    assert "<textarea" not in told
    assert "<textarea" in client.get(f"{where}do/note/").content.decode()
    sent = client.post(f"{where}do/session/", {"way": "phone", "held_on": clock.today().isoformat()})
    assert "This case is closed." in sent.content.decode(), "what was filled in before stays on the page"
    actions.reopen_case(cast.lies, case, "to-correct")
    assert "This case is closed." not in client.get(f"{where}do/session/").content.decode()

"""An approval that runs out is asked again, prolonged or corrected; the gate counts the one that lasts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from onward.casework.cases import actions, problems
from onward.casework.cases.actions.approvals import stories_of
from onward.casework.cases.gates import gates_before
from onward.casework.cases.models import Case, FunderApproval, Traveller
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.casework.cases.tests.test_tasks_by_rule import the_tasks_are
from onward.casework.programmes.gates import RequirementVerdict
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid
from onward.kernel.sealing import told_as
from onward.records.projects import queries as projects
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log

pytestmark = pytest.mark.django_db
FUNDER, OTHER = "fedasil-avrr-be", "amif-reintegration-be"


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Any:
    yield
    cases.check(read_log())


def ahead(days: int) -> date:
    return clock.today() + timedelta(days=days)


def later(days: int) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def approved(
    cast: Cast, case: Case, days: int | None = 10, project: str = FUNDER, **whom: Any
) -> FunderApproval:
    """Return an approval that covers departures for some days."""
    asked = actions.ask_approval(cast.lies, case, project, **whom)
    deadline = None if days is None else ahead(days)
    return actions.decide_approval(cast.lies, asked, True, depart_by=deadline)


def funding(case: Case, one: Traveller | None = None, leaves: date | None = None) -> RequirementVerdict:
    """Return what the gate before the booking says of the funder's approval."""
    one = one or traveller_of(case)
    Traveller.objects.filter(pk=one.pk).update(travels_on=leaves)
    found = gates_before(case, one, "booked", clock.today())
    return next(line for each in found for line in each.requirements if line.code == "funder-approval")


def test_an_approval_that_ran_out_is_asked_again_and_stays_in_the_story(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    first = approved(cast, case)
    with later(10), pytest.raises(problems.ApprovalStands):
        actions.ask_approval(cast.lies, case, FUNDER)
    with later(11):
        assert (funding(case).state, funding(case).lapsed) == ("missing", True)
        again = actions.ask_approval(cast.lies, case, FUNDER)
        with pytest.raises(problems.AlreadyRecorded):
            actions.ask_approval(cast.lies, case, FUNDER)
        assert funding(case).state == "asked"
        actions.decide_approval(cast.lies, again, True, depart_by=ahead(30))
        assert (funding(case).state, funding(case).until) == ("met", ahead(30))
    first.refresh_from_db()
    assert (first.outcome, first.depart_by) == ("approved", ahead(10))
    with clock.at(clock.now()):
        told = [one.words for one in page_of(cast.lies, case).happened]
    assert sum(words.startswith("Funder’s answer: approved, departure by") for words in told) == 2


def test_one_that_has_no_end_is_not_asked_again() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    approved(cast, case, None)
    with later(900), pytest.raises(problems.ApprovalStands):
        actions.ask_approval(cast.lies, case, FUNDER)


def test_a_letter_prolongs_an_approval_before_its_end_and_after() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    approval = approved(cast, case)
    with pytest.raises(Invalid):
        actions.prolong_approval(cast.lies, approval, ahead(10))
    with pytest.raises(Invalid):
        actions.prolong_approval(cast.lies, approval, ahead(20), decided_on=ahead(-1))
    actions.prolong_approval(cast.lies, approval, ahead(20))
    assert funding(case, leaves=ahead(18)).state == "met"
    with later(25):
        assert funding(case).lapsed
        actions.prolong_approval(cast.lies, approval, ahead(5))
        assert (funding(case).state, funding(case).until) == ("met", ahead(5))
        told = page_of(cast.lies, case).happened[0].words
    assert told.startswith("Funder’s approval prolonged: departure by")
    declined = actions.decide_approval(cast.lies, actions.ask_approval(cast.lies, case, OTHER), False)
    for one in (declined, approved(cast, a_case(cast.lies, a_person(cast.be, "Suad")), None)):
        with pytest.raises(problems.NothingApproved):
            actions.prolong_approval(cast.lies, one, ahead(40))


def test_a_wrong_answer_is_corrected_and_the_gate_goes_by_the_right_one() -> None:
    cast = make_cast()
    case = a_case(cast.lies, opened_on=ahead(-9))
    asked = actions.ask_approval(cast.lies, case, FUNDER, asked_on=ahead(-5))
    with pytest.raises(problems.NotAnswered):
        actions.correct_approval(cast.lies, asked, "wrong-answer", approved=True, decided_on=ahead(-1))
    with pytest.raises(Invalid):
        actions.decide_approval(cast.lies, asked, True, decided_on=ahead(-6))
    approval = actions.decide_approval(cast.lies, asked, True, depart_by=ahead(1))
    right: dict[str, Any] = {"approved": True, "decided_on": ahead(-2), "depart_by": ahead(60)}
    actions.correct_approval(cast.lies, approval, "wrong-day", **right)
    assert (funding(case).until, funding(case).evidence.since) == (ahead(60), ahead(-2))
    told = [one.words for one in page_of(cast.lies, case).happened]
    assert any(words.endswith("(corrected: Another day was typed)") for words in told)
    for wrong in ({}, {"decided_on": ahead(1)}, {"decided_on": ahead(-6)}, {"depart_by": ahead(-3)}):
        with pytest.raises(Invalid):
            actions.correct_approval(cast.lies, approval, "wrong-day", **right | wrong)
    actions.correct_approval(cast.lies, approval, "wrong-answer", approved=False, decided_on=ahead(-2))
    assert funding(case).state == "failed"
    assert Event.objects.filter(type="cases.approval_decided").standing().count() == 1


def test_what_was_recorded_last_is_taken_back_step_by_step() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    approval = approved(cast, case)
    actions.prolong_approval(cast.lies, approval, ahead(20))
    with pytest.raises(Invalid):
        actions.correct_approval(
            cast.lies, approval, "wrong-answer", approved=False, decided_on=clock.today()
        )
    actions.take_back_approval(cast.lies, approval, "told-wrongly")
    assert funding(case).until == ahead(10)
    actions.take_back_approval(cast.lies, approval, "wrong-project")
    assert funding(case).state == "asked"
    actions.take_back_approval(cast.lies, approval, "wrong-project")
    assert funding(case).state == "missing"
    assert not FunderApproval.objects.exists()
    told = [one.words for one in page_of(cast.lies, case).happened]
    words = "Taken back: Approval asked of the funder: %s (Another project was chosen)"
    assert words % projects.project(FUNDER).name in told
    assert actions.ask_approval(cast.lies, case, FUNDER).outcome == "asked"


def test_an_answer_stays_in_its_place_on_the_timeline_and_in_its_story_however_often_it_is_corrected(
    django_assert_num_queries: Any,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    approval = approved(cast, case)
    actions.add_note(cast.lies, case, "They wait for a letter.")
    for days in range(11, 17):
        actions.correct_approval(
            cast.lies,
            approval,
            "wrong-day",
            approved=True,
            decided_on=clock.today(),
            depart_by=ahead(days),
        )
    told = page_of(cast.lies, case).happened
    at = next(place for place, one in enumerate(told) if one.text)
    assert [one.words for one in told[:at]] == []
    with django_assert_num_queries(2):
        [story] = stories_of([approval]).values()
    assert [one.type for one in story] == ["cases.approval_asked", "cases.approval_decided"]


def test_an_answer_is_not_taken_back_beside_a_question_that_was_asked_since() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    declined = actions.decide_approval(cast.lies, actions.ask_approval(cast.lies, case, FUNDER), False)
    again = actions.ask_approval(cast.lies, case, FUNDER)
    with pytest.raises(problems.AskedAgain):
        actions.take_back_approval(cast.lies, declined, "wrong-answer")
    actions.take_back_approval(cast.lies, again, "wrong-case")
    assert actions.take_back_approval(cast.lies, declined, "wrong-answer").outcome == "asked"


def test_the_gate_counts_the_approval_that_lasts_whoever_and_whichever_project_it_is_of() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Zubaidi"))
    her = case.travellers.select_related("person", "case").get(principal=False)
    approved(cast, case, 10)
    assert funding(case, her, ahead(9)).state == "met"
    assert funding(case, her, ahead(30)).lapsed
    approved(cast, case, 40, about=her)
    assert (funding(case, her, ahead(30)).state, funding(case, her).until) == ("met", ahead(40))
    assert funding(case, leaves=ahead(30)).lapsed, "hers is for nobody else"
    # Another project that is asked, and declines, takes nothing away of what stands.
    other = actions.ask_approval(cast.lies, case, OTHER)
    assert funding(case, leaves=ahead(9)).state == "met"
    assert funding(case, leaves=ahead(30)).state == "asked"
    actions.decide_approval(cast.lies, other, False)
    assert funding(case, leaves=ahead(9)).state == "met"
    assert funding(case, leaves=ahead(30)).state == "failed"


def test_a_task_that_an_answer_had_ended_waits_again_once_it_was_another(tmp_path: Any) -> None:
    with the_tasks_are(
        "tasks:\n  - {kind: funder, at: registered, within: 7d, until: funder-approval}\n", tmp_path
    ):
        cast = make_cast()
        case = a_case(cast.lies)
        approval = approved(cast, case)
        assert case.tasks.get().done_on == clock.today()
        actions.correct_approval(
            cast.lies, approval, "wrong-answer", approved=False, decided_on=clock.today()
        )
        assert case.tasks.get().done_on is None
        actions.correct_approval(cast.lies, approval, "wrong-answer", approved=True, decided_on=clock.today())
        assert case.tasks.get().done_on == clock.today()


def test_who_typed_from_an_older_page_is_told_what_a_colleague_recorded() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    approval = approved(cast, case)
    seen = Event.objects.latest("position").position
    actions.prolong_approval(cast.sam, approval, ahead(20), version=seen)
    with pytest.raises(ChangedMeanwhile) as caught:
        actions.take_back_approval(cast.lies, approval, "wrong-answer", version=seen)
    assert caught.value.changes
    actions.take_back_approval(cast.lies, approval, "wrong-answer", version=caught.value.now)


def test_the_pages_lead_from_the_gate_to_a_later_deadline_or_a_new_question(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    page, do = f"/cases/{case.reference}/", f"/cases/{case.reference}/do/"
    client.force_login(cast.lies)
    shown = client.get(page).content.decode()
    assert "prolong-approval" not in shown
    assert "correct-approval" not in shown
    assert "No approval of the funder has a deadline" in client.get(f"{do}prolong-approval/").content.decode()
    assert "The funder was not asked" in client.get(f"{do}correct-approval/").content.decode()
    approval = approved(cast, case, 3)
    shown = client.get(page).content.decode()
    assert "prolong-approval" in shown
    assert "correct-approval" in shown
    form = client.get(f"{do}prolong-approval/")
    typed: dict[str, Any] = {"approval": approval.key, "version": form.context["form"]["version"].value()}
    letter = typed | {"decided_on": clock.today(), "depart_by": ahead(20)}
    assert client.post(f"{do}prolong-approval/", letter | {"depart_by": ahead(2)}).status_code == 422
    assert client.post(f"{do}prolong-approval/", letter).status_code == 302
    stale = typed | {"right": "not-so", "reason": "told-wrongly"}
    last = told_as(Event.objects.latest("position"))
    for version in (typed["version"], "7"):
        answer = client.post(f"{do}correct-approval/", stale | {"version": version})
        assert answer.status_code == 422
        assert "Somebody changed this" in answer.content.decode()
        assert f'name="version" value="{last}"' in answer.content.decode(), "no page tells a place in the log"
    seen = client.get(f"{do}correct-approval/").context["form"]
    assert not any(seen[name].value() for name in ("approved", "decided_on", "depart_by"))
    fresh = typed | {"version": seen["version"].value(), "reason": "wrong-day", "right": "another"}
    told = client.post(f"{do}correct-approval/", fresh)
    assert set(told.context["form"].errors) == {"right"}, "nothing is another than it stands"
    right = {"depart_by": ahead(25)}
    assert client.post(f"{do}correct-approval/", fresh | right).status_code == 302
    approval.refresh_from_db()
    assert approval.depart_by == ahead(25)

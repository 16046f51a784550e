"""Assessments: asked for, and decided by whom the programme says."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from onward.casework.cases.gates import gates_before
from onward.casework.cases.models import Document, HandOver, Traveller
from onward.casework.cases.policy import missions_that_see
from onward.casework.cases.tests.factories import a_case, handed_over, traveller_of
from onward.casework.programmes.gates import RequirementVerdict
from onward.casework.protection import actions, problems, queries
from onward.casework.protection.models import Assessment
from onward.casework.protection.pages import assessment_lines
from onward.casework.protection.tests.factories import a_child_alone, an_assessment
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing, Refused
from onward.records.consents.models import Consent
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

BID = "best-interest-determination"
WORDS: dict[str, Any] = {"author": "Dr Claes", "reasons": "Her uncle in Erbil has cared for her since 2015."}
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
trailer<</Root 1 0 R>>
startxref
0
%%EOF
"""


def required(traveller: Traveller, code: str) -> RequirementVerdict:
    """Return a requirement of the gate before the booking, as it stands for a traveller."""
    verdicts = gates_before(traveller.case, traveller, "booked", clock.today())
    return next(line for one in verdicts for line in one.requirements if line.code == code)


def state_of(traveller: Traveller, code: str) -> str:
    """Return how it stands."""
    return required(traveller, code).state


def test_an_assessment_is_asked_of_a_mission_by_a_day() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.nora)
    handed_over(case, cast.iraq, travellers=[niece.person.key])
    due = clock.today() + timedelta(days=28)
    asked = actions.ask_assessment(cast.nora, niece, "family-assessment", mission=cast.iraq, due_on=due)
    assert (asked.asked_of, asked.due_on, asked.mission_key) == ("Baghdad", due, cast.iraq.key)
    assert Event.objects.get(type="protection.assessment_asked").payload["mission"] == str(cast.iraq.key)
    assert state_of(niece, "family-assessment") == "asked"


def test_gates_and_the_desk_tell_the_day_by_which_it_was_asked_for_and_no_later_than_the_departure() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    today = clock.today()
    actions.ask_assessment(cast.nora, niece, BID, due_on=today + timedelta(days=5))
    for leaves_in, due_in in ((None, 5), (9, 5), (2, 2)):
        niece.travels_on = today + timedelta(days=leaves_in) if leaves_in else None
        niece.save(update_fields=["travels_on"])
        [line] = assessment_lines(list(queries.waiting(cast.nora)))
        assert line.due == required(niece, BID).due == today + timedelta(days=due_in)


def test_an_assessment_that_waits_is_not_asked_for_again() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    an_assessment(cast.nora, niece, BID)
    with pytest.raises(problems.AlreadyAsked):
        an_assessment(cast.nora, niece, BID)
    an_assessment(cast.nora, niece, "family-assessment")


def test_the_same_form_sent_twice_asks_once() -> None:
    cast, token = make_cast(), uuid4()
    _case, niece = a_child_alone(cast.nora)
    actions.ask_assessment(cast.nora, niece, BID, once=token)
    with pytest.raises(AlreadySent):
        actions.ask_assessment(cast.nora, niece, BID, once=token)


@pytest.mark.parametrize(
    ("outcome", "state"), [("positive", "met"), ("wait", "failed"), ("negative", "failed")]
)
def test_only_a_positive_outcome_opens_the_gate(outcome: str, state: str) -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    assert state_of(niece, BID) == "missing"
    actions.decide_assessment(cast.nora, an_assessment(cast.nora, niece, BID), outcome, **WORDS)
    assert state_of(niece, BID) == state


def test_reasons_and_author_stay_in_the_row_and_never_enter_the_log() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    decided = actions.decide_assessment(cast.nora, an_assessment(cast.nora, niece, BID), "positive", **WORDS)
    assert decided.reasons == WORDS["reasons"]
    event = Event.objects.get(type="protection.assessment_decided")
    assert set(event.payload) == {"assessment", "kind", "outcome", "by"}
    assert event.payload["by"] == "protection-focal-point"


def test_a_decision_comes_with_its_paper() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    paper = actions.Paper(BytesIO(PDF), "determination.pdf")
    asked = an_assessment(cast.nora, niece, BID)
    decided = actions.decide_assessment(cast.nora, asked, "positive", paper=paper, **WORDS)
    assert decided.document is not None
    assert Document.objects.visible_to(cast.nora).count() == 1
    assert Document.objects.visible_to(cast.lies).count() == 0


def test_where_the_programme_names_the_body_that_decides_nobody_else_does() -> None:
    cast = make_cast()
    cast.nora.office = cast.lu
    cast.nora.save()
    _case, niece = a_child_alone(cast.nora, programme="avrr-lu")
    asked = an_assessment(cast.nora, niece, BID)
    for by in (None, "protection-focal-point"):
        with pytest.raises(problems.NotTheCompetentBody) as caught:
            actions.decide_assessment(cast.nora, asked, "positive", by=by, **WORDS)
        assert "competent service" in caught.value.say()
    assert state_of(niece, BID) == "asked"
    decided = actions.decide_assessment(cast.nora, asked, "positive", by="competent-service-lu", **WORDS)
    assert decided.decided_by == "competent-service-lu"
    assert state_of(niece, BID) == "met"


def test_an_assessment_is_decided_once() -> None:
    cast = make_cast()
    asked = an_assessment(cast.vera, traveller_of(a_case(cast.vera)))
    actions.decide_assessment(cast.vera, asked, "wait", **WORDS)
    with pytest.raises(problems.AlreadyDecided):
        actions.decide_assessment(cast.vera, asked, "positive", **WORDS)


def test_after_a_wait_a_new_assessment_can_be_asked_for() -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.vera))
    actions.decide_assessment(cast.vera, an_assessment(cast.vera, one), "wait", **WORDS)
    actions.decide_assessment(cast.vera, an_assessment(cast.vera, one), "positive", **WORDS)
    assert Assessment.objects.count() == 2


def test_whoever_saves_second_is_told() -> None:
    cast = make_cast()
    asked = an_assessment(cast.vera, traveller_of(a_case(cast.vera)))
    Assessment.objects.filter(pk=asked.pk).update(version=2)
    with pytest.raises(ChangedMeanwhile):
        actions.decide_assessment(cast.vera, asked, "positive", version=1, **WORDS)


def test_a_decision_has_a_day_an_author_and_reasons() -> None:
    cast = make_cast()
    asked = an_assessment(cast.vera, traveller_of(a_case(cast.vera)))
    day = timedelta(days=1)
    for field, wrong in (
        ("author", WORDS | {"author": " "}),
        ("reasons", WORDS | {"reasons": ""}),
        ("decided_on", WORDS | {"decided_on": clock.today() + day}),
        ("decided_on", WORDS | {"decided_on": clock.today() - day}),
    ):
        with pytest.raises(Invalid) as caught:
            actions.decide_assessment(cast.vera, asked, "positive", **wrong)
        assert caught.value.field == field
    with pytest.raises(NoSuchChoice):
        actions.decide_assessment(cast.vera, asked, "perhaps", **WORDS)


def test_the_mission_that_was_asked_sees_the_request_and_answers_it() -> None:
    cast = make_cast()
    case = a_case(cast.sam)
    handed_over(case, cast.iraq)
    asked = actions.ask_assessment(cast.sam, traveller_of(case), "family-assessment", mission=cast.iraq)
    assert list(Assessment.objects.visible_to(cast.erbil)) == [asked]
    decided = actions.decide_assessment(cast.erbil, asked, "positive", **WORDS)
    assert decided.decided_by == "mission"


def test_a_mission_is_asked_about_nobody_of_whom_it_sees_nothing() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.nora)
    handed_over(case, cast.iraq)  # by somebody who sees the uncle alone
    with pytest.raises(problems.NotHandedOver) as caught:
        actions.ask_assessment(cast.nora, niece, "family-assessment", mission=cast.iraq)
    assert (caught.value.field, Assessment.objects.count()) == ("mission", 0)
    asked = actions.ask_assessment(cast.nora, niece, "family-assessment", asked_of="A cousin's lawyer")
    assert asked.mission_key is None


def test_a_mission_that_sent_the_file_back_or_whose_consent_was_withdrawn_is_not_asked_either() -> None:
    cast = make_cast()
    case, niece = a_child_alone(cast.nora)
    handed = handed_over(case, cast.iraq, travellers=[niece.person.key])
    assert missions_that_see(niece) == [cast.iraq]
    HandOver.objects.filter(pk=handed.pk).update(accepted=False)
    assert missions_that_see(niece) == []
    HandOver.objects.filter(pk=handed.pk).update(accepted=True)
    Consent.objects.update(withdrawn_on=clock.today())
    assert missions_that_see(niece) == []


def test_a_mark_that_came_after_the_hand_over_hides_the_traveller_from_the_mission_here_too() -> None:
    cast = make_cast()
    case = a_case(cast.sam)
    one = traveller_of(case)
    handed_over(case, cast.iraq, travellers=[one.person.key])
    actions.restrict(cast.sam, one.person, "medical")
    assert missions_that_see(one) == []
    assert not Traveller.objects.visible_to(cast.erbil).exists()


def test_a_mission_that_was_not_asked_finds_nothing() -> None:
    cast = make_cast()
    asked = an_assessment(cast.sam, traveller_of(a_case(cast.sam)), "family-assessment")
    assert not Assessment.objects.visible_to(cast.erbil).exists()
    with pytest.raises(Missing):
        actions.decide_assessment(cast.erbil, asked, "positive", **WORDS)


def test_an_assessment_of_a_restricted_child_exists_for_focal_points_only() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    asked = an_assessment(cast.nora, niece, BID)
    assert Assessment.objects.visible_to(cast.nora).exists()
    for user in (cast.lies, cast.vera, cast.omar, cast.duty):
        assert not Assessment.objects.visible_to(user).exists()
    with pytest.raises(Missing):
        actions.decide_assessment(cast.vera, asked, "positive", **WORDS)


@pytest.mark.parametrize("who", ["lies", "omar", "erbil", "rik", "ruth", "dirk", "outsider"])
def test_who_does_not_protect_asks_for_no_assessment(who: str) -> None:
    cast = make_cast()
    one = traveller_of(a_case(cast.lies))
    with pytest.raises(Refused):
        an_assessment(getattr(cast, who), one)

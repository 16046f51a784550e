"""What a gate answers, for whom, why, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from onward.casework.programmes.gates import Verdict, evaluate_gates, is_open
from onward.casework.programmes.requirements import (
    EventView,
    Evidence,
    Parameters,
    RequirementKind,
    register,
    requirement_kinds,
)
from onward.casework.programmes.tests.conftest import ON, Fact, version_of
from onward.casework.programmes.versions import ProgrammeRules, from_snapshot
from onward.casework.programmes.vocabulary import CaseFacts, ReturnsTo, TravellerFacts
from onward.kernel.conditions import Interval, KnownSoFar

ADULT = TravellerFacts(
    key=UUID(int=1),
    stage="cleared",
    stage_since=date(2021, 5, 20),
    born_from=date(1985, 4, 3),
    born_to=date(1985, 4, 3),
    accompanied=False,
    principal=True,
    vulnerabilities=(),
    medical_needs="none",
)
NIECE = replace(
    ADULT, key=UUID(int=2), principal=False, born_from=date(2003, 9, 15), born_to=date(2003, 9, 15)
)


def case(*travellers: TravellerFacts, **more: Any) -> CaseFacts:
    return CaseFacts(travellers=travellers, opened_on=date(2021, 5, 1), **{"destination": "IQ", **more})


def ask(
    rules: ProgrammeRules, gate: str, facts: CaseFacts, *events: Fact, on: date = ON, of: UUID | None = None
) -> Verdict:
    found = [one for one in evaluate_gates(rules, facts, events, on) if one.gate == gate]
    return next(one for one in found if of is None or one.traveller == of)


def states(verdict: Verdict) -> dict[str, str]:
    return {line.code: line.state for line in verdict.requirements}


def test_an_adult_does_not_meet_the_gate_for_children(belgium: ProgrammeRules) -> None:
    verdict = ask(belgium, "child-alone", case(ADULT))
    assert (verdict.outcome, verdict.applies, verdict.requirements) == ("met", False, ())
    assert verdict.decided_by == "traveller.age < 18"
    assert verdict.read["traveller.age"] == 36


def test_a_child_alone_is_held_until_everything_is_there(belgium: ProgrammeRules) -> None:
    facts = case(ADULT, NIECE)
    bid = Fact("best-interest-determination.met", person_key=NIECE.key)
    family = Fact("family-assessment.asked", person_key=NIECE.key)
    verdict = ask(belgium, "child-alone", facts, bid, family, of=NIECE.key)
    assert verdict.outcome == "held"
    assert states(verdict) == {
        "best-interest-determination": "met",
        "family-assessment": "asked",
        "guardian-consent": "missing",
    }
    rest = [
        Fact("family-assessment.met", person_key=NIECE.key),
        Fact("guardian-consent.met", person_key=NIECE.key),
    ]
    assert ask(belgium, "child-alone", facts, bid, *rest, of=NIECE.key).outcome == "met"


def test_what_was_brought_for_one_traveller_does_not_serve_another(belgium: ProgrammeRules) -> None:
    signed = Fact("declaration-of-voluntary-return.met", person_key=ADULT.key)
    facts = case(ADULT, NIECE)
    assert ask(belgium, "declared", facts, signed, of=ADULT.key).outcome == "met"
    assert ask(belgium, "declared", facts, signed, of=NIECE.key).outcome == "held"


def test_a_decision_taken_back_holds_the_gate_again(belgium: ProgrammeRules) -> None:
    signed = Fact("declaration-of-voluntary-return.met", person_key=ADULT.key, position=1)
    withdrawn = replace(signed, type="declaration-of-voluntary-return.failed", position=2)
    verdict = ask(belgium, "declared", case(ADULT), withdrawn, signed)
    assert states(verdict) == {"declaration-of-voluntary-return": "failed"}
    assert verdict.requirements[0].evidence.position == 2


def test_the_age_that_counts_is_that_on_the_day_of_departure(belgium: ProgrammeRules) -> None:
    before = replace(NIECE, departs_on=date(2021, 9, 14))
    after = replace(NIECE, departs_on=date(2021, 9, 15))
    assert ask(belgium, "child-alone", case(before)).outcome == "held"
    assert ask(belgium, "child-alone", case(after)).outcome == "met"


def test_an_approximate_birth_date_holds_the_gate_and_names_the_fact(belgium: ProgrammeRules) -> None:
    about_18 = replace(NIECE, born_from=date(2003, 1, 1), born_to=date(2003, 12, 31))
    verdict = ask(belgium, "child-alone", case(about_18))
    assert (verdict.outcome, verdict.applies, verdict.missing) == ("unknown", None, ("traveller.age",))
    assert verdict.read["traveller.age"] == Interval(17, 18)
    assert not verdict.open


def test_a_doubt_that_cannot_matter_holds_nobody(belgium: ProgrammeRules) -> None:
    nobody_knows = replace(ADULT, accompanied=None)
    assert ask(belgium, "child-alone", case(nobody_knows)).outcome == "met"
    no_age = replace(NIECE, born_from=None, born_to=None)
    everything = [
        Fact(f"{code}.met", person_key=no_age.key)
        for code in ("best-interest-determination", "family-assessment", "guardian-consent")
    ]
    assert ask(belgium, "child-alone", case(no_age)).outcome == "unknown"
    assert ask(belgium, "child-alone", case(no_age), *everything).outcome == "met"


@pytest.mark.parametrize(
    ("vulnerabilities", "outcome"),
    [
        ((), "met"),
        (("elderly", "trafficking"), "held"),
        (KnownSoFar(["trafficking"]), "held"),
        (KnownSoFar([]), "unknown"),
        (None, "unknown"),
    ],
)
def test_a_trafficking_case_needs_a_risk_assessment(
    belgium: ProgrammeRules, vulnerabilities: Any, outcome: str
) -> None:
    verdict = ask(belgium, "trafficking", case(replace(ADULT, vulnerabilities=vulnerabilities)))
    assert verdict.outcome == outcome


def test_fitness_to_travel_holds_for_three_days(belgium: ProgrammeRules) -> None:
    ill = replace(ADULT, medical_needs="severe", departs_on=date(2021, 6, 10))
    escort = Fact("escort-assigned.met", person_key=ADULT.key)
    early = Fact("fit-to-travel.met", date(2021, 6, 6), ADULT.key)
    late = Fact("fit-to-travel.met", date(2021, 6, 7), ADULT.key)
    lapsed = ask(belgium, "health", case(ill), early, escort)
    (fitness, _escort) = lapsed.requirements
    assert (lapsed.outcome, fitness.state, fitness.lapsed, fitness.until) == (
        "held",
        "missing",
        True,
        date(2021, 6, 9),
    )
    assert "holds until 2021-06-09 only" in fitness.say(name="A")
    assert ask(belgium, "health", case(ill), late, escort).outcome == "met"


def test_where_both_moments_are_known_the_hours_count(belgium: ProgrammeRules) -> None:
    checked = datetime(2021, 6, 7, 15, tzinfo=UTC)

    def satisfied(events: Any, parameters: Parameters, on: date) -> Evidence:
        return Evidence("met", since=checked)

    register(RequirementKind("fit-to-travel", "stand-in", "traveller", satisfied))
    escort = Fact("escort-assigned.met", person_key=ADULT.key)
    for hours, outcome in ((71, "met"), (72, "met"), (73, "held")):
        leaves = checked + timedelta(hours=hours)
        ill = replace(ADULT, medical_needs="mild", departs_on=leaves.date(), departs_at=leaves)
        assert ask(belgium, "health", case(ill), escort).outcome == outcome


def test_an_approval_that_ends_before_the_departure_does_not_open_the_gate(belgium: ProgrammeRules) -> None:
    approved = Fact("funder-approval.met", payload={"until": "2021-06-20"})
    on_time = case(replace(ADULT, departs_on=date(2021, 6, 20)))
    too_late = case(
        replace(ADULT, departs_on=date(2021, 6, 20)), replace(NIECE, departs_on=date(2021, 6, 21))
    )
    assert ask(belgium, "funded", on_time, approved).outcome == "met"
    verdict = ask(belgium, "funded", too_late, approved)
    assert (verdict.outcome, verdict.requirements[0].lapsed) == ("held", True)
    assert verdict.traveller is None


def test_who_leaves_in_time_does_not_wait_for_who_travels_later(belgium: ProgrammeRules) -> None:
    approved = Fact("funder-approval.met", payload={"until": "2021-06-20"})
    now, later = replace(ADULT, departs_on=date(2021, 6, 20)), replace(NIECE, departs_on=date(2021, 7, 1))
    outcomes = [
        evaluate_gates(belgium, case(now, later), [approved], ON, before="booked", travellers=[one.key])
        for one in (now, later)
    ]
    funded = [next(one.outcome for one in verdicts if one.gate == "funded") for verdicts in outcomes]
    assert funded == ["met", "held"]


def test_of_several_approvals_the_one_that_ends_first_counts(belgium: ProgrammeRules) -> None:
    approved = [
        Fact("funder-approval.met", payload={"until": until, "travellers": [str(one.key)]})
        for one, until in ((ADULT, "2021-06-30"), (NIECE, "2021-06-20"))
    ]
    both = [replace(one, departs_on=date(2021, 6, 20)) for one in (ADULT, NIECE)]
    verdict = ask(belgium, "funded", case(*both), *approved)
    assert (verdict.outcome, verdict.requirements[0].until) == ("met", date(2021, 6, 20))
    later = [replace(one, departs_on=date(2021, 6, 21)) for one in both]
    assert ask(belgium, "funded", case(*later), *approved).requirements[0].lapsed


def test_what_was_refused_is_due_from_the_stage_and_not_from_the_refusal(belgium: ProgrammeRules) -> None:
    def due(*events: Fact) -> date | None:
        lines = ask(belgium, "child-alone", case(NIECE), *events).requirements
        return next(line.due for line in lines if line.code == "family-assessment")

    refused = Fact("family-assessment.failed", date(2021, 5, 25), NIECE.key)
    assert due() == due(refused) == date(2021, 7, 1)


def test_the_line_says_who_brings_it_and_by_when(belgium: ProgrammeRules) -> None:
    asked = Fact("family-assessment.asked", date(2021, 5, 10), NIECE.key)
    lines = {line.code: line for line in ask(belgium, "child-alone", case(NIECE), asked).requirements}
    assert (lines["family-assessment"].brought_by, lines["family-assessment"].due) == (
        "mission",
        date(2021, 6, 21),
    )
    assert (lines["guardian-consent"].brought_by, lines["guardian-consent"].due) == (
        "guardian",
        date(2021, 6, 3),
    )
    leaving = case(replace(NIECE, departs_on=date(2021, 6, 15)))
    lines = {line.code: line for line in ask(belgium, "child-alone", leaving, asked).requirements}
    assert lines["family-assessment"].due == date(2021, 6, 15)


def test_the_sentence_is_said_in_the_language_of_the_reader(belgium: ProgrammeRules) -> None:
    line = ask(belgium, "declared", case(ADULT)).requirements[0]
    with translation.override("fr"):
        assert line.say(name="Amina") == "Amina n’a pas signé la déclaration de retour volontaire."
    with translation.override("nl"):
        assert (
            line.say(name="Amina") == "Amina heeft de verklaring van vrijwillige terugkeer niet ondertekend."
        )


def test_in_luxembourg_the_competent_service_decides_on_the_best_interest(office: Any) -> None:
    given: list[Parameters] = []

    def satisfied(events: Any, parameters: Parameters, on: date) -> Evidence:
        given.append(parameters)
        return Evidence("missing")

    register(replace(requirement_kinds()["best-interest-determination"], satisfied=satisfied))
    luxembourg = version_of(office, "avrr-lu")
    line = ask(luxembourg, "child-alone", case(NIECE)).requirements[0]
    assert line.brought_by == given[0].by == "competent-service-lu"
    assert str(luxembourg.parties["competent-service-lu"]) == "the competent service of Luxembourg"


def test_only_the_gates_that_were_asked_for_are_answered(belgium: ProgrammeRules) -> None:
    verdicts = evaluate_gates(belgium, case(ADULT, NIECE), [], ON, before="booked", travellers=[ADULT.key])
    assert {one.stage for one in verdicts} == {"booked"}
    assert {one.traveller for one in verdicts} == {ADULT.key, None}
    assert not is_open(verdicts)


def test_a_kind_that_no_room_has_any_more_holds_the_gate(
    belgium: ProgrammeRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onward.casework.programmes.requirements._kinds", {})
    assert requirement_kinds() == {}
    verdict = ask(belgium, "declared", case(ADULT))
    assert (verdict.outcome, verdict.missing) == ("unknown", ("declaration-of-voluntary-return",))


def test_two_rooms_may_not_claim_one_kind(rooms: None) -> None:
    with pytest.raises(TypeError):
        register(
            RequirementKind("itinerary", "elsewhere", "case", lambda events, parameters, on: Evidence("met"))
        )


def test_a_case_keeps_the_version_it_was_opened_under(
    belgium: ProgrammeRules, spoil: Any, office: Any
) -> None:
    assert spoil("groups.yaml", "[RS, AL, XK, BA, ME, MK]", "[RS, AL, XK, BA, ME]") == []
    now = version_of(office, "avrr-be")
    assert now.hash != belgium.hash
    kept = from_snapshot(belgium.snapshot, belgium.hash)
    again = from_snapshot(belgium.snapshot)
    assert kept.groups == again.groups == belgium.groups
    assert again.hash == belgium.hash
    assert "MK" in kept.groups["visa_free_western_balkans"]
    signed = Fact("declaration-of-voluntary-return.met", person_key=ADULT.key)
    assert ask(again, "declared", case(ADULT), signed).outcome == "met"


def test_the_order_in_which_events_are_given_does_not_matter(belgium: ProgrammeRules) -> None:
    events: list[EventView] = [
        Fact("itinerary.met", date(2021, 5, 2), ADULT.key, position=5),
        Fact("itinerary.failed", date(2021, 5, 2), ADULT.key, position=6),
        Fact("itinerary.asked", date(2021, 5, 1), ADULT.key, position=9),
    ]
    answers = [
        evaluate_gates(belgium, case(ADULT), order, ON, before="departed")[0].requirements[0].state
        for order in (events, events[::-1])
    ]
    assert answers == ["failed", "failed"]


CASE = UUID(int=9)
MOVED = {
    CASE: (
        ReturnsTo(1, "AL", date(2021, 5, 1)),
        ReturnsTo(20, "RS", date(2021, 5, 28)),
        ReturnsTo(40, "AL", date(2021, 5, 30)),
    )
}


def test_what_was_given_for_another_country_of_return_does_not_count(belgium: ProgrammeRules) -> None:
    signed = Fact("declaration-of-voluntary-return.met", person_key=ADULT.key, position=5, case_key=CASE)
    moved = {CASE: MOVED[CASE][:2]}
    [line] = ask(belgium, "declared", case(ADULT, destination="RS", destinations=moved), signed).requirements
    assert (line.state, line.elsewhere) == ("missing", "AL")
    assert line.due == date(2021, 5, 28) + timedelta(days=14), "it is asked for again from that day on"
    with translation.override("fr"):
        assert line.say(name="Amina", country="Albanie") == (
            "Amina a déclaré vouloir retourner dans un autre pays (Albanie)\u202f: la déclaration de retour"
            " volontaire est à signer pour le pays actuel."
        )


def test_it_counts_again_once_the_case_returns_there(belgium: ProgrammeRules) -> None:
    for_albania = Fact("declaration-of-voluntary-return.met", person_key=ADULT.key, position=5, case_key=CASE)
    for_serbia = replace(for_albania, position=25)
    facts = case(ADULT, destination="AL", destinations=MOVED)
    assert ask(belgium, "declared", facts, for_albania, for_serbia).open
    assert not ask(belgium, "declared", facts, for_serbia).open
    withdrawn = replace(for_albania, type="declaration-of-voluntary-return.failed", position=30)
    assert states(ask(belgium, "declared", facts, for_albania, withdrawn)) == {
        "declaration-of-voluntary-return": "failed"
    }, "what is taken back is taken back for every country"


def test_a_session_is_for_no_country(belgium: ProgrammeRules) -> None:
    held = Fact("counselling-session.met", position=5, case_key=CASE)
    facts = case(ADULT, destination="RS", destinations={CASE: MOVED[CASE][:2]})
    assert ask(belgium, "counselled", facts, held).open


def test_within_those_hours_the_day_on_the_clock_of_the_departure_does_not_matter_and_its_own_end_does(
    belgium: ProgrammeRules,
) -> None:
    checked = datetime(2021, 6, 7, 23, tzinfo=UTC)
    leaves = (checked + timedelta(hours=72)).astimezone(timezone(timedelta(hours=2)))
    ill = replace(ADULT, medical_needs="mild", departs_on=leaves.date(), departs_at=leaves)
    escort = Fact("escort-assigned.met", person_key=ADULT.key)
    for end, outcome in ((None, "met"), (leaves.date(), "met"), (date(2021, 6, 10), "held")):
        said = Evidence("met", since=checked, until=end)
        register(RequirementKind("fit-to-travel", "stand-in", "traveller", lambda *_asked, said=said: said))
        assert ask(belgium, "health", case(ill), escort).outcome == outcome

"""Each drawn story makes sense by itself: nobody leaves before what must be there is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from sample.draw.check import age_on
from sample.draw.days import held_by
from sample.draw.sources import habits, office
from sample.draw.stories import Office, Step, Story


def departed(drawn: Office) -> Iterator[tuple[Story, Step, int, list[Step]]]:
    """Every departure: its story, step and traveller, with the steps recorded before it."""
    for story in drawn.stories:
        for at, step in enumerate(story.steps):
            if step.kind == "departed":
                for who in step.travellers:
                    yield story, step, who, list(story.steps[:at])


def next_steps(story: Story, step: Step) -> list[Step]:
    """Return what happened on the journey that a departure began: all until the next booking."""
    later = list(story.steps[story.steps.index(step) + 1 :])
    booked = [at for at, one in enumerate(later) if one.kind == "booked"]
    return later[: booked[0]] if booked else later


def had(before: list[Step], kind: str, who: int, **data: object) -> bool:
    return any(
        step.kind == kind and who in step.travellers and all(step.data.get(k) == v for k, v in data.items())
        for step in before
    )


def test_nobody_departs_during_a_stop_without_a_release_and_its_precautions(drawn: Office) -> None:
    released = 0
    for story, step, who, before in departed(drawn):
        hold = held_by(story.programme, story.destination, step.occurred_on)
        if hold:
            ticked = tuple(habits()["precautions"][hold.reason])
            assert had(before, "hold-released", who, hold=hold.reference, precautions=ticked), story.reference
            assert hold.restart
            assert step.occurred_on > hold.restart
            released += 1
    assert released > 100


def test_nobody_leaves_belgium_between_17_march_and_the_restart(drawn: Office) -> None:
    days = {step.occurred_on for story, step, _, _ in departed(drawn) if story.programme == "avrr-be"}
    assert not [day for day in days if date(2020, 3, 17) <= day <= date(2020, 4, 1)]
    assert [day for day in days if date(2020, 4, 1) < day <= date(2020, 4, 30)]


def test_intake_goes_on_during_the_stop_and_every_case_concerned_is_flagged(drawn: Office) -> None:
    opened = [s for s in drawn.stories if date(2020, 3, 18) <= s.opened_on <= date(2020, 4, 1)]
    assert opened
    assert all(any(step.kind == "hold-placed" for step in story.steps) for story in opened)


def test_each_adult_who_leaves_has_signed_and_each_child_is_signed_for(drawn: Office) -> None:
    for story, step, who, before in departed(drawn):
        person = story.household[who]
        if age_on(person.birth.latest, step.occurred_on) >= 18:
            assert had(before, "declaration-signed", who, signed_by="self"), story.reference
        else:
            by = "guardian" if person.alone else "parent"
            assert had(before, "declaration-signed", who, signed_by=by), story.reference


def test_everybody_who_leaves_has_a_travel_document_that_is_valid_on_the_day(drawn: Office) -> None:
    for story, step, who, before in departed(drawn):
        held = story.household[who].document
        received = [
            s.data["expires_on"] for s in before if s.kind == "document-received" and who in s.travellers
        ]
        expiry = [held.expires_on] if held else []
        assert max(expiry + received) > step.occurred_on, story.reference


def test_a_child_alone_leaves_only_with_best_interest_family_and_guardian_in_favour(drawn: Office) -> None:
    children = 0
    for story, step, who, before in departed(drawn):
        person = story.household[who]
        if person.alone and age_on(person.birth.earliest, step.occurred_on) < 18:
            children += 1
            for kind in ("best-interest-determination", "family-assessment"):
                assert had(before, "assessment-recorded", who, assessment=kind, outcome="positive")
            assert had(before, "guardian-consented", who, agrees=True)
    assert children > 40


def test_a_victim_of_trafficking_leaves_only_after_a_risk_assessment_in_favour(drawn: Office) -> None:
    for story, _, who, before in departed(drawn):
        if had(list(story.steps), "vulnerability-found", who, category="trafficking"):
            assert had(before, "assessment-recorded", who, assessment="risk-assessment", outcome="positive")


def test_a_medical_case_leaves_with_an_escort_and_found_fit_within_72_hours(drawn: Office) -> None:
    for story, step, who, before in departed(drawn):
        if had(list(story.steps), "vulnerability-found", who, category="health"):
            assert had(before, "escort-assigned", who), story.reference
            found = [s.occurred_on for s in before if s.kind == "fit-to-travel" and who in s.travellers]
            assert step.occurred_on - max(found) <= timedelta(days=3)


def test_everybody_leaves_cleared_and_before_the_funders_deadline(drawn: Office) -> None:
    for story, step, who, before in departed(drawn):
        assert had(before, "cleared", who)
        deadlines = [
            s.data["deadline"] for s in before if s.kind == "funder-approved" and who in s.travellers
        ]
        assert max(deadlines) >= step.occurred_on, story.reference


def test_everybody_leaves_on_flights_booked_for_that_day_that_connect(drawn: Office) -> None:
    for story, step, who, before in departed(drawn):
        booked = [s for s in before if s.kind == "booked" and who in s.travellers][-1]
        legs = booked.data["legs"]
        assert booked.data["departs_on"] == legs[0]["departs"].date() == step.occurred_on, story.reference
        for one, following in pairwise(legs):
            assert one["destination"] == following["origin"]
            assert timedelta(minutes=60) < following["departs"] - one["arrives"] < timedelta(hours=8)


def test_nothing_is_recorded_before_it_happened_nor_out_of_order(drawn: Office) -> None:
    for story in drawn.stories:
        moments = [step.recorded_at for step in story.steps]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments)
        for step in story.steps:
            assert step.recorded_at.date() >= step.occurred_on, (story.reference, step)


def test_a_departure_is_written_down_after_the_plane_has_left(drawn: Office) -> None:
    for story, step, who, before in departed(drawn):
        booked = [s for s in before if s.kind == "booked" and who in s.travellers][-1]
        assert step.recorded_at >= booked.data["legs"][0]["departs"], story.reference


def test_some_facts_are_recorded_weeks_after_they_happened(drawn: Office) -> None:
    late = [s for _, s, _, _ in departed(drawn) if (s.recorded_at.date() - s.occurred_on).days >= 14]
    assert len(late) > 100


def test_everything_happens_within_the_five_years_and_after_consent(drawn: Office) -> None:
    first, last = habits()["first_day"], habits()["last_day"]
    for story in drawn.stories:
        assert first <= story.opened_on <= last
        assert story.steps[0].kind == "consent-given"
        assert all(first <= step.occurred_on <= last for step in story.steps), story.reference


def test_some_children_come_of_age_between_the_first_talk_and_the_journey(drawn: Office) -> None:
    grown = [
        story.reference
        for story, step, who, _ in departed(drawn)
        if story.household[who].alone
        and age_on(story.household[who].birth.latest, story.opened_on) < 18
        and age_on(story.household[who].birth.latest, step.occurred_on) >= 18
    ]
    assert grown


def test_part_of_a_family_may_withdraw_or_follow_later(drawn: Office) -> None:
    twice = stayed = 0
    for story in drawn.stories:
        gone = [step for step in story.steps if step.kind == "departed"]
        twice += len(gone) == 2
        stayed += bool(gone) and any(step.kind == "withdrawn" for step in story.steps)
    assert twice > 20
    assert stayed > 20


def test_a_few_are_sent_back_on_the_way_and_leave_again_days_later(drawn: Office) -> None:
    back = 0
    for story in drawn.stories:
        for at, step in enumerate(story.steps):
            if step.kind != "refused-entry":
                continue
            back += 1
            [left] = [one for one in story.steps[:at] if one.kind == "departed"]
            [again] = [one for one in story.steps[at:] if one.kind == "departed"]
            assert left.travellers == step.travellers == again.travellers, story.reference
            assert left.occurred_on <= step.occurred_on < again.occurred_on
            first = [one for one in story.steps[:at] if one.kind == "booked"][-1]
            assert step.data["at"] in [leg["destination"] for leg in first.data["legs"][:-1]]
    assert 3 <= back <= 20


def test_a_person_who_returns_again_keeps_their_reference_and_is_named_in_the_second_case(
    drawn: Office,
) -> None:
    earlier = {s.reference: s for s in drawn.stories}
    again = [
        (story, step.data["earlier_case"])
        for story in drawn.stories
        for step in story.steps
        if step.kind == "registered" and step.data["earlier_case"]
    ]
    assert len(again) == habits()["returned_before"]
    for story, reference in again:
        assert earlier[reference].household[0].reference == story.household[0].reference
        assert earlier[reference].household[0].names == story.household[0].names


def test_nobody_leaves_twice_in_one_case(drawn: Office) -> None:
    seen = [
        (story.reference, who)
        for story, step, who, _ in departed(drawn)
        if not had(next_steps(story, step), "refused-entry", who)
    ]
    assert len(seen) == len(set(seen))


def test_a_household_has_one_head_and_every_step_names_its_members(drawn: Office) -> None:
    for story in drawn.stories:
        assert [p.relation for p in story.household].count("head") == 1
        assert story.household[0].relation == "head"
        for step in story.steps:
            assert all(0 <= who < len(story.household) for who in step.travellers)


def test_every_partner_and_every_user_in_the_stories_is_in_the_office(drawn: Office) -> None:
    partners = {one["code"]: one for one in office()["organisations"]}
    users = {one["username"] for one in office()["staff"]}
    for story in drawn.stories:
        assert (story.partner is None) == (story.channel in ("self", "hotline"))
        assert story.partner is None or partners[story.partner]["office"] == story.office
        assert all(step.by in users for step in story.steps)


def test_the_office_has_every_role_and_somebody_with_none() -> None:
    roles = {one["role"] for one in office()["staff"]}
    assert roles == {
        "counsellor",
        "protection-focal-point",
        "movement-officer",
        "mission-colleague",
        "partner",
        "programme-manager",
        "reporting-officer",
        "data-protection-officer",
        "administrator",
        "duty-officer",
        None,
    }


def test_the_lines_are_called_in_french_and_in_dutch_and_some_calls_become_a_case(drawn: Office) -> None:
    known = {story.reference: story for story in drawn.stories}
    assert {call.line for call in drawn.calls} == {"hotline-fr", "hotline-nl"}
    cases = [call for call in drawn.calls if call.case]
    assert cases
    assert all(known[call.case or ""].channel == "hotline" for call in cases)

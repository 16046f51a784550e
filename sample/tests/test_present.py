"""The office on the day of loading: work for everybody, and nothing that has not happened yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sample.draw.present import draw_present, known_until
from sample.draw.sources import habits, office, published
from sample.draw.stories import Office
from sample.draw.stuck import place_of
from sample.tests.selection import so_far, standing

MONDAY, SUNDAY = date(2026, 11, 23), date(2029, 3, 4)


@pytest.fixture(scope="module", params=[MONDAY, SUNDAY], ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture(scope="module")
def here(today: date) -> Office:
    return draw_present(today)


def test_the_same_day_gives_the_same_cases_and_another_day_others(here: Office, today: date) -> None:
    assert draw_present(today) == here
    assert draw_present(today + timedelta(days=1)) != here
    assert draw_present(today, "another") != here


def test_every_counsellor_has_cases_before_and_after_the_journey(here: Office, today: date) -> None:
    until = known_until(today)
    for counsellor in [one["username"] for one in office()["staff"] if one["role"] == "counsellor"]:
        mine = [so_far(story, until) for story in here.stories]
        mine = [one for one in mine if any(s.kind == "registered" and s.by == counsellor for s in one.steps)]
        gone = [one for one in mine if any(step.kind == "departed" for step in one.steps)]
        assert gone
        assert len(mine) > len(gone)


def test_somebody_stands_at_every_place_of_the_way_in_both_offices(here: Office, today: date) -> None:
    found = {one for story in here.stories for one in standing(story, known_until(today))}
    for code in ("be", "lu"):
        for place in ("referred", "registered", "session-held", "cleared", "booked", "departed", "arrived"):
            assert f"{code}:{place}" in found


def test_something_is_lacking_for_each_reason_that_the_file_knows(here: Office, today: date) -> None:
    found = {one for story in here.stories for one in standing(story, known_until(today))}
    for step in ("assessment-recorded", "document-received", "funder-approved", "hold-released"):
        assert f"waits-for:{step}" in found


def test_a_few_requests_for_help_wait_and_no_old_one_does(here: Office, today: date, drawn: Office) -> None:
    until = known_until(today)
    waiting = [
        story for story in here.stories if "waits-for:reintegration-answered" in standing(story, until)
    ]
    assert 3 <= len(waiting) <= 25
    for story in drawn.stories:
        kinds = [step.kind for step in story.steps]
        assert kinds.count("reintegration-asked") == kinds.count("reintegration-answered"), story.reference


def test_nobody_is_referred_after_the_morning_of_the_day(here: Office, today: date) -> None:
    for story in here.stories:
        referred = next(step for step in story.steps if step.kind == "referred")
        assert referred.recorded_at <= known_until(today)


def test_moments_go_forward_and_each_is_a_moment_of_its_own(here: Office) -> None:
    for story in here.stories:
        moments = [step.recorded_at for step in story.steps]
        assert moments == sorted(set(moments)), story.reference


def test_no_case_of_the_present_lies_in_a_period_that_was_published(here: Office, today: date) -> None:
    last = max(figure.period.last for figure in published().figures)
    assert all(story.opened_on > last for story in here.stories)
    assert all(story.opened_on > habits()["last_day"] for story in here.stories)


def test_references_of_cases_and_persons_are_none_of_the_past(here: Office, drawn: Office) -> None:
    cases = {story.reference for story in drawn.stories}
    persons = {person.reference for story in drawn.stories for person in story.household}
    assert not cases & {story.reference for story in here.stories}
    assert not persons & {person.reference for story in here.stories for person in story.household}
    assert len({story.reference for story in here.stories}) == len(here.stories)


def test_what_is_to_be_done_in_a_case_fits_how_far_it_has_come(here: Office, today: date) -> None:
    until = known_until(today)
    fits = {
        "ahead": {"call-back", "document", "assessment", "funder"},
        "cleared": {"booking", "document", "funder", "assessment", "call-back"},
        "booked": {"booking", "call-back"},
        "after": {"reintegration", "call-back"},
    }
    asked = {kind: f"{kind}-asked" for kind in ("reintegration", "funder", "assessment")}
    found = set()
    for story in here.stories:
        done = so_far(story, until).steps
        if any(step.kind == "closed" for step in done):
            continue
        place = place_of(done)
        for step in done:
            if step.kind == "task" and (step.data["done_on"] or today) >= today:
                kind = step.data["task"]
                assert kind in fits[place], (story.reference, place, step.data)
                assert kind not in asked or asked[kind] in {one.kind for one in done}, story.reference
                found.add(place)
    assert found == {*fits}

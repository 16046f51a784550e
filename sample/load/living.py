"""Brings what is still open at the end of the sample to the present, so that the demo's worklists live.

Whoever is still waiting on the sample's last day has not left, so no published figure counts them. Their
stories move forward by whole weeks (a Monday stays a Monday) until the sample's last day is the last such day
before today. The day of loading decides all of it, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from onward.kernel.clock import OFFICE_ZONE
from sample.draw.sources import habits
from sample.draw.stories import BirthDraft, Call, Office, Step, Story
from sample.load.timeline import Timeline

DataclassT = TypeVar("DataclassT")
WAITING_DAYS = 8
"""Who came in so few days before today has a referral that waits for an answer."""
STILL_TO_DO = timedelta(days=3)
"""Tasks due this long before today, or later, are still open."""
ERRANDS = ("call-back", "document", "booking", "reintegration", "funder")
DUE_FROM, DUE_WITHIN = -5, 15
"""The errands of the demo are due from so many days before today on, within so many days."""


@dataclass(frozen=True)
class Shift:
    """By how many days a story moves."""

    days: int

    def moved(self, value: Any) -> Any:
        """Return a value with every day and moment in it moved; ages and weekdays stay as they are."""
        match value:
            case BirthDraft():
                return self._born(value)
            case datetime():
                return value + timedelta(days=self.days)
            case date():
                return value + timedelta(days=self.days)
            case tuple():
                return tuple(self.moved(one) for one in value)
            case Mapping():
                return {name: self.moved(one) for name, one in value.items()}
        return self._record(value) if is_dataclass(value) else value

    def _record(self, value: Any) -> Any:
        return replace(value, **{one.name: self.moved(getattr(value, one.name)) for one in fields(value)})

    def _born(self, birth: BirthDraft) -> BirthDraft:
        """Move a birth; a span of whole years stays one."""
        if birth.exact:
            day = birth.earliest + timedelta(days=self.days)
            return BirthDraft(day, day)
        years = round(self.days / 365.25)
        last = (
            birth.latest
            if (birth.latest.month, birth.latest.day) == (12, 31)
            else date(birth.latest.year, 12, 31)
        )
        return BirthDraft(
            birth.earliest.replace(year=birth.earliest.year + years),
            last.replace(year=last.year + years),
        )


def shift_to(today: date) -> Shift:
    """Return the shift by which the sample's last day becomes the last such weekday before today."""
    last: date = habits()["last_day"]
    return Shift(max(0, (today - timedelta(days=1) - last).days // 7 * 7))


def is_open(story: Story) -> bool:
    """Whether nobody of the household has left, and nobody has said why not."""
    return all(step.kind not in ("departed", "closed") for step in story.steps)


def living(office: Office, today: date) -> Timeline:
    """Return the office's timeline as it is on a day: the past, and what is open, moved to the present."""
    shift = shift_to(today)
    waiting = {story.reference for story in office.stories if is_open(story)}
    past = [story for story in office.stories if story.reference not in waiting]
    here: list[Story] = [
        _here(shift.moved(story), today) for story in office.stories if story.reference in waiting
    ]
    calls = [shift.moved(call) if call.case in waiting else call for call in office.calls]
    until = datetime.combine(today, time(6), OFFICE_ZONE).astimezone(UTC)
    stories = sorted([*past, *here], key=_opening)
    return Timeline(stories, office.holds, sorted(calls, key=_call_moment), until)


def _opening(story: Story) -> date:
    return story.opened_on


def _call_moment(call: Call) -> datetime:
    return call.moment


def _here(story: Story, today: date) -> Story:
    """Return a story of the present: the newest wait for an answer, and what is due by now is still to do."""
    fresh = (today - story.opened_on).days <= WAITING_DAYS + 1
    steps = [step for step in story.steps if not fresh or step.kind in ("consent-given", "referred")]
    told = [_undone(step, today) for step in steps]
    return replace(story, steps=tuple(told if fresh else [*told, _errand(story, told[-1], today)]))


def _errand(story: Story, last: Step, today: date) -> Step:
    """Something to do around today, so that no worklist of the demo is empty."""
    number = int(story.reference[-5:])
    moment = last.recorded_at + timedelta(minutes=30)
    due = today + timedelta(days=DUE_FROM + number * 7 % DUE_WITHIN)
    by = next(step.by for step in story.steps if step.kind == "registered")
    data = {
        "task": ERRANDS[number % len(ERRANDS)],
        "due_on": due,
        "done_on": None,
    }
    return Step("task", moment.date(), moment, (), by, data)


def _undone(step: Step, today: date) -> Step:
    if step.kind == "task" and step.data["due_on"] >= today - STILL_TO_DO:
        return replace(step, data={**step.data, "done_on": None})
    if step.kind == "task" and step.data["done_on"] is None:
        return replace(
            step, data={**step.data, "done_on": min(step.data["due_on"], today - timedelta(days=1))}
        )
    return step

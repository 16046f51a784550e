"""What keeps a case of the present from going on, and what its people have to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sample.draw.days import on_a_weekday
from sample.draw.ledger import staff
from sample.draw.sources import present
from sample.draw.stories import Step, Story

HALF_AN_HOUR = timedelta(minutes=30)
NOT_YET = 5
"""Days from today after which the mission will have answered."""
WITH_WORDS = 0.6
"""The share of errands that say more than their kind."""


def what_is_lacking(
    story: Story, leaves: date, stuck: Mapping[str, Any], today: date, rng: Random
) -> str | None:
    """Draw what a case lacks, if anything: one of `lacks` of which the story has the step."""
    if leaves < today - timedelta(days=present()["stuck_since"]) or rng.random() >= stuck["share"]:
        return None
    kinds = {step.kind for step in story.steps}
    weights = {
        lack: weight for lack, weight in stuck["lacks"].items() if present()["lacks"][lack]["step"] in kinds
    }
    return rng.choices(list(weights), list(weights.values()))[0] if weights else None


def go_no_further(story: Story, lack: str | None) -> Story:
    """Return the story without what it lacks, and without all that needs it."""
    if lack is None:
        return story
    missing, way = present()["lacks"][lack], present()["way"]
    gone = {missing["step"], *way[way.index(missing["before"]) :], *present()["journey"]}
    return replace(story, steps=tuple(step for step in story.steps if step.kind not in gone))


def with_errands(story: Story, lack: str | None, today: date, until: datetime, rng: Random) -> Story:
    """Return the story with its forgotten tasks done, and with something to do around today, for some."""
    forgotten = today - timedelta(days=present()["errands"]["forgotten"])
    fits = fitting([step for step in story.steps if step.recorded_at <= until])
    steps = [_unanswered(_remembered(step, forgotten, fits), today, rng) for step in story.steps]
    done = [step for step in steps if step.recorded_at <= until]
    errand = _errand(story, done, lack, rng)
    if errand is None:
        return replace(story, steps=tuple(steps))
    first, last = present()["errands"]["due"]
    due = on_a_weekday(today + timedelta(days=rng.randint(first, last)), today + timedelta(days=first))
    moment = done[-1].recorded_at + min(HALF_AN_HOUR, (until - done[-1].recorded_at) / 2)
    data = {**errand, "due_on": due, "done_on": None}
    by = next(step.by for step in done if step.kind == "registered")
    step = Step("task", moment.date(), moment, (), by, data)
    return replace(story, steps=(*done, step, *steps[len(done) :]))


def place_of(done: Iterable[Step]) -> str:
    """Return how far a case has come, as errands know it: `ahead`, `cleared`, `booked` or `after`."""
    kinds = {step.kind for step in done}
    places = {"departed": "after", "booked": "booked", "cleared": "cleared"}
    return next((place for kind, place in places.items() if kind in kinds), "ahead")


def fitting(done: Iterable[Step]) -> frozenset[str]:
    """Return the kinds of task that make sense in a case that has come so far."""
    done = list(done)
    errands, kinds = present()["errands"], {step.kind for step in done}
    place = place_of(done)
    lacking = errands["of_lack"].values() if place in ("ahead", "cleared") else ()
    usual = {*errands[place], *lacking}
    return frozenset(kind for kind in usual if errands["needs"].get(kind, "registered") in kinds)


def _remembered(step: Step, day: date, fits: Collection[str]) -> Step:
    """Return a task of which nobody said that it is done as done, where it was due before that day.

    So is one of the story that came too early: what is open today fits the stage of its case.
    """
    if step.kind != "task" or (step.data["done_on"] or date.max) < day:
        return step
    if step.data["task"] in fits and (step.data["done_on"] or step.data["due_on"] >= day):
        return step
    return replace(step, data={**step.data, "done_on": max(step.occurred_on, min(step.data["due_on"], day))})


def _unanswered(step: Step, today: date, rng: Random) -> Step:
    """Return a hand-over as one that waits at the mission, for most of those of the last days."""
    settings = present()["unanswered"]
    days = (today - step.recorded_at.date()).days
    if step.kind != "handed-over" or days > settings["within"] or rng.random() >= settings["share"]:
        return step
    return replace(step, data={**step.data, "answered_after": max(days, 0) + NOT_YET})


def _errand(story: Story, done: list[Step], lack: str | None, rng: Random) -> Mapping[str, Any] | None:
    """Draw what is to be done in a case that has come so far; None where nothing is, or nobody has it yet."""
    settings, kinds = present()["errands"], {step.kind for step in done}
    if "registered" not in kinds or "closed" in kinds:
        return None
    place = place_of(done)
    if rng.random() >= settings["share"]["after" if place == "after" else "ahead"]:
        return None
    fits = fitting(done)
    usual = [kind for kind in settings[place] if kind in fits]
    lacks = settings["of_lack"].get(lack)
    kind = lacks if lacks in fits else rng.choice(usual)
    said = settings["words"].get(kind, {})
    said = said.get(place, said.get("any", {}))
    words = {language: rng.choice(texts) for language, texts in said.items()}
    found: dict[str, Any] = {"task": kind}
    if words and rng.random() < WITH_WORDS:
        found["words"] = words
    to = _whose(story, done, kind, rng)
    return found | ({"to": to} if to else {})


def _whose(story: Story, done: list[Step], kind: str, rng: Random) -> str | None:
    """Draw whose errand it is, where it is not the counsellor's."""
    asked = [step.by for step in done if step.kind == "assessment-asked"]
    if kind == "assessment" and asked:
        return asked[-1]
    if kind == "booking" and rng.random() < present()["errands"]["booker"]:
        return str(rng.choice(staff("movement-officer", story.office)))
    return None

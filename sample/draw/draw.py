"""Draws the whole sample office from one seed: the same seed gives the same bytes.

Every figure in sample/published comes out of the departures, exactly; `python -m sample.draw` shows each
beside its count.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sample.draw.apportion import ImpossibleError
from sample.draw.block import draw_block
from sample.draw.calls import draw_calls
from sample.draw.days import holds, on_a_weekday, set_days
from sample.draw.endings import draw_endings
from sample.draw.history import History
from sample.draw.members import compose, join_relatives, mark_vulnerable, people, set_sexes
from sample.draw.people import draw_people
from sample.draw.plans import Member, Plan
from sample.draw.sources import Block, Figure, habits, published
from sample.draw.stories import Office, PersonDraft, Story

ATTEMPTS = 12


def draw_office(seed: str | None = None) -> Office:
    """All stories of the sample office; without a seed, the one in sample/choices/habits.yaml."""
    seed = seed or str(habits()["seed"])
    plans = [plan for block in published().blocks for plan in _block(seed, block)]
    for plan in plans:
        open_before(seed, plan)
    rng = Random(f"{seed}:returned")
    again = _returners(plans, rng)
    totals = published().totals
    members = sum(len(plan.members) for plan in plans)
    plans += draw_endings(
        totals.cases - len(plans),
        totals.persons - members + len(again),
        _told(seed, plans),
        Random(f"{seed}:endings"),
    )
    stories = _stories(seed, plans, again)
    return Office(seed, holds(), stories, draw_calls(stories, Random(f"{seed}:calls")))


def digest(office: Office) -> str:
    """SHA-256 over every value of every story, to tell whether two draws are the same."""
    sha = hashlib.sha256(repr((office.holds, office.calls)).encode())
    for story in office.stories:
        sha.update(repr(story).encode())
    return sha.hexdigest()


def _block(seed: str, block: Block) -> list[Plan]:
    """One block; now and then chance leaves too little room for a figure, and the block is drawn anew."""
    for attempt in range(ATTEMPTS - 1):
        with suppress(ImpossibleError):
            return _attempt(block, Random(f"{seed}:{block.label}:{attempt}"))
    return _attempt(block, Random(f"{seed}:{block.label}:{ATTEMPTS - 1}"))


def _attempt(block: Block, rng: Random) -> list[Plan]:
    plans = draw_block(block, rng)
    set_days(block, plans, rng)
    for plan in plans:
        compose(plan, rng)
    set_sexes(block, plans, rng)
    if not any(figure.counts == "cases" and not figure.of.model_fields_set for figure in _figures(block)):
        join_relatives(plans, rng)
    mark_vulnerable(block, plans, rng)
    for plan in plans:
        _stay_behind(plan, rng)
    return plans


def _figures(block: Block) -> list[Figure]:
    return [f for f in published().figures if f.programme == block.programme and f.period == block.period]


def _stay_behind(plan: Plan, rng: Random) -> None:
    """Now and then a grown sibling on the file stays while the family leaves."""
    share = habits()["household"]["member_stays"] * plan.size
    if plan.size >= 2 and not plan.special and rng.random() < share:
        plan.members.append(Member("sibling", rng.choice(["male", "female"]), rng.randint(19, 45)))


def open_before(seed: str, plan: Plan) -> None:
    """The day on which a departing case was opened, some weeks or months before."""
    rng = Random(f"{seed}:{plan.key}:opened")
    if plan.day is None:
        raise ValueError(plan.key)
    lead = int(12 + rng.gammavariate(2, 21)) + (
        rng.randint(25, 60) if any(m.marks for m in plan.members) else 0
    )
    first: date = habits()["first_day"]
    opened = plan.day - timedelta(days=lead)
    if opened < first:  # the sample's first weeks: nothing is known from before, so the way is shorter
        opened = first + timedelta(days=rng.randint(1, max(1, min((plan.day - first).days - 9, 40))))
    plan.opened = on_a_weekday(opened, first)
    plan.end = plan.day
    _from_a_call(plan, rng)


def _from_a_call(plan: Plan, rng: Random) -> None:
    """Some of those who came by themselves had called one of the lines first."""
    calls = habits()["calls"]
    called = plan.channel == "self" and plan.office == calls["office"] and plan.opened > calls["first_day"]
    if called and rng.random() < calls["became_a_case"]:
        plan.channel = calls["channel"]


def _returners(plans: Sequence[Plan], rng: Random) -> dict[str, str]:
    """Adults alone who left once before: key of the later case to key of the earlier one."""
    alone = [
        plan for plan in plans if len(plan.members) == 1 and not plan.special and not plan.members[0].marks
    ]
    pairs: dict[str, str] = {}
    used: set[str] = set()
    wanted: int = habits()["returned_before"]
    by_kind: dict[tuple[str, str, str], list[Plan]] = {}
    for plan in alone:
        by_kind.setdefault((plan.programme, plan.destination, plan.members[0].sex), []).append(plan)
    order = list(alone)
    rng.shuffle(order)
    for plan in order:
        if len(pairs) == wanted:
            break
        for earlier in by_kind[plan.programme, plan.destination, plan.members[0].sex]:
            apart = earlier.day and plan.opened - earlier.day > timedelta(days=400)
            if apart and not {plan.key, earlier.key} & used:
                pairs[plan.key] = earlier.key
                used |= {plan.key, earlier.key}
                break
    return pairs


def _told(seed: str, plans: Sequence[Plan]) -> list[tuple[Figure, int]]:
    """For each figure on the informed, how many the departed leave to those who did not leave."""
    lacking = []
    for figure in published().figures:
        if figure.counts != "informed":
            continue
        told = 0
        for plan, member in people(plans):
            if plan.programme == figure.programme and member.has(figure.of.group or ""):
                household = draw_people(plan, plan.opened, Random(f"{seed}:{plan.key}:people"))
                story = story_of(plan, household, History(plan, household, history_rng(seed, plan)))
                told += any(
                    s.kind == "vulnerability-found"
                    and s.data["category"] == figure.of.group
                    and figure.period.covers(s.occurred_on)
                    for s in story.steps
                )
        lacking.append((figure, figure.number - told))
    return lacking


def history_rng(seed: str, plan: Plan) -> Random:
    """Chance for the history of a case, the same however many cases are drawn beside it."""
    return Random(f"{seed}:{plan.key}:history")


def story_of(plan: Plan, household: tuple[PersonDraft, ...], history: History) -> Story:
    """Write the story of a plan as its history has it."""
    return Story(
        reference=plan.reference,
        office=plan.office,
        programme=plan.programme,
        channel=plan.channel,
        partner=history.partner,
        household=household,
        destination=plan.destination,
        town=plan.town,
        region=plan.region,
        opened_on=plan.opened,
        steps=history.steps(),
    )


def _stories(seed: str, plans: list[Plan], again: dict[str, str]) -> tuple[Story, ...]:
    """Number the cases and persons in the order of opening, and write every story."""
    plans = sorted(plans, key=lambda plan: (plan.opened, plan.key))
    counted: Counter[tuple[str, int]] = Counter()
    first: dict[str, tuple[str, PersonDraft]] = {}
    earlier_keys = set(again.values())
    stories = []
    persons = 0
    for plan in plans:
        series = (plan.office, plan.opened.year)
        counted[series] += 1
        plan.reference = f"{plan.office.upper()}-{plan.opened.year}-{counted[series]:05d}"
        drawn = draw_people(plan, plan.opened, Random(f"{seed}:{plan.key}:people"))
        if plan.key in again:
            plan.earlier, person = first[again[plan.key]]
            household: tuple[PersonDraft, ...] = (replace(person, document=drawn[0].document),)
        else:
            household = tuple(
                replace(person, reference=f"P{persons + at:06d}") for at, person in enumerate(drawn, start=1)
            )
            persons += len(drawn)
        if plan.key in earlier_keys:
            first[plan.key] = (plan.reference, household[0])
        stories.append(story_of(plan, household, History(plan, household, history_rng(seed, plan))))
    return tuple(stories)

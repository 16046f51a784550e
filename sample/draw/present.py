"""Draws the office on a day: cases under way, dated from that day, that no figure counts.

They are drawn as those of the past are, to their arrival and beyond; whoever loads them stops at the morning
of the day, so each stands where it would have come to by then. Some lack something and go no further.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from sample.draw.calls import draw_calls
from sample.draw.days import held_by, holds, on_a_weekday
from sample.draw.draw import history_rng, open_before, story_of
from sample.draw.endings import settle
from sample.draw.history import History
from sample.draw.ledger import BRUSSELS
from sample.draw.members import compose, mark_others
from sample.draw.people import draw_people
from sample.draw.plans import Plan
from sample.draw.sources import destinations, habits, office, present
from sample.draw.stories import Hold, Office, Story
from sample.draw.stuck import go_no_further, what_is_lacking, with_errands

MORNING = time(6)
AFTERWARDS = timedelta(days=400)
"""How far ahead of the day a case is drawn."""
SENT_BEFORE = timedelta(days=4)
"""How long a referral comes before the opening of its case, at most."""
FIRST_NUMBER = 90_001
"""References of the present begin here, so that none of them is one of the past."""
Group = Mapping[str, Any]


def known_until(today: date) -> datetime:
    """The moment to which the present is known: the morning of the day, before anybody works."""
    return datetime.combine(today, MORNING, BRUSSELS).astimezone(UTC)


def draw_present(today: date, seed: str | None = None) -> Office:
    """Cases, stops of departures and calls around a day; the same from the same seed and day."""
    return _Present(today, seed or str(habits()["seed"])).draw()


class _Present:
    def __init__(self, today: date, seed: str) -> None:
        self.today, self.seed, self.until = today, seed, known_until(today)
        self.settings = present()
        self.stops = tuple(_stop(one, today) for one in self.settings["holds"])

    def draw(self) -> Office:
        """All of it."""
        plans = [
            (self._seen(group, f"present:{place}:{number}"), group)
            for place, group in enumerate(self.settings["groups"])
            for number in range(group["cases"])
        ]
        plans.sort(key=lambda entry: (entry[0].opened, entry[0].key))
        counted: Counter[str] = Counter()
        stories, persons = [], 0
        for plan, group in plans:
            plan.reference = (
                f"{plan.office.upper()}-{plan.opened.year}-{FIRST_NUMBER + counted[plan.office]:05d}"
            )
            counted[plan.office] += 1
            stories.append(self._tell(plan, group, persons))
            persons += len(plan.members)
        since = self.today - timedelta(days=self.settings["calls_since"])
        rng = Random(f"{self.seed}:present:calls")
        calls = draw_calls(stories, rng, since, self.today - timedelta(days=1))
        return Office(self.seed, self.stops, tuple(stories), calls)

    def _tell(self, plan: Plan, group: Group, persons: int) -> Story:
        """Write the story of a plan, and let it go no further where it lacks something."""
        rng = Random(f"{self.seed}:{plan.key}:stuck")
        story = self._story(plan, persons)
        lack = what_is_lacking(story, plan.day or self.today, self._stuck(plan, group), self.today, rng)
        return with_errands(go_no_further(story, lack), lack, self.today, self.until, rng)

    def _stuck(self, plan: Plan, group: Group) -> Mapping[str, Any]:
        hold = held_by(plan.programme, plan.destination, self.today, self._all_stops)
        if hold and hold.restart is None:
            return {"share": 1, "lacks": {"release": 1}}
        stuck: Mapping[str, Any] = group.get("stuck", {"share": 0, "lacks": {}})
        return stuck

    @property
    def _all_stops(self) -> tuple[Hold, ...]:
        return (*holds(), *self.stops)

    def _story(self, plan: Plan, persons: int = 0) -> Story:
        drawn = draw_people(plan, plan.opened, Random(f"{self.seed}:{plan.key}:people"))
        household = tuple(replace(one, reference=f"N{persons + at:06d}") for at, one in enumerate(drawn, 1))
        until = self.today + AFTERWARDS
        chance = history_rng(self.seed, plan)
        return story_of(plan, household, History(plan, household, chance, until=until, stops=self._all_stops))

    # --- plans -------------------------------------------------------------------------------------------

    def _seen(self, group: Group, key: str) -> Plan:
        """Draw plans until one has been referred by the morning of the day."""
        for attempt in count():
            plan = self._plan(group, f"{key}:{attempt}")
            if plan.opened > self.today + SENT_BEFORE:
                continue
            referred = next(step for step in self._story(plan).steps if step.kind == "referred")
            if referred.recorded_at <= self.until:
                return plan
        raise AssertionError("there is always another attempt")

    def _plan(self, group: Group, key: str) -> Plan:
        rng = Random(f"{self.seed}:{key}")
        programme = group.get("programme") or self._programme(rng)
        plan = Plan(
            key=key,
            programme=programme,
            office=habits()["programmes"][programme]["office"],
            destination=self._destination(programme, group["of"], rng),
            size=1,
            special=_special(group["of"], rng),
            checked=tuple(group.get("checked", (0, 2))),
        )
        if group["of"] == "plain":
            plan.size = _size(plan.destination, rng)
        compose(plan, rng)
        self._care(plan, group["of"], rng)
        settle(plan, rng)
        self._help(plan, rng)
        if group["of"] == "trafficking" and _has_shelters(plan.office):
            plan.channel = "shelter"
        self._when(plan, group, rng)
        return plan

    def _programme(self, rng: Random) -> str:
        shares: dict[str, int] = self.settings["programmes"]
        return rng.choices(list(shares), list(shares.values()))[0]

    def _destination(self, programme: str, of: str, rng: Random) -> str:
        column, first = habits()["programmes"][programme]["weights"], habits()["first_day"].year
        groups = habits()["vulnerable"]["group_destinations"]
        only = groups.get({"umc": "umc-or-aged-out", "aged-out": "umc-or-aged-out"}.get(of, of))
        weights = {
            code: self.settings["weights"].get(code, place.weight(column, self.settings["weights_of"], first))
            for code, place in destinations().items()
            if (only is None or code in only) and place.weight(column, self.settings["weights_of"], first)
        }
        return rng.choices(list(weights), list(weights.values()))[0]

    def _care(self, plan: Plan, of: str, rng: Random) -> None:
        """Whom illness or something else weighs on."""
        vulnerable, member = habits()["vulnerable"], plan.members[0]
        if of == "severe":
            escorts: dict[str, int] = self.settings["health"]["escorts"]
            member.age = max(member.age, rng.randint(31, 74))
            member.marks.append(("health", "severe"))
            member.medical, member.escort = "severe", rng.choices(list(escorts), list(escorts.values()))[0]
            member.medical_aid = rng.random() < self.settings["health"]["aid"]
        elif of == "plain" and rng.random() < vulnerable["rate_when_unknown"] * len(plan.members):
            mark_others([plan], 1 / len(plan.members), rng)

    def _help(self, plan: Plan, rng: Random) -> None:
        """How far a household comes that leans to ask for help."""
        place, shares = destinations()[plan.destination], self.settings["help"]
        leans = place.asks or (habits()["administrative"]["rate_when_unknown"] if place.tags else 0)
        able = habits()["programmes"][plan.programme]["helps"] and "european-union" not in place.tags
        plan.help = "none"
        if able and rng.random() < min(leans, 0.9):
            plan.help = rng.choices(list(shares), list(shares.values()))[0]

    def _when(self, plan: Plan, group: Group, rng: Random) -> None:
        """Set the day on which they leave, and the one on which the case is opened."""
        if "opens" in group:
            plan.opened = on_a_weekday(self._day(group["opens"], rng), self.today)
            plan.day = plan.opened + timedelta(days=int(12 + rng.gammavariate(2, 21)))
        else:
            plan.day = self._day(group["leaves"], rng)
        if rng.random() < self.settings["weekday"]:
            plan.day = on_a_weekday(plan.day, plan.opened)
        hold = held_by(plan.programme, plan.destination, plan.day, self._all_stops)
        if hold and hold.restart and plan.day <= hold.restart:
            plan.day = hold.restart + timedelta(days=rng.randint(2, 16))
        for member in plan.members:
            member.day = plan.day
        if "opens" in group:
            plan.end = plan.day
        else:
            open_before(self.seed, plan)

    def _day(self, span: list[int], rng: Random) -> date:
        first, last = span
        return self.today + timedelta(days=rng.randint(first, last))


def _stop(one: Mapping[str, Any], today: date) -> Hold:
    since = today - timedelta(days=one["since"])
    restart = today - timedelta(days=one["restart"]) if "restart" in one else None
    return Hold(one["reference"], one["programme"], one["destination"], since, restart, None, one["reason"])


def _special(of: str, rng: Random) -> tuple[str, str, str] | None:
    """Group, sex and status of who is a case of their own."""
    if of == "trafficking":
        return (of, rng.choice(["male", "female", "female"]), of)
    if of in ("umc", "aged-out"):
        return ("umc-or-aged-out", rng.choice(["male", "male", "female"]), of)
    return None


def _size(destination: str, rng: Random) -> int:
    """Persons of a household, by the habit of the destination."""
    families: dict[int, int] = habits()["household"]["families"]
    usual = sum(size * share for size, share in families.items()) / sum(families.values())
    if rng.random() > (destinations()[destination].size - 1) / (usual - 1):
        return 1
    return rng.choices(list(families), list(families.values()))[0]


def _has_shelters(code: str) -> bool:
    return any(one["channel"] == "shelter" and one["office"] == code for one in office()["organisations"])

"""Draws the departing cases of one block so that every figure on it comes out.

The order makes each step exact by construction: lone children and victims of trafficking first, then persons
by destination, then help by destination and case, then the remaining households, and only then days, people
and vulnerabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from random import Random
from typing import Any

from sample.draw.apportion import ImpossibleError, by_weight, enforce_tiers, sizes
from sample.draw.plans import Plan, deal, weighted_order
from sample.draw.records import Of
from sample.draw.sources import Block, destinations, habits, office
from sample.draw.targets import Targets

GRANT, ADMINISTRATIVE = "reintegration-grant", "administrative-assistance"


def draw_block(block: Block, rng: Random) -> list[Plan]:
    """The cases that depart in the block, without days and members; raises ImpossibleError."""
    return _BlockDraw(block, rng).run()


class _BlockDraw:
    def __init__(self, block: Block, rng: Random) -> None:
        self.block, self.rng, self.targets = block, rng, Targets(block)
        self.settings = habits()
        self.total = self.targets.demand("persons")
        self.programme: dict[str, Any] = self.settings["programmes"][block.programme]
        column, first = self.programme["weights"], self.settings["first_day"].year
        self.weights = {
            code: place.weight(column, block.first.year, first)
            for code, place in destinations().items()
            if place.weight(column, block.first.year, first) > 0
        }
        self.eligible = {
            code for code in self.weights if destinations()[code].asks and not destinations()[code].tags
        }
        self.balkans = {code for code in self.weights if "western-balkans" in destinations()[code].tags}
        self.plans: list[Plan] = []

    def run(self) -> list[Plan]:
        specials = self._specials()
        administrative_cases = self.targets.per_destination(
            "cases", Of(assistance="drawn", service=ADMINISTRATIVE)
        )
        persons = self._persons(specials, administrative_cases)
        helped, helped_cases, state = self._help(persons, specials, administrative_cases)
        self._households(persons, specials, helped, helped_cases, state)
        self._states(state)
        self._channels()
        self._towns()
        return self.plans

    # --- who must be there -------------------------------------------------------------------------------

    def _specials(self) -> list[tuple[str, str, str, str, bool]]:
        """Lone children and the trafficked: group, sex, status, destination, whether help is drawn."""
        found: list[tuple[str, str, str, str, bool]] = []
        for group, parts in (("umc-or-aged-out", ("umc", "aged-out")), ("trafficking", ())):
            margins = self.targets.margins(group, parts)
            if not margins.total:
                continue
            sexes = deal(margins.sexes.items())
            sexes += self.rng.choices(["male", "female"], [7, 3], k=margins.total - len(sexes))
            statuses = deal((part, self.targets.number("persons", Of(group=part)) or 0) for part in parts)
            statuses += [group] * (margins.total - len(statuses))
            places = deal(margins.places.items())
            others = [c for c in self.settings["vulnerable"]["group_destinations"][group] if c not in places]
            others = [code for code in others if code in self.weights]
            self.rng.shuffle(others)
            places += [others[i % len(others)] for i in range(margins.total - len(places))]
            for pile in (sexes, statuses, places):
                self.rng.shuffle(pile)
            helped = self._specials_helped(places, margins.drawn)
            found += [(group, sexes[i], statuses[i], places[i], helped[i]) for i in range(margins.total)]
        return found

    def _specials_helped(self, places: list[str], drawn: int | None) -> list[bool]:
        may = [i for i, place in enumerate(places) if place in self.eligible]
        self.rng.shuffle(may)
        chosen = {i for i in may if self.rng.random() < 0.6} if drawn is None else set(may[:drawn])
        return [i in chosen for i in range(len(places))]

    # --- how many, where ---------------------------------------------------------------------------------

    def _persons(
        self, specials: list[tuple[str, str, str, str, bool]], administrative: Mapping[str, int]
    ) -> dict[str, int]:
        tiers = self.targets.tiers("destination")
        fixed = self.targets.per_destination("persons")
        told = self.targets.help_sought()
        told_persons = self.targets.per_destination("persons", Of(assistance="drawn", service=ADMINISTRATIVE))
        least: dict[str, int] = dict(fixed)
        for _, _, _, place, _ in specials:
            least[place] = least.get(place, 0) + 1
        for code, cases in administrative.items():
            least[code] = least.get(code, 0) + max(cases * 2, told_persons.get(code, 0))
        for group in self.targets.together():
            if group.of.destination:
                least[group.of.destination] = max(least.get(group.of.destination, 0), group.number)
        forced = [c for tier in tiers for c in tier] + [c for tier in (told[4] if told else ()) for c in tier]
        number = self.targets.demand("destinations")
        chosen = list(dict.fromkeys([*forced, *least]))
        order = weighted_order({c: w for c, w in self.weights.items() if c not in chosen}, self.rng)
        chosen += order[: number - len(chosen)]
        if len(chosen) != number:
            raise ImpossibleError(f"{self.block.label}: {len(chosen)} destinations instead of {number}")
        weights = {code: self.weights.get(code) or 0.5 for code in sorted(chosen)}
        bounds = {code: max(1, least.get(code, 1)) for code in weights}
        counts = by_weight(self.total, weights, bounds, fixed)
        enforce_tiers(counts, tiers, fixed, bounds, fixed)
        return counts

    def _help(
        self,
        persons: Mapping[str, int],
        specials: list[tuple[str, str, str, str, bool]],
        administrative: Mapping[str, int],
    ) -> tuple[dict[str, int], dict[str, int], str]:
        """Helped persons and cases by destination, and the state that the figure is about."""
        told = self.targets.help_sought()
        lone = _tally([place for *_, place, _ in specials])
        room = {code: persons[code] - lone.get(code, 0) for code in persons}
        balkan = self._administrative(room, administrative)
        own = _tally([place for *_, place, helped in specials if helped])
        grants = {code for code in persons if code in self.eligible}
        state, service, total, cases, tiers = told or ("drawn", GRANT, 0, None, ())
        if told is None:
            rate = self.settings["assistance"]["rate_when_unknown"]
            total = round(rate * sum(persons[code] for code in grants))
        if service is None:
            total -= sum(balkan.values())
        weights = {c: persons[c] * destinations()[c].asks for c in sorted(grants)}
        most = {c: room[c] + own.get(c, 0) for c in weights}
        granted = by_weight(total, weights, own, most) if weights else {}
        counted = granted | balkan if service is None else granted
        enforce_tiers(counted, tiers, balkan, own, most)
        granted = {code: number for code, number in counted.items() if code in weights}
        granted_cases = self._cases(granted, own, cases)
        balkan_cases = {c: administrative.get(c) or self._usual_cases(c, n) for c, n in balkan.items()}
        if service is None and cases is not None:
            raise ImpossibleError(f"{self.block.label}: cases of both kinds of help at once are not drawn")
        return granted | balkan, granted_cases | balkan_cases, state

    def _administrative(self, room: Mapping[str, int], cases: Mapping[str, int]) -> dict[str, int]:
        places = sorted(code for code in room if code in self.balkans and room[code])
        exact = self.targets.per_destination("persons", Of(assistance="drawn", service=ADMINISTRATIVE))
        if cases:
            return {c: exact.get(c) or min(room[c], round(cases[c] * 1.7)) for c in sorted(cases)}
        if not places or not self.programme["helps"]:
            return {}
        total = self.targets.number("persons", Of(assistance="drawn", service=ADMINISTRATIVE))
        if total is None:
            total = round(self.settings["administrative"]["rate_when_unknown"] * sum(room[c] for c in places))
        dealt = by_weight(total, {c: float(room[c]) for c in places}, {}, {c: room[c] for c in places})
        return {code: number for code, number in dealt.items() if number}

    def _usual_cases(self, code: str, persons: int) -> int:
        largest: int = self.settings["household"]["largest"]
        return max(ceil(persons / largest), min(persons, round(persons / destinations()[code].size)))

    def _cases(
        self, persons: Mapping[str, int], singles: Mapping[str, int], told: int | None
    ) -> dict[str, int]:
        """Cases by destination for so many persons, of whom `singles` are cases of their own."""
        if told is None:
            return {
                c: singles.get(c, 0) + self._usual_cases(c, n - singles.get(c, 0))
                for c, n in persons.items()
                if n
            }
        largest = self.settings["household"]["largest"]
        least = {
            c: singles.get(c, 0) + ceil((n - singles.get(c, 0)) / largest) for c, n in persons.items() if n
        }
        weights = {c: n / destinations()[c].size for c, n in persons.items() if n}
        return by_weight(told, weights, least, {c: n for c, n in persons.items() if n})

    # --- households --------------------------------------------------------------------------------------

    def _households(
        self,
        persons: Mapping[str, int],
        specials: list[tuple[str, str, str, str, bool]],
        helped: Mapping[str, int],
        helped_cases: Mapping[str, int],
        state: str,
    ) -> None:
        lone, own = _tally([s[3] for s in specials]), _tally([s[3] for s in specials if s[4]])
        for group, sex, status, place, drawn in specials:
            self._add(place, 1, "drawn" if drawn else "none", (group, sex, status))
        for code, number in helped.items():
            rest = number - own.get(code, 0)
            state_here = "drawn" if code in self.balkans else state
            self._split(code, rest, helped_cases.get(code, 0) - own.get(code, 0), state_here)
        left = {c: persons[c] - lone.get(c, 0) - helped.get(c, 0) + own.get(c, 0) for c in persons}
        left = {code: number for code, number in left.items() if number}
        wanted = self.targets.number("cases")
        if wanted is None:
            wanted = round(self.total / self.settings["household"]["persons_a_case"])
        largest = self.settings["household"]["largest"]
        least = {code: ceil(number / largest) for code, number in left.items()}
        rest_cases = min(max(wanted - len(self.plans), sum(least.values())), sum(left.values()))
        dealt = by_weight(rest_cases, {c: n / destinations()[c].size for c, n in left.items()}, least, left)
        for code, number in left.items():
            self._split(code, number, dealt[code], "none")

    def _split(self, code: str, persons: int, cases: int, state: str) -> None:
        if not persons:
            return
        household = self.settings["household"]
        for size in sizes(persons, cases, household["families"], household["largest"], self.rng):
            self._add(code, size, state, None)

    def _add(self, code: str, size: int, state: str, special: tuple[str, str, str] | None) -> None:
        self.plans.append(
            Plan(
                key=f"{self.block.label}:{len(self.plans)}",
                programme=self.block.programme,
                office=self.programme["office"],
                destination=code,
                size=size,
                help=state,
                service=ADMINISTRATIVE if code in self.balkans else GRANT,
                special=special,
            )
        )

    # --- states of help, channels, towns -----------------------------------------------------------------

    def _states(self, counted: str) -> None:
        """Take cases beyond or short of the state that the figure counts, without changing the figure."""
        assistance = self.settings["assistance"]
        for plan in self.plans:
            dice = self.rng.random()
            grant = plan.service == GRANT
            if plan.help == "qualified" and dice < assistance["asked_of_qualified"]:
                plan.help = "drawn" if self.rng.random() < assistance["drawn_of_asked"] else "granted"
            elif plan.help == "asked" and grant:
                done = assistance["drawn_of_asked"]
                plan.help = "drawn" if dice < done else "granted" if dice < (1 + done) / 2 else "asked"
            elif plan.help == "none" and grant and plan.destination in self.eligible:
                if counted == "drawn" and dice < assistance["asked_beside_drawn"]:
                    plan.help = "granted" if dice < assistance["asked_beside_drawn"] / 2 else "asked"
                elif counted != "qualified" and dice < 0.4:
                    plan.help = "qualified"
        # Lone children drawn where the figure counts another state stay drawn: that implies the earlier ones.

    def _channels(self) -> None:
        """Hand out channels by their usual shares of persons: their order is then the order counted."""
        shares: dict[str, float] = self.settings["channels"][self.plans[0].office]
        taken = dict.fromkeys(shares, 0)
        total = sum(shares.values())
        for plan in sorted(self.plans, key=lambda p: (-p.size, p.key)):
            plan.channel = min(shares, key=lambda c: (taken[c] + plan.size / 2) / shares[c] * total)
            taken[plan.channel] += plan.size
        singles = [plan for plan in self.plans if plan.size == 1]
        channels = [plan.channel for plan in singles]
        self.rng.shuffle(channels)
        for plan, channel in zip(singles, channels, strict=True):
            plan.channel = channel
        shelters = any(
            one["channel"] == "shelter" and one["office"] == self.programme["office"]
            for one in office()["organisations"]
        )
        for plan in self.plans:
            if plan.special and plan.special[0] == "trafficking" and shelters:
                plan.channel = "shelter"

    def _towns(self) -> None:
        """Hand out towns by weight, destination by destination."""
        by_code: dict[str, list[Plan]] = {}
        for plan in self.plans:
            by_code.setdefault(plan.destination, []).append(plan)
        for code, plans in by_code.items():
            places = {place.town: place for place in destinations()[code].places}
            dealt = by_weight(len(plans), {name: p.weight for name, p in places.items()}, {}, {})
            towns = deal(dealt.items())
            self.rng.shuffle(towns)
            for plan, town in zip(plans, towns, strict=True):
                plan.town, plan.region = town, places[town].region


def _tally(values: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts

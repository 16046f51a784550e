"""The last part of a case that leaves: release from a stop, booking, departure, arrival, help after it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sample.draw.block import ADMINISTRATIVE
from sample.draw.check import age_on
from sample.draw.days import held_by
from sample.draw.journey import Leg, fly, path
from sample.draw.sources import destinations, office, routes

if TYPE_CHECKING:
    from sample.draw.history import History


def eighteenth(born: date) -> date:
    """The day of coming of age; for who was born on 29 February, 1 March."""
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 3, 1)


class Departure:
    """Writes what follows the funder's approval into the ledger of a history."""

    def __init__(self, history: History) -> None:
        self.history, self.plan, self.rng = history, history.plan, history.rng
        self.ledger = history.ledger
        self.signed: set[int] = set()
        if self.plan.day is None:
            raise ValueError("only who leaves has a departure")
        self.day = self.plan.day
        self.first = tuple(i for i in history.leavers if self.plan.members[i].day == self.day)
        self.later = tuple(i for i in history.leavers if i not in self.first)

    def write(self) -> None:
        """Everything from the clearance to the closing of the case."""
        self._hold()
        cleared = max(self.history.at(0.77), self.released)
        self._grown(cleared)
        self.ledger.add("cleared", cleared, self.history.leavers, {}, by_day=self.history.at(0.79))
        self._stays()
        booked = max(self.history.at(0.8), self.released, self._false_start())
        self._trip(self.first, self.day, booked)
        if self.later and self.plan.later:
            self._trip(self.later, self.plan.later, min(self.plan.later, self.day + timedelta(days=1)))
        self._after(max(self.day, self.plan.later or self.day))

    def _grown(self, cleared: date) -> None:
        """Who was signed for as a child and has come of age before the clearance signs in person."""
        people = self.history.people
        self.signed = {
            position
            for position in self.history.signed_for
            if eighteenth(people[position].birth.latest) <= cleared
        }
        for position in sorted(self.signed):
            self._signs(position, cleared)

    def _signs(self, position: int, by_day: date) -> None:
        birthday = eighteenth(self.history.people[position].birth.latest)
        own = {"signed_by": "self"}
        self.ledger.add("declaration-signed", min(birthday, by_day), (position,), own, by_day=by_day)

    def _hold(self) -> None:
        """Flag the case for every stop it met; release it, with the precautions ticked, before it leaves."""
        self.released = date.min
        history = self.history
        for hold in history.holds_met(self.day):
            since = max(hold.since, history.opened)
            self.ledger.add(
                "hold-placed", since, history.leavers, {"hold": hold.reference}, by=self.ledger.mover
            )
            if held_by(self.plan.programme, self.plan.destination, self.day, history.stops) != hold:
                continue  # it was over by then, and nobody had to decide
            soonest = max(hold.restart or since, since)
            span = max(0, (self.day - soonest).days - 1)
            on = soonest + timedelta(days=self.rng.randint(0, min(span, 12)) if span else 0)
            self.released = max(on, min(history.at(0.77), self.day))
            data = {
                "hold": hold.reference,
                "precautions": tuple(history.settings["precautions"][hold.reason]),
            }
            self.ledger.add(
                "hold-released",
                self.released,
                history.leavers,
                data,
                by=self.ledger.mover,
                by_day=self.released,
            )

    def _stays(self) -> None:
        """Members who changed their mind let the others go."""
        stay = tuple(i for i in self.history.all if i not in self.history.leavers)
        if stay:
            self.ledger.add("withdrawn", self.history.at(0.78), stay, {"reason": "changed-mind", "stage": 9})

    def _false_start(self) -> date:
        """A first journey that came to nothing: nobody at the airport, not let on board, or not let in.

        Returns the day from which to book anew, or the first of all days.
        """
        settings = self.history.settings
        dice = self.rng.random()
        first = self.day - timedelta(days=self.rng.randint(5, 9))
        quiet = self.released == date.min and not self.plan.together and not self.plan.special
        not_boarded = settings["no_show"] + settings["turned_back"]
        if dice > not_boarded + settings["refused_entry"] or not quiet:
            return date.min
        if first <= self.history.at(0.82) or any(member.escort for member in self.plan.members):
            return date.min
        if dice > not_boarded:
            return self._refused_entry(first)
        kind = "no-show" if dice < settings["no_show"] else "turned-back"
        legs = self._book(self.first, first, self.history.at(0.8))
        data = {
            "reason": "unreachable" if kind == "no-show" else "other",
            "at": "departure-airport",
        }
        gone = legs[0]["departs"]
        self.ledger.add(kind, first, self.first, data, by=self.ledger.mover, by_day=first, after=gone)
        return first + timedelta(days=1)

    def _refused_entry(self, day: date) -> date:
        """A journey that ended where they were to change, from where they were sent back."""
        direct = len(self._legs(day)) == 1
        if direct or self.history.holds_met(self.day) or set(self.first) & set(self.history.come_of_age):
            return date.min
        mover, stop = self.ledger.mover, self._book(self.first, day, self.history.at(0.8))[0]
        self.ledger.add("departed", day, self.first, by=mover, by_day=day, after=stop["departs"])
        back = stop["arrives"].date() + timedelta(days=1)
        data = {"at": stop["destination"]}
        self.ledger.add("refused-entry", back, self.first, data, by=mover, by_day=back)
        return back + timedelta(days=1)

    def _book(self, who: tuple[int, ...], day: date, booked: date) -> tuple[Leg, ...]:
        """Book flights for the day; returns their legs."""
        legs = self._legs(day)
        data = {"departs_on": day, "legs": legs}
        self.ledger.add("booked", min(booked, day), who, data, by=self.ledger.mover, by_day=day)
        return legs

    def _legs(self, day: date) -> tuple[Leg, ...]:
        """Flights of the day, the same whenever they are asked for."""
        seed = f"{self.plan.together}" if self.plan.together else f"{self.plan.key}:{day}"
        rng = Random(seed)
        start: str = rng.choice(routes()["departure"][self.plan.office])
        airports = destinations()[self.plan.destination].air
        airport = airports[0] if self.plan.together or rng.random() < 0.7 else rng.choice(airports)
        return fly(path(start, self.plan.destination, airport, rng), day)

    def _trip(self, who: tuple[int, ...], day: date, booked: date) -> None:
        legs = self._book(who, day, booked)
        arrival = legs[-1]["arrives"].date()
        self._care(who, day)
        adults = tuple(i for i in who if age_on(self.history.people[i].birth.latest, day) >= 18) or who
        for position in adults:
            amount = 250 if self.history.people[position].alone else self.rng.choice([100, 150, 200, 250])
            cash = {"amount": amount, "currency": "EUR", "receipt_signed": True}
            self.ledger.add("cash-paid", day, (position,), cash, by=self.ledger.mover, by_day=day)
        for position in (set(who) & set(self.history.come_of_age)) - self.signed:
            self._signs(position, day)
        flight = {"airport": routes()["departure"][self.plan.office][0]}
        self.ledger.add("departed", day, who, flight, by=self.ledger.mover, after=legs[0]["departs"])
        if arrival <= self.history.until:
            onward = {"town": self.plan.town, "onward_transport": self.rng.random() < 0.3}
            self.ledger.add(
                "arrived", arrival, who, onward, by=self.ledger.mission, after=legs[-1]["arrives"]
            )

    def _care(self, who: tuple[int, ...], day: date) -> None:
        """Escort for who needs one, and fitness to travel found within 72 hours."""
        for position in who:
            member = self.plan.members[position]
            if member.escort:
                by = self.ledger.focal("medical")
                assigned = max(self.history.at(0.85), self.released)
                data = {"escort": member.escort}
                self.ledger.add("escort-assigned", min(assigned, day), (position,), data, by=by, by_day=day)
                found = day - timedelta(days=self.rng.randint(*self.plan.checked))
                fit = {"outcome": "fit", "valid_until": found + timedelta(days=3), "hours": 72}
                self.ledger.add(
                    "fit-to-travel", max(found, self.history.opened), (position,), fit, by=by, by_day=day
                )

    def _after(self, day: date) -> None:
        """Hand-over, help drawn in the country of return, and the closing, as far as the sample reaches."""
        last, plan, who = self.history.until, self.plan, self.history.leavers
        missions = {one["code"] for one in office()["missions"]}
        if plan.help in ("granted", "drawn") and plan.destination.lower() in missions:
            code = plan.destination.lower()
            data: dict[str, Any] = {"mission": code, "answered_after": self.rng.choice([1, 1, 2, 3, 5, 8])}
            self.ledger.add("handed-over", day, who, data, by_day=day + timedelta(days=3))
        end = day + timedelta(days=self.rng.randint(50, 200))
        if plan.help == "drawn":
            drawn = min(last, day + timedelta(days=self.rng.randint(12, 75)))
            data = {"service": plan.service, "kind": self.history.help_kind}
            if plan.service != ADMINISTRATIVE:
                data |= {"amount": self.rng.randint(5, 22) * 100 * min(len(who), 3), "currency": "EUR"}
            self.ledger.add("reintegration-drawn", drawn, who, data, by=self.ledger.mission)
            end = max(end, drawn + timedelta(days=60))
        for position in who:
            if plan.members[position].medical_aid:
                aid = {"months": 6, "amount": self.rng.randint(4, 20) * 50, "currency": "EUR"}
                on = min(last, day + timedelta(days=self.rng.randint(5, 25)))
                self.ledger.add("medical-aid-drawn", on, (position,), aid, by=self.ledger.mission)
        if end <= last:
            self.ledger.add("closed", end, who, {})

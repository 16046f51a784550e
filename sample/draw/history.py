"""Writes the history of a case: from the referral to the arrival, or to where it ended before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sample.draw.block import ADMINISTRATIVE
from sample.draw.check import age_on
from sample.draw.days import holds
from sample.draw.departure import Departure
from sample.draw.ledger import Ledger
from sample.draw.plans import Plan
from sample.draw.sources import destinations, habits, office
from sample.draw.stories import Hold, PersonDraft, Step

RECORDED_UNTIL = timedelta(days=31)
# How far a case that ends without a departure had come.
REACH = {"withdrawn": (2, 9), "lost-contact": (2, 7), "not-eligible": (1, 3)}


class History:
    """Draws the steps of one case, phase by phase; a case with an `ending` stops where it had come to.

    Nothing happens after `until`, the sample's last day unless another is given; `stops` are the holds that a
    case can meet, those of the sample's five years unless others are given.
    """

    def __init__(
        self,
        plan: Plan,
        people: tuple[PersonDraft, ...],
        rng: Random,
        *,
        until: date | None = None,
        stops: Sequence[Hold] | None = None,
    ) -> None:
        self.plan, self.people, self.opened, self.end, self.rng = plan, people, plan.opened, plan.end, rng
        self.settings = habits()
        self.until: date = until or self.settings["last_day"]
        self.stops = holds() if stops is None else stops
        self.ledger = Ledger(plan.office, plan.destination, rng)
        everyone = range(len(people))
        self.all = tuple(everyone)
        # Who stays behind is on file and takes part until the day of withdrawal.
        self.leavers = tuple(plan.leavers) if plan.day else self.all
        self.adults = tuple(i for i in everyone if age_on(people[i].birth.latest, plan.end) >= 18)
        self.alone = tuple(i for i in everyone if people[i].alone)
        self.partner = self._partner()
        self.help_kind = ""
        self.signed_for: list[int] = []  # as children
        self.come_of_age: list[int] = []  # of these, those who are grown by the day they leave

    def at(self, share: float) -> date:
        """The day when that share of the way to the end has passed."""
        day = self.opened + timedelta(days=round(share * (self.end - self.opened).days))
        return max(
            self.opened, day - timedelta(days=max(0, day.weekday() - 4))
        )  # the office works on weekdays

    def steps(self) -> tuple[Step, ...]:
        """All steps, as recorded."""
        phases = [
            self.start, self.sessions, self.findings, self.assessments, self.qualifying, self.granting,
            self.papers, self.declarations, self.approval,
        ]  # fmt: skip
        reach = len(phases)
        if self.plan.ending:
            low, high = REACH[self.plan.ending]
            low, high = (4, max(high, 4)) if self.plan.special else (low, high)
            reach = self.rng.randint(low, high)
        for phase in phases[:reach]:
            phase()
        self.office_work()
        if self.plan.ending:
            self.ending(reach)
        else:
            Departure(self).write()
        return self.ledger.steps(self.until + RECORDED_UNTIL)

    # --- phases ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Referral with consent first, then the file."""
        referred = max(
            self.settings["first_day"], self.opened - timedelta(days=self.rng.choice([0, 0, 1, 2, 4]))
        )
        if self.plan.channel == "self":
            referred = self.opened
        consent = {
            "purpose": "assisted-voluntary-return",
            "recipients": tuple(filter(None, (self.partner, "airline", "mission", self._funder))),
            "evidence": self.rng.choice(["sheet", "sheet", "witness"]),
            "expires_on": referred + timedelta(days=730),
        }
        wards = tuple(i for i in self.alone if age_on(self.people[i].birth.latest, referred) < 18)
        others = tuple(i for i in self.all if i not in wards)
        for who, giver in ((others, "self"), (wards, "guardian")):
            if who:
                self.ledger.add(
                    "consent-given", referred, who, consent | {"given_by": giver}, by_day=self.opened
                )
        referral = {
            "channel": self.plan.channel,
            "partner": self.partner,
            "destination": self.plan.destination,
        }
        self.ledger.add("referred", referred, self.all, referral, by_day=self.opened)
        file = {"programme": self.plan.programme, "earlier_case": self.plan.earlier}
        self.ledger.add("registered", self.opened, self.all, file, by_day=self.opened)
        if self.rng.random() < 0.4:
            number = f"SYN-{self.plan.reference}"
            self.ledger.add(
                "reference-noted", self.opened, (0,), {"issuer": "immigration-office", "number": number}
            )

    def sessions(self) -> None:
        """One to three counselling sessions; the first informs about return."""
        times = self.rng.choice([1, 2, 2, 3]) if not self.plan.special else 2
        topics = self.settings["session_topics"]
        for number in range(times):
            day = self.at(0.04 + 0.2 * number / times)
            online = day >= date(2020, 3, 17)
            modes = self.settings["session_modes_since_2020_03" if online else "session_modes"]
            data = {
                "mode": self.rng.choices(list(modes), list(modes.values()))[0],
                "topics": ("information",) if not number else tuple(self.rng.sample(topics[1:], 2)),
                "minutes": self.rng.choice([20, 30, 45, 60, 75]),
            }
            self.ledger.add("session-held", day, self.adults or self.all, data, by_day=self.end)

    def findings(self) -> None:
        """Vulnerabilities, each for one person."""
        for position, member in enumerate(self.plan.members):
            for category, severity in member.marks:
                if category == "umc" and age_on(self.people[position].birth.latest, self.opened) >= 18:
                    category = "aged-out-umc"
                by = {"trafficking": "trafficking", "umc": "umc", "aged-out-umc": "umc"}.get(category)
                self.ledger.add(
                    "vulnerability-found",
                    self.at(self.rng.uniform(0.05, 0.26)),
                    (position,),
                    {"category": category, "severity": severity},
                    by=self.ledger.focal(by) if by else None,
                    by_day=self.at(0.3),
                )
            if member.medical != "none":
                level, by = {"level": member.medical}, self.ledger.focal("medical")
                self.ledger.add(
                    "medical-needs-recorded", self.at(0.27), (position,), level, by=by, by_day=self.at(0.3)
                )

    def assessments(self) -> None:
        """What protects: best interest, family and guardian for children alone, risk for the trafficked."""
        asked: list[tuple[str, int, str]] = []
        wards: list[int] = []
        for position, member in enumerate(self.plan.members):
            if member.alone:
                if age_on(self.people[position].birth.latest, self.opened) < 18:
                    asked.append(("best-interest-determination", position, "umc"))
                    wards.append(position)
                asked.append(("family-assessment", position, "umc"))
            if member.has("trafficking"):
                asked.append(("risk-assessment", position, "trafficking"))
        found = [(kind, position, self._ask(kind, position, focus)) for kind, position, focus in asked]
        for kind, position, (by, whom) in found:
            self._record(kind, position, by, whom)
        for position in wards:
            data = {"guardian": self.people[position].guardian, "agrees": True}
            self.ledger.add("guardian-consented", self.at(0.46), (position,), data, by_day=self.at(0.5))

    def qualifying(self) -> None:
        """Whether the household qualifies for help, and whether it asks."""
        plan = self.plan
        if not self._helpable:
            return
        qualifies = plan.help != "none"
        if not qualifies and self.rng.random() < 0.5:
            return
        data = {"service": plan.service, "qualifies": qualifies}
        self.ledger.add("reintegration-qualified", self.at(0.47), self.leavers, data, by_day=self.end)
        if plan.help in ("asked", "granted", "drawn"):
            kinds = self.settings["assistance"]["kinds"]
            self.help_kind = self.rng.choices(list(kinds), list(kinds.values()))[0]
            if plan.service == ADMINISTRATIVE:
                self.help_kind = self.rng.choice(self.settings["administrative"]["kinds"])
            data = {"service": plan.service, "kind": self.help_kind}
            self.ledger.add("reintegration-asked", self.at(0.48), self.leavers, data, by_day=self.end)

    def granting(self) -> None:
        """The answer to who asked for help."""
        if self.plan.help in ("asked", "granted", "drawn"):
            self._answer(granted=self.plan.help != "asked", on=self.at(0.55))

    def _answer(self, *, granted: bool, on: date) -> None:
        data = {"service": self.plan.service, "granted": granted, "kind": self.help_kind}
        self.ledger.add("reintegration-answered", on, self.leavers, data, by_day=self.end)

    def papers(self) -> None:
        """A travel document for whoever has none: asked of the embassy, perhaps an interview, received."""
        lacking = [i for i in self.leavers if not self.people[i].document]
        states = {i: self._state_of(i) for i in lacking}
        for i in lacking:
            data = {"embassy": states[i], "kind": "laissez-passer"}
            self.ledger.add("document-asked", self.at(0.49), (i,), data, by_day=self.at(0.55))
        for i in lacking:
            if self.rng.random() < self.settings["documents"]["interview"]:
                self.ledger.add(
                    "document-interview", self.at(0.56), (i,), {"embassy": states[i]}, by_day=self.at(0.6)
                )
        for i in lacking:
            received = {
                "kind": self.rng.choice(["laissez-passer", "laissez-passer", "passport"]),
                "number": f"T{states[i]}{self.rng.randint(0, 999999):06d}",
                "issued_by": states[i],
                "expires_on": self.end + timedelta(days=self.rng.randint(95, 190)),
                "held_by": self.rng.choice(self.settings["documents"]["held_when_received"]),
            }
            self.ledger.add("document-received", self.at(0.62), (i,), received, by_day=self.at(0.66))

    def _state_of(self, position: int) -> str:
        """Whose embassy is asked: that of the nationality, or of the destination where there is none."""
        nation = self.people[position].nationalities[0]
        return nation if len(nation) == 2 else self.plan.destination

    def declarations(self) -> None:
        """Each adult signs; parents sign for their children, guardians for a child alone."""
        signed = self.at(0.66)
        for position in self.leavers:
            person = self.people[position]
            minor = age_on(person.birth.latest, signed) < 18
            by = "self" if not minor else "guardian" if person.alone else "parent"
            if person.alone and not minor:
                by = "self"
            self.ledger.add(
                "declaration-signed", signed, (position,), {"signed_by": by}, by_day=self.at(0.72)
            )
            if minor:
                self.signed_for.append(position)
            leaves = self.plan.members[position].day
            if minor and leaves and age_on(person.birth.latest, leaves) >= 18:
                self.come_of_age.append(position)

    def approval(self) -> None:
        """The funder is asked, approves, and sets the day by which to leave."""
        self.ledger.add(
            "funder-asked", self.at(0.58), self.leavers, {"funder": self._funder}, by_day=self.at(0.7)
        )
        deadline = (self.plan.later or self.end) + timedelta(days=self.rng.randint(7, 60))
        data = {"funder": self._funder, "deadline": deadline}
        self.ledger.add("funder-approved", self.at(0.71), self.leavers, data, by_day=self.at(0.76))

    def office_work(self) -> None:
        """Notes and tasks in between."""
        languages = self.settings["language_of_note"][self.plan.office]
        for _ in range(self.rng.choice([0, 1, 1, 2, 3])):
            language = self.rng.choice(languages)
            text = self.rng.choice(self.settings["notes"][language])
            self.ledger.add(
                "note", self.at(self.rng.uniform(0.05, 0.95)), (), {"language": language, "text": text}
            )
        for _ in range(self.rng.choice([0, 1, 1, 2])):
            day = self.at(self.rng.uniform(0.1, 0.8))
            done = (
                None
                if self.rng.random() < 0.1
                else min(self.end, day + timedelta(days=self.rng.randint(0, 6)))
            )
            data = {
                "task": self.rng.choice(self.settings["tasks"]),
                "due_on": day + timedelta(days=7),
                "done_on": done,
            }
            self.ledger.add("task", day, (), data)

    def ending(self, reach: int) -> None:
        """How a case without a departure ends; whoever had asked for help by then gets none."""
        for hold in self.holds_met(self.end):
            self.ledger.add("hold-placed", max(hold.since, self.opened), self.all, {"hold": hold.reference})
        ending = self.plan.ending
        if ending is None:
            return
        asked = [fact.kind for fact in self.ledger.facts if fact.kind.startswith("reintegration-a")]
        if asked == ["reintegration-asked"]:
            self._answer(granted=False, on=self.end)
        reasons = self.settings["reasons"]
        data = {"reason": self.rng.choice(reasons[ending]), "stage": reach}
        self.ledger.add(ending, self.end, self.all, data)
        self.ledger.add("closed", min(self.until, self.end + timedelta(days=3)), self.all, {})

    # --- what phases share -------------------------------------------------------------------------------

    def holds_met(self, until: date) -> list[Hold]:
        """The stops that were in force for this case at some time before `until`."""
        return [
            hold
            for hold in self.stops
            if hold.programme == self.plan.programme
            and hold.destination in (None, self.plan.destination)
            and hold.since <= until
            and (hold.until is None or self.opened <= hold.until)
        ]

    def _ask(self, kind: str, position: int, focus: str) -> tuple[str, str]:
        """Ask for an assessment; returns the focal point and who makes it."""
        on, by = self.at(0.28), self.ledger.focal(focus)
        whom = "mission"
        if kind == "risk-assessment":
            whom = "focal-point"
        elif kind == "best-interest-determination":
            whom = self.settings["best_interest"][self.plan.office]
        data = {"assessment": kind, "of": whom, "due_on": on + timedelta(days=self.rng.choice([14, 21, 28]))}
        self.ledger.add("assessment-asked", on, (position,), data, by=by, by_day=on)
        return by, whom

    def _record(self, kind: str, position: int, by: str, whom: str) -> None:
        outcome = "positive"
        if self.plan.ending and self.rng.random() < 0.5:
            outcome = self.rng.choice(["wait", "negative"])
        data: dict[str, Any] = {"assessment": kind, "outcome": outcome, "author": whom, "document": True}
        self.ledger.add("assessment-recorded", self.at(0.44), (position,), data, by=by, by_day=self.at(0.46))

    @property
    def _funder(self) -> str:
        funder: str = self.settings["programmes"][self.plan.programme]["funder"]
        return funder

    @property
    def _helpable(self) -> bool:
        place = destinations()[self.plan.destination]
        helps: bool = self.settings["programmes"][self.plan.programme]["helps"]
        return helps and "european-union" not in place.tags

    def _partner(self) -> str | None:
        kinds = [
            one["code"]
            for one in office()["organisations"]
            if one["channel"] == self.plan.channel and one["office"] == self.plan.office
        ]
        return str(self.rng.choice(kinds)) if kinds else None

"""The cues of who acts and of the journey itself; `script.py` writes the others."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, cast

from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import current_library
from onward.records.projects.definition import Project
from onward.reference.airports import airport
from sample.draw.sources import office
from sample.draw.stories import Step, Story
from sample.load import crew
from sample.load.cues import Cue
from sample.load.words import typed

EARLY_CHECK = time(7, 30)


class JourneyCues:
    """What a script knows of its story so far: marks, stages and exits by position in the household."""

    def __init__(self, story: Story) -> None:
        self.story, self.people, self.steps = story, story.household, story.steps
        self.everybody = range(len(self.people))
        self.cues: list[Cue] = []
        self.consents: dict[int, Step] = {}
        self.marks: list[set[str]] = [set() for _ in self.people]
        self.sealed_later: dict[int, set[str]] = {}
        self.stages = ["registered" for _ in self.people]
        self.exits = ["" for _ in self.people]
        self.counsellor = ""
        self.mover = crew.of_role("movement-officer", story.office)[0]
        self.leaves_at: datetime | None = None

    # --- who acts ----------------------------------------------------------------------------------------

    def add(self, at: datetime, by: str, what: str, /, **given: Any) -> None:
        """Note a cue."""
        self.cues.append(Cue(at.astimezone(UTC), by, what, given))

    def sender(self, by: str, position: int) -> str:
        """Who acts for one traveller: whoever the step names, or the focal point who may see them."""
        marks = frozenset(self.marks[position])
        return by if crew.staff()[by].sees(marks) else crew.deputy(self.story.office, marks)

    def host(self, by: str) -> str:
        """Who acts for the case: whoever the step names if they see somebody in it, or a focal point."""
        member = crew.staff()[by]
        if any(member.sees(marks) for marks in self.marks):
            return by
        return crew.deputy(self.story.office, frozenset(self.marks[0]))

    def for_everybody(self, by: str) -> list[tuple[str, dict[str, int]]]:
        """Return who records something of the household, and who does it for each whom they cannot see.

        Each with what their cue is given: nothing for the household, else the position of the one traveller.
        """
        host = self.host(by)
        sees = crew.staff()[host].sees
        hidden = [position for position in self.everybody if not sees(self.marks[position])]
        return [(host, {}), *((self.sender(by, position), {"position": position}) for position in hidden)]

    def about(self, step: Step, what: str, position: int, **given: Any) -> None:
        """Note a cue about one traveller."""
        self.add(step.recorded_at, self.sender(step.by, position), what, position=position, **given)

    def protector(self, step: Step, position: int) -> str:
        """Who acts where only a focal point may: whoever the step names, or one who may see the traveller."""
        marks = frozenset(self.marks[position])
        member = crew.staff()[step.by]
        able = member.role == "protection-focal-point" and member.sees(marks)
        return step.by if able else crew.deputy(self.story.office, marks)

    def seal(self, step: Step, position: int, category: str | None) -> None:
        """Remember a mark; a case that its counsellor cannot see any more goes to the focal point."""
        if category is None:
            return
        self.marks[position].add(category)
        self.sealed(step)
        heir = self.host(self.counsellor)
        if heir != self.counsellor:
            self.counsellor = heir
            self.add(step.recorded_at, heir, "assign", counsellor=heir)

    def sealed(self, step: Step) -> None:
        """Hear that a file was closed; whoever was to act on the case later may not see it any more."""

    def on_the_way(self) -> list[int]:
        """Return the positions of those who have not left the pathway."""
        return [position for position in self.everybody if not self.exits[position]]

    def advance(self, step: Step, position: int, stage: str, on: date) -> None:
        """Note a step on the line."""
        self.stages[position] = stage
        self.about(step, "advance", position, stage=stage, on=on)

    @property
    def project(self) -> str:
        """The project that pays for the journey."""
        return paid_by(self.story.programme)

    # --- the journey -------------------------------------------------------------------------------------

    def cleared(self, step: Step) -> None:
        """Everybody who leaves is cleared."""
        for position in step.travellers:
            self.advance(step, position, "cleared", step.occurred_on)

    def hold_released(self, step: Step) -> None:
        """The case may leave in spite of a stop: who sees somebody hidden ticks the precautions for them."""
        told = {
            "hold": step.data["hold"],
            "precautions": list(step.data["precautions"]),
            "on": step.occurred_on,
        }
        for by, whom in self.for_everybody(step.by):
            if "position" not in whom or not self.exits[whom["position"]]:
                self.add(step.recorded_at, by, "release", **told, **whom)

    def booked(self, step: Step) -> None:
        """Seats, flights and, where the last flight ends short of it, the way to the last stop."""
        self.mover = step.by
        legs = step.data["legs"]
        self.leaves_at = legs[0]["departs"]
        for position in step.travellers:
            self.stages[position] = "booked"
        self.add(
            step.recorded_at,
            step.by,
            "book",
            positions=list(step.travellers),
            legs=[
                (
                    leg["origin"],
                    leg["destination"],
                    leg["flight"],
                    leg["departs"].replace(tzinfo=None),
                    leg["arrives"].replace(tzinfo=None),
                )
                for leg in legs
            ],
            departs_on=step.data["departs_on"],
            transport=self._onward(step),
            on=step.occurred_on,
        )

    def _onward(self, step: Step) -> str:
        """How they travel on from the last airport; empty where nobody asked."""
        last = airport(step.data["legs"][-1]["destination"])
        abroad = last is None or last.country != self.story.destination
        arrivals = [one for one in self.steps if one.kind == "arrived" and one.travellers == step.travellers]
        asked = any(one.data["onward_transport"] for one in arrivals)
        return typed(step.by, "transport", "car", town=self.story.town) if asked or abroad else ""

    def escort_assigned(self, step: Step) -> None:
        """Somebody travels along."""
        for position in step.travellers:
            kind = step.data["escort"]
            self.add(
                step.recorded_at,
                self.mover,
                "assign_escort",
                position=position,
                kind=kind,
                name=pick("escorts", self.story.reference, position),
            )

    def fit_to_travel(self, step: Step) -> None:
        """A doctor says that they may fly: early in the morning, before the flight on its own day."""
        checked = datetime.combine(step.occurred_on, EARLY_CHECK, OFFICE_ZONE)
        if self.leaves_at is not None:
            checked = min(checked, self.leaves_at.astimezone(OFFICE_ZONE) - timedelta(hours=1))
        for position in step.travellers:
            doctor = pick("doctors", self.story.reference, position)
            self.about(step, "check_fitness", position, checked_at=checked, doctor=doctor)

    def cash_paid(self, step: Step) -> None:
        """Departure cash, against a receipt."""
        for position in step.travellers:
            self.about(
                step,
                "give_cash",
                position,
                amount=step.data["amount"],
                currency=step.data["currency"],
                project=self.project,
                on=step.occurred_on,
            )

    def departed(self, step: Step) -> None:
        """They leave, all of them at once."""
        for position in step.travellers:
            self.stages[position] = "departed"
        self.add(step.recorded_at, self.mover, "depart", positions=list(step.travellers), on=step.occurred_on)

    def arrived(self, step: Step) -> None:
        """They are there; the movement officer hears of it, as the file is not at the mission yet."""
        for position in step.travellers:
            self.stages[position] = "arrived"
        self.add(step.recorded_at, self.mover, "arrive", positions=list(step.travellers), on=step.occurred_on)

    def not_departed(self, step: Step) -> None:
        """They did not come, or were not let on board: children first, so that none waits alone."""
        for position in reversed(step.travellers):
            self.stages[position] = "cleared"
            what = step.kind.replace("-", "_")
            self.add(step.recorded_at, self.mover, what, position=position, on=step.occurred_on)

    def refused_entry(self, step: Step) -> None:
        """They had left, and were sent back: children first, so that none stays on the way alone."""
        for position in reversed(step.travellers):
            self.stages[position] = "cleared"
            given = {"position": position, "at": step.data["at"], "on": step.occurred_on}
            self.add(step.recorded_at, self.mover, "refuse_entry", **given)


@cache
def paid_by(programme: str) -> str:
    """Return the project that pays for the journeys of a programme."""
    projects = [cast(Project, item.body) for _code, item in sorted(current_library().of("projects").items())]
    return next(one.code for one in projects if "travel-assistance" in one.pays_for.get(programme, {}))


def pick(kind: str, reference: str, position: int) -> str:
    """Return a made-up name of an outsider of that kind (`escorts`, `doctors`)."""
    names = office()[kind]
    return str(names[(int(reference[-5:]) + position) % len(names)])

"""The cues of help after return, and of the hand-over to the mission that tells of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from onward.delivery.reintegration.queries import payers
from sample.draw.stories import Step, Story
from sample.load import crew
from sample.load.journeys import JourneyCues


class HelpCues(JourneyCues):
    """Writes what is asked for, granted and drawn."""

    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self.handed_to: str | None = None

    def help_asked(self, step: Step) -> None:
        """Help is asked for, for each member."""
        for position in step.travellers:
            self.about(
                step,
                "ask_help",
                position,
                on=step.occurred_on,
                service=step.data["service"],
                kind=step.data["kind"],
            )

    def help_answered(self, step: Step) -> None:
        """The request is granted, and charged to the project that pays, or declined."""
        service, granted = step.data["service"], step.data["granted"]
        project = payer(self.story.programme, service, step.occurred_on) if granted else ""
        for position in step.travellers:
            self.about(
                step,
                "answer_help",
                position,
                on=step.occurred_on,
                service=service,
                granted=granted,
                project=project,
            )

    def help_drawn(self, step: Step) -> None:
        """Granted help is drawn, told by the mission where the file is there and not restricted."""
        for position in step.travellers:
            by = self.mission_or(step.by, position)
            given = {"position": position, "on": step.occurred_on}
            self.add(step.recorded_at, by, "draw_help", service=step.data["service"], **given)
            if self.stages[position] == "arrived":
                self.stages[position] = "reintegrating"
                self.add(step.recorded_at, by, "advance", stage="reintegrating", **given)

    def medical_aid_drawn(self, step: Step) -> None:
        """Medical aid is asked for, granted and drawn in one go."""
        service = "medical-aid"
        project = payer(self.story.programme, service, step.occurred_on)
        for position in step.travellers:
            given = {"position": position, "on": step.occurred_on, "service": service}
            by = self.sender(self.counsellor, position)
            self.add(step.recorded_at, by, "ask_help", kind="medical", **given)
            self.add(step.recorded_at, by, "answer_help", granted=True, project=project, **given)
            self.add(step.recorded_at, self.mission_or(step.by, position), "draw_help", **given)

    def mission_or(self, by: str, position: int) -> str:
        """Who hears of help in the country of return: the mission if it has the file, else the office."""
        if self.handed_to and not self.marks[position]:
            return crew.of_role("mission-colleague", self.handed_to)[0]
        return self.sender(self.counsellor, position)

    def handed_over(self, step: Step) -> None:
        """The file goes to the mission, which accepts it some days after; a wholly restricted one stays."""
        if all(self.marks[position] for position in self.everybody):
            return
        self.handed_to = step.data["mission"]
        self.add(step.recorded_at, self.host(step.by), "hand_over", mission=self.handed_to)
        colleague = crew.of_role("mission-colleague", self.handed_to)[0]
        moment = step.recorded_at + timedelta(days=step.data["answered_after"])
        self.add(moment, colleague, "answer_hand_over", mission=self.handed_to)


@cache
def payer(programme: str, service: str, on: date) -> str:
    """Return the project that pays for a service on a day."""
    return payers(programme, service, on)[0].code

"""The cues of papers: travel documents, declarations, the approval of the funder."""

from __future__ import annotations

from typing import Any

from sample.draw.stories import Step, Story
from sample.load.helping import HelpCues
from sample.load.words import country_in, language_of, typed


class PaperCues(HelpCues):
    """Writes what is asked for, signed and received."""

    def __init__(self, story: Story) -> None:
        super().__init__(story)
        self.papers: dict[int, dict[str, Any]] = {}
        self.declared: set[int] = set()
        self.asked_for: list[dict[str, int]] = []

    def document_asked(self, step: Step) -> None:
        """A travel document is asked of an embassy."""
        for position in step.travellers:
            by = self.sender(step.by, position)
            country = country_in(language_of(by), step.data["embassy"])
            self.papers[position] = {
                "kind": step.data["kind"],
                "state": "asked",
                "asked_of": typed(by, "embassy", "of", country=country),
                "asked_on": step.occurred_on,
            }
            self.about(step, "add_paper", position, paper=dict(self.papers[position]))

    def document_interview(self, step: Step) -> None:
        """The embassy sees the person."""
        self._paper(step, state="interview", interview_on=step.occurred_on)

    def document_received(self, step: Step) -> None:
        """The document is here."""
        data = step.data
        self._paper(
            step,
            state="received",
            kind=data["kind"],
            number=data["number"],
            issuer=data["issued_by"],
            expires_on=data["expires_on"],
            held_by=typed(step.by, "held-by", data["held_by"]),
            received_on=step.occurred_on,
        )

    def _paper(self, step: Step, **values: Any) -> None:
        for position in step.travellers:
            self.papers[position] |= values
            self.about(step, "update_paper", position, paper=dict(self.papers[position]))

    def declaration_signed(self, step: Step) -> None:
        """A declaration; one signed for a child is taken back when they sign in person."""
        for position in step.travellers:
            if position in self.declared:
                self.about(step, "undeclare", position, on=step.occurred_on)
            self.declared.add(position)
            self.about(step, "declare", position, on=step.occurred_on, signed_by=step.data["signed_by"])

    def funder_asked(self, step: Step) -> None:
        """The funder is asked."""
        given = {"project": self.project, "on": step.occurred_on}
        for by, whom in self.for_everybody(step.by):
            self.add(step.recorded_at, by, "ask_approval", **whom, **given)
            self.asked_for.append(whom)

    def funder_approved(self, step: Step) -> None:
        """The funder approves."""
        given = {"project": self.project, "on": step.occurred_on, "depart_by": step.data["deadline"]}
        for whom in self.asked_for:
            by = self.sender(step.by, whom["position"]) if whom else self.host(step.by)
            self.add(step.recorded_at, by, "approve", **whom, **given)

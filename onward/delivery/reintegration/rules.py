"""Pure decisions on help after return: the programme says who qualifies, the project what it pays for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from onward.casework.programmes.answers import Offer, services
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.programmes.vocabulary import CaseFacts
from onward.records.projects.definition import Project


@dataclass(frozen=True)
class Now:
    """Where whoever asked for help stands today.

    Attributes:
        left: whether they have left the pathway.
        country: to which they return: where they departed to, or else that of their case.
        arrived: whether they stand where help after return is drawn.
    """

    left: bool
    country: str
    arrived: bool

    def counts(self, asked_for: str) -> bool:
        """Say whether a request for one country of return counts today."""
        return not self.left and asked_for in ("", self.country)


@dataclass(frozen=True)
class Qualification:
    """Whether a traveller qualifies for a service that is asked for.

    Attributes:
        service: its code; `offer` has its name, and the condition's answer with what it read.
        qualifies: true, false, or None where a fact is missing.
    """

    service: str
    offer: Offer
    qualifies: bool | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the facts that would settle it."""
        return () if self.offer.answer is None or self.qualifies is not None else self.offer.answer.missing


def qualifies(programme: ProgrammeRules, facts: CaseFacts, traveller: UUID, on: date) -> list[Qualification]:
    """Return, for each service of the programme that is asked for, whether the traveller qualifies.

    A service that is given once a case is open to each of its travellers. Who has departed qualifies by the
    country to which they did, whatever the case says since.
    """
    asked_for = {code for code, service in programme.definition.services.items() if service.asked_for}
    return [
        Qualification(offer.service, offer, offer.given)
        for offer in services(programme, facts.as_for(traveller), on)
        if offer.service in asked_for and offer.traveller in (None, traveller)
    ]


def payers(projects: Iterable[Project], programme: str, service: str, on: date) -> list[Project]:
    """Return the projects that pay for a service of a programme on a day."""
    return [
        project
        for project in projects
        if project.runs_on(on) and service in project.pays_for.get(programme, {})
    ]

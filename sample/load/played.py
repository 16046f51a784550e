"""How cues are played, the clock stopped at each and its user acting, and what is kept of a story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from onward.access.models import Office, User
from onward.casework.cases.models import Case, Hold, Task, Traveller
from onward.casework.protection.models import Guardian
from onward.casework.referrals.models import Enquiry, Referral
from onward.kernel import clock
from onward.records.people.models import Person, TravelDocument
from sample.draw.stories import Story
from sample.load import crew
from sample.load.cues import Cue


@dataclass
class Played:
    """What a story has made so far, by position in the household or by number."""

    story: Story
    enquiry: Enquiry | None = None
    referral: Referral | None = None
    case: Case | None = None
    people: dict[int, Person] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    papers: dict[int, TravelDocument] = field(default_factory=dict)
    guardians: dict[int, Guardian] = field(default_factory=dict)

    @property
    def opened(self) -> Case:
        """The case, read afresh."""
        assert self.case is not None, "the case is not open yet"
        return Case.objects.get(pk=self.case.pk)

    def traveller(self, position: int) -> Traveller:
        """A traveller, read afresh."""
        return self.opened.travellers.get(person=self.people[position])


class Player:
    """Plays cues, which subclasses enact; `people` are those whom earlier stories entered, by reference."""

    def __init__(self) -> None:
        self.users = {one.email: one for one in User.objects.select_related("office")}
        self.offices = {one.code: one for one in Office.objects.all()}
        self.people: dict[str, Person] = {}
        self.holds: dict[str, Hold] = {}
        self.played: dict[str, Played] = {}

    def play(self, timeline: Iterable[tuple[Story | None, Cue, bool]]) -> None:
        """Play all cues, in their order."""
        for story, cue, _last in timeline:
            actor = self.users[crew.staff()[cue.by].email]
            with clock.at(cue.at):
                if story is None:
                    getattr(self, cue.what)(actor, **cue.given)
                else:
                    played = self.played.setdefault(story.reference, Played(story))
                    getattr(self, cue.what)(actor, played, **cue.given)

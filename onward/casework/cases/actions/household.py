"""How many a household was on a day, by what is on record: one rule, whatever was written down first.

Whoever departs, whoever corrects a departure and whoever records late that somebody joined or left asks here,
and so tells the same. Everybody counts, in whosever sight: a family is one for every reader of a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from onward.casework.cases.events import CaseOpened, ExitTaken, ExitUndone, TravellerAdded
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import has_departed
from onward.casework.programmes.queries import remembered
from onward.kernel.models import Event

WHO_IS_IN_IT = (TravellerAdded.type, ExitTaken.type, ExitUndone.type)
"""What changes of how many a household was on days that are over. That some go on apart does not: it is
recorded on its day, and until that day is over they are of the household that they leave."""


@dataclass(frozen=True)
class Member:
    """Somebody who was of the household from a day on, and until another; None where there is no such day."""

    joined_on: date | None
    left_on: date | None

    def was_there(self, day: date) -> bool:
        """Say whether they had joined by a day, and had not left before it."""
        joined = self.joined_on is None or self.joined_on <= day
        return joined and (self.left_on is None or self.left_on >= day)


@dataclass(frozen=True)
class Household:
    """Who was ever in a case, how many it was opened for, and when."""

    members: Sequence[Member]
    opened_for: int | None
    opened_on: date

    def told_on(self, day: date) -> int | None:
        """Return of how many it was on a day of departure, where the case was opened for more or fewer.

        Of a day before the opening, as where a case parted from another since, it is who was there then.
        """
        on = max(day, self.opened_on)
        size = sum(one.was_there(on) for one in self.members)
        return None if size == self.opened_for else size


def household_of(case: Case) -> Household:
    """Return the household of a case, for any day; one query.

    An exit counts by its day, one that was undone not at all. Whoever had departed before it is of those who
    returned, whatever became of them there.
    """
    programme = remembered(case.version_of_programme_id).definition
    of_person = Event.objects.filter(case_key=OuterRef("case__key"), person_key=OuterRef("person__key"))
    rows = Traveller.objects.filter(case=case).values_list(
        "exit",
        "stage",
        "left_case_on",
        _last_day(of_person.filter(type=TravellerAdded.type)),
        _last_day(of_person.filter(type=ExitTaken.type)),
        _opened_for(),
    )
    members, opened_for = [], None
    for exit, stage, parted_on, joined_on, exit_on, number in rows:
        returned = stage in programme.stage_codes() and has_departed(programme, stage)
        gone = exit_on if exit and not returned else None
        members.append(Member(joined_on, parted_on or gone))
        opened_for = number
    return Household(members, opened_for, case.opened_on)


def _last_day(events: QuerySet[Event]) -> Subquery:
    """Return the day of what was told last, and stands, of each person around."""
    standing = events.standing()  # type: ignore[attr-defined]  # an EventQuerySet
    return Subquery(standing.order_by("-position").values("occurred_on")[:1], output_field=DateField())


def _opened_for() -> Subquery:
    """Return for how many the case around was opened; a correction of its opening says the same."""
    opened = Event.objects.filter(case_key=OuterRef("case__key"), type=CaseOpened.type).order_by("position")
    number = Cast(KT("payload__travellers"), IntegerField())
    return Subquery(opened.annotate(number=number).values("number")[:1])

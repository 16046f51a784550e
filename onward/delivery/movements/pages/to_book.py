"""Who waits for a journey: in which cases, and who of them cannot travel yet, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.restrictions import marked
from onward.casework.cases.gates import gather, holds_on, verdicts_of
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.holds import HoldLine, standing
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.gates import Verdict
from onward.delivery.movements import queries
from onward.delivery.movements.pages.company import alone_to_be_booked, together
from onward.delivery.movements.pages.waiting import what_stops
from onward.kernel import clock

MOST_READ = 150
"""Travellers whose gates are asked for the worklist: it says '12+' where more than these wait."""


@dataclass(frozen=True)
class ToBook:
    """How many cases wait for a journey, and in how many of them all who wait can be booked today.

    `more` says that further cases wait which were not looked at.
    """

    waiting: int
    ready: int
    more: bool = False

    @property
    def waiting_said(self) -> str:
        """The number that waits, in words where the count stops."""
        return f"{self.waiting}+" if self.more else str(self.waiting)

    @property
    def ready_said(self) -> str:
        """The number that is ready, in words where the count stops."""
        return f"{self.ready}+" if self.more else str(self.ready)


@dataclass(frozen=True)
class Stopped:
    """Somebody who cannot be booked yet, and why in a phrase; without a name where nobody else waits."""

    name: str
    why: str

    def __str__(self) -> str:
        """Say it."""
        return _("%(name)s: %(why)s") % {"name": self.name, "why": self.why} if self.name else self.why


@dataclass(frozen=True)
class WaitingCase:
    """A case with travellers who wait for a journey.

    `ready` says how many of them can be booked today, `stopped` tells of the others; `kept_back` how many
    more of the household are not among them, whose file is with a focal point; `holds` what keeps them from
    departing, though not from being booked.
    """

    case: Case
    names: str
    sealed: int
    since: date
    ready: int
    stopped: list[Stopped]
    kept_back: int = 0
    holds: Sequence[HoldLine] = ()


def cases_to_book(user: User) -> ToBook:
    """Count the cases that wait for a journey, those that wait longest first."""
    rows = list(queries.waiting(user).order_by("case_id", "pk")[: MOST_READ + 1])
    more = len(rows) > MOST_READ
    if more:  # the last case may not be whole
        rows = [one for one in rows if one.case_id != rows[-1].case_id] or rows
    members: dict[int, list[Traveller]] = {}
    for one in rows:
        members.setdefault(one.case_id, []).append(one)
    cases = [waiting[0].case for waiting in members.values()]
    stopped = _stopped(cases, members, frozenset()) if cases else {}
    ready = sum(all(one.pk not in stopped for one in waiting) for waiting in members.values())
    return ToBook(len(cases), ready, more)


def waiting_cases(user: User, cases: Sequence[Case]) -> list[WaitingCase]:
    """Return the cases of a page with all who wait in each, those that can be booked first.

    A restricted traveller is a seal only.
    """
    rows = list(queries.waiting(user).filter(case__in=[one.pk for one in cases]))
    sealed = marked([one.person.key for one in rows])
    by_case: dict[int, list[Traveller]] = {one.pk: [] for one in cases}
    for one in rows:
        by_case[one.case_id].append(one)
    stopped = why_not_yet(user, cases, by_case)
    behind = queries.kept_back(user, cases, rows)
    held = holds_of(cases, rows)
    found = [
        replace(
            _row(case, members, frozenset(one.pk for one in members if one.person.key in sealed), stopped),
            kept_back=behind.get(case.pk, 0),
            holds=held[case.pk],
        )
        for case in cases
        if (members := by_case[case.pk])
    ]
    return sorted(found, key=lambda row: bool(row.stopped))


def holds_of(cases: Sequence[Case], waiting: Sequence[Traveller]) -> dict[int, Sequence[HoldLine]]:
    """Return the holds on departures that stand today over each case, by its primary key."""
    today = clock.today()
    return {pk: standing(holds, today) if holds else () for pk, holds in holds_on(cases, waiting).items()}


def _row(
    case: Case, members: Sequence[Traveller], sealed: frozenset[int], stopped: dict[int, str]
) -> WaitingCase:
    told = [
        Stopped(_who(one, sealed) if len(members) > 1 else "", stopped[one.pk])
        for one in members
        if one.pk in stopped
    ]
    return WaitingCase(
        case=case,
        names=", ".join(one.person.name for one in members if one.pk not in sealed),
        sealed=len(sealed),
        since=min(one.stage_since for one in members),
        ready=len(members) - len(told),
        stopped=told,
    )


def _who(one: Traveller, sealed: frozenset[int]) -> str:
    return _("restricted") if one.pk in sealed else one.person.name


def why_not_yet(user: User, cases: Sequence[Case], waiting: dict[int, list[Traveller]]) -> dict[int, str]:
    """Return why somebody cannot be booked today, by their primary key: all that a booking asks."""
    going = [one for members in waiting.values() for one in members]
    return _stopped(cases, waiting, queries.seen_travellers(user, going))


@dataclass(frozen=True)
class Holding:
    """Until when something holds that a departure rests on: what, of whom (empty of all), the last day.

    `in_person` is the first day on which they are of age and do it themselves, where another did it for them.
    """

    what: str
    who: str
    until: date
    in_person: date | None = None


@dataclass(frozen=True)
class Holdings:
    """Until when all holds that a departure rests on, what ends first first.

    For a day after what is in `refused` nothing is booked; for one after what is in `departing` it is, and
    nobody departs until that is there anew.
    """

    refused: Sequence[Holding] = ()
    departing: Sequence[Holding] = ()

    def __bool__(self) -> bool:
        """Say whether anything has an end."""
        return bool(self.refused or self.departing)


def holding(user: User, case: Case, going: Sequence[Traveller]) -> Holdings:
    """Return until when what a departure rests on holds for some travellers.

    Of those of whom the user knows more than the travel card: an approval with its last day, a paper with its
    end. A booking asks the gates before its own stage about the day that is booked, and no others.
    """
    today = clock.today()
    everybody = queries.whom_gates_ask_about([case])[case.pk]
    gathered = gather([case], everybody, today, going=going)
    programme = programmes.remembered(case.version_of_programme_id).definition
    seen = queries.seen_travellers(user, going)
    names = {one.person.key: one.person.name for one in going if one.pk in seen}
    verdicts = [
        one
        for one in verdicts_of(case, everybody, gathered, today)
        if (one.traveller is None or one.traveller in names) and one.applies is not False
    ]
    refused = _ends(verdicts, programme.booking(), names)
    departing = _ends(verdicts, programme.at("departure"), names)
    for told, whose in departing.items():  # what is asked for twice is refused at the first
        whose[:] = [name for name in whose if name not in refused.get(told, ())]
    return Holdings(_held(refused), _held({told: whose for told, whose in departing.items() if whose}))


Ends = dict[tuple[date, str, bool], list[str]]
"""Whose it is, by the last day, the name of what ends, and whether another did it in their stead."""


def _ends(verdicts: Iterable[Verdict], stage: str | None, names: Mapping[UUID, str]) -> Ends:
    """Return what has an end of all that the gates before a stage ask for and is there; '' stands for all.

    Also what ends before the day that is booked: it is there for a day until then.
    """
    found, today = Ends(), clock.today()
    for verdict in verdicts:
        for line in verdict.requirements if verdict.stage == stage else ():
            there = line.state == "met" or line.lapsed
            if there and line.until and line.until >= today:
                whose = found.setdefault((line.until, str(line.name), line.evidence.by_others), [])
                name = names[verdict.traveller] if verdict.traveller else ""
                if name not in whose:
                    whose.append(name)
    return found


def _held(ends: Ends) -> list[Holding]:
    return [
        Holding(what, ", ".join(filter(None, whose)), day, day + timedelta(days=1) if by_others else None)
        for (day, what, by_others), whose in sorted(ends.items())
    ]


def _stopped(
    cases: Sequence[Case], waiting: dict[int, list[Traveller]], seen: frozenset[int]
) -> dict[int, str]:
    """Return who cannot be booked today, and why: gates, and a child beside whom nobody of age can be booked.

    Of whom is not `seen` only that something is missing.
    """
    return together(*_gates_and_company(cases, waiting, seen))


def alone_of(user: User, case: Case) -> frozenset[int]:
    """Return the children beside whom nobody of age can be booked, of all of a case whom the user moves."""
    members = list(queries.waiting(user).filter(case=case))
    return frozenset(_gates_and_company([case], {case.pk: members}, frozenset())[1])


def _gates_and_company(
    cases: Sequence[Case], waiting: dict[int, list[Traveller]], seen: frozenset[int]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return whom gates stop, and which children nobody of age can be booked beside, with why."""
    today = clock.today()
    everybody = queries.whom_gates_ask_about(cases)
    going = [one for members in waiting.values() for one in members]
    gathered = gather(cases, [one for members in everybody.values() for one in members], today, going=going)
    stopped: dict[int, str] = {}
    alone: dict[int, str] = {}
    for case in cases:
        programme = programmes.remembered(case.version_of_programme_id).definition
        stages = (programme.booking(),)
        gates = what_stops(case, everybody[case.pk], waiting[case.pk], gathered, today, stages, seen)
        stopped |= gates
        alone |= alone_to_be_booked(waiting[case.pk], gates, today, seen)
    return stopped, alone

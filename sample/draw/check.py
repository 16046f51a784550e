"""Counts the figures from drawn stories and compares them with what was published or chosen.

The count goes by the steps alone, as the office's own figures do; it shares no code with the draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from sample.draw.records import Of, Period
from sample.draw.sources import Figure
from sample.draw.stories import PersonDraft, Step, Story


@dataclass(frozen=True, slots=True)
class Departure:
    """One person's departure, with all that figures ask of it."""

    programme: str
    day: date
    case: str
    person: str
    destination: str
    region: str
    channel: str
    sex: str
    groups: frozenset[str]
    escort: str | None
    assistance: frozenset[tuple[str, str]]
    medical_aid: bool
    flights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure beside what the stories give for it."""

    figure: Figure
    counted: Any
    holds: bool


def age_on(birth: date, day: date) -> int:
    """Whole years of age on that day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _groups(person: PersonDraft, categories: set[str], medical: str, day: date) -> frozenset[str]:
    groups = set(categories) - {"umc", "aged-out-umc", "health"}
    if medical != "none":
        groups |= {"health", "severe-health"} if medical == "severe" else {"health"}
    if categories & {"umc", "aged-out-umc"}:
        under = age_on(person.birth.earliest, day) < 18
        groups |= {"umc-or-aged-out", "umc" if under else "aged-out"}
    if categories:
        groups.add("vulnerable")
    return frozenset(groups)


def departures(stories: Iterable[Story]) -> list[Departure]:
    """Every departure in the stories, one a person and step."""
    return [departure for story in stories for departure in _of_story(story)]


class _Known:
    """What a story tells of each traveller besides the departure itself, by position."""

    def __init__(self) -> None:
        self.marks: dict[int, set[str]] = {}
        self.helps: dict[int, set[tuple[str, str]]] = {}
        self.escorts: dict[int, str] = {}
        self.medical: dict[int, str] = {}
        self.aid: set[int] = set()
        self.flights: dict[int, tuple[str, ...]] = {}

    def take(self, step: Step, who: int) -> None:
        """Note what the step says of the traveller."""
        if step.kind == "vulnerability-found":
            self.marks.setdefault(who, set()).add(step.data["category"])
        elif step.kind == "medical-needs-recorded":
            self.medical[who] = step.data["level"]
        elif step.kind.startswith("reintegration-"):
            state = _state(step.kind, step.data)
            if state:
                self.helps.setdefault(who, set()).add((state, step.data["service"]))
        elif step.kind == "escort-assigned":
            self.escorts[who] = step.data["escort"]
        elif step.kind == "medical-aid-drawn":
            self.aid.add(who)
        elif step.kind == "booked":
            self.flights[who] = tuple(leg["flight"] for leg in step.data["legs"])


def _of_story(story: Story) -> list[Departure]:
    known = _Known()
    for step in story.steps:
        for who in step.travellers:
            known.take(step, who)
    return [
        _departure(story, known, who, step.occurred_on)
        for number, step in enumerate(story.steps)
        if step.kind == "departed"
        for who in step.travellers
        if not _sent_back(story.steps[number + 1 :], who)
    ]


def _sent_back(later: Iterable[Step], who: int) -> bool:
    """Say whether entry was refused on the journey that has just begun: nobody returned by it."""
    kinds = (step.kind for step in later if who in step.travellers)
    return next((kind for kind in kinds if kind in ("booked", "refused-entry")), "") == "refused-entry"


def _departure(story: Story, known: _Known, who: int, day: date) -> Departure:
    person = story.household[who]
    return Departure(
        programme=story.programme,
        day=day,
        case=story.reference,
        person=person.reference,
        destination=story.destination,
        region=story.region,
        channel=story.channel,
        sex=person.sex,
        groups=_groups(person, known.marks.get(who, set()), known.medical.get(who, "none"), day),
        escort=known.escorts.get(who),
        assistance=frozenset(known.helps.get(who, set())),
        medical_aid=who in known.aid,
        flights=known.flights.get(who, ()),
    )


def _state(kind: str, data: Any) -> str | None:
    if kind == "reintegration-qualified":
        return "qualified" if data["qualifies"] else None
    if kind == "reintegration-answered":
        return "granted" if data["granted"] else None
    return {"reintegration-asked": "asked", "reintegration-drawn": "drawn"}.get(kind)


def _matches(one: Departure, of: Of) -> bool:
    if of.assistance and not any(
        state == of.assistance and of.service in (None, service) for state, service in one.assistance
    ):
        return False
    return (
        of.destination in (None, one.destination)
        and of.sex in (None, one.sex)
        and (of.group is None or of.group in one.groups)
        and (of.not_group is None or of.not_group not in one.groups)
        and of.escort in (None, one.escort)
        and of.medical_aid in (None, one.medical_aid)
    )


def _selected(rows: Iterable[Departure], figure: Figure, period: Period, of: Of) -> list[Departure]:
    return [
        row
        for row in rows
        if row.programme == figure.programme and period.covers(row.day) and _matches(row, of)
    ]


def _count(rows: Sequence[Departure], unit: str) -> int:
    return len({row.case for row in rows} if unit == "cases" else {row.person for row in rows})


def percent(part: int, whole: int) -> int:
    """A share as a whole percent, rounded half up; 0 of nothing."""
    if not whole:
        return 0
    return int((Decimal(100) * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def ranking_holds(counts: Counter[str], tiers: Sequence[Sequence[str]]) -> bool:
    """Whether each tier outranks the next, and the last outranks all that are not named."""
    named = [code for tier in tiers for code in tier]
    levels = [list(tier) for tier in tiers] + [[code for code in counts if code not in named]]
    pairs = pairwise(levels)
    return all(
        not below or min(counts[c] for c in above) > max(counts[c] for c in below) for above, below in pairs
    )


def _informed(stories: Iterable[Story], figure: Figure) -> int:
    people = set()
    for story in stories:
        if story.programme != figure.programme:
            continue
        marked = {
            who
            for step in story.steps
            if step.kind == "vulnerability-found"
            and step.data["category"] == figure.of.group
            and figure.period.covers(step.occurred_on)
            for who in step.travellers
        }
        told = {who for step in story.steps if step.kind == "session-held" for who in step.travellers}
        people |= {story.household[who].reference for who in marked & told}
    return len(people)


def check(stories: Sequence[Story], figures: Iterable[Figure]) -> list[Finding]:
    """Each figure with what the stories give; `holds` says whether they agree."""
    rows = departures(stories)
    return [_finding(stories, rows, figure) for figure in figures]


def _finding(stories: Sequence[Story], rows: Sequence[Departure], figure: Figure) -> Finding:
    mine = _selected(rows, figure, figure.period, figure.of)
    if figure.counts == "rank":
        people = {(row.person, getattr(row, figure.by or "destination")) for row in mine}
        counts = Counter(code for _, code in people)
        return Finding(figure, tuple(counts.most_common(8)), ranking_holds(counts, figure.tiers))
    counted: int
    if figure.counts == "destinations":
        counted = len({row.destination for row in mine})
    elif figure.counts == "percent":
        counted = percent(
            _count(mine, figure.unit), _count(_selected(rows, figure, figure.period, Of()), figure.unit)
        )
    elif figure.counts == "change":
        before = _count(_selected(rows, figure, figure.against or figure.period, figure.of), "persons")
        change = Decimal(100) * (_count(mine, "persons") - before) / max(before, 1)
        counted = int(change.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    elif figure.counts == "informed":
        counted = _informed(stories, figure)
    else:
        counted = _count(mine, figure.counts)
    together = not figure.together or len({row.flights for row in mine}) == 1
    return Finding(figure, counted, counted == figure.number and together)

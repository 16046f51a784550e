"""Counting for 'Key trends': the figures of one question, by programme, of two periods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db import connection

from onward.evidence.counting import Asked, Tally, figures, gaps, tallies, tally
from onward.evidence.facts import AsOf, Facts, open_facts
from onward.evidence.queries.shown import Figure, shown_figures
from onward.evidence.rules import Period, Split
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.events import event_types
from onward.records.people.events import PersonRegistered, PersonsMerged

NOW, BEFORE = "now", "before"
"""The period that is asked about, and the one that it is compared with."""

Way = Literal["year", "previous", "chosen"]


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        period: whose departures count.
        against: the period that it is compared with.
        office: code of the one office whose events count; None for every office.
        programme: code of the one programme; empty for each, side by side.
        destination: country code of the one destination; empty for all.
        group: code of the group that everything is limited to; empty for everybody.
        known_on: as known at the end of this day, corrections until then included; None for as known now.
        way: by which way of comparing `against` was found: the year before, just before, or chosen.
        cut: whether the period was to go on beyond what can be known, and ends there instead.
    """

    period: Period
    against: Period
    office: str | None = None
    programme: str = ""
    destination: str = ""
    group: str = ""
    known_on: date | None = None
    cut: bool = False
    way: Way = "year"

    @property
    def part_of_year(self) -> bool:
        """Whether a year that is not over stands beside a whole one: no change is told from these."""
        return self.cut and self.against.is_year and not self.period.is_year


Counts = Mapping[str, Mapping[str, Mapping[str, Split]]]
"""Programme → period (`NOW`, `BEFORE`) → code of a figure → numbers. Only programmes that have returns."""


def count(question: Question, wanted: Iterable[Figure] | None = None, facts: Facts | None = None) -> Counts:
    """Return the numbers that answer a question, by programme: programmes are never added to one another.

    Args:
        question: what is asked.
        wanted: those of the page's figures that are counted; all of them where it is left out.
        facts: those that a page asks, so that all of it is counted from the same; else those of now.
    """
    shown = list(shown_figures().values() if wanted is None else wanted)
    each = [(figure.definition, ("programme",)) for figure in shown]
    split = [(figure.definition, ("programme", figure.by)) for figure in shown if figure.by]
    facts = facts or open_facts()
    found: dict[str, dict[str, dict[str, Split]]] = {}
    periods = {NOW: question.period} | (
        {BEFORE: question.against} if question.against != question.period else {}
    )
    for name, period in periods.items():
        answers = tallies(facts, [*each, *split], asked(question, period), whole=False)
        parts = iter(answers[len(each) :])
        for figure, whole in zip(shown, answers, strict=False):
            for programme, one in _splits(whole, next(parts) if figure.by else None):
                found.setdefault(programme, {}).setdefault(name, {})[figure.code] = one
    return found


def asked(question: Question, period: Period, known_on: date | None = None) -> Asked:
    """Return a question of this page as it is asked of facts.

    Args:
        question: what limits the facts.
        period: when they happened.
        known_on: as known at the end of which day; that of the question where it is left out.
    """
    only = {"office": question.office, "programme": question.programme, "destination": question.destination}
    day = known_on or question.known_on
    return Asked(
        period.first,
        period.until,
        AsOf(before=end_of(day) if day else None),
        {column: value for column, value in only.items() if value},
        (question.group,) if question.group else (),
    )


def _splits(whole: Tally, split: Tally | None) -> Iterable[tuple[str, Split]]:
    """Give the number of each programme, in all and by part."""
    parts: dict[str, dict[str, int]] = {}
    for (programme, part), number in (split.parts if split else {}).items():
        parts.setdefault(programme, {})[part] = int(number)
    for (programme,), number in whole.parts.items():
        yield programme, Split(int(number), parts.get(programme, {}))


def end_of(day: date) -> datetime:
    """Return the moment at which a day of the office ends."""
    return datetime.combine(day + timedelta(days=1), time(), OFFICE_ZONE)


def years_with_returns(
    office: str | None, *, latest: int, earliest: int, most: int, facts: Facts | None = None
) -> list[int]:
    """Return the last years in which somebody returned, of one office or of all, the newest first."""
    only = {"office": office} if office is not None else {}
    ever = Asked(date(earliest, 1, 1), date(latest + 1, 1, 1), equals=only)
    found = tally(facts or open_facts(), figures()["returns"], ever, ["year"]).parts
    return sorted((int(year) for (year,) in found), reverse=True)[:most]


OF_FILES = frozenset({PersonRegistered.type, PersonsMerged.type})
"""No record of what happened: persons stay on file when all that was told of them is taken back."""

_ON_RECORD = """
SELECT EXISTS (SELECT 1 FROM unnest(%(types)s::text[]) told WHERE EXISTS (
    SELECT 1 FROM kernel_event event WHERE type = told AND NOT retracts
      AND occurred_on >= asked.first AND occurred_on < asked.until {office} {known}
      AND (SELECT position FROM kernel_event WHERE supersedes_id = event.position {known} LIMIT 1) IS NULL
)) FROM unnest(%(firsts)s::date[], %(untils)s::date[]) WITH ORDINALITY asked (first, until, place)
ORDER BY place"""
"""What stands in the place of an event is looked up for each that is found, never joined: the first that
stands is enough, and a plan that reads all corrections would read them for every month and type."""


def on_record(
    period: Period, office: str | None, known_on: date | None = None, as_of: AsOf | None = None
) -> bool:
    """Say whether anything that happened is on record from a period, of one office or of all, of any kind.

    What was taken back is not, nor is what was told otherwise on the days of before. With a day, whether it
    was on record by its end: a past that came in later was not. `as_of` is what an edition knows.
    """
    return each_on_record([period], office, known_on, as_of=as_of)[0]


def each_on_record(
    periods: Sequence[Period],
    office: str | None,
    known_on: date | None = None,
    types: Iterable[str] | None = None,
    as_of: AsOf | None = None,
) -> list[bool]:
    """Say of each of some periods whether anything at all is on record from it; as `on_record`, at once.

    It asks each type of event in turn: events are found by their type and day. With `types`, only these; with
    the place in the log up to which an edition knows, only what stood as it knew.
    """
    known, values = _known(known_on, as_of)
    of_office = "AND office = %(office)s" if office is not None else ""
    values |= {
        "office": office,
        "types": list(event_types().keys() - OF_FILES if types is None else types),
        "firsts": [one.first for one in periods],
        "untils": [one.until for one in periods],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ON_RECORD.format(office=of_office, known=known), values)
        return [bool(found) for (found,) in cursor.fetchall()]


def unrecorded(period: Period, office: str | None, known_on: date | None = None) -> list[Period]:
    """Return the stretches of a period of which nothing at all is on record, month by month (`gaps`)."""
    return gaps(period, known_on, lambda months: each_on_record(months, office, known_on))


def blank(
    period: Period, types: Iterable[str], office: str | None, known_on: date | None = None
) -> list[Period]:
    """Return the months of which nothing is on record, where nothing of some types is from all of a period.

    A nought would then say that there was none, where nobody wrote it down. Empty where something is, or
    where each month has something else on record: then there was none.
    """
    [any_of_these] = each_on_record([period], office, known_on, types)
    return [] if any_of_these else unrecorded(period, office, known_on)


def _known(known_on: date | None, as_of: AsOf | None) -> tuple[str, dict[str, Any]]:
    """Return what limits events to those on record by a day, and to those that were written."""
    known = "AND recorded_at < %(before)s" if known_on is not None else ""
    values: dict[str, Any] = {"before": end_of(known_on) if known_on is not None else None}
    if as_of is not None and as_of.mark is not None:
        known += " AND written_by < %(mark)s::text::xid8"
    if as_of is not None and as_of.upto is not None:
        known += " AND position <= %(upto)s"
    return known, values | ({"mark": as_of.mark, "upto": as_of.upto} if as_of else {})

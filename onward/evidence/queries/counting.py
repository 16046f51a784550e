"""Counting: the figures of one question in one statement over the events, and nothing but the events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db import connection

from onward.evidence.figures import COUNTED, DIMENSIONS, FIGURES, GROUPS, MEASURES, SENT_BACK, Figure
from onward.evidence.rules import Period, Split
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.events import event_types

NOW, BEFORE = "now", "before"
"""The period that is asked about, and the one that it is compared with."""

_STANDS = """ AND NOT EXISTS (
        SELECT 1 FROM kernel_event later WHERE later.supersedes_id = event.position{later}
      )
      AND NOT EXISTS (
        SELECT 1 FROM kernel_event back
        WHERE back.type = %(sent_back)s AND NOT back.retracts{back}
          AND back.about_key = event.about_key AND back.person_key = event.person_key
          AND NOT EXISTS (
            SELECT 1 FROM kernel_event later WHERE later.supersedes_id = back.position{later}
          )
      )"""
"""An event of departure that stands, and whose journey did not end in a refused entry, in SQL."""

FACTS = """person_key, case_key, occurred_on,
        payload->>'programme' AS programme, payload->>'destination' AS destination,
        payload->>'channel' AS channel, payload->>'sex' AS sex, (payload->>'age')::int AS age,
        payload->>'child' AS child, payload->>'medical' AS medical,
        CASE WHEN payload->>'child' IN ('umc', 'aged-out')
            THEN COALESCE(payload->'vulnerabilities', '[]') - ARRAY['umc', 'aged-out-umc']
                || CASE payload->>'child' WHEN 'umc' THEN '["umc"]'::jsonb ELSE '["aged-out-umc"]' END
            ELSE COALESCE(payload->'vulnerabilities', '[]') END AS vulnerabilities"""
"""What is counted of an event of departure, in SQL."""

_RETURNS = """
WITH period (period, first, until) AS (VALUES (%(now)s, %(first)s::date, %(until)s::date), \
(%(before)s, %(first_before)s::date, %(until_before)s::date)),
departed AS MATERIALIZED (
    SELECT person_key, case_key, occurred_on, payload
    FROM kernel_event event
    WHERE type = %(type)s AND NOT retracts
      AND occurred_on >= %(earliest)s AND occurred_on < %(latest)s
      {stands}
      {narrowed}
),
returned AS MATERIALIZED (
    SELECT period, {facts}
    FROM departed JOIN period ON occurred_on >= first AND occurred_on < until
),
of_group AS MATERIALIZED (SELECT * FROM returned WHERE {group})
"""
_FIGURE = """
SELECT '{code}' AS figure, period, programme, {told} AS part, {whole} AS whole, {measure} AS number
FROM (SELECT *, {part} AS part FROM of_group WHERE {group}) counted
GROUP BY GROUPING SETS ({sets})"""

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


def count(question: Question, figures: Iterable[Figure] = FIGURES.values()) -> Counts:
    """Return the numbers that answer a question, by programme: programmes are never added to one another."""
    asked = list(figures)
    narrowed, values = limits(question)
    returns = _RETURNS.format(
        facts=FACTS,
        stands=stands("known_until" if question.known_on else ""),
        narrowed=narrowed,
        group=group_of(question),
    )
    statement = returns + " UNION ALL ".join(_select(figure) for figure in asked)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return _gather(cursor.fetchall())


def stands(until: str) -> str:
    """Return the test that a departure is a return: as known now, or before the moment that has a name."""
    before = f".recorded_at < %({until})s"
    known = {one: f" AND {one}{before}" if until else "" for one in ("event", "later", "back")}
    return known["event"] + _STANDS.format(**known)


def group_of(question: Question) -> str:
    """Return the test that a return belongs to the group asked for, in SQL."""
    return GROUPS[question.group][1] if question.group else "true"


def limits(question: Question) -> tuple[str, dict[str, Any]]:
    """Return what limits the events, and the values of the whole statement."""
    periods = (question.period, question.against)
    values: dict[str, Any] = {
        "now": NOW,
        "before": BEFORE,
        "first": question.period.first,
        "until": question.period.until,
        "first_before": question.against.first,
        "until_before": question.against.until,
        "earliest": min(period.first for period in periods),
        "latest": max(period.until for period in periods),
        "type": COUNTED,
        "sent_back": SENT_BACK,
        "office": question.office,
        "programme": question.programme,
        "destination": question.destination,
        "known_until": end_of(question.known_on) if question.known_on else None,
    }
    conditions = []
    if question.office is not None:
        conditions.append("AND office = %(office)s")
    for name in ("programme", "destination"):
        if values[name]:
            conditions.append(f"AND payload->>'{name}' = %({name})s")
    return " ".join(conditions), values


def _select(figure: Figure) -> str:
    """Return the part of the statement that counts one figure: its total, and each of its parts.

    A figure that overlaps repeats a return for each part; it counts persons, so its total counts each once.
    """
    dimension = DIMENSIONS.get(figure.by, "''")
    return _FIGURE.format(
        code=figure.code,
        part=dimension if figure.overlaps else f"COALESCE({dimension}, 'unknown')",
        told="part" if figure.by else "NULL",
        whole="GROUPING(part) = 1" if figure.by else "true",
        measure=MEASURES[figure.counts],
        group=GROUPS[figure.among][1] if figure.among else "true",
        sets="(period, programme), (period, programme, part)" if figure.by else "(period, programme)",
    )


def _gather(rows: Iterable[tuple[str, str, str, str | None, bool, int]]) -> Counts:
    totals: dict[tuple[str, str, str], int] = {}
    parts: dict[tuple[str, str, str], dict[str, int]] = {}
    for figure, period, programme, part, whole, number in rows:
        at = (programme, period, figure)
        if whole:
            totals[at] = number
        else:
            parts.setdefault(at, {})[str(part)] = number
    found: dict[str, dict[str, dict[str, Split]]] = {}
    for at in totals:
        programme, period, figure = at
        split = Split(totals[at], parts.get(at, {}))
        found.setdefault(programme, {}).setdefault(period, {})[figure] = split
    return found


def end_of(day: date) -> datetime:
    """Return the moment at which a day of the office ends."""
    return datetime.combine(day + timedelta(days=1), time(), OFFICE_ZONE)


_ON_RECORD = """
SELECT EXISTS (SELECT 1 FROM unnest(%(types)s::text[]) told WHERE EXISTS (
    SELECT 1 FROM kernel_event WHERE type = told
      AND occurred_on >= %(first)s AND occurred_on < %(until)s {narrowed}
))"""


def on_record(period: Period, office: str | None) -> bool:
    """Say whether anything at all is on record from a period, of one office or of all, departures or not.

    It asks each type of event in turn: events are found by their type and day.
    """
    narrowed = "AND office = %(office)s" if office is not None else ""
    values: dict[str, Any] = {
        "types": list(event_types()),
        "first": period.first,
        "until": period.until,
        "office": office,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ON_RECORD.format(narrowed=narrowed), values)
        return bool(cursor.fetchone()[0])


_YEARS = """
SELECT year FROM generate_series(%(latest)s::int, %(earliest)s::int, -1) year
WHERE EXISTS (
    SELECT 1 FROM kernel_event event
    WHERE type = %(type)s AND NOT retracts {narrowed}
      AND occurred_on >= make_date(year, 1, 1) AND occurred_on < make_date(year + 1, 1, 1)
      {stands}
) LIMIT %(most)s"""


def years_with_returns(office: str | None, *, latest: int, earliest: int, most: int) -> list[int]:
    """Return the last years in which somebody returned, of one office or of all, the newest first."""
    narrowed = "AND office = %(office)s" if office is not None else ""
    statement = _YEARS.format(narrowed=narrowed, stands=stands(""))
    values = {"type": COUNTED, "sent_back": SENT_BACK, "office": office}
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"latest": latest, "earliest": earliest, "most": most})
        return [year for (year,) in cursor.fetchall()]

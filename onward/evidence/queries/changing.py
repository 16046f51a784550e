"""What was told anew: which returns a question counts otherwise than it did as known on an earlier day."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from onward.evidence.queries.counting import FACTS, Question, end_of, group_of, limits, stands
from onward.evidence.rules import Kind

_KNOWN = """SELECT position, {facts}
    FROM kernel_event event
    WHERE type = %(type)s AND NOT retracts
      AND occurred_on >= %(first)s AND occurred_on < %(until)s{stands} {narrowed}"""
"""The returns of the period, as known at a moment, in SQL."""

_DIFFERS = {
    "programme": "come.programme IS DISTINCT FROM gone.programme",
    "day": "come.occurred_on <> gone.occurred_on"
    " AND date_trunc('month', come.occurred_on) = date_trunc('month', gone.occurred_on)",
    "month": "date_trunc('month', come.occurred_on) <> date_trunc('month', gone.occurred_on)"
    " AND date_trunc('year', come.occurred_on) = date_trunc('year', gone.occurred_on)",
    "year": "date_trunc('year', come.occurred_on) <> date_trunc('year', gone.occurred_on)",
    "destination": "come.destination IS DISTINCT FROM gone.destination",
    "channel": "come.channel IS DISTINCT FROM gone.channel",
    "sex": "come.sex IS DISTINCT FROM gone.sex",
    "child": "come.child IS DISTINCT FROM gone.child OR (come.age < 18) IS DISTINCT FROM (gone.age < 18)",
    "level": "come.medical IS DISTINCT FROM gone.medical",
    "vulnerability": "NOT (come.vulnerabilities @> gone.vulnerabilities"
    " AND gone.vulnerabilities @> come.vulnerabilities)",
}
"""By what a figure is split, or whom it counts → whether a return told anew differs in it, in SQL."""

# What did not change is the same event, and is left out first. Of the rest, `was` is what an event stood in
# the place of at the earlier moment, wherever that was counted, and `remains` what stands in its place now.
_CHANGES = """
WITH RECURSIVE known_then AS MATERIALIZED (SELECT * FROM ({then}) returned WHERE {group}),
known_now AS MATERIALIZED (SELECT * FROM ({now}) returned WHERE {group}),
gone AS MATERIALIZED (
    SELECT * FROM known_then WHERE position NOT IN (SELECT position FROM known_now)
),
come AS MATERIALIZED (
    SELECT * FROM known_now WHERE position NOT IN (SELECT position FROM known_then)
),
back (start, at) AS (
    SELECT position, position FROM come
    UNION ALL SELECT start, event.supersedes_id FROM back JOIN kernel_event event ON event.position = at
    WHERE event.supersedes_id IS NOT NULL
),
onward (start, at) AS (
    SELECT position, position FROM gone
    UNION ALL SELECT start, event.position FROM onward JOIN kernel_event event ON event.supersedes_id = at
),
was AS MATERIALIZED (
    SELECT start, position, {facts} FROM back JOIN kernel_event event ON event.position = at
    WHERE NOT event.retracts{stands_then}
),
remains AS MATERIALIZED (
    SELECT start, position, {facts} FROM onward JOIN kernel_event event ON event.position = at
    WHERE NOT event.retracts{stands_now}
)
SELECT CASE WHEN gone.position IS NOT NULL THEN 'changed' WHEN was.position IS NOT NULL THEN 'moved-in'
        WHEN come.occurred_on >= %(day_after)s THEN 'left' ELSE 'added' END AS kind,
    come.programme, come.case_key, come.person_key, was.occurred_on, come.occurred_on, {differs_in}
FROM come LEFT JOIN was ON was.start = come.position
LEFT JOIN gone ON gone.position = was.position AND gone.programme = come.programme
UNION ALL
SELECT CASE WHEN remains.position IS NOT NULL THEN 'moved-out' ELSE 'withdrawn' END,
    gone.programme, gone.case_key, gone.person_key, gone.occurred_on, remains.occurred_on, {differs_out}
FROM gone LEFT JOIN remains ON remains.start = gone.position
LEFT JOIN come ON come.position = remains.position AND come.programme = gone.programme
WHERE come.position IS NULL
ORDER BY 5 NULLS LAST, 6, 3, 4"""


@dataclass(frozen=True)
class Changed:
    """A return that is counted otherwise than it was.

    Attributes:
        kind: how it changed what is counted.
        programme: of which it counts, or counted.
        case: key of its case.
        person: key of its person.
        was_on: the day on which it had happened, as known then; None where none was known.
        is_on: the day on which it happened, as known now; None where it did not.
        differs: in what it is told otherwise, of one that was told anew.
    """

    kind: Kind
    programme: str
    case: UUID | None
    person: UUID | None
    was_on: date | None
    is_on: date | None
    differs: tuple[str, ...] = ()


def changes(question: Question, since: date) -> list[Changed]:
    """Return the returns in which the answer to a question differs from what was known at the end of a day.

    One that was told anew with nothing different that any figure counts is none of them.

    Args:
        question: what is asked, and as known on which day.
        since: an earlier day.
    """
    narrowed, values = limits(question)
    values |= {"since_until": end_of(since), "day_after": since + timedelta(days=1)}
    then, now = stands("since_until"), stands("known_until" if question.known_on else "")
    statement = _CHANGES.format(
        then=_KNOWN.format(facts=FACTS, stands=then, narrowed=narrowed),
        now=_KNOWN.format(facts=FACTS, stands=now, narrowed=narrowed),
        group=group_of(question),
        stands_then=then,
        stands_now=now,
        facts=FACTS,
        differs_in=_differing("was", "come"),
        differs_out=_differing("gone", "remains"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = [
            Changed(kind, programme, case, person, was_on, is_on, tuple(differs or ()))
            for kind, programme, case, person, was_on, is_on, differs in cursor.fetchall()
        ]
    return [one for one in found if one.kind != "changed" or {*one.differs} - {"day"}]


def _differing(earlier: str, later: str) -> str:
    """Return in what two tellings of one return differ, in SQL; NULL where there are not two."""
    tests = ", ".join(
        f"CASE WHEN {test.replace('come.', f'{later}.').replace('gone.', f'{earlier}.')} THEN '{name}' END"
        for name, test in _DIFFERS.items()
    )
    both = f"{earlier}.position IS NOT NULL AND {later}.position IS NOT NULL"
    return f"CASE WHEN {both} THEN array_remove(ARRAY[{tests}], NULL) END"

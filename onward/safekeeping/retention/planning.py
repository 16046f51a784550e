"""What is due by a day: of which files, which parts, under which rule. The database counts the days.

A part of a traveller in a case is due by its rule. What is of the household is due once it is of every
traveller, and what is held of a person outside cases once it is in each of their cases. A legal hold on a
person or a case keeps all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from onward.access.holdings import Holding, Left, holdings
from onward.casework.cases.models import Traveller
from onward.kernel.definitions import current_library
from onward.safekeeping.retention.definition import TAKEN_BACK, Of, RetentionRule, parts_of, rules
from onward.safekeeping.retention.models import Due, LegalHold

OUTCOME = f"""CASE WHEN c.taken_back_on IS NOT NULL THEN '{TAKEN_BACK}'
    WHEN t.exit <> '' THEN t.exit ELSE t.stage END"""

_COMBINATIONS = f"""
SELECT DISTINCT c.programme, {OUTCOME} FROM cases_traveller t JOIN cases_case c ON c.id = t.case_id
WHERE c.closed_on IS NOT NULL OR c.taken_back_on IS NOT NULL OR t.travels_on IS NOT NULL
"""  # noqa: S608  # our own words

_MATRIX = """
CREATE TEMPORARY TABLE retention_matrix ON COMMIT DROP AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::int[],
    %s::int[], %s::boolean[])
    AS m (files, programme, outcome, part, rule, from_departure, months, days, erases)
"""

_RIPE = f"""
CREATE TEMPORARY TABLE retention_ripe ON COMMIT DROP AS
SELECT one.case_id, one.person_id, one.case_key, one.person_key, m.part, m.rule, m.erases, due.due_on
FROM (
    SELECT t.case_id, t.person_id, c.key AS case_key, p.key AS person_key, c.programme, {OUTCOME} AS outcome,
        COALESCE(c.taken_back_on, c.closed_on) AS closed,
        (SELECT max(s.state_on) FROM movements_passenger s
         WHERE s.traveller_id = t.id AND s.state IN ('departed', 'arrived')) AS departed
    FROM cases_traveller t JOIN cases_case c ON c.id = t.case_id JOIN people_person p ON p.id = t.person_id
) one
JOIN retention_matrix m ON m.files = 'cases' AND m.programme = one.programme AND m.outcome = one.outcome
CROSS JOIN LATERAL (SELECT (CASE WHEN m.from_departure THEN COALESCE(one.departed, one.closed)
    ELSE one.closed END + make_interval(months => m.months, days => m.days))::date AS due_on) due
WHERE due.due_on <= %s
"""  # noqa: S608

_HELD = """
CREATE TEMPORARY TABLE retention_held ON COMMIT DROP AS
SELECT person_key, case_key FROM retention_legalhold
WHERE lifted_at IS NULL AND (until IS NULL OR until >= %s)
"""

_UNITS: Mapping[str, str] = {
    # A traveller in a case.
    "travellers": """
        SELECT r.case_key, r.person_key, NULL::uuid AS alone_key, r.part, r.rule, r.erases, r.due_on
        FROM retention_ripe r
        WHERE NOT EXISTS (SELECT FROM retention_held h
            WHERE h.case_key = r.case_key OR h.person_key = r.person_key)
    """,
    # What is of the household, once it is due of everybody in the case; the mildest rule decides.
    "households": """
        SELECT r.case_key, NULL::uuid, NULL::uuid, r.part, min(r.rule), bool_and(r.erases), max(r.due_on)
        FROM retention_ripe r
        GROUP BY r.case_id, r.case_key, r.part
        HAVING count(*) = (SELECT count(*) FROM cases_traveller t WHERE t.case_id = r.case_id)
        AND NOT EXISTS (SELECT FROM retention_held h WHERE h.case_key = r.case_key)
        AND NOT EXISTS (SELECT FROM retention_held h JOIN people_person p ON p.key = h.person_key
            JOIN cases_traveller t ON t.person_id = p.id WHERE t.case_id = r.case_id)
    """,
    # What is held of a person outside cases, once it is due in each case of theirs.
    "persons": """
        SELECT NULL::uuid, r.person_key, NULL::uuid, r.part, min(r.rule), bool_and(r.erases), max(r.due_on)
        FROM retention_ripe r
        GROUP BY r.person_id, r.person_key, r.part
        HAVING count(*) = (SELECT count(*) FROM cases_traveller t WHERE t.person_id = r.person_id)
        AND NOT EXISTS (SELECT FROM retention_held h WHERE h.person_key = r.person_key)
        AND NOT EXISTS (SELECT FROM retention_held h JOIN cases_case c ON c.key = h.case_key
            JOIN cases_traveller t ON t.case_id = c.id WHERE t.person_id = r.person_id)
        AND NOT EXISTS (SELECT FROM referrals_referredperson w
            JOIN referrals_referral f ON f.id = w.referral_id
            WHERE w.person_key = r.person_key AND f.state = 'sent')
    """,
    # Who was recorded and never came into a case.
    "persons-without-case": """
        SELECT NULL::uuid, p.key, NULL::uuid, m.part, m.rule, m.erases,
            (p.made_at::date + make_interval(months => m.months, days => m.days))::date
        FROM people_person p JOIN retention_matrix m ON m.files = 'persons-without-case'
        WHERE (p.made_at::date + make_interval(months => m.months, days => m.days))::date <= %(day)s
        AND NOT EXISTS (SELECT FROM cases_traveller t WHERE t.person_id = p.id)
        AND NOT EXISTS (SELECT FROM retention_held h WHERE h.person_key = p.key)
        AND NOT EXISTS (SELECT FROM referrals_referredperson w
            JOIN referrals_referral f ON f.id = w.referral_id WHERE w.person_key = p.key AND f.state = 'sent')
    """,
    # A referral that was answered, and never became a case.
    "referrals-without-case": """
        SELECT NULL::uuid, NULL::uuid, f.key, m.part, m.rule, m.erases,
            (f.answered_at::date + make_interval(months => m.months, days => m.days))::date
        FROM referrals_referral f JOIN retention_matrix m ON m.files = 'referrals-without-case'
        WHERE f.case_id IS NULL
        AND (f.answered_at::date + make_interval(months => m.months, days => m.days))::date <= %(day)s
    """,
}

_SAME: Mapping[str, str] = {
    "travellers": "d.case_key = u.case_key AND d.person_key = u.person_key",
    "households": "d.case_key = u.case_key AND d.person_key IS NULL",
    "persons": "d.person_key = u.person_key AND d.case_key IS NULL",
    "persons-without-case": "d.person_key = u.person_key AND d.case_key IS NULL",
    "referrals-without-case": "d.alone_key = u.alone_key",
}
"""By what an earlier night's work on the same unit is found; each has an index."""

_DUE = """
SELECT u.case_key, u.person_key, u.alone_key,
    COALESCE(array_agg(u.part ORDER BY u.part) FILTER (WHERE u.erases), '{}') AS erased,
    COALESCE(array_agg(u.part ORDER BY u.part) FILTER (WHERE NOT u.erases), '{}') AS reduced,
    array_agg(u.part || '=' || u.rule ORDER BY u.part) AS rules
FROM (%(units)s) AS u (case_key, person_key, alone_key, part, rule, erases, due_on)
WHERE u.part = ANY(%%(parts)s)
AND (%%(thorough)s OR NOT EXISTS (
    SELECT FROM retention_due d WHERE d.done_at IS NOT NULL AND d.done_at::date >= u.due_on AND %(same)s
    AND (u.part = ANY(d.erased) OR (NOT u.erases AND u.part = ANY(d.reduced)))
))
GROUP BY u.case_key, u.person_key, u.alone_key
"""

_WRITTEN = """
INSERT INTO retention_due (run_id, case_key, person_key, alone_key, erased, reduced, rules)
SELECT %%(run)s, * FROM (%(due)s) AS due ORDER BY case_key, person_key
"""
"""By case, so that a batch holds what is of one household."""

_COUNTED = """
SELECT split_part(one, '=', 2), count(DISTINCT case_key), count(DISTINCT person_key),
    count(DISTINCT alone_key)
FROM (%(due)s) AS due, unnest(due.rules) AS one GROUP BY 1
"""


@dataclass(frozen=True)
class Ahead:
    """What goes under one rule: of how many cases, and of how many persons or referrals without one."""

    rule: str
    cases: int
    persons: int
    alone: int


def write_down(run: int, day: date, *, thorough: bool = False) -> int:
    """Write what is due by `day` as rows of a run, and return how many.

    Args:
        run: primary key of the run.
        day: the day of the office by which time is reckoned.
        thorough: look again at what earlier runs did: something may have been written there since.
    """
    written = 0
    with connection.cursor() as cursor:
        _prepare(cursor, day)
        for units, asked in _questions(day, thorough=thorough):
            cursor.execute(_WRITTEN % {"due": units}, {**asked, "run": run})
            written += cursor.rowcount
        _clean(cursor)
    return written


def ahead(day: date) -> list[Ahead]:
    """Return what would go by `day`, by rule, in the order of the rules; nothing is written."""
    counted: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        _prepare(cursor, day)
        for units, asked in _questions(day, thorough=False):
            cursor.execute(_COUNTED % {"due": units}, asked)
            for rule, cases, persons, alone in cursor.fetchall():
                so_far = counted.setdefault(rule, {"cases": 0, "persons": 0, "alone": 0})
                so_far["cases"] = max(so_far["cases"], cases)
                so_far["persons"] = max(so_far["persons"], persons)
                so_far["alone"] += alone
        _clean(cursor)
    return [Ahead(code, **counted[code]) for code in rules() if code in counted]


def held_since(dues: Sequence[Due], day: date) -> list[Due]:
    """Return those of some units that a legal hold keeps by now."""
    holds = LegalHold.objects.filter(lifted_at=None).exclude(until__lt=day)
    standing = list(holds.values_list("person_key", "case_key"))
    persons = {person for person, _case in standing if person}
    cases = {case for _person, case in standing if case}
    beside = Traveller.objects.filter(Q(person__key__in=persons) | Q(case__key__in=cases))
    together = list(beside.values_list("person__key", "case__key")) if standing else []
    households = cases | {case for person, case in together if person in persons}
    travellers = persons | {person for person, case in together if case in cases}
    return [
        one
        for one in dues
        if one.case_key in cases
        or one.person_key in persons
        or (one.person_key is None and one.case_key in households)
        or (one.case_key is None and one.person_key in travellers)
    ]


def _prepare(cursor: Any, day: date) -> None:
    cursor.execute(_COMBINATIONS)
    lines = list(_matrix(cursor.fetchall()))
    columns = [list(column) for column in zip(*lines, strict=True)] or [[]] * 9
    cursor.execute(_MATRIX, columns)
    cursor.execute(_RIPE, [day])
    cursor.execute(_HELD, [day])
    cursor.execute("ANALYZE retention_ripe")


def _clean(cursor: Any) -> None:
    """Take the tables of this question away: one transaction may ask again."""
    cursor.execute("DROP TABLE retention_matrix, retention_ripe, retention_held")


def _questions(day: date, *, thorough: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, units in _UNITS.items():
        parts = sorted(held_at(name))
        yield _DUE % {"units": units, "same": _SAME[name]}, {"day": day, "parts": parts, "thorough": thorough}


def _matrix(combinations: Iterable[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Give which rule decides on each part of each kind of file."""
    for programme, outcome in combinations:
        yield from _decided("cases", programme, outcome)
    yield from _decided("persons-without-case", "", "")
    yield from _decided("referrals-without-case", "", "")


def _decided(of: Of, programme: str, outcome: str) -> Iterator[tuple[Any, ...]]:
    for part, names in parts_of(current_library()).items():
        rule = first_that_fits(of, programme, outcome, names)
        if rule is not None:
            departed = rule.counted_from == "departed"
            yield of, programme, outcome, part, rule.code, departed, *rule.kept, rule.then == "erase"


def first_that_fits(of: Of, programme: str, outcome: str, names: set[str]) -> RetentionRule | None:
    """Return the rule that decides: the first in the file that fits."""
    return next((rule for rule in rules().values() if rule.fits(of, programme, outcome, names)), None)


def scopes_of(held: Holding) -> frozenset[str]:
    """Return at which units rows of a table go: `travellers`, `households`, `persons`, lone referrals."""
    own = held.whose and not _is_many(held)
    scopes = set()
    if held.case:
        scopes |= {"travellers", "households"} if own else {"households"}
    if own and (not held.case or may_be_of_no_case(held)):
        scopes |= {"persons", "persons-without-case"}
    if held.alone:
        scopes.add("referrals-without-case")
    return frozenset(scopes)


def may_be_of_no_case(held: Holding) -> bool:
    """Say whether a row of a table may belong to no case."""
    table, steps = held.table, held.case.split("__")
    for step in steps:
        column: Any = table._meta.get_field(step)
        if column.null:
            return True
        table = column.related_model or table
    return False


def _is_many(held: Holding) -> bool:
    """Say whether a row tells of several persons: it goes with its case, as what is of a household."""
    field = held.table._meta.get_field(held.whose[0].split("__")[0])
    return len(held.whose) > 1 or bool(field.one_to_many or field.many_to_many)


def held_at(scope: str) -> frozenset[str]:
    """Return the parts that some table holds at units of this kind; nothing else is ever due there."""
    tables = {name: held for name, held in holdings().items() if scope in scopes_of(held)}
    held = {category for one in tables.values() for category in _goes(one).values()}
    named = {f"{name}.{field}" for name, one in tables.items() for field in _goes(one)}
    return frozenset(held | (named & parts_of(current_library()).keys()))


def _goes(held: Holding) -> dict[str, str]:
    """Return the fields of a table that are emptied, or gone with the row, with their categories."""
    coded = {field: held.coded[field] for field in held.goes} if held.left is Left.ROW else held.coded
    return {**held.told, **coded}

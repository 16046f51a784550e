"""The numbers of `bench.figures` as others count them: DuckDB and PostgreSQL in SQL by hand, and pandas.

What each does is what a skilled hand would write for these numbers alone: what stood once, then each number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg

DEPARTED, REFUSED = "movements.departed", "movements.entry_refused"
Asked = Sequence[tuple[str, str, str]]
"""Figure, split, and the programme it is limited to; both empty for all."""

DUCK = {
    "programme": "programme", "destination": "destination", "departure-country": "departure_country",
    "nationality": "nationality", "channel": "channel", "sex": "sex", "level": "medical",
    "month": "strftime(occurred_on, '%Y-%m')", "year": "strftime(occurred_on, '%Y')",
    "age-group": "CASE WHEN age < 12 OR age_most < 12 THEN 'under-12'"
    " WHEN age BETWEEN 12 AND 17 OR age_least >= 12 AND age_most < 18 THEN 'from-12-to-17'"
    " WHEN age BETWEEN 18 AND 64 OR age_least >= 18 AND age_most < 65 THEN 'from-18-to-64'"
    " WHEN age >= 65 OR age_least >= 65 THEN 'from-65' END",
    "child": "CASE WHEN child IN ('umc', 'accompanied', 'aged-out') THEN child"
    " WHEN age < 18 OR minor THEN 'company-unknown' WHEN age >= 18 OR NOT minor THEN 'adult' END",
}  # fmt: skip
POSTGRES = DUCK | {
    "month": "to_char(occurred_on, 'YYYY-MM')",
    "year": "to_char(occurred_on, 'YYYY')",
}
MEASURES = {
    "returns": "count(*)",
    "persons": "count(DISTINCT person_key)",
    "cases": "count(DISTINCT case_key)",
}


Answers = list[Mapping[str, int]]


def _standing(table: str, kind: str, columns: str, before: str = "") -> str:
    """Return SQL for the events of a kind that stood, in DuckDB."""
    known = f"SELECT {columns}, position, supersedes, retracts FROM {table} WHERE type = '{kind}'{before}"
    return (
        f"SELECT * FROM ({known}) k WHERE NOT retracts AND position NOT IN"
        f" (SELECT supersedes FROM {table} WHERE type = '{kind}' AND supersedes IS NOT NULL{before})"
    )


def by_hand(year: int, asked: Asked, files: Sequence[str], before: datetime | None = None) -> Answers:
    """Ask DuckDB in SQL written by hand: what stood once, then each number."""
    import duckdb

    con = duckdb.connect()
    con.execute("SET memory_limit = '2GB'")
    facts = f"read_parquet({[*files]})"
    limit = f" AND recorded_at < TIMESTAMP '{before:%Y-%m-%d %H:%M:%S}'" if before else ""
    columns = (
        "occurred_on, person_key, case_key, about_key, programme, destination, departure_country,"
        " nationality, channel, sex, medical, age, age_least, age_most, minor, child"
    )
    period = f" AND occurred_on >= DATE '{year}-01-01' AND occurred_on < DATE '{year + 1}-01-01'"
    con.execute(f"CREATE TEMP TABLE r AS {_standing(facts, DEPARTED, columns, limit)}{period}")
    gone = _standing(facts, REFUSED, "about_key, person_key", limit)
    con.execute(
        f"DELETE FROM r WHERE (about_key, person_key) IN (SELECT about_key, person_key FROM ({gone}))"
    )
    found: Answers = []
    for figure, by, programme in asked:
        where = f" WHERE programme = '{programme}'" if programme else ""
        part = DUCK[by] if by else "''"
        rows = con.execute(f"SELECT {part}, {MEASURES[figure]} FROM r{where} GROUP BY 1").fetchall()
        found.append({part or "unknown" if by else "": number for part, number in rows})
    con.close()
    return found


def by_pandas(year: int, asked: Asked, files: Sequence[str], before: datetime | None = None) -> Answers:
    """Ask pandas over the same files: the events of the two kinds, what stood of them, then each number."""
    import pandas  # type: ignore[import-untyped]
    import pyarrow.dataset as ds

    data = ds.dataset(list(files))
    needed = ["position", "supersedes", "retracts", "occurred_on", "recorded_at", "person_key", "case_key",
              "about_key", "programme", "destination", "departure_country", "nationality", "channel", "sex",
              "medical", "age", "age_least", "age_most", "minor", "child"]  # fmt: skip

    def standing(kind: str, names: list[str]) -> Any:
        frame = data.to_table(columns=names, filter=ds.field("type") == kind).to_pandas()
        if before is not None:
            frame = frame[frame.recorded_at < pandas.Timestamp(before.replace(tzinfo=None))]
        return frame[~frame.retracts & ~frame.position.isin(frame.supersedes.dropna())]

    rows = standing(DEPARTED, needed)
    rows = rows[(rows.occurred_on >= date(year, 1, 1)) & (rows.occurred_on < date(year + 1, 1, 1))]
    gone = standing(REFUSED, needed[:8])
    refused = set(zip(gone.about_key, gone.person_key, strict=True))
    pairs = zip(rows.about_key, rows.person_key, strict=True)
    rows = rows[[pair not in refused for pair in pairs]]
    rows = rows.assign(
        month=rows.occurred_on.map(lambda day: f"{day:%Y-%m}"),
        year=rows.occurred_on.map(lambda day: str(day.year)),
    )
    ages = ["under-12", "from-12-to-17", "from-18-to-64", "from-65"]
    least, most = (
        pandas.cut(rows.age.fillna(rows[bound]).astype("float"), [-1, 11, 17, 64, 200], labels=ages).astype(
            object
        )
        for bound in ("age_least", "age_most")
    )
    rows["age-group"] = least.where(least == most)
    # A column of yes, no and unknown is one of objects.
    minor = rows.minor.map(lambda told: told is True) | (rows.age < 18)
    adult = rows.minor.map(lambda told: told is False) | (rows.age >= 18)
    named = rows.child.where(rows.child.isin(["umc", "accompanied", "aged-out"]))
    rows["child-group"] = named.fillna(minor.map({True: "company-unknown"})).fillna(
        adult.map({True: "adult"})
    )
    columns = {"departure-country": "departure_country", "level": "medical", "child": "child-group"}
    counted = {"persons": "person_key", "cases": "case_key"}
    found: Answers = []
    for figure, by, programme in asked:
        some = rows[rows.programme == programme] if programme else rows
        if not by:
            found.append({"": len(some) if figure == "returns" else some[counted[figure]].nunique()})
            continue
        groups = some.groupby(some[columns.get(by, by)].fillna("unknown"), observed=True)
        told = groups.size() if figure == "returns" else groups[counted[figure]].nunique()
        found.append({str(part): int(number) for part, number in told.items()})
    return found


def by_postgres(
    year: int,
    asked: Asked,
    bare: psycopg.Connection[Any],
    before: datetime | None = None,
) -> Answers:
    """Ask PostgreSQL on the log itself: what stood once, then each number."""
    fields = ", ".join(
        f"e.payload->>'{name}' AS {name}"
        for name in ("destination", "nationality", "sex", "medical", "child")
    )
    opened = ", ".join(
        f"coalesce(e.payload->>'{name}', o.payload->>'{name}') AS {name}"
        for name in ("programme", "channel", "departure_country")
    )
    limit = " AND {0}.recorded_at < %(before)s" if before else ""

    def stands(alias: str, other: str) -> str:
        """Return the test that nothing took the place of an event, as known then."""
        return (
            f" AND NOT {alias}.retracts{limit.format(alias)} AND NOT EXISTS (SELECT FROM kernel_event {other}"
            f" WHERE {other}.supersedes_id = {alias}.position{limit.format(other)})"
        )

    bare.execute("DROP TABLE IF EXISTS pg_temp.r")
    bare.execute(
        f"CREATE TEMP TABLE r AS SELECT e.occurred_on, e.person_key, e.case_key, {fields}, {opened},"
        " (e.payload->>'age')::int AS age, (e.payload->>'age_least')::int AS age_least,"
        " (e.payload->>'age_most')::int AS age_most, (e.payload->>'minor')::boolean AS minor"
        " FROM kernel_event e LEFT JOIN kernel_event o ON o.case_key = e.case_key"
        " AND o.type = 'cases.opened' AND NOT o.retracts AND o.supersedes_id IS NULL"
        f" WHERE e.type = '{DEPARTED}' AND e.occurred_on >= %(first)s AND e.occurred_on < %(until)s"
        f"{stands('e', 's')} AND NOT EXISTS (SELECT FROM kernel_event g WHERE g.type = '{REFUSED}'"
        f" AND g.about_key = e.about_key AND g.person_key = e.person_key{stands('g', 't')})",
        {"first": date(year, 1, 1), "until": date(year + 1, 1, 1), "before": before},
    )
    found: Answers = []
    for figure, by, programme in asked:
        where = f" WHERE programme = '{programme}'" if programme else ""
        part = POSTGRES[by] if by else "''"
        rows = bare.execute(f"SELECT {part}, {MEASURES[figure]} FROM r{where} GROUP BY 1").fetchall()
        found.append({part or "unknown" if by else "": number for part, number in rows})
    return found

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sample.draw.stories import Office
from sample.load.bulk import place, rows_of
from sample.load.house import open_house
from sample.load.tables import MODELS, Row, columns, primary_key, table_of
from sample.load.through_actions import Stage
from sample.load.timeline import Timeline
from sample.tests.selection import chosen, refused

SHARED_FILE = ("stored_as",)


class Labels:
    """Numbers and keys by the order in which they were given, so that two runs can be compared."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.keys: dict[UUID, str] = {}
        self.numbers: dict[tuple[str, int], str] = {}
        for table, lines in rows.items():
            lines.sort(key=lambda row: row[primary_key(table)])
            for number, row in enumerate(lines):
                self.numbers[table, row[primary_key(table)]] = f"{table} {number}"
                if row.get("key") is not None:
                    self.keys[row["key"]] = f"{table} {number}"

    def plain(self, table: str, row: Row) -> Row:
        """Return a row with labels in place of numbers and keys."""
        targets = {
            field.column: field.related_model._meta.db_table
            for field in next(one for one in MODELS if table_of(one) == table)._meta.concrete_fields
            if field.is_relation and field.related_model
        }
        targets[primary_key(table)] = table
        return {
            name: self.value(self.numbers.get((targets.get(name, ""), row[name]), row[name])
                             if isinstance(row[name], int) else row[name])
            for name in columns(table)
            if name not in SHARED_FILE
        }

    def value(self, value: Any) -> Any:
        """Return a value as both runs write it."""
        match value:
            case UUID():
                return self.keys.get(value, str(value))
            case str():
                try:
                    return self.keys.get(UUID(value), value) if len(value) == 36 else value
                except ValueError:
                    return value
            case Decimal():
                return str(value.normalize())
            case datetime():
                return value.astimezone(UTC)
            case list() | tuple():
                return [self.value(one) for one in value]
            case dict():
                return {name: self.value(one) for name, one in sorted(value.items())}
        return value


def in_database() -> dict[str, list[Row]]:
    return {
        table_of(model): [
            {
                field.column: getattr(one, field.attname)
                for field in model._meta.concrete_fields
                if field.column in columns(table_of(model))
            }
            for one in model._default_manager.all()
        ]
        for model in MODELS
    }


@pytest.mark.django_db
def test_stories_played_through_the_actions_and_loaded_in_bulk_give_the_same_rows(drawn: Office) -> None:
    open_house()
    before = in_database()
    where = place()
    stories = tuple(refused(chosen(drawn)))
    calls = [call for call in drawn.calls if call.case in {s.reference for s in stories}] + list(drawn.calls[:5])
    timeline = Timeline(stories, drawn.holds, calls)

    bulk: dict[str, list[Row]] = {table_of(model): [] for model in MODELS}
    for table, row in rows_of(timeline, where):
        bulk[table].append(row)
    Stage().play(timeline.cues())
    played = in_database()
    for table, rows in before.items():
        seen = {row[primary_key(table)] for row in rows}
        played[table] = [row for row in played[table] if row[primary_key(table)] not in seen]

    ours, theirs = Labels(bulk), Labels(played)
    bad = 0
    for table in bulk:
        a = [ours.plain(table, row) for row in bulk[table]]
        b = [theirs.plain(table, row) for row in played[table]]
        if len(a) != len(b): print("COUNT", table, len(a), len(b))
        for x, y in zip(a, b):
            if x != y:
                bad += 1
                if bad < 40:
                    print("DIFF", table, {k: (x[k], y[k]) for k in x if x[k] != y[k]}, {k:v for k,v in x.items() if k in('type','occurred_on','kind','office')})
    print({t: len(r) for t, r in bulk.items()}, bad)
    assert not bad

"""The proof of the loader: what it writes is what the actions would have written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from onward.kernel import counters
from onward.kernel.models import Event
from sample.draw.present import draw_present, known_until
from sample.draw.spending import draw_spending
from sample.draw.stories import Office
from sample.load.bulk import place, rows_of
from sample.load.house import open_house
from sample.load.tables import MODELS, Json, Row, columns, primary_key, table_of
from sample.load.telling import salt_of
from sample.load.through_actions import Stage
from sample.load.timeline import Timeline
from sample.tests.selection import AT_LEAST, ON_HOLD, WAITING, chosen, chosen_now, features, refused, standing

TODAY = date(2026, 11, 20)
EVENTS = table_of(Event)
SHARED_FILE = "stored_as"
"""All papers of a kind share one stored file in bulk; an upload has one of its own."""


class Labels:
    """Numbers and keys told by the order in which they were given, so that two runs can be compared."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.keys: dict[UUID, str] = {}
        self.numbers: dict[tuple[str, int], str] = {}
        for table, lines in rows.items():
            lines.sort(key=lambda row: row[primary_key(table)])
            for number, row in enumerate(lines):
                self.numbers[table, row[primary_key(table)]] = f"{table} {number}"
                if row.get("key") is not None:
                    self.keys[row["key"]] = f"{table} {number}"

    def plain(self, model: type[models.Model], row: Row) -> Row:
        """Return a row with labels in place of numbers and keys."""
        table = table_of(model)
        targets = {
            field.column: field.related_model._meta.db_table
            for field in model._meta.concrete_fields
            if field.is_relation and isinstance(field.related_model, type)
        }
        targets[primary_key(table)] = table
        found = {}
        for name in columns(table):
            value = row[name]
            if name in targets and value is not None:
                value = self.numbers.get((targets[name], value), value)
            found[name] = self.value(value)
        found.pop(SHARED_FILE, None)
        return found

    def value(self, value: Any) -> Any:
        """Return a value as both runs write it."""
        match value:
            case UUID():
                return self.keys.get(value, str(value))
            case Json():
                return self.value(json.loads(value))
            case str() if len(value) == 36 and value.count("-") == 4:
                return self.value(UUID(value))
            case Decimal():
                return str(value.normalize())
            case datetime():
                return value.astimezone(UTC)
            case list() | tuple():
                return [self.value(one) for one in value]
            case dict():
                return {
                    name: self.numbers.get((EVENTS, one), one) if name == "because_of" else self.value(one)
                    for name, one in sorted(value.items())
                }
        return value


def in_database() -> dict[str, list[Row]]:
    """Return every row of every table that the loader writes."""
    found = {}
    for model in MODELS:
        written = columns(table_of(model))
        fields = [field for field in model._meta.concrete_fields if field.column in written]
        rows = model._default_manager.all()
        found[table_of(model)] = [
            {str(one.column): getattr(row, one.attname) for one in fields} for row in rows
        ]
    return found


@pytest.fixture(autouse=True)
def _references_of_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the actions draw references as the loader does: an office draws them at random."""
    monkeypatch.setattr(counters, "fresh_salt", salt_of)


def differences(timeline: Timeline) -> list[str]:
    """Load and play a timeline; return each row that is not the same, in words."""
    open_house()
    before = {table: {row[primary_key(table)] for row in rows} for table, rows in in_database().items()}
    loaded: dict[str, list[Row]] = {table_of(model): [] for model in MODELS}
    for table, row in rows_of(timeline, place()):
        loaded[table].append(row)
    Stage().play(timeline.cues())
    played = {
        table: [row for row in rows if row[primary_key(table)] not in before[table]]
        for table, rows in in_database().items()
    }
    ours, theirs, found = Labels(loaded), Labels(played), []
    for model in MODELS:
        table = table_of(model)
        if len(loaded[table]) != len(played[table]):
            found.append(f"{table}: {len(loaded[table])} rows loaded, {len(played[table])} played")
        for one, other in zip(loaded[table], played[table], strict=False):
            mine, real = ours.plain(model, one), theirs.plain(model, other)
            found += [
                f"{table}.{name}: loaded {mine[name]!r}, played {real[name]!r}"
                for name in mine
                if mine[name] != real[name]
            ]
    return found


@pytest.mark.django_db
def test_stories_loaded_in_bulk_give_the_rows_and_events_of_the_actions(drawn: Office) -> None:
    stories = tuple(refused(chosen(drawn)))
    references = {story.reference for story in stories}
    calls = [call for call in drawn.calls if call.case in references]
    calls += [call for call in drawn.calls if call.case is None][:5]
    assert len(stories) >= AT_LEAST
    assert differences(Timeline(stories, drawn.holds, calls)) == []


@pytest.mark.django_db
def test_what_is_under_way_on_the_day_of_loading_is_the_same_through_the_actions(drawn: Office) -> None:
    here, until = draw_present(TODAY), known_until(TODAY)
    some = chosen_now(here.stories, until)
    references = {story.reference for story in some}
    calls = [call for call in here.calls if call.case in references]
    waits = {one for story in some for one in standing(story, until)}
    assert {ON_HOLD, *(f"waits-for:{answer}" for answer in WAITING.values())} <= waits
    assert differences(Timeline(some, (*drawn.holds, *here.holds), calls, until)) == []


@pytest.mark.django_db
def test_what_projects_spent_is_the_same_through_the_actions(drawn: Office) -> None:
    spent = draw_spending(drawn.stories, drawn.seed)
    abroad = [one for one in spent if one.currency != spent[0].currency][:2]
    assert len(abroad) == 2
    assert len({one.project for one in spent}) == 4
    timeline = Timeline((), spending=(*spent[:4], *abroad, *spent[-2:]))
    assert differences(timeline) == []
    assert draw_spending(drawn.stories, drawn.seed) == spent


def test_the_selection_has_every_feature_that_the_draw_knows(drawn: Office) -> None:
    known = {feature for story in drawn.stories for feature in features(story)}
    taken = {feature for story in chosen(drawn) for feature in features(story)}
    assert taken == known

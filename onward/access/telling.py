"""The values of a line of the audit in words: what it points at by name, codes as their lists call them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from onward.access.models import AuditEntry
from onward.access.secrecy import Erased, is_sealed
from onward.access.secrecy.values import opened_together
from onward.access.subjects import Referred, column_called, said_by, words
from onward.kernel.text import after_one_another, day_in_words, said_of

LONGEST = 160
GONE = {"gone": True}
"""What stands in a line in place of what was erased: see the function `access_forget`."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(_DAY.pattern + r"T\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d")
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Teller:
    """Says the values of some lines; what they point at is asked for once, for all of them together."""

    def __init__(self, lines: Sequence[AuditEntry]) -> None:
        rows, keys = _pointed_at(lines)
        self._called: Mapping[Referred, str] = words().rows(rows, keys) if rows or keys else {}
        self._opened = opened_together(_sealed(lines))

    def say(self, table: str, column: str, value: Any) -> str:
        """Return a value as the reader writes it, long ones cut; of what was erased, that it was."""
        value = self.read(value)
        one, whole = said_by(table, column)
        if value in (None, "", []):
            said = _("nothing")
        elif value == GONE or isinstance(value, Erased):
            said = _("erased")
        elif whole:
            said = str(whole(value))
        elif isinstance(value, list):
            said = ", ".join(self._said(table, column, each, one) for each in value)
        else:
            said = self._said(table, column, value, one)
        return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"

    def read(self, value: Any) -> Any:
        """Return a value of a line; words that stand in it sealed, as they were told."""
        return self._opened.get(value, value) if isinstance(value, str) else value

    def _said(self, table: str, column: str, value: Any, code: Any) -> str:
        target = _targets(table).get(column)
        match value:
            case bool():
                return _("yes") if value else _("no")
            case int() if target:
                return self._called.get((target, value)) or _gone()
            case int() | float():
                return formats.number_format(value, use_l10n=True, force_grouping=True)
            case str() if _KEY.fullmatch(value):
                return self._called.get(UUID(value)) or _gone()
            case str():
                choices = _choices(table).get(column, {})
                return _moment(value) or str(code(value) if code else choices.get(value, value))
            case dict():
                return after_one_another(
                    said_of(column_called(name), self.say(table, name, each)) for name, each in value.items()
                )
            case list():
                return ", ".join(self._said(table, column, each, code) for each in value)
        return str(value)


def persons_told(lines: Sequence[AuditEntry]) -> set[UUID]:
    """Return the keys of the persons whom lines name: whom they are about, and whom their values mean."""
    rows, keys = _pointed_at(lines)
    about = {line.person_key for line in lines if line.person_key}
    return about.union(keys, words().persons(rows, keys) if rows or keys else ())


def _pointed_at(lines: Sequence[AuditEntry]) -> tuple[dict[str, set[int]], set[UUID]]:
    """Return what the values of lines point at: numbers of rows by table, and keys."""
    rows: dict[str, set[int]] = {}
    keys: set[UUID] = set()
    for line in lines:
        for name, value in _values(line):
            target = _targets(line.table).get(name)
            if target and isinstance(value, int):
                rows.setdefault(target, set()).add(value)
            keys.update(_keys(value))
    return rows, keys


def _gone() -> str:
    return _("one that is not kept any more")


def _moment(value: str) -> str:
    """Return a day or a time as the reader writes it; empty where the text is neither."""
    try:
        if _TIME.fullmatch(value):
            at = timezone.localtime(datetime.fromisoformat(value))
            return day_in_words(at, "j N Y, H:i")
        if _DAY.fullmatch(value):
            return day_in_words(date.fromisoformat(value), "j N Y")
    except ValueError:  # somebody wrote something that only looks like one
        pass
    return ""


def _sealed(lines: Sequence[AuditEntry]) -> Iterator[tuple[str, str]]:
    """Go through the sealed values of lines, each with the column that it was sealed for."""
    for line in lines:
        for name, value in _values(line):
            if is_sealed(value):
                yield f"{line.table}.{name}", value


def _values(line: AuditEntry) -> Iterator[tuple[str, Any]]:
    for side in (line.before, line.after):
        yield from (side or {}).items()


def _keys(value: Any) -> Iterator[UUID]:
    """Go through the keys in a value, however deep they stand."""
    match value:
        case str() if _KEY.fullmatch(value):
            yield UUID(value)
        case list() | dict():
            inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
            for each in inner:
                yield from _keys(each)


@cache
def _fields(table: str) -> "tuple[Field[Any, Any], ...]":
    for model in apps.get_models():
        if model._meta.db_table == table:
            return tuple(model._meta.concrete_fields)
    return ()


@cache
def _targets(table: str) -> Mapping[str, str]:
    """Return the tables that the columns of a table point at."""
    pointing = ((field.attname, field.related_model) for field in _fields(table))
    return {name: model._meta.db_table for name, model in pointing if model and not isinstance(model, str)}


@cache
def _choices(table: str) -> Mapping[str, Mapping[Any, Any]]:
    """Return, by column of a table, how its values are called."""
    return {field.attname: dict(field.flatchoices) for field in _fields(table) if field.choices}

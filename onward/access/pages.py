"""What the pages of the audit and of the users show."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.models import AuditEntry, GlassBreak, Restriction, User
from onward.access.queries import names_of_users
from onward.access.roles import roles
from onward.access.subjects import Subject, column_called, named, row_of
from onward.access.verbs import verbs
from onward.kernel.actions import verb_of

KINDS: dict[str, str | Promise] = {
    "insert": _("wrote"),
    "update": _("changed"),
    "delete": _("removed"),
    "open": _("opened"),
    "export": _("took out"),
    "search": _("searched"),
}
LONGEST = 160
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(_DAY.pattern + r"T\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d")


@dataclass(frozen=True)
class Pair:
    """A column before and after; `was` and `now` are None where there is nothing to show on that side."""

    column: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Entry:
    """A line of the audit in words."""

    at: datetime
    who: str
    kind: str | Promise
    what: str
    action: str
    person: Subject | None
    case: Subject | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Opening:
    """A file that was opened in an emergency."""

    row: GlassBreak
    person: Subject | None


@dataclass(frozen=True)
class UserRow:
    """A user in the list."""

    user: User
    roles: str
    focal_for: str


def entries_in_words(lines: Sequence[AuditEntry]) -> list[Entry]:
    """Return lines of the audit in words, with the names that their keys have today."""
    names = names_of_users(line.actor_key for line in lines)
    subjects = named(key for line in lines for key in (line.person_key, line.case_key))
    return [
        Entry(
            at=line.at,
            who=names.get(line.actor_key, str(line.actor_key))
            if line.actor_key
            else str(_("the house itself")),
            kind=KINDS.get(line.kind, line.kind),
            what=row_of(line.table) if line.table else "",
            action=_deed(line.action),
            person=_subject(subjects, line.person_key, "person"),
            case=_subject(subjects, line.case_key, "case"),
            pairs=pairs(line.before, line.after, _behind(line, subjects), _choices(line.table)),
        )
        for line in lines
    ]


def _deed(action: str) -> str:
    """Return what an action was for, in the words of the verb that it asks; else its name by room alone."""
    allowed = verbs().get(verb_of(action) or "")
    if allowed:
        return str(allowed)
    parts = action.split(".")
    return f"{parts[1]}.{parts[-1]}" if len(parts) > 3 else action


def _behind(line: AuditEntry, subjects: Mapping[UUID, Subject]) -> dict[str, str]:
    """Return whom a line's row means by `case_id`, `person_id` and `traveller_id`."""
    found = {"case_id": line.case_key, "person_id": line.person_key, "traveller_id": line.person_key}
    return {name: subjects[key].label for name, key in found.items() if key and key in subjects}


def _subject(subjects: Any, key: Any, kind: Any) -> Subject | None:
    """Return the subject of a key; what was erased keeps its key alone."""
    return subjects.get(key) or Subject(kind, key, str(key)) if key else None


def pairs(
    before: Any,
    after: Any,
    subjects: Mapping[str, str] | None = None,
    choices: Mapping[str, Mapping[Any, Any]] | None = None,
) -> tuple[Pair, ...]:
    """Return what a line says of its row, column by column; what only counts or is empty is left out.

    `subjects` says who stands behind the row's number in a column, such as the case behind `case_id`;
    `choices` how the values of a column are called.
    """
    known, listed = subjects or {}, choices or {}

    def value(side: dict[str, Any], name: str) -> str | None:
        """Return a value as it is read, long ones cut; None where the side does not have the column."""
        if name not in side:
            return None
        said = _said(side[name], known.get(name), listed.get(name, {}))
        return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"

    was, now = before or {}, after or {}
    columns = [name for name in dict.fromkeys((*was, *now)) if name not in ("id", "version", "key")]
    return tuple(
        Pair(column_called(name), value(was, name), value(now, name))
        for name in columns
        if was.get(name) not in (None, "", []) or now.get(name) not in (None, "", [])
    )


@cache
def _choices(table: str) -> Mapping[str, Mapping[Any, Any]]:
    """Return, by column of a table, how its values are called."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            fields = model._meta.concrete_fields
            return {field.attname: dict(field.flatchoices) for field in fields if field.choices}
    return {}


def _said(value: Any, subject: str | None, choices: Mapping[Any, Any]) -> str:
    """Return a value as the reader writes it: a day, a time, a choice by its name."""
    match value:
        case None | "" | []:
            return str(_("nothing"))
        case bool():
            return str(_("yes") if value else _("no"))
        case int() if subject is not None:
            return subject
        case str() if _TIME.fullmatch(value):
            at = datetime.fromisoformat(value)
            return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT", use_l10n=True)
        case str() if _DAY.fullmatch(value):
            return formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT", use_l10n=True)
        case str():
            return str(choices.get(value, value))
        case list() if all(isinstance(one, str) for one in value):
            return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def openings_in_words(rows: Sequence[GlassBreak]) -> list[Opening]:
    """Return openings with the names of whom they opened."""
    subjects = named(row.person_key for row in rows)
    return [Opening(row, _subject(subjects, row.person_key, "person")) for row in rows]


def user_rows(rows: Sequence[User]) -> list[UserRow]:
    """Return users with their roles in words."""
    known = roles()
    return [
        UserRow(
            user=one,
            roles=", ".join(str(known[code].name) if code in known else code for code in one.roles),
            focal_for=", ".join(
                str(label) for code, label in Restriction.Category.choices if code in one.focal_for
            ),
        )
        for one in rows
    ]

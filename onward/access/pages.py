"""What the pages of the audit and of the users show."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.models import AuditEntry, GlassBreak, Restriction, User
from onward.access.queries import names_of_users
from onward.access.roles import roles
from onward.access.subjects import Subject, named

KINDS: dict[str, str | Promise] = {
    "insert": _("wrote"),
    "update": _("changed"),
    "delete": _("removed"),
    "open": _("opened"),
    "export": _("took out"),
    "search": _("searched"),
}
LONGEST = 160


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
            what=table_name(line.table) if line.table else "",
            action=_short(line.action),
            person=_subject(subjects, line.person_key, "person"),
            case=_subject(subjects, line.case_key, "case"),
            pairs=pairs(line.before, line.after),
        )
        for line in lines
    ]


def _short(action: str) -> str:
    """Return the name of an action by its room alone: `referrals.accept_referral`."""
    parts = action.split(".")
    return f"{parts[1]}.{parts[-1]}" if len(parts) > 3 else action


def _subject(subjects: Any, key: Any, kind: Any) -> Subject | None:
    """Return the subject of a key; what was erased keeps its key alone."""
    return subjects.get(key) or Subject(kind, key, str(key)) if key else None


@cache
def table_name(table: str) -> str:
    """Return what a row of a table is called."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            return str(model._meta.verbose_name)
    return table


def pairs(before: Any, after: Any) -> tuple[Pair, ...]:
    """Return what a line says of its row, column by column; what only counts or is empty is left out."""
    was, now = before or {}, after or {}
    columns = [name for name in dict.fromkeys((*was, *now)) if name not in ("id", "version", "key")]
    return tuple(
        Pair(name.removesuffix("_id").replace("_", " "), _value(was, name), _value(now, name))
        for name in columns
        if was.get(name) not in (None, "", []) or now.get(name) not in (None, "", [])
    )


def _value(side: dict[str, Any], name: str) -> str | None:
    """Return a value as it is read: text as it is, the rest as JSON, long ones cut."""
    if name not in side:
        return None
    value = side[name]
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


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

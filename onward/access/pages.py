"""What the pages of the audit and of the users show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import AuditEntry, GlassBreak, Restriction, User
from onward.access.queries import names_of_users
from onward.access.roles import roles
from onward.access.secrecy import Erased, is_sealed
from onward.access.subjects import Subject, column_called, named, row_of, words
from onward.access.telling import Teller
from onward.access.verbs import verbs
from onward.kernel.actions import verb_of

KINDS: dict[str, str | Promise] = {
    "insert": _("wrote"),
    "update": _("changed"),
    "delete": _("removed"),
    "open": _("opened"),
    "export": _("took out"),
    "search": _("searched"),
    "check": _("checked"),
}


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
    teller = Teller(lines)
    return [
        Entry(
            at=line.at,
            who=names.get(line.actor_key, not_kept(line.actor_key))
            if line.actor_key
            else str(_("the house itself")),
            kind=KINDS.get(line.kind, line.kind),
            what=row_of(line.table) if line.table else "",
            action=_deed(line.action),
            person=_subject(subjects, line.person_key, "person"),
            case=_subject(subjects, line.case_key, "case"),
            pairs=pairs(line, teller, _behind(line, subjects)),
        )
        for line in lines
    ]


def _deed(action: str) -> str:
    """Return what an action was for, in the words of the verb that it asks; or what a page is called.

    What is neither today goes by its name: an action that the house had once.
    """
    told = verbs().get(verb_of(action) or "") or words().pages.get(action)
    if told:
        return str(told)
    parts = action.split(".")
    return f"{parts[1]}.{parts[-1]}" if len(parts) > 3 else action


def _behind(line: AuditEntry, subjects: Mapping[UUID, Subject]) -> dict[str, str]:
    """Return whom a line's row means by `case_id`, `person_id` and `traveller_id`."""
    found = {"case_id": line.case_key, "person_id": line.person_key, "traveller_id": line.person_key}
    return {name: subjects[key].label for name, key in found.items() if key and key in subjects}


def _subject(subjects: Any, key: Any, kind: Any) -> Subject | None:
    """Return the subject of a key; what was erased keeps its key alone."""
    return subjects.get(key) or Subject(kind, key, not_kept(key)) if key else None


def not_kept(key: UUID) -> str:
    """Return what stands for whoever has no name any more: enough of the key to tell two apart."""
    return gettext("not kept any more (%(key)s)") % {"key": str(key)[:8]}


def pairs(line: AuditEntry, teller: Teller, subjects: Mapping[str, str]) -> tuple[Pair, ...]:
    """Return what a line says of its row, column by column; what only counts or is empty is left out.

    `subjects` says who stands behind the row's number in a column, such as the case behind `case_id`.
    """

    def value(side: dict[str, Any], name: str) -> str | None:
        """Return a value as it is read; None where the side does not have the column."""
        if name not in side:
            return None
        if name in subjects and isinstance(side[name], int):
            return subjects[name]
        return teller.say(line.table, name, side[name])

    was, now = line.before or {}, line.after or {}
    columns = [
        name
        for name in dict.fromkeys((*was, *now))
        if name not in ("id", "version", "key") and not _sealed_anew(teller, was.get(name), now.get(name))
    ]
    return tuple(
        Pair(column_called(name), value(was, name), value(now, name))
        for name in columns
        if was.get(name) not in (None, "", []) or now.get(name) not in (None, "", [])
    )


def _sealed_anew(teller: Teller, was: Any, now: Any) -> bool:
    """Say whether a column holds the same words as before, in another seal: nobody changed them."""
    if not (is_sealed(was) and is_sealed(now)):
        return False
    before, after = teller.read(was), teller.read(now)
    return before == after and not isinstance(before, Erased)


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

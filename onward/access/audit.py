"""Who looked, who wrote, who took away: lines that nobody can change.

Tables name `audited(...)` among their triggers; each insert, update and delete then writes one line with what
changed, whoever made it: an action, `queryset.update()` or raw SQL.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import pgtrigger
from django.db import connection
from django.http import HttpRequest

from onward.kernel.actions import Actor
from onward.kernel.tables import append_only

_DECLARED = [
    ("old_row", "jsonb"),
    ("new_row", "jsonb"),
    ("whole", "jsonb"),
    ("was", "jsonb"),
    ("is_now", "jsonb"),
]
_BODY = """
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - ARRAY[<hidden>]::text[]; END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - ARRAY[<hidden>]::text[]; END IF;
    whole := COALESCE(new_row, old_row);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) INTO was, is_now
        FROM jsonb_each(old_row) o JOIN jsonb_each(new_row) n USING (key) \
WHERE o.value IS DISTINCT FROM n.value;
        IF was IS NULL THEN RETURN NULL; END IF;
    ELSE
        was := old_row;
        is_now := new_row;
    END IF;
    INSERT INTO access_auditentry (actor_key, action, kind, "table", "row", person_key, case_key, \
before, after)
    VALUES (
        NULLIF(current_setting('onward.actor', true), '')::uuid,
        COALESCE(current_setting('onward.action', true), ''),
        lower(TG_OP), TG_TABLE_NAME, (whole->>'id')::bigint,
        <person>, <case>, was, is_now
    );
    RETURN NULL;
"""


def audited(person: str = "NULL", case: str = "NULL", hidden: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """Return the trigger that writes a line for each change of a row.

    Args:
        person: SQL for the person's key, from `whole` (the row as jsonb); `key_of_person()` helps.
        case: likewise for the case's key.
        hidden: columns that the audit must not repeat: secrets, and text for finding only.
    """
    body = _BODY.replace("<person>", person).replace("<case>", case)
    return pgtrigger.Trigger(
        name="audited",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=_DECLARED,
        func=body.replace("<hidden>", ", ".join(f"'{name}'" for name in hidden)),
    )


_FORGETS = """
    IF TG_OP = 'UPDATE' THEN
        IF current_setting('onward.forgets', true) = 'yes'
            AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
            AND (to_jsonb(NEW) - ARRAY['before', 'after']) = (to_jsonb(OLD) - ARRAY['before', 'after'])
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'onward: % is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
"""


def forgets_only() -> list[pgtrigger.Trigger]:
    """Return the triggers of an audit that nobody changes, and that forgets what was erased.

    What stood before and after may go from a line, to nobody but the function `access_forget`, which runs as
    the owner of the tables and refuses to take away what a row still tells.
    """
    _never_changed, never_emptied = append_only()
    never_changed = pgtrigger.Trigger(
        name="never_changed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_FORGETS,
    )
    return [never_changed, never_emptied]


def column(name: str) -> str:
    """Return SQL for a key that stands in the row itself."""
    return f"(whole->>'{name}')::uuid"


def through(table: str, foreign_key: str, key: str = "t.key") -> str:
    """Return SQL for a key that stands in the row that `foreign_key` points at."""
    return f"(SELECT {key} FROM {table} t WHERE t.id = (whole->>'{foreign_key}')::bigint)"  # noqa: S608  # names of our own tables, in a migration


def key_of_case(table: str, foreign_key: str) -> str:
    """Return SQL for the key of the case that the row of `table` behind `foreign_key` belongs to."""
    return through(table, foreign_key, "(SELECT c.key FROM cases_case c WHERE c.id = t.case_id)")


def key_of_person(table: str, foreign_key: str) -> str:
    """Return SQL for the key of the person whom the row of `table` behind `foreign_key` is about."""
    return through(table, foreign_key, "(SELECT p.key FROM people_person p WHERE p.id = t.person_id)")


def _entries() -> Any:
    """Return the table of the audit; looked up late, since the tables themselves name their triggers here."""
    from onward.access.models import AuditEntry

    return AuditEntry.objects


def opened(actor: Actor, *, person: UUID | None = None, case: UUID | None = None, page: str) -> None:
    """Write that `actor` opened a restricted file, or a page that shows a restricted person."""
    _entries().create(actor_key=actor.key, action=page, kind="open", person_key=person, case_key=case)


_SHOWN = """
    INSERT INTO access_auditentry (actor_key, action, kind, person_key, case_key)
    SELECT DISTINCT %s::uuid, %s, 'open', person_key, %s::uuid
    FROM access_restriction WHERE lifted_at IS NULL AND person_key = ANY(%s::uuid[])
"""


def shown(request: HttpRequest, persons: Iterable[UUID], *, case: UUID | None = None) -> None:
    """Write of whom among `persons` the file is restricted: one line each, in one query for all of them.

    Each page of one file calls this, or `shown_restricted`, as it is drawn, with everybody whom it shows.
    Lists (what is due, what a search found, boards) open nothing; those behind a number do: see `told`.

    Args:
        request: its address says which page it is: `people:edit` is written as `people.edit`.
        persons: keys of those whom the page shows.
        case: key of the case through which they are shown.
    """
    user, page = _looking(request)
    if keys := list(persons):
        with connection.cursor() as cursor:
            cursor.execute(_SHOWN, [user, page, case, keys])


def shown_restricted(request: HttpRequest, persons: Iterable[UUID], *, case: UUID | None = None) -> None:
    """Write the same of persons who are restricted, on a page that asked for the marks already."""
    user, page = _looking(request)
    table = _entries().model
    lines = [
        table(actor_key=user, action=page, kind="open", person_key=key, case_key=case)
        for key in dict.fromkeys(persons)
    ]
    if lines:
        _entries().bulk_create(lines)


def _looking(request: HttpRequest) -> tuple[UUID, str]:
    """Return who looks, by key, and at which page."""
    match, user = request.resolver_match, request.user
    assert match is not None
    assert user.is_authenticated
    return user.key, match.view_name.replace(":", ".")


Told = tuple[UUID | None, UUID | None]
"""The case and the person of whom a list tells."""


def told(
    actor: Actor, *, page: str, rows: int, filters: Mapping[str, str], of: Collection[Told] = ()
) -> None:
    """Write that `actor` opened a page that tells references of cases: of how many, and by which filters.

    Args:
        actor: who opened it.
        page: which one.
        rows: how many references it tells.
        filters: by which they were found.
        of: whom they mean. What found them is told of them too, so each restricted one has the line as well.
    """
    _list_of(actor, page, "open", {"rows": rows, "filters": {**filters}}, of)


def exported(
    actor: Actor | None, *, what: str, rows: int, filters: Mapping[str, str], of: Collection[Told] = ()
) -> None:
    """Write that `actor` took `rows` rows out of the house, and by which filters.

    None stands for who signed in nowhere: at a command line.

    A copy of references says whom they mean (`of`), as a page of them does: see `told`.
    """
    _list_of(actor, what, "export", {"rows": rows, "filters": {**filters}}, of)


_LISTED = """
    INSERT INTO access_auditentry (actor_key, action, kind, person_key, case_key, after)
    SELECT DISTINCT %s::uuid, %s, %s, person_key, told.case_key, %s::jsonb
    FROM access_restriction JOIN unnest(%s::uuid[], %s::uuid[]) AS told (case_key, person_key)
    USING (person_key)
    WHERE lifted_at IS NULL
"""


def _list_of(
    actor: Actor | None, name: str, kind: str, after: Mapping[str, Any], of: Collection[Told]
) -> None:
    """Write a line for a list, and the same for each restricted person in it: who asks about one finds it."""
    key = actor.key if actor else None
    _entries().create(actor_key=key, action=name, kind=kind, after=after)
    if of:
        cases, persons = (list(column) for column in zip(*of, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_LISTED, [key, name, kind, json.dumps(after), cases, persons])


def checked(actor: Actor, *, what: str, file: str, rows: int) -> None:
    """Write that `actor` asked what `rows` rows of a file would change, and was told what is there already.

    `file` is the SHA-256 of its bytes.
    """
    _entries().create(actor_key=actor.key, action=what, kind="check", after={"file": file, "rows": rows})


def searched(actor: Actor, *, page: str, found: list[UUID]) -> None:
    """Write that `actor` looked for persons by name or number, and whom the house answered with.

    Keys alone: the words that were typed may be a name, and a name does not stand in the audit of a search.
    """
    keys = [str(key) for key in found]
    _entries().create(actor_key=actor.key, action=page, kind="search", after={"found": keys})

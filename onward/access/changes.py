"""What somebody changed while a form stood open, read from the audit, so that the second one to save sees it."""

from typing import Any

from django.db import models

from onward.access.models import AuditEntry


def changes_since(row: models.Model, version: int) -> dict[str, tuple[Any, Any]]:
    """Return what changed in a versioned row after `version`: column → (what it was, what it is now).

    Args:
        row: a row whose table is audited and counts a `version`.
        version: the version that the form was made from.

    Values are as the audit keeps them (dates as ISO text, lists as lists). A column that was changed and changed
    back is left out, and so is the version itself.
    """
    found: dict[str, tuple[Any, Any]] = {}
    entries = AuditEntry.objects.filter(table=row._meta.db_table, row=row.pk, kind="update").order_by("id")
    for before, after in entries.values_list("before", "after"):
        if int((after or {}).get("version", 0)) <= version:
            continue
        for column, value in after.items():
            was = found[column][0] if column in found else before.get(column)
            found[column] = (was, value)
    found.pop("version", None)
    return {column: pair for column, pair in found.items() if pair[0] != pair[1]}

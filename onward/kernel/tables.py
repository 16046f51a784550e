"""Tables that can only grow: the database itself refuses to change, remove or empty what was written."""

import pgtrigger


def append_only() -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse update, delete and truncate, whoever asks."""
    return [
        pgtrigger.Trigger(
            name="never_changed",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func="RAISE EXCEPTION 'onward: % is append-only', TG_TABLE_NAME USING ERRCODE = '42501';",
        ),
        pgtrigger.Trigger(
            name="never_emptied",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'onward: % is append-only', TG_TABLE_NAME USING ERRCODE = '42501';",
        ),
    ]

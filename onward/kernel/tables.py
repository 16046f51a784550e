"""What the database does for some tables: it refuses changes of what stands, and numbers rows with gaps."""

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


SKIPS_NUMBERS = "skips_numbers"


def skips_numbers() -> pgtrigger.Trigger:
    """Return the trigger that lets the next row's number be up to eight further on, at random.

    No page tells the number of a row (`kernel.sealing`). Should one slip through all the same: in a row
    without gaps, a number that is missing among those that somebody sees would prove that there is a row
    which they do not.
    """
    return pgtrigger.Trigger(
        name=SKIPS_NUMBERS,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id'))"
        " FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;",
    )

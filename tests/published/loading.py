"""The past of the sample office as its loader writes it: all events that figures count."""

from django.db import connection

from onward.evidence.counting import figures
from onward.evidence.facts.columns import columns
from sample.draw.stories import Office
from sample.load.bulk import Load, place, rows_of
from sample.load.house import open_house
from sample.load.quantities import bring_quantities_in
from sample.load.telling import EVENTS
from sample.load.timeline import Timeline


def load_told(office: Office) -> int:
    """Tell the whole past of the office, and write the events that figures name; returns how many."""
    open_house()
    bring_quantities_in()  # before the numbers of rows are looked up that the loader goes on from
    opened = {column.of_case for column in columns().values() if column.of_case}
    named = opened | {
        event
        for figure in figures().values()
        for event in (*figure.of, *(one.event for one in (*figure.unless, *figure.provided)))
    }
    rows = rows_of(Timeline(office.stories, office.holds, office.calls), place())
    with Load(connection.connection) as load:
        for table, row in rows:
            if table == EVENTS and row["type"] in named:
                load.take(table, row)
    return load.rows[EVENTS]

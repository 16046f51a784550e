"""The drawn departures as the loader of the sample writes them: all that Key trends reads."""

from django.db import connection

from onward.delivery.movements.events import Departed, EntryRefused
from sample.draw.stories import Office
from sample.load.bulk import Load, place, rows_of
from sample.load.house import open_house
from sample.load.telling import EVENTS
from sample.load.timeline import Timeline


def load_departures(office: Office) -> int:
    """Tell the whole past of the office, and write who left and who was sent back; returns how many did."""
    open_house()
    rows = rows_of(Timeline(office.stories, office.holds, office.calls), place())
    with Load(connection.connection) as load:
        for table, row in rows:
            if table == EVENTS and row["type"] in (Departed.type, EntryRefused.type):
                load.take(table, row)
    return load.rows[EVENTS]

"""The standing events, read once for everything that is told again from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, QuerySet

from onward.kernel.models import Event


class Told(NamedTuple):
    """A standing event, without what only the log needs."""

    position: int
    type: str
    case_key: UUID | None
    person_key: UUID | None
    about_key: UUID | None
    occurred_on: date
    payload: dict[str, Any]


@dataclass
class Log:
    """The standing events in the order in which they were written: all, by type, and by case."""

    all: list[Told]
    by_type: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    by_case: dict[UUID, list[Told]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.all:
            self.by_type[one.type].append(one)
            if one.case_key:
                self.by_case[one.case_key].append(one)

    def of(self, *types: str) -> list[Told]:
        """Return the events of these types, oldest first."""
        return sorted(one for type in types for one in self.by_type[type])

    def last(self, key: str, *types: str) -> dict[str, Told]:
        """Return the last event of these types about each thing, by the key that `payload[key]` holds."""
        return {one.payload[key]: one for one in self.of(*types)}


def read_log() -> Log:
    """Read the standing events, a correction in the place of what it corrects."""
    place: dict[int, int] = {}
    for position, former in Event.objects.order_by("position").values_list("position", "supersedes"):
        place[position] = place[former] if former else position
    rows = Event.objects.standing().order_by("position").values_list(*Told._fields)
    return Log(sorted(Told(*row)._replace(position=place[row[0]]) for row in rows))


def words(value: Any) -> Any:
    """Return a value of a row as a payload holds it."""
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, list | tuple):
        return [words(one) for one in value]
    return value


def rows_by_key(rows: QuerySet[Any], *columns: str) -> dict[str, tuple[Any, ...]]:
    """Return the columns of each row as payloads hold them, by its key."""
    found = rows.values_list("key", *columns)
    return {str(key): tuple(words(value) for value in values) for key, *values in found}


def told_by_key(
    events: dict[str, Told], fields: Iterable[str], *, absent: Any = None
) -> dict[str, tuple[Any, ...]]:
    """Return the fields of each event; `occurred_on` is the event's own day, a missing one is `absent`."""
    return {
        key: tuple(
            str(one.occurred_on) if name == "occurred_on" else one.payload.get(name, absent)
            for name in fields
        )
        for key, one in events.items()
    }


def check_kept(log: Log, table: type[Model], type: str, key: str) -> None:
    """Compare the keys of a table's rows with those that events of one type tell."""
    rows = {str(one) for one in table._default_manager.values_list("key", flat=True)}
    told = [one.payload[key] for one in log.by_type[type]]
    assert len(told) == len(set(told)), f"told twice: {type}"
    assert rows == set(told), f"{table.__name__} and {type} disagree"


def check_as_told(
    log: Log, table: type[Model], type: str, key: str, columns: Mapping[str, str], about: str = "case__key"
) -> None:
    """Compare the rows of a table, one for each event of a type, with what those events tell.

    Args:
        log: the standing events.
        table: the table; `type` the event's type, and `key` the field of its payload that names the row.
        columns: column → field of the payload, or `occurred_on`.
        about: the column with the key of the case; empty where the row moves on to other cases.
    """
    check_kept(log, table, type, key)
    wanted = ({about: "case_key"} if about else {}) | dict(columns)
    rows = table._default_manager.values_list("key", *wanted)
    told = {
        one.payload[key]: [words(_field(one, name)) or None for name in wanted.values()]
        for one in log.by_type[type]
    }
    assert {str(key): [words(value) or None for value in values] for key, *values in rows} == told


def _field(one: Told, name: str) -> Any:
    return getattr(one, name) if name in Told._fields else one.payload.get(name)

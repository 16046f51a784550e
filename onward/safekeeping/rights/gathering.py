"""A copy of all that is held of a person, by the declarations of the rooms: for the person, and for programs.

What names somebody else stays out, and so do the words of what is written of a whole household: they may
tell of others. The copy says how many such places there are: whoever answers can read them and hand out more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, ForeignKey, Model, Q

from onward.access.holdings import Holding, categories, holdings
from onward.access.models import AuditEntry
from onward.access.subjects import column_called, row_of
from onward.access.telling import Teller
from onward.casework.cases.models import Case, Traveller
from onward.kernel import clock
from onward.records.people.models import Household, Person

FORMAT = "onward-copy-1"
"""Name of the form of the machine-readable copy; another form has another name."""
_OWN_LINKS = (Case, Household, Person, Traveller)
"""What a row points at to say whose it is: that is the person, in a case that stands above it."""


@dataclass(frozen=True)
class Told:
    """One thing that is held: its column, what that is called, its category, and the value twice.

    In `words` as a reader reads it, in `kept` as the house keeps it.
    """

    column: str
    called: str
    category: str
    words: str
    kept: Any


@dataclass(frozen=True)
class Record:
    """A row of a table: what it is called, the reference of its case, and what it tells."""

    table: str
    called: str
    case: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Copy:
    """All that is held of a person.

    Attributes:
        person: of whom.
        made_at: when it was made.
        records: row by row, what is of the person before what is of cases.
        left_out: places in words that were left out, since they name or may tell of others.
    """

    person: Person
    made_at: datetime
    records: tuple[Record, ...]
    left_out: int

    @property
    def by_category(self) -> list[tuple[Any, list[tuple[Record, list[Told]]]]]:
        """The same by category of data, in the order of their file: what a reader looks for."""
        found = []
        for code, category in categories().items():
            parts = [(one, [told for told in one.told if told.category == code]) for one in self.records]
            if here := [(one, told) for one, told in parts if told]:
                found.append((category, here))
        return found

    def as_data(self) -> dict[str, Any]:
        """Return it for programs: JSON with tables, columns and values as they are kept."""
        return {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "left_out": self.left_out,
            "categories": {code: str(one.name) for code, one in categories().items()},
            "records": [
                {
                    "table": one.table,
                    "case": one.case or None,
                    "held": {
                        told.column: {"value": told.kept, "category": told.category} for told in one.told
                    },
                }
                for one in self.records
            ],
        }


def copy_of(person: Person) -> Copy:
    """Return a copy of what is held of a person, in words of the language that is active."""
    cases = list(Case.objects.filter(travellers__person=person).values_list("key", "reference"))
    found = list(_rows(person, dict(cases)))
    teller = Teller([line for _name, _held, _row, line, _case, _fields in found])
    records, left_out = [], 0
    for name, held, row, line, case, fields in found:
        told = tuple(_told(held, row, line, fields, teller))
        left_out += sum(1 for one in set(held.told) - fields if getattr(row, one) not in (None, "", []))
        if told:
            records.append(Record(name, row_of(held.table._meta.db_table), case, told))
    records.sort(key=lambda one: (one.case != "", one.case))
    return Copy(person, clock.now(), tuple(records), left_out)


_Row = tuple[str, Holding, Model, AuditEntry, str, set[str]]


def _rows(person: Person, cases: Mapping[UUID, str]) -> Iterator[_Row]:
    """Give each row that is held of a person or their household, with the fields that are theirs to read."""
    for name, held in holdings().items():
        own = _path(held)
        wanted = Q(pk__in=[])
        if own:
            wanted |= Q(**{own: person.key})
        if held.case:
            of_household = Q(**{f"{held.case}__in": list(cases)})
            wanted |= of_household & Q(**{f"{own}__isnull": True}) if own else of_household
        paths = {"of_person": own, "of_case": held.case}
        rows = held.table._base_manager.filter(wanted).order_by("pk").distinct()
        for row in rows.annotate(**{name: F(path) for name, path in paths.items() if path}):
            theirs = bool(own) and row.of_person == person.key
            case = cases.get(row.of_case, "") if held.case else ""
            fields = {*held.coded, *(set(held.told) - set(held.others) if theirs else ())}
            yield name, held, row, _line(held, row), case, fields


def _path(held: Holding) -> str:
    """Return the path to the one person of a row; empty where a row is of several, or of nobody by name."""
    if len(held.whose) != 1:
        return ""
    first: Any = held.table._meta.get_field(held.whose[0].split("__")[0])
    return "" if first.one_to_many or first.many_to_many else held.whose[0]


def _line(held: Holding, row: Model) -> AuditEntry:
    """Return a row as the audit would tell it: its values are said in the same words."""
    columns = {
        one.column: _kept(getattr(row, one.attname)) for one in held.table._meta.concrete_fields if one.column
    }
    return AuditEntry(table=held.table._meta.db_table, after=columns, kind="insert")


def _told(held: Holding, row: Model, line: AuditEntry, fields: set[str], teller: Teller) -> Iterator[Told]:
    for name, category in {**held.told, **held.coded}.items():
        if name in held.derived:
            continue
        column: Any = held.table._meta.get_field(name)
        points_home = isinstance(column, ForeignKey) and column.related_model in _OWN_LINKS
        value = (line.after or {}).get(column.column)
        if name not in fields or points_home or name == "person_key" or value in (None, "", []):
            continue
        words = teller.say(line.table, column.column, value)
        # No number of a row leaves the house: what a row points at goes by its name.
        kept = words if isinstance(column, ForeignKey) else value
        yield Told(name, column_called(column.column), category, words, kept)


def _kept(value: Any) -> Any:
    """Return a value as JSON has it."""
    match value:
        case date() | datetime():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case list() | tuple():
            return [_kept(one) for one in value]
        case memoryview() | bytes():
            return None
    return value

"""What stands in the table of facts: columns that every fact has, and those of `definitions/facts.yaml`."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final, Literal, cast, get_args, get_origin
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from onward.evidence.translating import column_type
from onward.kernel import definitions
from onward.kernel.conditions import Name, Vocabulary
from onward.kernel.definitions import ConditionText, Definition, Item, Library, Report, Text, current_library
from onward.kernel.events import EventType, event_types
from onward.reference.choices import ChoiceList
from onward.reference.countries import codes as country_codes

KIND: Final = "facts"
KEY: Final = "binary"
"""A random key of a subject, as its sixteen bytes: no type for such keys is one that every engine has."""

OF_EVERY_FACT: Final[Mapping[str, str]] = {
    "position": "int64", "written_by": "int64", "type": "string", "office": "string",
    "occurred_on": "date", "recorded_at": "timestamp(6)", "supersedes": "int64", "retracts": "boolean",
    "case_key": KEY, "person_key": KEY, "about_key": KEY,
}  # fmt: skip
"""Column → type, of the log. `recorded_at` is in UTC; `written_by` is what marks go by."""

ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
EventName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=64)]


class FactColumn(Definition):
    """A column of facts.

    Attributes:
        name: what it is, as a heading says it.
        type: as conditions know it; a `key` is a subject's random key, and no condition's business.
        values: the closed list that its texts come from: a kind of definition, a list of `choices.yaml`,
            `countries`, `nationalities`, or the values themselves. Left out where any code may stand.
        takes: event → its field, where that has not the column's own name.
        of_case: the event that opens a case and says it for all other events of that case.
        always: what holds of every fact that has a value here: rules of the rooms see to it, and checks of
            other definitions go by it. No number does.
    """

    code: ColumnName
    name: Text
    type: Literal["bool", "int", "decimal", "text", "date", "list[text]", "key"]
    values: str | tuple[str, ...] | None = None
    takes: dict[EventName, ColumnName] = Field(default={}, alias="from")
    of_case: EventName | None = None
    always: ConditionText | None = None

    @property
    def column_type(self) -> str:
        """The type of the column in a table."""
        return KEY if self.type == "key" else column_type(self.type)


def field_of(column: FactColumn, event: type[EventType]) -> str | None:
    """Return the field of an event that a column takes, or None where the event does not say it."""
    field = column.takes.get(event.type, column.code)
    return field if field in event.model_fields else None


def columns(library: Library | None = None) -> dict[str, FactColumn]:
    """Return the columns of the definitions by name, in the order of their file."""
    known = library or current_library()
    return {code: cast(FactColumn, item.body) for code, item in known.of(KIND).items()}


def schema(library: Library | None = None) -> dict[str, str]:
    """Return every column of the table of facts with its type, those of every fact first."""
    return {**OF_EVERY_FACT, **{code: one.column_type for code, one in columns(library).items()}}


def vocabulary(library: Library | None = None) -> Vocabulary:
    """Return the names that a condition of a figure may use: columns, and the groups of countries."""
    known = library or current_library()
    names = {
        f"fact.{code}": Name(one.type, str(one.name), values=partial(values_of, one, known))
        if one.type in ("text", "list[text]")
        else Name(one.type, str(one.name))
        for code, one in columns(known).items()
        if one.type != "key"
    }
    for code, item in known.of("groups").items():
        members = frozenset(cast(Any, item.body).countries)
        names[f"groups.{code.replace('-', '_')}"] = Name("list[text]", code, constant=members)
    names["fact.occurred_on"] = Name("date", _("Day on which it happened"))
    return Vocabulary(names)


def values_of(column: FactColumn, library: Library) -> Collection[str]:
    """Return the codes that may stand in a column; none where any may."""
    match column.values:
        case None:
            return ()
        case "countries":
            return country_codes()
        case "nationalities":
            return country_codes() | {"stateless", "unknown"}
        case str(name) if library.of("choices").get(name):
            return tuple(cast(ChoiceList, library.get("choices", name).body).options)
        case str(name):
            return library.codes(name)
        case given:
            return given


def _events_are_known(item: Item, library: Library, report: Report) -> None:
    """Report events that no room declares, fields that they lack, and fields of another type."""
    column, known = cast(FactColumn, item.body), event_types()
    for event, field in column.takes.items():
        if event not in known:
            report.unknown(item, ("from", event), _("event"), event, known, key=True)
        elif field not in known[event].model_fields:
            report.unknown(item, ("from", event), _("field"), field, known[event].model_fields)
    if column.of_case is None:
        return
    if column.of_case not in known:
        report.unknown(item, ("of_case",), _("event"), column.of_case, known)
    elif field_of(column, known[column.of_case]) is None:
        wrong = _("the event “%(event)s” has no field for this") % {"event": column.of_case}
        report(item, ("of_case",), wrong, _("Name its field under “from”"))


def _types_fit(item: Item, library: Library, report: Report) -> None:
    column = cast(FactColumn, item.body)
    taken = {one.type: field for one in event_types().values() if (field := field_of(column, one))}
    for event, field in taken.items():
        said = type_of_field(event_types()[event], field)
        if said != column.type and (said, column.type) != ("int", "decimal"):
            wrong = _("“%(field)s” of the event “%(event)s” is of another type (%(type)s)") % {
                "field": field,
                "event": event,
                "type": said,
            }
            path = ("from", event) if event in column.takes else ("type",)
            report(item, path, wrong, _("Name another field under “from”, or give the column this type"))
    if not taken and not column.takes:
        wrong = _("no event has a field “%(field)s”") % {"field": column.code}
        report(item, ("type",), wrong, _("Say under “from” which field of which event it takes"))


def _name_is_free(item: Item, library: Library, report: Report) -> None:
    if item.code in OF_EVERY_FACT:
        wrong = _("“%(name)s” is a column that every fact has") % {"name": item.code}
        report(item, (), wrong, _("Give it another name"))


def _values_are_listed(item: Item, library: Library, report: Report) -> None:
    column = cast(FactColumn, item.body)
    listed = column.values
    if isinstance(listed, str) and not library.knows("choices", listed) and not values_of(column, library):
        lists = {
            "countries",
            "nationalities",
            *library.codes("choices"),
            "programmes",
            "channels",
            "projects",
            "initiatives",
        }
        report.unknown(item, ("values",), _("list"), listed, lists)
    if column.values is not None and column.type not in ("text", "list[text]"):
        report(item, ("values",), _("only texts come from a list"), _("Take “values” out"))


def type_of_field(event: type[EventType], field: str) -> str:
    """Return the type of an event's field in the words of conditions, or `other` for what no column holds."""
    annotation: Any = event.model_fields[field].annotation
    inner = [one for one in get_args(annotation) if one is not types.NoneType]
    if get_origin(annotation) in (types.UnionType, typing.Union) and len(inner) == 1:
        annotation = inner[0]
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) is Literal:
        return "text"
    if get_origin(annotation) is tuple:
        first = get_args(annotation)[0]
        bare = get_args(first)[0] if get_origin(first) is Annotated else first
        return "list[text]" if bare is str else "other"
    return _SCALARS.get(annotation, "other")


_SCALARS: Final[Mapping[Any, str]] = {
    bool: "bool", int: "int", Decimal: "decimal", str: "text", date: "date", UUID: "key",
}  # fmt: skip


def register_kind() -> None:
    """Register the kind of definition file; called when the house starts."""
    definitions.register_kind(
        KIND, FactColumn, [_name_is_free, _events_are_known, _types_fit, _values_are_listed], one_file=True
    )

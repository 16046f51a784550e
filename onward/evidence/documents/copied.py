"""What a copy of numbers says, whichever kind of file it becomes: lines, definitions, what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

HASHTAGS: Final[Mapping[str, str]] = {
    "report": "#meta+report", "edition": "#meta+edition", "access": "#meta+access",
    "state": "#status+edition", "withdrawn_on": "#date+withdrawn", "withdrawn_why": "#meta+withdrawn",
    "known_on": "#date+known",
    "chapter": "#group+code", "chapter_name": "#group+name", "table": "#meta+table",
    "figure": "#indicator+code", "figure_name": "#indicator+name", "counts": "#meta+unit",
    "first": "#date+start", "last": "#date+end", "compared": "#meta+compared",
    "dimensions": "#meta+dimension", "parts": "#meta+part+code", "parts_name": "#meta+part+name",
    "value": "#indicator+value+num", "target": "#indicator+target+num", "shown": "#meta+shown",
    "recorded": "#meta+recorded",
    "counted": "#indicator+part+num", "base": "#indicator+base+num", "definition": "#meta+definition",
    "note": "#meta+note", "breaks": "#meta+break",
}  # fmt: skip
"""Column of a copy → its hashtag (https://hxlstandard.org): words of a heading may change, these do not."""


_EXACT: Final = "\ue000"
"""Stands before a number in the middle of writing JSON; no text of a report has it."""
Exact = Annotated[
    Decimal,
    PlainSerializer(lambda number: f"{_EXACT}{number:f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""A number with the places behind its point: two of an amount of money."""
Numeric = int | Exact | None


def numeric(number: Decimal | None, counts: str = "") -> int | Decimal | None:
    """Return a number as a copy has it: money with its two places, else whole where it is, and never a float.

    Args:
        number: what is copied.
        counts: what it counts; `amount` is money.
    """
    if number is None:
        return None
    if counts == "amount":
        return number.quantize(Decimal("0.01"))
    return int(number) if number == number.to_integral_value() else number.normalize()


def written(json: str) -> str:
    """Return JSON of a copy with its exact numbers as numbers, each with its places."""
    return re.sub(rf'"{_EXACT}(-?[0-9.]+)"', r"\1", json)


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Told):
    """One number of an edition.

    Attributes:
        report, edition: of which it is.
        access: `exact`, for the office alone, or `public`.
        state: whether the edition stands; of one that was withdrawn, the day and the reason too.
        known_on: the day as which it is known.
        compared: whether it is the number of the year before, which the report sets beside its own.
        parts: codes of the parts, one for each of `dimensions`; empty for a number in all.
        value: the number, money to the cent; of a share, in percent. Null where it is not shown, is a share
            of nothing, or would be a nought of what nothing is on record of.
        target: in a donor report what was promised, or the budget of a line; else null.
        shown: whether it is shown.
        recorded: whether anything at all is on record of it in these days; else `note` says that nothing is.
        counted, base: of a share, how many of how many; null where no table shows that number.
        definition: version of what decides it.
        note: what must be known of it: of a name in it, or why it has no number.
        breaks: from which day on it counts something else, where that lies in what the report compares.
    """

    report: str
    edition: str
    access: Literal["exact", "public"]
    state: Literal["draft", "prepared", "published", "withdrawn"]
    withdrawn_on: date | None
    withdrawn_why: str
    known_on: date
    chapter: str
    chapter_name: str
    table: str
    figure: str
    figure_name: str
    counts: str
    first: date
    last: date
    compared: bool
    dimensions: tuple[str, ...]
    parts: tuple[str, ...]
    parts_name: str
    value: Numeric
    target: Numeric = None
    shown: bool
    recorded: bool = True
    counted: Numeric = None
    base: Numeric = None
    definition: str
    note: str = ""
    breaks: str = ""


class Defined(_Told):
    """A definition that decides numbers: its words, its events and its condition, as they were.

    Attributes:
        code: of an indicator, the table in which it is counted.
        version: of an indicator, that of its figure: what it asks besides stands in `condition`.
        events: those that are counted.
        unless, provided: those that undo one of them, and those that must have been, with what they must say.
        dated_by: the event by whose day they count; empty where it is their own.
        in_words: the condition in the language of the copy.
    """

    kind: Literal["figure", "share or sum", "indicator", "population", "dimension"]
    code: str
    version: str
    name: str
    about: str = ""
    counts: str = ""
    events: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    provided: tuple[str, ...] = ()
    dated_by: str = ""
    condition: str = ""
    in_words: str = ""


class About(_Told):
    """What a copy says of its edition; of a donor report, the sheet of its project too, line by line."""

    report: str
    name: str
    edition: str
    state: Literal["draft", "prepared", "published", "withdrawn"]
    access: Literal["exact", "public"]
    first: date
    last: date
    known_on: date
    published_on: date | None
    withdrawn_on: date | None
    withdrawn_why: str
    language: str
    project: tuple[tuple[str, str], ...] = ()
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    said: tuple[str, ...]


class Copy(_Told):
    """An edition to take away."""

    model_config = ConfigDict(title="An edition of a report of Onward", extra="forbid", frozen=True)

    about: About
    lines: tuple[Line, ...]
    definitions: tuple[Defined, ...]


def not_recorded() -> str:
    """Say why a line has no number where its nought would say something, in the language that is on."""
    return _("Nothing at all of this is on record from these days: that is no nought.")


def cells_of(line: Line) -> list[Any]:
    """Return a line as cells: lists as one text."""
    told = [getattr(line, name) for name in HASHTAGS]
    return ["/".join(one) if isinstance(one, tuple) else one for one in told]

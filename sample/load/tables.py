"""The tables that the loader fills: columns, what a column holds unless it is told, and rows as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from onward.access.models import Restriction
from onward.casework.cases import models as cases
from onward.casework.protection.models import Assessment, Guardian
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson
from onward.delivery.movements.models import FitnessCheck, Leg, Movement, Passenger
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel.copying import written
from onward.kernel.models import Event
from onward.records.consents.models import Consent
from onward.records.people import models as people
from onward.records.projects.models import Expenditure

Row = dict[str, Any]
"""A row by column."""

MODELS: tuple[type[models.Model], ...] = (
    people.Person,
    people.PersonName,
    people.Contact,
    people.TravelDocument,
    people.ReferenceNumber,
    people.Household,
    people.Membership,
    Consent,
    cases.Case,
    cases.Traveller,
    cases.Vulnerability,
    cases.Session,
    cases.Task,
    cases.Note,
    cases.Document,
    cases.Declaration,
    cases.FunderApproval,
    cases.CashHandover,
    cases.HandOver,
    cases.Hold,
    cases.HoldRelease,
    Referral,
    ReferredPerson,
    Enquiry,
    Assessment,
    Guardian,
    Restriction,
    Movement,
    Leg,
    Passenger,
    FitnessCheck,
    ReintegrationRequest,
    Expenditure,
    Event,
)
"""In an order in which each names only rows of those before it."""


@cache
def table_of(model: type[models.Model]) -> str:
    """Return the name of a model's table."""
    return model._meta.db_table


@cache
def columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table that the loader writes; the database fills in the others."""
    model = next(one for one in MODELS if one._meta.db_table == table)
    return tuple(str(field.column) for field in written(model))


@cache
def template(table: str) -> Mapping[str, Any]:
    """Return a row as it is where nothing is told; keys, numbers and moments have to be."""
    model = next(one for one in MODELS if one._meta.db_table == table)
    filled_in = columns(table)
    row: Row = {}
    for field in model._meta.concrete_fields:
        name = str(field.column)
        if name in filled_in:
            plain = not isinstance(field, models.UUIDField | models.DateTimeField | ArrayField)
            empty = () if isinstance(field, ArrayField) and not field.null else None
            row[name] = field.get_default() if field.has_default() and plain else empty
    return row


@cache
def primary_key(table: str) -> str:
    """Return the column of a table's primary key."""
    model = next(one for one in MODELS if one._meta.db_table == table)
    return str(model._meta.pk.column) if model._meta.pk else ""


_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


class Json(str):
    """A JSON document that is text already."""

    __slots__ = ()


def _text(value: Any) -> str:
    text = str(value)
    plain = "\\" not in text and "\n" not in text and "\t" not in text and "\r" not in text
    return text if plain else text.translate(_ESCAPES)


def _uuid(value: Any) -> str:
    key: UUID = value
    return f"{key.int:032x}"


def _array(value: Any) -> str:
    quoted = ",".join('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in value)
    return _text("{" + quoted + "}")


_encode = json.JSONEncoder(ensure_ascii=False).encode


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _text,
    date: lambda value: str(value.isoformat()),
    datetime: datetime.isoformat,
    UUID: _uuid,
    Decimal: str,
    list: _array,
    tuple: _array,
    dict: lambda value: _text(_encode(value)),
    Json: _text,
}


def line(table: str, row: Row) -> str:
    """Return a row as a line of COPY's text format."""
    writers = _WRITERS
    return "\t".join([(writers.get(type(row[name])) or _text)(row[name]) for name in columns(table)]) + "\n"

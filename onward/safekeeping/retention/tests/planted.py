"""A file with a mark of its own in every field of every table that tells something of a person.

Rows are made from the tables themselves: a table that somebody adds next year is filled as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from onward.access.holdings import Holding, holdings
from onward.access.models import Office, User
from onward.casework.cases.models import Case, Hold, Traveller
from onward.casework.cases.tests.factories import a_case, a_person
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.referrals.models import Referral
from onward.history.models import Import
from onward.kernel import files
from onward.records.people.models import Household, Membership, Person
from onward.safekeeping.retention.models import LegalHold
from onward.safekeeping.retention.planning import scopes_of
from tests.cast import Cast

LONG_AGO = date(2012, 3, 4)
MOMENT = datetime(2012, 3, 4, 9, tzinfo=UTC)
SHORT = 12
"""Fields shorter than this hold no mark: codes of a script."""


@dataclass
class Planted:
    """What was planted: the rows by table, and each mark with the field that it stands in."""

    case: Case
    person: Person
    rows: dict[str, list[models.Model]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def mark(self, where: str) -> str:
        """Return a new mark, noted with where it goes."""
        made = f"Zq{len(self.marks):04d}Mark"
        self.marks[made] = where
        return made


def plant(cast: Cast) -> Planted:
    """Fill every table that holds something of persons, with two generations of marks: the audit has both."""
    person = a_person(cast.be, "Planted Person")
    case = a_case(cast.lies, person)
    planted = Planted(case, person)
    pool = _pool(cast, planted)
    waiting = dict(holdings())
    while waiting:  # parents first
        name = next(one for one, held in waiting.items() if _can_stand(held.table, pool))
        held = waiting.pop(name)
        for scope in sorted(_forms(held)):
            row = _row(planted, held, scope, pool)
            planted.rows.setdefault(name, []).append(row)
            pool.setdefault(held.table, row)
            _mark_again(planted, held, row)
    _long_over(planted)
    return planted


def _pool(cast: Cast, planted: Planted) -> dict[type[models.Model], models.Model]:
    """Return the rows that others point at."""
    case = planted.case
    return {
        Office: cast.be,
        User: cast.lies,
        Person: planted.person,
        Case: case,
        Traveller: case.travellers.get(),
        Household: case.household,
        Membership: planted.person.memberships.get(),
        ProgrammeVersion: case.version_of_programme,
        Hold: Hold.objects.create(
            **{one.name: _plain(one, {}) for one in _needed(Hold, {Office: cast.be, User: cast.lies})},
            **_points(Hold, {Office: cast.be, User: cast.lies}),
        ),
        Import: Import.objects.create(
            **{one.name: _plain(one, {}) for one in _needed(Import, {})}, **_points(Import, {User: cast.lies})
        ),
    }


def _can_stand(table: type[models.Model], pool: dict[Any, Any]) -> bool:
    """Say whether all that a row must point at is there."""
    return all(
        one.null or one.related_model in pool for one in table._meta.concrete_fields if one.is_relation
    )


def _forms(held: Holding) -> set[str]:
    """Return the kinds of unit of which a row is made: of the person, of the household, of neither."""
    scopes = set(scopes_of(held)) - {"persons-without-case"}
    if held.table is LegalHold:  # of one or of the other
        return scopes - {"travellers"}
    if held.case and "travellers" in scopes:
        column: Any = held.table._meta.get_field(held.whose[0].split("__")[0])
        if not column.null:
            scopes.discard("households")
    return scopes


def _needed(table: type[models.Model], pool: Any) -> list[Any]:
    """Return the plain columns that have to be given."""
    return [
        one
        for one in table._meta.concrete_fields
        if not one.primary_key and not one.is_relation and not one.has_default() and not one.null
    ]


def _points(table: type[models.Model], pool: Any) -> dict[str, Any]:
    """Return what the foreign keys of a table point at, where the pool has it."""
    return {
        one.name: pool[one.related_model]
        for one in table._meta.concrete_fields
        if one.is_relation and one.related_model in pool and not (one.null and one.related_model is User)
    }


_NUMBERS = count(1)
KEYS = {"person_key": "person", "case_key": "case"}
FITTING: dict[str, dict[str, Any]] = {
    "consents.Consent": {"evidence": "sheet"},
    "cases.HandOver": {"ended_at": None},
}
"""What a constraint of a table asks for."""


def _row(planted: Planted, held: Holding, scope: str, pool: dict[Any, Any]) -> models.Model:
    name = held.table._meta.label
    if held.table in (Person, Case, Traveller, Membership):
        return pool[held.table]  # type: ignore[no-any-return]
    given: dict[str, Any] = {one.name: _plain(one, {}) for one in _needed(held.table, pool)}
    given |= _points(held.table, pool)
    for column, subject in KEYS.items():
        if column in {one.name for one in held.table._meta.concrete_fields}:
            given[column] = getattr(planted, subject).key
    if scope == "households" and "person_key" in given:
        given["person_key"] = None
    if held.table is LegalHold:
        given |= {"lifted_at": MOMENT} | ({"case_key": None} if scope == "persons" else {})
    if scope == "referrals-without-case":
        given |= _alone(held, pool)
    given |= FITTING.get(name, {})
    given |= {column: _stored(planted, held, column) for column in held.files}
    row = held.table(**given)
    _put_marks(planted, held, row)
    row.save()
    return row


def _alone(held: Holding, pool: dict[Any, Any]) -> dict[str, Any]:
    """Return what makes a row one of a referral that never became a case."""
    if held.table is Referral:
        return {"case": None, "reference": "BE-12-0000X", "state": "declined", "answered_at": MOMENT}
    return {"referral": Referral.objects.get(case=None), "person_key": None, "principal": False}


def _put_marks(planted: Planted, held: Holding, row: models.Model) -> None:
    for name in held.told:
        column: Any = held.table._meta.get_field(name)
        where = f"{held.table._meta.label}.{name}"
        if name in held.files:
            continue
        if isinstance(column, models.DateField):
            setattr(row, name, date(1931, 1, 17))
        elif isinstance(column, ArrayField):
            setattr(row, name, [planted.mark(where)])
        elif isinstance(column, models.JSONField):
            setattr(row, name, {"told": planted.mark(where)})
        elif _holds_a_mark(column):
            setattr(row, name, planted.mark(where))


def _holds_a_mark(column: Any) -> bool:
    is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
    return is_text and (column.max_length or 99) >= SHORT


def _mark_again(planted: Planted, held: Holding, row: models.Model) -> None:
    """Change every mark: the audit has what stood there before, and what stands there now."""
    _put_marks(planted, held, row)
    row.save()


def _stored(planted: Planted, held: Holding, column: str) -> Any:
    from io import BytesIO

    mark = planted.mark(f"the file of {held.table._meta.label}.{column}")
    stored = files.store(BytesIO(mark.encode()))
    planted.files.append(stored.key)
    field_: Any = held.table._meta.get_field(column)
    return UUID(stored.key) if isinstance(field_, models.UUIDField) else stored.key


def _plain(column: Any, given: dict[str, Any]) -> Any:
    """Return some value of a column's kind."""
    if column.choices:
        return next(iter(dict(column.flatchoices)))
    if isinstance(column, models.DateTimeField):
        return MOMENT
    if isinstance(column, models.DateField):
        return LONG_AGO
    if isinstance(column, models.UUIDField):
        return uuid4()
    if isinstance(column, models.DecimalField):
        return Decimal(1)
    if isinstance(column, models.IntegerField):
        return next(_NUMBERS)
    if isinstance(column, models.BooleanField):
        return False
    if isinstance(column, ArrayField):
        return []
    if isinstance(column, models.JSONField):
        return {}
    return uuid4().hex[: min(column.max_length or 8, 8)]


def _long_over(planted: Planted) -> None:
    """Let the case have been closed, the person recorded and the referral answered long ago."""
    Case.objects.filter(pk=planted.case.pk).update(closed_on=LONG_AGO)
    Person.objects.filter(pk=planted.person.pk).update(made_at=MOMENT - timedelta(days=100))
    Referral.objects.filter(state="sent").update(state="accepted", answered_at=MOMENT)

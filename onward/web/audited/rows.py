"""What the audit calls the rows that its lines point at: a user by name, a case by its reference.

All that a page of lines refers to is asked for at once. No veil here, as with `onward.web.audited`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.hooks import mission_called
from onward.access.models import Office, User
from onward.access.subjects import Referred
from onward.casework.cases.models import Case, Document, Hold, Traveller
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.referrals.models import Referral
from onward.delivery.movements.models import Movement
from onward.evidence.models import Edition
from onward.history.models import Import, ImportedRow
from onward.kernel.called import called_in
from onward.kernel.text import day_in_words
from onward.records.partners.models import Desk, Organisation
from onward.records.people.models import Household, Membership, Person
from onward.web.audited.values import CODES


@dataclass(frozen=True)
class Kind:
    """How rows of a table are called.

    Attributes:
        model: the table.
        texts: three texts of a row, as expressions.
        say: the name that they make.
    """

    model: type[Model]
    texts: Callable[[], tuple[Combinable, ...]]
    say: Callable[[str, str, str], str]


def _columns(*names: str) -> Callable[[], tuple[Combinable, ...]]:
    return lambda: tuple(F(name) for name in names)


def _own_name() -> tuple[Combinable, ...]:
    return called_in(get_language() or "en"), F("kind"), F("country")


def _first_member() -> tuple[Combinable, ...]:
    members = Membership.objects.filter(household=OuterRef("pk")).order_by("pk")
    return (Subquery(members.values("person__name")[:1]),)


def _row(case: str, own_number: str, _: str) -> str:
    return case or own_number  # of a quantity, which has no case


def _alone(text: str, *_more: str) -> str:
    return text


def _office(name: str, kind: str, country: str) -> str:
    return str(mission_called(name, country)) if kind == Office.Kind.MISSION else name


def _person(name: str, native: str, _more: str) -> str:
    return f"{name} {native}".strip()


def _organisation(name: str, town: str, country: str) -> str:
    return str(Organisation(name=name, town=town, country=country))


def _household(member: str, *_more: str) -> str:
    return _("household of %(name)s") % {"name": member} if member else _("household")


def _day(text: str) -> str:
    found = parse_date(text)
    return day_in_words(found) if found else text


def _journey(day: str, case: str, _more: str) -> str:
    return _("journey of %(day)s, case %(case)s") % {"day": _day(day), "case": case}


def _hold(day: str, reason: str, _more: str) -> str:
    told = {"day": _day(day), "reason": CODES["cases_hold.reason"](reason)}
    return _("Hold of %(day)s: %(reason)s") % told


def _programme(code: str, number: str, _more: str) -> str:
    return _("%(programme)s, version %(number)s") % {"programme": CODES["programme"](code), "number": number}


def _edition(report: str, first: str, number: str) -> str:
    told = {"report": CODES["report"](report), "day": _day(first), "number": number}
    return _("%(report)s from %(day)s, edition %(number)s") % told


KINDS = (
    Kind(User, _columns("name"), _alone),
    Kind(Office, _own_name, _office),
    Kind(Organisation, lambda: (called_in(get_language() or "en"), F("town"), F("country")), _organisation),
    Kind(Desk, _columns("name"), _alone),
    Kind(Person, _columns("name", "name_native"), _person),
    Kind(Household, _first_member, _household),
    Kind(ProgrammeVersion, _columns("code", "number"), _programme),
    Kind(Case, _columns("reference"), _alone),
    Kind(Traveller, _columns("person__name", "person__name_native"), _person),
    Kind(Hold, _columns("from_on", "reason"), _hold),
    Kind(Document, _columns("name"), _alone),
    Kind(Referral, _columns("reference"), _alone),
    Kind(Movement, _columns("departs_on", "case__reference"), _journey),
    Kind(Edition, _columns("report", "first", "number"), _edition),
    Kind(Import, _columns("file_name"), _alone),
    Kind(ImportedRow, _columns("case_number", "own_number"), _row),
)
"""Every table that an audited one points at."""


def called(rows: Mapping[str, Collection[int]], keys: Collection[UUID]) -> Mapping[Referred, str]:
    """Return what rows are called, by table and number or by key; what is not there any more is left out."""
    asked = [query for query in (_asked(one, rows, keys) for one in KINDS) if query is not None]
    if not asked:
        return {}
    says = {one.model._meta.db_table: one.say for one in KINDS}
    found: dict[Referred, str] = {}
    for table, pk, key, *texts in asked[0].union(*asked[1:], all=True):
        name = says[table](*(text or "" for text in texts))
        found[table, pk] = name
        if key:
            found[key] = name
    return found


def persons_called(rows: Mapping[str, Collection[int]], keys: Collection[UUID]) -> set[UUID]:
    """Return the keys of those by whose names persons, travellers and households are called."""
    people, travellers, households = (
        Q(pk__in=list(rows.get(model._meta.db_table, ()))) | Q(key__in=list(keys))
        for model in (Person, Traveller, Household)
    )
    first = Membership.objects.filter(household=OuterRef("pk")).order_by("pk").values("person__key")[:1]
    asked = (
        Person._base_manager.filter(people).order_by().values_list("key"),
        Traveller._base_manager.filter(travellers).order_by().values_list("person__key"),
        Household._base_manager.filter(households).order_by().values_list(Subquery(first)),
    )
    return {key for (key,) in asked[0].union(*asked[1:]) if key}


_Query = QuerySet[Any, Any]


def _asked(kind: Kind, rows: Mapping[str, Collection[int]], keys: Collection[UUID]) -> _Query | None:
    """Return the query for those of a table that are wanted; None where none can be."""
    table = kind.model._meta.db_table
    keyed = any(field.name == "key" for field in kind.model._meta.concrete_fields)
    if not rows.get(table) and not (keyed and keys):
        return None
    wanted = Q(pk__in=list(rows.get(table, ())))
    wanted = wanted | Q(key__in=list(keys)) if keyed and keys else wanted
    texts = [*kind.texts(), Value(""), Value("")][:3]
    return (
        kind.model._base_manager.filter(wanted)
        .order_by()
        .values_list(
            Value(table, output_field=CharField()),
            "pk",
            F("key") if keyed else Value(None, output_field=UUIDField()),
            *(Cast(text, TextField()) for text in texts),
        )
    )

"""What pages read of the directory: always through `visible_to`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.db.models.lookups import Exact, GreaterThan, LessThan

from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.kernel.actions import Actor
from onward.kernel.called import OTHER_NAMES, order_of_names
from onward.kernel.problems import Missing
from onward.kernel.text import clean
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay

M = TypeVar("M", bound=Model)
Edge = tuple[str, int]
"""The place of an organisation in the order of names: what it is put in order by, and its key."""
RETURN_DESK = "return-desk"
"""The type of organisation whose desks have a rota from the first day on."""


@dataclass(frozen=True)
class Filters:
    """What a list of organisations is narrowed to; empty for everything."""

    type: str = ""
    service: str = ""
    language: str = ""
    country: str = ""
    text: str = ""
    ended: bool = False


def organisations(actor: Actor, filters: Filters | None = None) -> VisibleQuerySet[Organisation]:
    """Return the organisations that the actor may see, narrowed by the filters, in order of names."""
    filters = filters or Filters()
    rows = Organisation.objects.all().visible_to(actor).order_by(order_of_names(), "id")
    if not filters.ended:
        rows = rows.filter(ended_on=None)
    if filters.type:
        rows = rows.filter(type=filters.type)
    if filters.service:
        rows = rows.filter(services__contains=[filters.service])
    if filters.language:
        rows = rows.filter(languages__contains=[filters.language])
    if filters.country:
        rows = rows.filter(country=filters.country)
    for word in clean(filters.text)[:120].split():
        found = (Q(**{f"{column}__unaccent__icontains": word}) for column in ("name", *OTHER_NAMES, "town"))
        rows = rows.filter(reduce(or_, found))
    return rows


def place_in_order(pk: int) -> Edge | None:
    """Return where a row stands in the order of names, whether or not the reader may see it."""
    return Organisation.objects.values_list(order_of_names(), "pk").filter(pk=pk).first()


def beside(
    rows: VisibleQuerySet[Organisation], edge: Edge, *, backwards: bool
) -> VisibleQuerySet[Organisation]:
    """Return the rows of `organisations` after an edge, or before it with the nearest first."""
    (name, pk), order = edge, order_of_names()
    alike = Q(Exact(order, name))
    if backwards:
        nearest = Q(LessThan(order, name)) | alike & Q(id__lt=pk)
        return rows.filter(nearest).order_by(order.desc(), "-id")
    return rows.filter(Q(GreaterThan(order, name)) | alike & Q(id__gt=pk))


def organisation(actor: Actor, key: UUID) -> Organisation:
    """Return one organisation.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = Organisation.objects.all().visible_to(actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def desk(actor: Actor, pk: int) -> Desk:
    """Return one desk of an organisation that the actor may see, or raise Missing."""
    rows = Desk.objects.filter(organisation__in=Organisation.objects.all().visible_to(actor))
    return _one(rows.select_related("organisation").filter(pk=pk))


def contact(actor: Actor, pk: int) -> ContactPerson:
    """Return one contact of an organisation that the actor may see, or raise Missing."""
    rows = ContactPerson.objects.filter(organisation__in=Organisation.objects.all().visible_to(actor))
    return _one(rows.select_related("organisation", "desk").filter(pk=pk))


def counsellors(actor: Actor) -> list[User]:
    """Return the colleagues of the actor's office, or of all offices where the actor has none."""
    rows = User.objects.filter(is_active=True, office__isnull=False).exclude(roles=[])
    office = getattr(actor, "office_id", None)
    return list((rows.filter(office_id=office) if office else rows).order_by("name"))


def turn(actor: Actor, pk: int) -> RotaDay:
    """Return one turn at a desk that the actor may see, or raise Missing."""
    rows = RotaDay.objects.filter(desk__organisation__in=Organisation.objects.all().visible_to(actor))
    return _one(rows.select_related("desk__organisation").filter(pk=pk))


def desks(actor: Actor, country: str = "") -> list[Desk]:
    """Return the desks at which days are planned: those of return desks, and any that has a turn."""
    rows = Desk.objects.filter(organisation__in=Organisation.objects.all().visible_to(actor))
    rows = rows.filter(Q(organisation__type=RETURN_DESK) | Q(rota__isnull=False)).distinct()
    if country:
        rows = rows.filter(organisation__country=country)
    rows = rows.filter(organisation__ended_on=None).select_related("organisation")
    return list(rows.order_by("organisation__town", "organisation__name", "name"))


def turns(of: Iterable[Desk], first: date, last: date) -> list[RotaDay]:
    """Return the turns at desks from one day to another, both included."""
    rows = RotaDay.objects.filter(desk__in=list(of), on__gte=first, on__lte=last)
    return list(rows.select_related("organisation").order_by("on", "part", "id"))


def accounts(of: Organisation) -> list[User]:
    """Return who can still sign in for an organisation, by name."""
    return list(User.objects.filter(organisation_key=of.key, is_active=True).order_by("name"))


def names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return how organisations are called, by their keys: for rooms that only hold the key."""
    return {one.key: str(one) for one in Organisation.objects.filter(key__in=list(keys))}


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Missing()
    return found

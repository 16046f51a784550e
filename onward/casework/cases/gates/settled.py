"""What is there for certain, asked of the log: `Settled` as filters, for travellers in the query around."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, DateField, Exists, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT, KeyTransform
from django.db.models.functions import Cast, Coalesce

from onward.casework.cases.events import DestinationChanged
from onward.casework.programmes.requirements import RequirementKind, Settled
from onward.casework.programmes.vocabulary import ADULT
from onward.kernel.models import Event

CHILDHOOD = timedelta(days=365 * ADULT)


def settled(
    kind: RequirementKind,
    sure: Settled,
    *,
    by: str | None,
    accepts: Sequence[str],
    needed: Combinable,
    for_destination: bool,
) -> Q:
    """Return the test that a requirement is met for the traveller around, beyond doubt.

    Args:
        kind: of the requirement.
        sure: what the kind says of the log.
        by: who must have brought it, where a gate says so.
        accepts: the sorts that count; all where it is empty.
        needed: the day until which it must hold.
        for_destination: whether it is for one country of return.
    """
    found: QuerySet[Event] = Event.objects.filter(_of(kind), type=sure.type).standing()
    found = found.filter(**{f"payload__{name}": value for name, value in sure.told.items()})
    found = found.filter(**{f"payload__{name}__isnull": False for name in sure.known})
    if kind.subject == "case":
        found = found.filter(Q(_named("person__key")))
    if by and sure.by:
        found = found.filter(**{f"payload__{sure.by}": by})
    if accepts and sure.sort:
        found = found.filter(**{f"payload__{sure.sort}__in": list(accepts)})
    if sure.until:
        ends = Coalesce(Cast(KT(f"payload__{sure.until}"), DateField()), date.max)
        found = found.alias(ends=ends).filter(ends__gte=needed)
    if sure.in_person:
        found = _lasting(found, *sure.in_person, needed, beyond_doubt=_beyond_doubt(kind, sure))
    if sure.asked_by:
        found = _asked(found, kind, *sure.asked_by)
    if sure.undone_by:
        found = _not_undone(found, kind, sure)
    if for_destination:
        # Where the country of return changed, only the gates can say for which one it was given.
        changed = Event.objects.filter(case_key=OuterRef(OuterRef("case__key")), type=DestinationChanged.type)
        found = found.filter(~Exists(changed))
    # Of the time before a case parted from another only the gates can say what counts.
    return Q(case__came_from=None) & Q(Exists(found))


def _not_undone(found: QuerySet[Event], kind: RequirementKind, sure: Settled) -> QuerySet[Event]:
    """Return those of some events which no other has undone."""
    undone = Event.objects.filter(_of(kind, inner=True), type__in=sure.undone_by).standing()
    if not sure.ever:
        undone = undone.filter(_later())
    if sure.same:
        found = found.alias(same=KT(f"payload__{sure.same}"))
        undone = undone.alias(same=KT(f"payload__{sure.same}")).filter(same=OuterRef("same"))
    return found.filter(~Exists(undone))


def _asked(found: QuerySet[Event], kind: RequirementKind, asking: str, shared: str) -> QuerySet[Event]:
    """Return those of some events for which another, that shares a field with it, had asked."""
    asked = Event.objects.filter(_of(kind, inner=True), Q(_named("person__key", inner=True)), type=asking)
    asked = asked.standing().alias(shared=KT(f"payload__{shared}")).filter(shared=OuterRef("shared"))
    return found.alias(shared=KT(f"payload__{shared}")).filter(Exists(asked))


def _beyond_doubt(kind: RequirementKind, sure: Settled) -> Q:
    """Return the test that nothing was ever told for which what another did might not count."""
    if sure.doubted_by is None:
        return Q()
    types, field, value = sure.doubted_by
    told = Event.objects.filter(_of(kind, inner=True), type__in=types, **{f"payload__{field}": value})
    return ~Q(Exists(told))


def _lasting(
    found: QuerySet[Event], who: str, own: str, needed: Combinable, *, beyond_doubt: Q
) -> QuerySet[Event]:
    """Return those of some events by which the person, or another for a child, did it that last until a day.

    Days early, as years have leap days: whoever is nearly of age is left to the gates. So is whoever is not
    `beyond_doubt`.
    """
    grows_up = Cast(OuterRef("person__born_to") + Value(CHILDHOOD), DateField())
    in_person = Q(**{f"payload__{who}": own})
    return found.alias(grows_up=grows_up).filter(in_person | (Q(grows_up__gt=needed) & beyond_doubt))


def first_told(kind: RequirementKind) -> QuerySet[Event, Any]:
    """Return the first day that the log has of a kind of requirement for the traveller around, or null."""
    return _told(kind).order_by("occurred_on").values("occurred_on")[:1]


def first_due(kind: RequirementKind) -> QuerySet[Event, Any]:
    """Return the first day by which a kind of requirement was asked for of the traveller around, or null."""
    asked = _told(kind).annotate(due=Cast(KT(f"payload__{kind.due}"), DateField())).filter(due__isnull=False)
    return asked.order_by("due").values("due")[:1]


def _told(kind: RequirementKind) -> QuerySet[Event, Any]:
    of_case = Q(case_key=OuterRef("case__key")) | Q(case_key__among=OuterRef("case__came_from"))
    heard = of_case if kind.subject == "case" else Q(person_key=OuterRef("person__key"))
    return Event.objects.filter(heard, type__in=kind.event_types)


def _of(kind: RequirementKind, *, inner: bool = False) -> Q:
    """Return the filter for events that gates read for the traveller around, or `inner`: around that one."""
    person, case = _around("person__key", inner), _around("case__key", inner)
    if kind.subject == "case":
        return Q(case_key=case) & (Q(person_key=None) | Q(person_key=person))
    return Q(person_key=person) & (Q(case_key=case) | Q(case_key=None))


def _around(name: str, inner: bool) -> OuterRef:
    return OuterRef(OuterRef(name)) if inner else OuterRef(name)


def _later() -> Q:
    """Return the filter for events that come after the one around, as gates order them."""
    after = Q(occurred_on=OuterRef("occurred_on"), position__gt=OuterRef("position"))
    return Q(occurred_on__gt=OuterRef("occurred_on")) | after


def _named(person: str, *, inner: bool = False) -> Func:
    """Return the test that an event names a person among its `travellers`, or nobody at all."""
    return Func(
        KeyTransform("travellers", "payload"),
        Cast(_around(person, inner), TextField()),
        template="COALESCE(%(expressions)s, true)",
        arg_joiner=" ? ",
        output_field=BooleanField(),
    )

"""The keys of whom nothing is told any more: destroyed, so that copies of the tables forget them too.

What was told in confidence stands sealed under the key of a person, a case or a referral (`access.secrecy`).
A key goes once all under it has gone from the rows, and only with a unit that was due: the audit still tells
what stood in rows that somebody deleted in a case that goes on, or that a legal hold keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from onward.access.holdings import Holding, holdings
from onward.access.secrecy import destroy, hold, sealed_fields
from onward.casework.cases.models import Traveller
from onward.casework.referrals.models import Referral
from onward.safekeeping.retention.models import Due


def destroy_keys(dues: Sequence[Due]) -> int:
    """Destroy the keys of units whose rows have just been cleared, where nothing stands under them any more.

    Args:
        dues: the units, not marked as done yet.

    Returns:
        How many keys there were.
    """
    persons = _persons_done(dues)
    households = {one.case_key for one in dues if one.case_key and not one.person_key}
    alone = {one.alone_key for one in dues if one.alone_key}
    referrals = Referral.objects.filter(case__key__in=households).values_list("key", flat=True)
    may_go = hold({*persons, *filter(None, households), *filter(None, alone), *referrals})
    if not may_go:
        return 0
    travels = Traveller.objects.filter(person__key__in=persons).values_list("case__key", flat=True)
    return destroy(may_go - set(_still_told(persons, {*households, *travels}, alone)))


def _persons_done(dues: Sequence[Due]) -> set[UUID]:
    """Return the persons of these units of whom every case was due by now."""
    persons = {one.person_key for one in dues if one.person_key}
    now = [one.pk for one in dues]
    done = Due.objects.filter(
        Q(done_at__isnull=False) | Q(pk__in=now),
        case_key=OuterRef("case__key"),
        person_key=OuterRef("person__key"),
    )
    going_on = Traveller.objects.filter(~Exists(done), person__key__in=persons)
    return {one for one in persons if one} - set(going_on.values_list("person__key", flat=True))


def _still_told(
    persons: Collection[UUID], cases: Collection[UUID | None], alone: Collection[UUID | None]
) -> Iterator[UUID]:
    """Give whose words rows still tell, among these and those who stand beside them in the same rows."""
    for held in holdings().values():
        fields = sealed_fields(held.table)
        if not fields:
            continue
        told = Q(pk__in=[])
        for field in fields:
            told |= ~Q(**{field.name: ""})
        rows = held.table._base_manager.filter(told, _among(held, persons, cases, alone))
        for of in {field.of for field in fields}:
            for keys in rows.values_list(*of).distinct():
                yield from [key for key in keys if key][:1]


def _among(held: Holding, persons: Any, cases: Any, alone: Any) -> Q:
    """Return the filter for the rows of a table that may be of one of these."""
    found = Q(**{f"{held.case}__in": cases}) if held.case else Q(**{f"{held.whose[0]}__in": persons})
    return found | Q(**{f"{held.alone}__in": alone}) if held.alone else found

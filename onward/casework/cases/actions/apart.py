"""Somebody who went on apart: what was told of them before is mended in the case where they travel by now."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from onward.casework.cases.models import Traveller
from onward.kernel.actions import Act, Actor


def where_they_travel(act: Act, one: Traveller) -> Traveller:
    """Return the traveller in the case where somebody goes on by now, if the actor sees them in both."""
    if one.left_case_on is None:
        return one
    seen = Traveller.objects.visible_to(act.actor)
    since = seen.filter(person=one.person_id, left_case_on=None, case__came_from__contains=[one.case.key])
    return (since.first() if seen.filter(pk=one.pk).exists() else None) or one


def on_their_way(user: Actor, travellers: Iterable[Traveller]) -> QuerySet[Traveller]:
    """Return some travellers in sight, and as whom they travelled in the cases that they parted from.

    The latter where the reader sees those cases too.
    """
    rows = list(travellers)
    way = Q(pk__in=[one.pk for one in rows])
    for one in rows:
        if earlier := one.case.came_from:
            way |= Q(person=one.person_id, case__key__in=earlier)
    return Traveller.objects.visible_to(user).filter(way)

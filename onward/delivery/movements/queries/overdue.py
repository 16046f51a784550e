"""Which journeys are overdue: a departure that nobody told of, or an arrival."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import LessThan

from onward.access.models import User
from onward.access.paging import MOST_COUNTED
from onward.delivery.movements.models import Leg, Movement, Passenger
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.questions import Blank, question

UNTOLD = ("booked", "departed")
"""States in which something of the journey is still to be recorded, in `Passenger.State`."""
UNDER_WAY = timedelta(days=30)
"""How long after the day that was booked a journey stands among those under way, unless it is overdue."""
OVERDUE = Q(not_left=True) | Q(awaited__isnull=False)


def overdue(user: User, today: date | Blank, *, own: bool = False) -> QuerySet[Movement]:
    """Return the journeys whose day is over, and on which somebody in sight has not left, or is not there.

    With `own`, those of the user's own open cases alone: in a closed one nobody is on the line.
    """
    rows = _with_somebody(user, today, OVERDUE)
    return rows.filter(case__counsellor=user.pk, case__closed_on=None) if own else rows


def own_overdue(user: User, today: date) -> int:
    """Return how many journeys of the user's own cases are overdue, to one more than pages say."""
    grace = settings.ONWARD_ARRIVAL_GRACE_DAYS
    return _own_overdue.number(user, grace, MOST_COUNTED + 1, today=today)


@question(today=DateField())
def _own_overdue(user: User, _grace: int, most: int, *, today: Blank) -> QuerySet[Movement]:
    return overdue(user, today, own=True).order_by()[:most]


def under_way(user: User, today: date) -> QuerySet[Movement]:
    """Return the journeys on which somebody in sight is on the way, and those overdue, however long ago."""
    lately = Q(state="departed", traveller__exit="", movement__departs_on__gte=today - UNDER_WAY)
    return _with_somebody(user, today, OVERDUE | lately)


def _with_somebody(user: User, today: date | Blank, wanted: Q) -> QuerySet[Movement]:
    """Return the journeys in sight with such a passenger in sight, of whom something is still to be told."""
    seen = Passenger.objects.visible_to(user).filter(movement=OuterRef("pk"), state__in=UNTOLD)
    not_left = Q(state="booked", movement__departs_on__lt=today)
    known = seen.alias(not_left=ExpressionWrapper(not_left, BooleanField()), awaited=awaited_since(today))
    return Movement.objects.visible_to(user).filter(Exists(known.filter(wanted)))


def awaited_since(today: date | Blank) -> Combinable:
    """Return the day on which a passenger was to arrive, where that is over and nothing is recorded; or null.

    By the plan's last leg, as much later as they left later than was booked, and the days of grace that the
    office gives (`ONWARD_ARRIVAL_GRACE_DAYS`). Of who left the pathway on the way, in a closed case, and in
    one that came from the files of before, nobody waits for an arrival.
    """
    last = Leg.objects.filter(movement=OuterRef("movement")).order_by("-number")
    lands = TruncDate(Coalesce("arrives_at", "departs_at"), tzinfo=OFFICE_ZONE)
    planned = Coalesce(Subquery(last.annotate(lands=lands).values("lands")[:1]), F("movement__departs_on"))
    moved = ExpressionWrapper(F("state_on") - F("movement__departs_on"), output_field=DurationField())
    there = Cast(planned + moved, DateField())
    grace = Value(timedelta(days=settings.ONWARD_ARRIVAL_GRACE_DAYS))
    over = Q(LessThan(Cast(planned + moved + grace, DateField()), today))
    of_case = Q(movement__case__closed_on=None, movement__case__brought_in=False)
    waits = of_case & Q(state="departed", traveller__exit="")
    return Case(When(waits & over, then=there), output_field=DateField())

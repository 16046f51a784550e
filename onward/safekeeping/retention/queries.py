"""How holds and runs are read."""

from django.db.models import QuerySet

from onward.access.policy import reach
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.safekeeping.retention.models import LegalHold, Run
from onward.safekeeping.retention.policy import READ


def standing_holds(actor: Actor) -> QuerySet[LegalHold]:
    """Return the holds that stand today, the oldest first."""
    rows = reach(actor, READ, LegalHold.objects.select_related("placed_by"))
    return rows.filter(lifted_at=None).exclude(until__lt=clock.today()).order_by("placed_at", "pk")


def runs(actor: Actor) -> QuerySet[Run]:
    """Return the runs, the last one first."""
    return reach(actor, READ, Run.objects.select_related("begun_by")).order_by("-begun_at", "-pk")

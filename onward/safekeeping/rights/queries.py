"""How requests about what is held are read."""

from uuid import UUID

from django.db.models import QuerySet

from onward.access.policy import reach
from onward.kernel.actions import Actor
from onward.kernel.problems import Missing
from onward.safekeeping.rights.models import RightsRequest
from onward.safekeeping.rights.policy import ANSWER


def requests(actor: Actor) -> QuerySet[RightsRequest]:
    """Return the requests that the actor answers."""
    rows = RightsRequest.objects.select_related("recorded_by", "answered_by")
    return reach(actor, ANSWER, rows)


def request_of(actor: Actor, key: UUID) -> RightsRequest:
    """Return one of them.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = requests(actor).filter(key=key).first()
    if found is None:
        raise Missing()
    return found

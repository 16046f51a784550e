"""Who reaches journeys, and what a movement officer sees of a restricted traveller: enough to move them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.access.policy import ScopeFilter, register_scopes
from onward.access.verbs import register_verbs
from onward.casework.cases.actions.locking import under_its_case
from onward.casework.cases.models import Case
from onward.casework.cases.policy import in_sight, veil_rows, whoever_moves
from onward.casework.cases.policy.scopes import MOVING, case_scopes, stands
from onward.delivery.movements.models import FitnessCheck, Movement, Passenger
from onward.kernel.actions import held_under

VERBS = {
    "movements.read": _("See journeys: legs, days, travel cards of those who may be seen"),
    "movements.plan": _("Book journeys, move or cancel them, assign escorts and assistance"),
    "movements.depart": _("Record departures, no-shows and those turned back before boarding"),
    "movements.arrive": _("Record arrivals and refused entries"),
    "movements.fitness": _("Record and see what a doctor said about fitness to travel"),
}


def _scopes(path: str) -> dict[str, ScopeFilter]:
    """Return what each scope means for rows whose movement stands at `path`."""
    standing = stands(f"{path}case__")

    def own_office(user: User) -> Q:
        return standing & Q(**{f"{path}office_id": user.office_id})

    return {
        "all": lambda user: standing,
        "office": own_office,
        MOVING: own_office,
        "handed-over": case_scopes(f"{path}case__")["handed-over"],
    }


def veil_movements(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out journeys of which the user may see no passenger."""
    seen = in_sight(user, "traveller__person__key", "movement__case__")
    somebody = Q(Exists(Passenger.objects.filter(movement=OuterRef("pk")).filter(seen)))
    return rows.filter(whoever_moves(user, verb, somebody, _scopes("")))


def veil_passengers(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out hidden passengers, save for the verbs that a movement officer has for whoever moves."""
    seen = in_sight(user, "traveller__person__key", "movement__case__")
    return rows.filter(whoever_moves(user, verb, seen, _scopes("movement__")))


def _under_their_journey(rows: Sequence[Passenger]) -> list[QuerySet[Any]]:
    """Return what is held before passengers: the case of their journey, and the journey."""
    journeys = Movement.objects.filter(pk__in={row.movement_id for row in rows})
    return [Case.objects.filter(pk__in=journeys.values("case")), journeys]


def register() -> None:
    """Declare the room's verbs, scopes and veils, and what is held first."""
    register_verbs(VERBS, tell_of_persons=["movements.read", "movements.fitness"])
    register_scopes(Movement, read="movements.read", scopes=_scopes(""), veil=veil_movements)
    register_scopes(Passenger, read="movements.read", scopes=_scopes("movement__"), veil=veil_passengers)
    register_scopes(FitnessCheck, read="movements.fitness", scopes=case_scopes("case__"), veil=veil_rows)
    held_under(Movement, under_its_case)
    held_under(Passenger, _under_their_journey)

"""What is said in the place of a correction while the case is closed."""

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.models import Case
from onward.casework.cases.problems import CaseIsClosed
from onward.delivery.movements import queries
from onward.delivery.movements.models import Movement
from onward.delivery.movements.pages.told import day_for

COUNTRY, ESCORT = "correct-country", "correct-escort"
CORRECTIONS = ("correct-departure", "correct-arrival", COUNTRY, ESCORT, "correct-opening")
"""The words of the addresses under which a journey is corrected."""


def closed_case(user: User, movement: Movement) -> dict[str, object]:
    """Return what is said to whoever comes to correct a journey of a closed case: to open it first."""
    seen = Case.objects.visible_to(user, "cases.decide").filter(pk=movement.case_id)
    reopens = may(user, "cases.decide") and seen.exists()
    return {
        "movement": movement,
        "day": day_for(movement, queries.passengers_of(user, movement)),
        "problem": CaseIsClosed(),
        "reopens": reopens,
    }

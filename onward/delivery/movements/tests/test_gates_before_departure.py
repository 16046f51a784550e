"""What was there at the booking is asked again before the departure, by every door that leads there."""

from typing import Any

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.problems import GateHolds
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Guardian
from onward.delivery.movements.tests.factories import a_journey, a_niece_alone
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_child_whose_guardian_took_the_agreement_back_cannot_depart_by_a_step_on_the_case() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam)
    a_journey(cast, case)
    protection.withdraw_guardian_agreement(cast.sam, Guardian.objects.get(until=None))
    one: Any = case.travellers.get(person=niece)
    with pytest.raises(GateHolds):
        casework.advance(cast.sam, one, "departed")

"""A case is not closed for a reason which where its travellers stand contradicts; the timeline says which."""

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases import problems
from onward.casework.cases.models import Traveller
from onward.casework.cases.tests.factories import page_of, traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_where_nobody_travelled_nobody_has_arrived(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    casework.leave(cast.sam, traveller_of(case), "withdrawn")
    with pytest.raises(problems.ReasonDoesNotFit) as caught:
        casework.close_case(cast.sam, case, "arrived")
    assert "Everybody has arrived" in caught.value.say()
    client.force_login(cast.sam)
    page = client.get(f"/cases/{case.reference}/do/close/").content.decode()
    assert 'value="left"' in page
    assert 'value="arrived"' not in page
    casework.close_case(cast.sam, case, "left")
    said = [str(one.words) for one in page_of(cast.sam, case).happened]
    assert "Case closed: Nobody is on the pathway any more" in said


def test_where_somebody_arrived_not_everybody_has_left() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    actions.arrive(cast.omar, movement)
    Traveller.objects.filter(case=case).update(stage="closed")
    with pytest.raises(problems.ReasonDoesNotFit):
        casework.close_case(cast.sam, case, "left")
    assert casework.close_case(cast.sam, case, "arrived").closed_on

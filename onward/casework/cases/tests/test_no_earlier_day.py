"""A day on which something happened is not of a time before there was anything for it to happen to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from onward.casework.cases import actions
from onward.casework.cases.models import Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from onward.kernel import clock
from onward.kernel.problems import Invalid
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
LONG_AGO = date(1999, 1, 1)
OPENED = date(2021, 5, 3)


@pytest.fixture(autouse=True)
def _in_june() -> object:
    with clock.at(datetime(2021, 6, 1, 10, tzinfo=UTC)):
        yield


def test_nobody_leaves_or_joins_a_case_before_it_was_opened() -> None:
    cast = make_cast()
    case = a_case(cast.lies, opened_on=OPENED)
    before = OPENED - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        actions.leave(cast.lies, traveller_of(case), "withdrawn", on=before)
    assert refused.value.field == "on"
    joining = actions.Joining(a_member(case, "Suad Mahdi"))
    with pytest.raises(Invalid) as refused:
        actions.add_traveller(cast.lies, case, joining, joined_on=before)
    assert refused.value.field == "joined_on"
    actions.add_traveller(cast.lies, case, joining, joined_on=OPENED)
    assert actions.leave(cast.lies, traveller_of(case), "withdrawn", on=OPENED).exit == "withdrawn"


def test_who_has_departed_leaves_the_pathway_no_earlier_than_that() -> None:
    cast = make_cast()
    case = a_case(cast.lies, opened_on=OPENED)
    Traveller.objects.filter(case=case).update(stage="departed", stage_since=date(2021, 5, 20))
    with pytest.raises(Invalid):
        actions.leave(cast.lies, traveller_of(case), "lost-contact", on=date(2021, 5, 19))
    actions.leave(cast.lies, traveller_of(case), "lost-contact", on=date(2021, 5, 20))


def test_a_case_is_closed_no_earlier_than_it_was_opened_and_its_last_step_in_sight_taken() -> None:
    cast = make_cast()
    case = a_case(cast.lies, opened_on=OPENED)
    Traveller.objects.filter(case=case).update(stage="closed", stage_since=date(2021, 5, 20))
    for day in (LONG_AGO, date(2021, 5, 19)):
        with pytest.raises(Invalid) as refused:
            actions.close_case(cast.lies, case, "other", closed_on=day)
        assert refused.value.field == "closed_on"
    assert actions.close_case(cast.lies, case, "other", closed_on=date(2021, 5, 20)).closed_on


def test_a_case_that_is_open_was_not_opened_longer_ago_than_files_run() -> None:
    cast = make_cast()
    with pytest.raises(Invalid) as refused:
        a_case(cast.lies, opened_on=LONG_AGO)
    assert refused.value.field == "opened_on"
    old = a_case(cast.lies, a_person(cast.be, "Suad Mahdi"), opened_on=date(2012, 1, 2))
    assert old.reference.startswith("BE-12-")


def test_a_hold_is_lifted_no_earlier_than_it_began_or_was_placed() -> None:
    cast = make_cast()
    begun = actions.place_hold(cast.omar, cast.be, from_on=date(2021, 5, 20), reason="pandemic")
    with pytest.raises(Invalid) as refused:
        actions.lift_hold(cast.omar, begun, lifted_on=date(2021, 5, 19))
    assert refused.value.field == "lifted_on"
    assert actions.lift_hold(cast.omar, begun, lifted_on=date(2021, 5, 20)).lifted_on
    coming = actions.place_hold(cast.omar, cast.be, from_on=date(2021, 7, 1), reason="pandemic")
    assert actions.lift_hold(cast.omar, coming).lifted_on == clock.today()

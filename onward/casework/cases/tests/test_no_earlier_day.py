"""A day on which something happened is not of a time before there was anything for it to happen to."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import Case, Document, Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from onward.casework.cases.tests.test_papers_pages import SCAN
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


def a_receipt_of(user: User, case: Case) -> Document:
    return actions.add_document(user, case, BytesIO(SCAN), name="receipt.pdf", kind="receipt")


def test_cash_and_sessions_are_of_no_day_before_the_first_case_of_the_household_was_opened() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    first = a_case(cast.lies, a_person(cast.be), wife, opened_on=OPENED)
    before = OPENED - timedelta(days=1)
    one = traveller_of(first, wife)
    case = actions.part_travellers(cast.lies, first, [one], one, "travels-later")
    one, receipt = traveller_of(case), a_receipt_of(cast.lies, case)
    paid = (one, Decimal(20), "EUR", "fedasil-avrr-be")
    for day in (LONG_AGO, before):
        with pytest.raises(Invalid) as refused:
            actions.hold_session(cast.lies, case, way="phone", held_on=day)
        assert refused.value.field == "held_on"
        with pytest.raises(Invalid) as refused:
            actions.give_cash(cast.lies, *paid, receipt, given_on=day)
        assert refused.value.field == "given_on"
    session = actions.hold_session(cast.lies, case, way="phone", held_on=OPENED)
    given = actions.give_cash(cast.lies, *paid, receipt, given_on=OPENED)
    with pytest.raises(Invalid) as refused:
        actions.correct_session(cast.lies, session, actions.RightSession(before, "phone"), "wrong-day")
    assert refused.value.field == "held_on"
    with pytest.raises(Invalid) as refused:
        actions.correct_cash(cast.lies, given, actions.RightCash(*paid, before), "wrong-day")
    assert refused.value.field == "given_on"


def test_a_day_that_stands_from_before_does_not_block_another_correction() -> None:
    cast = make_cast()
    case = a_case(cast.lies, opened_on=OPENED)
    session = actions.hold_session(cast.lies, case, way="phone", held_on=OPENED)
    one, receipt = traveller_of(case), a_receipt_of(cast.lies, case)
    given = actions.give_cash(cast.lies, one, Decimal(20), "EUR", "fedasil-avrr-be", receipt, given_on=OPENED)
    Case.objects.filter(pk=case.pk).update(opened_on=OPENED + timedelta(days=5))
    right = actions.RightSession(OPENED, "online")
    assert actions.correct_session(cast.lies, session, right, "wrong-choice").way == "online"
    cash = actions.RightCash(one, Decimal(30), "EUR", "fedasil-avrr-be", OPENED)
    assert actions.correct_cash(cast.lies, given, cash, "wrong-amount").amount == Decimal(30)


def test_a_vulnerability_is_found_before_the_opening_and_not_before_the_birth() -> None:
    cast = make_cast()
    person = a_person(cast.be, born_from=date(2000, 1, 1), born_to=date(2000, 12, 31))
    case = a_case(cast.lies, person, opened_on=OPENED)
    with pytest.raises(Invalid) as refused:
        actions.find_vulnerability(cast.lies, traveller_of(case), "disability", "mild", found_on=LONG_AGO)
    assert refused.value.field == "found_on"
    day = date(2000, 1, 1)
    actions.find_vulnerability(cast.lies, traveller_of(case), "disability", "mild", found_on=day)

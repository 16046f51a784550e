"""Who is known by a number of their own after a case in which they came in under it was taken back."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case
from onward.history.actions import take_back_case
from onward.history.queries import persons_called, persons_called_elsewhere
from onward.history.tests.filled import Row, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_taking_cases_back import HER
from onward.history.tests.test_taking_cases_back import both as both
from onward.kernel import clock
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.records.people.events import PersonsMerged
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
IN_LUXEMBOURG: Row = {**HER, "programme": "avrr-lu", "channel": "self", "departed_on": "2017-05-05"}
MENDED: Row = {**HER, "departed_on": "2018-10-06"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def merges() -> list[tuple[object, str]]:
    told = Event.objects.filter(type="people.merged").standing().order_by("position")
    return [(one.person_key, one.payload["kept"]) for one in told]


def her_case(cast: Cast, tmp_path: Path) -> tuple[Case, Person]:
    """Return the case in which she came in in Belgium, where she has another one by now."""
    brought(cast, book(tmp_path / "be.xlsx", [HER]))
    case = Case.objects.get(office=cast.be)
    person = case.travellers.get().person
    a_case(cast.lies, person)
    return case, person


def test_who_has_another_case_comes_in_mended_as_the_same_person(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    case, person = her_case(cast, tmp_path)
    take_back_case(both, case, "wrong-rows")
    found = brought(cast, book(tmp_path / "b.xlsx", [MENDED]))
    assert (found.bad, found.returns, Person.objects.count()) == ([], 1, 1)
    assert persons_called(cast.be, ["P-1"]) == {"P-1": person.key}
    assert persons_called_elsewhere(cast.lu, ["P-1"]) == {"P-1": person.key}


def test_her_row_mended_is_refused_where_it_tells_of_somebody_else(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    case, _person = her_case(cast, tmp_path)
    take_back_case(both, case, "wrong-rows")
    [bad] = checked(book(tmp_path / "b.xlsx", [{**MENDED, "sex": "male"}])).bad
    assert "another sex" in bad.faults[0].words


def test_who_came_in_under_the_number_of_another_is_not_found_by_it(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    case, person = her_case(cast, tmp_path)
    take_back_case(both, case, "another-number")
    found = brought(cast, book(tmp_path / "b.xlsx", [{**MENDED, "sex": "male"}]))
    assert (found.bad, Person.objects.count()) == ([], 2)
    assert persons_called(cast.be, ["P-1"]) != {"P-1": person.key}


def test_nor_by_another_row_that_was_taken_back_for_another_reason(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "be.xlsx", [HER, {**HER, "case": "A9", "departed_on": "2020-02-02"}]))
    first, second = Case.objects.order_by("opened_on")
    a_case(cast.lies, first.travellers.get().person)
    take_back_case(both, first, "wrong-rows")
    assert persons_called(cast.be, ["P-1"]).keys() == {"P-1"}
    take_back_case(both, second, "another-number")
    assert persons_called(cast.be, ["P-1"]) == {}


def test_whoever_a_row_that_stands_names_goes_before_whom_one_taken_back_did(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "be.xlsx", [HER]))
    case = Case.objects.get()
    first = case.travellers.get().person
    take_back_case(both, case, "wrong-rows")
    brought(cast, book(tmp_path / "b.xlsx", [MENDED]))
    a_case(cast.lies, first)
    assert Person.objects.count() == 2
    assert persons_called(cast.be, ["P-1"])["P-1"] != first.key


@pytest.mark.parametrize(("reason", "merged"), [("another-number", 0), ("wrong-rows", 1)])
def test_who_has_another_case_is_no_longer_somebody_of_another_office_by_a_number_that_was_not_theirs(
    cast: Cast, both: User, tmp_path: Path, reason: str, merged: int
) -> None:
    brought(cast, book(tmp_path / "lu.xlsx", [IN_LUXEMBOURG]))
    case, _person = her_case(cast, tmp_path)
    assert len(merges()) == 1
    take_back_case(both, case, reason)
    assert len(merges()) == merged


def test_they_stay_the_same_where_another_row_has_the_number(cast: Cast, both: User, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "lu.xlsx", [IN_LUXEMBOURG]))
    brought(cast, book(tmp_path / "be.xlsx", [HER, {**HER, "case": "A9", "departed_on": "2020-02-02"}]))
    first, second = Case.objects.filter(office=cast.be).order_by("opened_on")
    take_back_case(both, first, "another-number")
    assert len(merges()) == 1
    a_case(cast.lies, second.travellers.get().person)
    take_back_case(both, second, "wrong-rows")  # the number is not theirs in this one either
    assert merges() == []


def test_who_came_in_elsewhere_later_is_not_somebody_whose_number_it_was_not(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    case, person = her_case(cast, tmp_path)
    brought(cast, book(tmp_path / "lu.xlsx", [IN_LUXEMBOURG]))
    assert [kept for _other, kept in merges()] == [str(person.key)]
    take_back_case(both, case, "another-number")
    assert merges() == []


def test_who_is_found_again_by_the_number_is_the_same_as_in_the_other_office_again(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "lu.xlsx", [IN_LUXEMBOURG]))
    there = Case.objects.get().travellers.get().person
    brought(cast, book(tmp_path / "be.xlsx", [HER]))
    case = Case.objects.get(office=cast.be)
    person = case.travellers.get().person
    take_back_case(both, case, "wrong-rows")
    assert merges() == []
    a_case(cast.lies, person)
    brought(cast, book(tmp_path / "b.xlsx", [MENDED, {**MENDED, "case": "A9", "departed_on": "2020-02-02"}]))
    assert Person.objects.count() == 2
    assert merges() == [(person.key, str(there.key))]


def test_others_who_were_taken_for_her_stay_the_same_as_one_another(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    case, person = her_case(cast, tmp_path)
    brought(cast, book(tmp_path / "lu.xlsx", [IN_LUXEMBOURG]))
    [(hers, _kept)] = merges()
    of_a_third_office = uuid4()
    said = PersonsMerged(kept=person.key)
    day, now = date(2018, 1, 1), clock.now()
    row(said, office="nl", occurred_on=day, recorded_at=now, actor_key=None, person=of_a_third_office).save()
    take_back_case(both, case, "another-number")
    assert merges() == [(of_a_third_office, str(hers))]

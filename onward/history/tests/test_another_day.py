"""A past that was told for the wrong day is put right on the file, the day of opening included."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Vulnerability
from onward.delivery.movements import actions
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.problems import NotThatDay, OpenedByThen
from onward.delivery.movements.queries import possible_days
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import open_facts
from onward.history.tests.filled import ONE, Row, book
from onward.history.tests.test_bringing_in import brought, checked, returns
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LEFT, EARLIER = date(2021, 3, 2), date(2020, 12, 30)
UNDATED: Row = {**ONE, "departed_on": "2021-03-02", "vulnerabilities": "disability", "medical": "mild"}
WHY = "told-wrongly"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def reopened(cast: Cast, path: Path, rows: list[Row]) -> Case:
    brought(cast, book(path / "past.xlsx", rows))
    return casework.reopen_case(cast.lies, Case.objects.get(), "to-correct")


def passengers() -> list[Passenger]:
    return list(Passenger.objects.select_related("traveller__person", "movement").order_by("pk"))


def opening(case: Case) -> tuple[date, date]:
    """Return the day of opening by the row, and by the log."""
    told = Event.objects.filter(case_key=case.key, type="cases.opened").standing().get()
    return Case.objects.get().opened_on, told.occurred_on


def vulnerable(year: int) -> int:
    asked = Asked(date(year, 1, 1), date(year + 1, 1, 1))
    parts = tally(open_facts(), figures()["vulnerabilities"], asked, ("vulnerability",)).parts
    return int(parts.get(("disability",), 0))


def test_a_case_whose_opening_no_file_told_opens_with_its_departure(cast: Cast, tmp_path: Path) -> None:
    case = reopened(cast, tmp_path, [UNDATED])
    assert opening(case) == (LEFT, LEFT)
    [one] = passengers()
    actions.correct_departure(cast.omar, one, WHY, on=EARLIER)
    assert opening(case) == (EARLIER, EARLIER)
    assert (returns(2020), returns(2021)) == (1, 0)
    assert (vulnerable(2020), vulnerable(2021)) == (1, 0)
    assert Vulnerability.objects.get().found_on == EARLIER
    departed = Event.objects.filter(type="movements.departed").standing().get()
    assert (departed.payload["medical"], departed.payload["vulnerabilities"]) == ("mild", ["disability"])


def test_it_goes_along_to_a_later_day_and_back(cast: Cast, tmp_path: Path) -> None:
    case = reopened(cast, tmp_path, [UNDATED])
    for day in (LEFT + timedelta(days=3), LEFT - timedelta(days=3)):
        actions.correct_departure(cast.omar, passengers()[0], WHY, on=day)
        assert opening(case) == (day, day)
        assert vulnerable(2021) == 1


def test_of_two_it_opens_with_the_first(cast: Cast, tmp_path: Path) -> None:
    case = reopened(cast, tmp_path, [UNDATED, {**UNDATED, "person": "2"}])
    first, second = passengers()
    later = LEFT + timedelta(days=9)
    actions.correct_departure(cast.omar, first, WHY, on=later)
    assert opening(case) == (LEFT, LEFT)
    actions.correct_departure(cast.omar, second, WHY, on=later)
    assert opening(case) == (later, later)


def test_a_day_that_a_file_told_holds_until_it_is_corrected_itself(cast: Cast, tmp_path: Path) -> None:
    case = reopened(cast, tmp_path, [{**UNDATED, "opened_on": "2021-02-01"}])
    [one] = passengers()
    with pytest.raises(NotThatDay) as refused:
        actions.correct_departure(cast.omar, one, WHY, on=EARLIER)
    assert "opening of the case" in refused.value.say_way_out()
    with pytest.raises(OpenedByThen):
        actions.correct_opening(cast.omar, one, WHY, LEFT + timedelta(days=1))
    actions.correct_opening(cast.omar, one, WHY, date(2020, 12, 1))
    assert opening(case) == (date(2020, 12, 1), date(2020, 12, 1))
    actions.correct_departure(cast.omar, passengers()[0], WHY, on=EARLIER)
    assert opening(case) == (date(2020, 12, 1), date(2020, 12, 1))
    assert (returns(2020), returns(2021), vulnerable(2020)) == (1, 0, 1)


def test_a_file_that_told_the_day_of_departure_as_that_of_the_opening_is_not_overruled(
    cast: Cast, tmp_path: Path
) -> None:
    reopened(cast, tmp_path, [{**UNDATED, "opened_on": "2021-03-02"}])
    [one] = passengers()
    told = Event.objects.filter(type="movements.departed").get()
    assert possible_days(one, {told.type: told}, told)[0] == LEFT


def test_what_came_in_before_this_was_asked_is_told_by_its_days(cast: Cast, tmp_path: Path) -> None:
    from onward.history import queries

    brought(cast, book(tmp_path / "a.xlsx", [UNDATED, {**UNDATED, "case": "B", "opened_on": "2021-02-01"}]))
    keys = {one.opened_on: one.key for one in Case.objects.all()}
    past = queries.came_in(list(keys.values()))
    assert {day: past[key].opening_told for day, key in keys.items()} == {LEFT: False, date(2021, 2, 1): True}


def test_only_whoever_corrects_departures_corrects_the_opening(cast: Cast, tmp_path: Path) -> None:
    reopened(cast, tmp_path, [UNDATED])
    with pytest.raises(Refused):
        actions.correct_opening(cast.lies, passengers()[0], WHY, EARLIER)


def test_the_corrected_row_is_refused_with_other_values_and_the_file_has_the_right_ones(
    cast: Cast, tmp_path: Path
) -> None:
    reopened(cast, tmp_path, [UNDATED])
    actions.correct_departure(cast.omar, passengers()[0], WHY, on=EARLIER)
    again = checked(book(tmp_path / "b.xlsx", [{**UNDATED, "departed_on": "2020-12-30"}]))
    [bad] = again.bad
    assert "Correct the file of that person itself" in bad.faults[0].words
    assert returns(2020) == 1


def test_the_page_takes_the_right_day_of_opening(cast: Cast, client: Client, tmp_path: Path) -> None:
    case = reopened(cast, tmp_path, [{**UNDATED, "opened_on": "2021-02-01"}])
    [one] = passengers()
    client.force_login(cast.omar)
    page = client.get(f"/journeys/{one.movement.key}/").content.decode()
    assert "Correct the opening of the case" in page
    address = next(part.split('"')[0] for part in page.split('href="') if "correct-opening" in part)
    form = client.get(address)
    assert "opened on 1 February 2021" in form.content.decode()
    sent = {"on": "2020-12-01", "reason": WHY, "version": form.context["form"].initial["version"]}
    assert client.post(address, {**sent, "on": "2021-04-01"}).status_code == 422
    assert "from the day of the first departure" in client.post(address, sent).content.decode()
    assert client.post(address, {**sent, "seen_for": sent["on"]}).status_code == 302
    assert opening(case)[0] == date(2020, 12, 1)
    client.force_login(cast.lies)
    told = client.get(f"/cases/{case.reference}/").content.decode()
    assert "on another day than was told before: We were told wrongly" in told

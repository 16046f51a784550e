"""The past of an office comes in: as real files, once, with the day on which it was known."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from onward.access.models import AuditEntry, Restriction
from onward.access.restrictions import marked
from onward.casework.cases.models import Case, Traveller
from onward.delivery.movements.models import Movement
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.tests.test_key_trends_page import COPY, PAGE
from onward.evidence.tests.test_key_trends_page import read as page_of
from onward.history.actions import bring_in
from onward.history.loading import load
from onward.history.models import ImportedRow
from onward.history.problems import ComesInElsewhere
from onward.history.queries import before
from onward.history.tests.filled import ONE, book, csv_file
from onward.history.workbook import Checked, check, read
from onward.kernel import clock
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from onward.records.people.models import Membership, Person
from tests.cast import Cast, make_cast

OF_2018 = {"first": "2018-01-01", "last": "2018-12-31"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def checked(path: Path, known_on: date | None = None) -> Checked:
    return check(read(path), before(), clock.today(), known_on)


def brought(cast: Cast, path: Path, known_on: date | None = None) -> Checked:
    found = checked(path, known_on)
    load(cast.anna, found, "digest of " + path.name, path.name)
    return found


def returns(year: int, as_of: datetime | None = None) -> int:
    asked = Asked(date(year, 1, 1), date(year + 1, 1, 1), AsOf(before=as_of))
    return int(tally(open_facts(), figures()["returns"], asked).total)


def test_a_row_becomes_a_person_in_a_closed_case_who_has_departed(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    case = Case.objects.get()
    assert (case.programme, case.destination, case.closed_on) == ("avrr-be", "AL", date(2018, 10, 5))
    assert case.reference.startswith("BE-18-")
    [traveller] = Traveller.objects.all()
    assert (traveller.stage, traveller.travels_on) == ("closed", date(2018, 10, 5))
    assert traveller.person.born_from == date(1985, 1, 1)
    departed = Event.objects.get(type="movements.departed")
    assert "age" not in departed.payload  # born in a year: 32 or 33 on that day
    assert departed.payload["minor"] is False
    assert Event.objects.filter(type="history.case_brought_in", case_key=case.key).exists()
    assert returns(2018) == 1


def test_the_pages_of_what_came_in_open(cast: Cast, client: Client, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE, {**ONE, "person": "2", "name": "Somebody Else"}]))
    client.force_login(cast.lies)
    case, movement = Case.objects.get(), Movement.objects.get()
    page = client.get(f"/cases/{case.reference}/")
    assert page.status_code == 200
    assert "Brought in from the files of before" in page.content.decode()
    assert client.get("/cases/").status_code == 200
    for person in Person.objects.all():
        assert client.get(f"/people/{person.key}/").status_code == 200
    client.force_login(cast.omar)
    assert client.get(f"/journeys/{movement.key}/").status_code == 200
    assert client.get("/journeys/").status_code == 200


def test_the_same_file_twice_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    rows = [ONE, {**ONE, "person": "2", "sex": "male"}, {**ONE, "case": "A2", "person": None}]
    path = book(tmp_path / "a.xlsx", rows)
    assert brought(cast, path).persons == 3
    events = Event.objects.count()
    again = brought(cast, path)
    assert (again.persons, again.already, again.bad) == (0, 3, [])
    assert Event.objects.count() == events


@pytest.mark.parametrize("own_number", ["", "P-7"])
def test_the_same_file_that_is_brought_in_twice_at_once_comes_in_once(
    cast: Cast, tmp_path: Path, own_number: str
) -> None:
    path = book(tmp_path / "a.xlsx", [{**ONE, "own_number": own_number}])
    one, other = checked(path), checked(path)
    load(cast.anna, one, "digest", path.name)
    events = Event.objects.count()
    with pytest.raises(ComesInElsewhere):
        load(cast.anna, other, "digest", path.name)
    assert (Case.objects.count(), Event.objects.count()) == (1, events)


def test_the_same_rows_as_csv_are_the_same_rows(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    assert checked(csv_file(tmp_path / "a.csv", [ONE])).already == 1


def test_a_row_that_came_in_and_says_something_else_now_is_refused(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    [bad] = checked(book(tmp_path / "b.xlsx", [{**ONE, "destination": "RO"}])).bad
    assert "with other values" in bad.faults[0].words


def test_a_case_that_came_in_gets_nobody_more(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    [bad] = checked(book(tmp_path / "b.xlsx", [{**ONE, "person": "2"}])).bad
    assert "on the case itself" in bad.faults[0].words


def test_a_child_alone_a_victim_and_a_patient_are_restricted(cast: Cast, tmp_path: Path) -> None:
    rows = [
        {**ONE, "case": "child", "born": 2004, "accompanied": "no"},
        {**ONE, "case": "victim", "vulnerabilities": "trafficking; violence"},
        {**ONE, "case": "patient", "medical": "severe", "escorts": "medical"},
        {**ONE, "case": "nobody"},
    ]
    brought(cast, book(tmp_path / "a.xlsx", rows))
    keys = ImportedRow.objects.values_list("case_number", "person_key")
    assert {case: sorted(marked([key]).get(key, [])) for case, key in keys if key} == {
        "child": ["child"],
        "victim": ["trafficking"],
        "patient": ["medical"],
        "nobody": [],
    }
    assert Restriction.objects.count() == 3
    assert Case.objects.visible_to(cast.lies).count() == 1


def test_without_a_day_nothing_was_known_before_it_came_in(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    assert returns(2018) == 1
    assert returns(2018, clock.now() - timedelta(days=1)) == 0


def test_key_trends_says_not_recorded_then_of_a_day_before_it_came_in(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    said = "Not recorded then: all that is known of these days was recorded after 1 March 2019"
    for address in (PAGE, COPY):
        assert said in page_of(client, cast.ruth, address, known_on="2019-03-01", **OF_2018)
        assert "Not recorded then" not in page_of(client, cast.ruth, address, **OF_2018)
    early = {"known_on": "2018-01-01", "first": "2017-01-01", "last": "2017-12-31"}
    assert "No return is on record of these days, and nothing at all of 2017" in page_of(
        client, cast.ruth, PAGE, **early
    )


def test_a_figure_as_of_a_day_knows_what_was_known_on_it(cast: Cast, tmp_path: Path) -> None:
    rows = [{**ONE, "known_on": "2018-11-02"}, {**ONE, "case": "B"}]
    brought(cast, book(tmp_path / "a.xlsx", rows), date(2019, 3, 1))
    for day, number in ((date(2018, 11, 1), 0), (date(2018, 11, 3), 1), (date(2019, 3, 2), 2)):
        assert returns(2018, datetime.combine(day, datetime.min.time(), OFFICE_ZONE)) == number


def test_somebody_who_comes_again_is_one_person_with_two_returns(cast: Cast, tmp_path: Path) -> None:
    rows = [
        {**ONE, "own_number": "P7"},
        {**ONE, "case": "A2", "own_number": "P7", "opened_on": "2018-11-01", "departed_on": "2018-12-01"},
    ]
    brought(cast, book(tmp_path / "a.xlsx", rows))
    later = {**ONE, "case": "A3", "own_number": "P7", "departed_on": "2019-02-01"}
    brought(cast, book(tmp_path / "b.xlsx", [later]))
    assert Person.objects.count() == 1
    assert Membership.objects.count() == 3
    asked = Asked(date(2018, 1, 1), date(2020, 1, 1))
    facts = open_facts()
    assert [int(tally(facts, figures()[one], asked).total) for one in ("persons", "returns")] == [1, 3]


def of_2022(code: str) -> int:
    return int(tally(open_facts(), figures()[code], Asked(date(2022, 1, 1), date(2023, 1, 1))).total)


@pytest.mark.parametrize("in_one_file", [True, False])
def test_the_same_own_number_in_two_offices_is_one_person_with_a_file_in_each(
    cast: Cast, tmp_path: Path, in_one_file: bool
) -> None:
    lu = {**ONE, "programme": "avrr-lu", "channel": "self", "own_number": "X9", "departed_on": "2022-11-30"}
    be = {**ONE, "case": "A2", "own_number": "X9", "departed_on": "2022-12-31"}
    files = [[be, lu]] if in_one_file else [[lu], [be]]
    for number, rows in enumerate(files):
        brought(cast, book(tmp_path / f"{number}.xlsx", rows))
    assert [of_2022(one) for one in ("persons", "returns", "cases")] == [1, 2, 2]
    assert sorted(Person.objects.values_list("office__code", flat=True)) == ["be", "lu"]
    assert Case.objects.visible_to(cast.lies).count() == 1
    third = {**lu, "case": "A3", "departed_on": "2022-12-05", "opened_on": "2022-12-01"}
    brought(cast, book(tmp_path / "third.xlsx", [third]))
    assert [of_2022(one) for one in ("persons", "returns")] == [1, 3]
    assert Person.objects.count() == 2
    assert Event.objects.filter(type="people.merged").count() == 1


def test_an_own_number_that_is_of_two_people_in_two_offices_is_refused(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**ONE, "own_number": "X9"}]))
    lu = {**ONE, "programme": "avrr-lu", "channel": "self", "own_number": "X9", "departed_on": "2019-11-30"}
    [bad] = checked(book(tmp_path / "b.xlsx", [{**lu, "sex": "male"}])).bad
    assert "give another number" in bad.faults[0].words
    at_once = {**lu, "opened_on": "2018-10-01", "departed_on": "2018-10-09"}
    [bad] = checked(book(tmp_path / "c.xlsx", [{**at_once, "opened_on": "2018-10-01"}])).bad
    assert "the case A1" in bad.faults[0].words


def test_a_family_that_comes_again_is_the_same_family(cast: Cast, tmp_path: Path) -> None:
    first = {**ONE, "own_number": "P7", "departed_on": "2022-03-01"}
    child = {**ONE, "own_number": "P8", "person": "2", "born": 2015, "departed_on": "2022-03-01"}
    again = {"case": "A2", "opened_on": "2022-06-01", "departed_on": "2022-09-01"}
    brought(cast, book(tmp_path / "a.xlsx", [first, child]))
    brought(cast, book(tmp_path / "b.xlsx", [{**first, **again}, {**child, **again}]))
    assert [of_2022(one) for one in ("families", "cases", "persons", "returns")] == [1, 2, 2, 4]


def test_who_was_born_in_a_year_is_of_an_age_group_where_both_ages_are(cast: Cast, tmp_path: Path) -> None:
    years = {
        "child": 2011,
        "twelve": 2010,
        "youth": 2006,
        "of_age": 2004,
        "adult": 1990,
        "old": 1957,
        "older": 1950,
    }
    rows = [{**ONE, "case": case, "born": year, "departed_on": "2022-05-01"} for case, year in years.items()]
    brought(cast, book(tmp_path / "a.xlsx", [*rows, {**ONE, "born": None, "departed_on": "2022-05-01"}]))
    asked = Asked(date(2022, 1, 1), date(2023, 1, 1))

    def by(dimension: str) -> dict[str, int]:
        parts = tally(open_facts(), figures()["returns"], asked, [dimension]).parts
        return {part: int(number) for (part,), number in parts.items()}

    # Born in 2010 is 11 or 12 on that day, in 2004 17 or 18, in 1957 64 or 65; 2011 is 10 or 11.
    ages = {"under-12": 1, "from-12-to-17": 1, "from-18-to-64": 1, "from-65": 1, "unknown": 4}
    assert by("age-group") == ages
    assert by("child") == {"company-unknown": 3, "adult": 3, "unknown": 2}


def test_a_quantity_without_persons_is_a_fact(cast: Cast, tmp_path: Path) -> None:
    row = {"programme": "avrr-be", "what": "people-reached", "place": "BE", "day": "2018-12-31"} | {
        "quantity": 18250
    }
    path = book(tmp_path / "a.xlsx", [], [row])
    brought(cast, path)
    [event] = Event.objects.filter(type="evidence.quantity_reported")
    assert (event.payload["quantity"], event.payload["kind"]) == ("18250", "people-reached")
    assert checked(path).already == 1


def test_whoever_reads_figures_or_files_brings_nothing_in(cast: Cast, tmp_path: Path) -> None:
    found = checked(book(tmp_path / "a.xlsx", [ONE]))
    for who in cast.everybody().values():
        if who != cast.anna:
            with pytest.raises(Refused):
                bring_in(who, "x", "a.xlsx", cast.be, found.cases)


def test_the_audit_says_who_brought_it_in(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    entry = AuditEntry.objects.get(table="cases_case")
    assert (entry.actor_key, entry.action) == (cast.anna.key, "history.bring_in")

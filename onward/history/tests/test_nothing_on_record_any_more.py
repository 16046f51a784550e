"""Of days of which all was taken back nothing is on record; who could see the files is told of them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.models import Case
from onward.evidence.actions import prepare_edition
from onward.evidence.documents.texts import Ref
from onward.evidence.facts import open_facts
from onward.evidence.pages.numbers import number_page
from onward.evidence.queries.behind import Behind
from onward.evidence.queries.key_trends import OF_FILES, on_record
from onward.evidence.rules import Period
from onward.evidence.tests.factories import make_cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_exploring import big
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.evidence.tests.test_exploring import read as read_explored
from onward.evidence.tests.test_key_trends_page import PAGE
from onward.evidence.tests.test_since import read
from onward.history.actions import correct_quantity, take_back_case
from onward.history.models import ImportedRow
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_bringing_in import brought
from onward.history.tests.test_correcting_quantities import WHY, right
from onward.history.tests.test_pages import REACHED
from onward.history.tests.test_taking_cases_back import HER, HIM
from onward.history.tests.test_taking_cases_back import both as both
from onward.kernel import clock
from onward.records.people.events import PersonRegistered, PersonsMerged
from onward.reference.countries import Footnotes
from tests.cast import Cast

OF_2018 = Period(date(2018, 1, 1), date(2018, 12, 31))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_what_was_taken_back_is_on_record_no_more_and_was_until_then(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**ONE, "known_on": "2018-11-01"}]))
    then, office = date(2018, 12, 1), cast.be.code
    assert (on_record(OF_2018, office), on_record(OF_2018, office, then)) == (True, True)
    take_back_case(both, Case.objects.get(), "wrong-rows")
    assert (on_record(OF_2018, office), on_record(OF_2018, None)) == (False, False)
    assert {PersonRegistered.type, PersonsMerged.type} == OF_FILES, "persons stay on file, as one"
    assert on_record(OF_2018, office, then)


def test_what_was_told_otherwise_is_on_record_on_the_days_that_are_right(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    correct_quantity(cast.anna, ImportedRow.objects.get(), right(day="2019-01-01"), WHY)
    assert (on_record(OF_2018, None), on_record(Period(date(2019, 1, 1), date(2019, 1, 1)), None)) == (
        False,
        True,
    )


def test_a_number_of_an_edition_has_a_dash_for_what_is_on_record_no_more(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    of_2016 = {**ONE, "case": "K", "departed_on": "2016-03-04"}
    with clock.at(datetime(2021, 3, 1, 9, tzinfo=UTC)):
        brought(cast, book(tmp_path / "a.xlsx", [of_2016, {**ONE, "departed_on": "2020-03-04"}]))
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    behind = Behind(edition.frozen, Ref("avrr-be", "returns"))
    with clock.at(datetime(2021, 3, 2, 9, tzinfo=UTC)):
        take_back_case(both, Case.objects.get(opened_on=date(2016, 3, 4)), "wrong-rows")
        page = number_page(edition, behind, open_facts(), cast.ruth, Footnotes())
    assert dict(page.points)["2016"] == "1"
    assert any("As known today: 2016 –." in note for note in page.notes), page.notes
    assert page.today == ""
    with clock.at(datetime(2021, 3, 3, 9, tzinfo=UTC)):
        take_back_case(both, Case.objects.get(opened_on=date(2020, 3, 4)), "wrong-rows")
        page = number_page(edition, behind, open_facts(), cast.ruth, Footnotes())
    assert (page.value, page.today) == ("1", "–")


def test_a_number_as_known_before_says_how_many_of_it_were_taken_back_since(
    cast: Cast, both: User, client: Client, tmp_path: Path
) -> None:
    """What came in for them is not counted then, and is no more beside them: it is they, mended."""
    asked = "figure=returns&period=2018&known=2019-01-01"
    wrong = [{**ONE, "case": case, "known_on": "2018-11-01"} for case in ("A1", "A2")]
    brought(cast, book(tmp_path / "a.xlsx", wrong))
    assert "taken back" not in read_explored(client, cast.ruth, asked)
    take_back_case(both, Case.objects.order_by("pk")[0], "wrong-rows")
    brought(cast, book(tmp_path / "b.xlsx", [{**ONE, "case": "A1", "sex": "male", "known_on": "2018-11-01"}]))
    page = read_explored(client, cast.ruth, asked)
    assert big(page) == "2"
    assert "1 more record of these days came in after 1 January 2019." in page
    assert "Counted here, and not as known today: 1 record was taken back, or told otherwise, after" in page
    assert "as known today: 1" not in read_explored(client, cast.ruth, "figure=returns&period=2018")


def test_who_could_see_the_files_is_told_which_were_taken_back(
    cast: Cast, both: User, client: Client, tmp_path: Path
) -> None:
    rows = [{**one, "known_on": "2018-11-01"} for one in (HER, {**HIM, "case": "A2"})]
    brought(cast, book(tmp_path / "a.xlsx", rows))
    hers, his = Case.objects.order_by("pk")
    Restriction.objects.create(
        person_key=his.travellers.get().person.key, category="trafficking", marked_at=clock.now()
    )
    take_back_case(both, hers, "wrong-rows")
    take_back_case(cast_of_protection(cast), his, "wrong-rows")
    with clock.at(clock.now() + timedelta(days=40)):  # figures are told them as known when a month is over
        asked = {"first": "2018-01-01", "last": "2018-12-31", "since": "2018-12-31"}
        page = read(client, cast.lies, PAGE, **asked)
        assert (f'/cases/{hers.reference}/"' in page, his.reference in page) == (True, False)
        assert his.reference in read(client, cast.vera, PAGE, **asked)
        elsewhere = read(client, cast.paul, PAGE, **asked)
        assert (hers.reference in elsewhere, his.reference in elsewhere) == (False, False)


def cast_of_protection(cast: Cast) -> User:
    """Return the focal point, who brings history in besides."""
    cast.vera.roles = [*cast.vera.roles, "administrator"]
    cast.vera.save()
    return cast.vera

"""A past of which only some rows say when they were known is told to be more than was recorded then."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from onward.evidence.actions import prepare_edition
from onward.evidence.documents.texts import Ref
from onward.evidence.facts import open_facts
from onward.evidence.pages.numbers import number_page
from onward.evidence.queries.behind import Behind
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_exploring import big, read
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.history.tests.filled import ONE, Row, book
from onward.history.tests.test_bringing_in import brought
from onward.kernel import clock
from onward.reference.countries import Footnotes
from tests.cast import Cast, make_cast

ASKED = "figure=returns&period=2015"


def rows(known: int, late: int, year: int = 2015) -> Iterator[Row]:
    for at in range(known + late):
        told = {"case": f"{year}-{at}", "departed_on": f"{year}-03-04"}
        yield {**ONE, **told, "known_on": f"{year}-03-05" if at < known else None}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_figure_as_known_before_says_how_many_more_came_on_record(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", rows(3, 10)))
    then = read(client, cast.ruth, f"{ASKED}&known=2015-12-31")
    assert big(then) == "3"
    assert "10 more records of these days came in after 31 December 2015" in then
    assert "1 more record" not in then.replace("10 more records", "")
    before = read(client, cast.ruth, f"{ASKED}&known=2015-03-03&rows=month")
    assert "all that is known of these days was recorded after 3 March 2015" in before
    now = read(client, cast.ruth, ASKED)
    assert (big(now), "came in after" in now) == ("13", False)


def test_what_happened_after_that_day_or_was_known_by_it_is_no_more(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [*rows(3, 0), {**ONE, "departed_on": "2015-09-01"}]))
    assert "came in after" not in read(client, cast.ruth, f"{ASKED}&known=2015-08-31")
    assert "1 more record of" in read(client, cast.ruth, f"{ASKED}&known=2015-09-01")


def test_a_number_of_an_edition_says_so_of_the_years_before_and_keeps_its_dash(
    cast: Cast, tmp_path: Path
) -> None:
    with clock.at(datetime(2021, 3, 1, 9, tzinfo=UTC)):
        brought(cast, book(tmp_path / "a.xlsx", rows(0, 4, 2020)))
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    with clock.at(datetime(2021, 3, 2, 9, tzinfo=UTC)):
        brought(cast, book(tmp_path / "b.xlsx", rows(3, 10, 2016)))
        ref = Ref("avrr-be", "returns")
        page = number_page(edition, Behind(edition.frozen, ref), open_facts(), cast.ruth, Footnotes())
    told = dict(page.points)
    assert (told["2016"], told["2020"]) == ("–", "4")
    assert any("As known today: 2016 13." in note for note in page.notes)


def test_what_has_changed_since_tells_what_a_workbook_brought_and_since_when_it_is_known(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    with clock.at(datetime(2021, 3, 1, 9, tzinfo=UTC)):
        brought(cast, book(tmp_path / "a.xlsx", rows(0, 4, 2020)))
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    with clock.at(datetime(2021, 3, 2, 9, tzinfo=UTC)):
        brought(cast, book(tmp_path / "b.xlsx", [{**ONE, "departed_on": "2020-05-01"}]))
        late = read(client, cast.ruth, "", page=f"/reports/{edition.key}/since/")
        known = {**ONE, "case": "K", "departed_on": "2020-05-01", "known_on": "2020-05-02"}
        brought(cast, book(tmp_path / "c.xlsx", [known]))
        page = read(client, cast.ruth, "", page=f"/reports/{edition.key}/since/")
    assert "brought in on 2 March 2021 from a workbook" in late
    assert ("known since" in late, "what is taken as known by that day" in late) == (False, False)
    assert "brought in on 2 March 2021 from a workbook that says it was known since 2 May 2020" in page
    assert "what is taken as known by that day" in page

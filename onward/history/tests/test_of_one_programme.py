"""A past that is brought in of one programme says nothing of the others: no nought of theirs is told."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from onward.evidence.actions import prepare_edition
from onward.evidence.documents.blocks import Paragraph
from onward.evidence.documents.composing import compose
from onward.evidence.documents.imprint import Imprint
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.evidence.tests.test_exploring import read
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_bringing_in import brought
from tests.cast import Cast, make_cast

ASKED = "figure=returns&first=2014-01-01&last=2018-12-31&rows=year"


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    """Rows of one programme in 2015 and one in 2014; the other one is known from 2017 on."""
    cast = make_cast()
    days = ["2014-12-31", *(f"2015-{month:02d}-09" for month in range(1, 13))]
    brought(
        cast,
        book(
            tmp_path / "a.xlsx",
            [{**ONE, "case": day, "opened_on": day, "departed_on": day} for day in days],
        ),
    )
    for year in (2017, 2018):
        depart(date(year, 5, 4), programme="avrr-lu", office="lu")
    return cast


def test_the_report_of_a_year_tells_no_noughts_of_the_other_programme(cast: Cast) -> None:
    found = prepare_edition(cast.ruth, "year-report", date(2015, 1, 1)).frozen
    document = compose(found, "en", Imprint(1, date(2021, 3, 1)))
    belgium, luxembourg = document.sections
    assert belgium.headlines[0].number.text == "12"
    assert belgium.headlines[0].beside == "1 in 2014"
    assert luxembourg.headlines == ()
    [said] = luxembourg.blocks
    assert isinstance(said, Paragraph)
    assert str(said.runs[0]).startswith("Nothing at all of what this chapter is about is on record for 2015")
    assert "Nobody returned" not in str(document.sections)


def test_the_explorer_tells_a_dash_of_each_programme_by_itself(cast: Cast, client: Client) -> None:
    def told(question: str) -> list[tuple[str, str]]:
        copy = read(client, cast.ruth, question, page="/reports/explore.csv")
        _tags, *rows = csv.DictReader(io.StringIO(copy))
        assert all((one["value"] == "") == (one["recorded"] == "false") for one in rows)
        return [(one["parts"], one["value"]) for one in rows if one["parts"]]

    assert told(f"{ASKED}&only-programme=avrr-lu") == [
        ("2014", ""), ("2015", ""), ("2016", ""), ("2017", "1"), ("2018", "1"),
    ]  # fmt: skip
    of_one = read(client, cast.ruth, f"{ASKED}&only-programme=avrr-lu")
    assert "Luxembourg: a dash where nothing at all is on record of it in these days, or" in of_one
    page = read(client, cast.ruth, f"{ASKED}&columns=programme")
    assert "Programme: a dash where nothing at all is on record of it in these days, or" in page
    assert dict(told(f"{ASKED}&columns=programme")) == {
        "2014": "1", "2015": "12", "2016": "", "2017": "1", "2018": "1", "avrr-be": "13", "avrr-lu": "2",
        "2014/avrr-be": "1", "2015/avrr-be": "12", "2016/avrr-be": "", "2017/avrr-be": "", "2018/avrr-be": "",
        "2014/avrr-lu": "", "2015/avrr-lu": "", "2016/avrr-lu": "", "2017/avrr-lu": "1", "2018/avrr-lu": "1",
    }  # fmt: skip
    nothing = read(client, cast.ruth, "figure=returns&period=2015&only-programme=avrr-lu")
    assert "Nothing at all is on record of these days for: " in nothing
    assert "Nothing at all" not in read(
        client, cast.ruth, "figure=returns&period=2015&only-programme=avrr-be"
    )


def test_key_trends_tell_nothing_of_the_other_programme(cast: Cast, client: Client) -> None:
    client.force_login(cast.ruth)
    asked = {"first": "2015-01-01", "last": "2015-12-31"}
    page = client.get("/trends/", asked | {"programme": "avrr-lu"}).content.decode()
    assert "Nothing at all is on record of these days for: " in page
    assert "Nobody" not in page
    years = {"first": "2014-01-01", "last": "2018-12-31"}
    page = client.get("/trends/", years).content.decode()
    [_head, belgium, luxembourg] = re.split(r'aria-labelledby="avrr-..">', page)
    assert belgium.count("<small>nothing on record</small>") == 3
    assert luxembourg.count("<small>nothing on record</small>") == 3

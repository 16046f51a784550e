"""What was reported without files says where it is known from, to who opens the number."""

import re
from pathlib import Path

import pytest
from django.test import Client

from onward.evidence.tests.test_exploring import in_march as in_march
from onward.evidence.tests.test_exploring import read
from onward.history.loading import load
from onward.history.queries import before
from onward.history.tests.filled import book
from onward.history.workbook import check
from onward.history.workbook import read as rows_of
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def test_a_quantity_says_what_was_reported_where_when_and_by_whom(client: Client, tmp_path: Path) -> None:
    cast: Cast = make_cast()
    told = {"programme": "burkina-faso", "what": "people-reached", "place": "BF"}
    rows = [{**told, "day": "2018-10-31", "quantity": 18000}, {**told, "day": "2018-12-31", "quantity": 250}]
    path = book(tmp_path / "of-anna.xlsx", [], rows)
    load(cast.anna, check(rows_of(path), before(), clock.today()), "digest", path.name)
    asked = "figure=people-reached&period=2018"
    page = read(client, cast.ruth, asked, page="/reports/explore/cases/")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert re.search(
        r"People reached 31 Oct\. 2018 Work for the young in Burkina Faso, Burkina Faso 18,000", text
    )
    assert re.search(r"In all, 2 lines\s+18,250", text)
    assert "workbook brought in on 1 March 2021; known on 1 March 2021, by Administrator, Brussels" in text
    assert cast.anna.name not in text
    assert "of-anna" not in text
    copy = read(client, cast.ruth, asked, page="/reports/explore/cases.csv")
    assert len(copy.strip().splitlines()) == 4
    assert ",18000," in copy
    assert cast.anna.name not in copy

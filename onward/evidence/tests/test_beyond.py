"""What a report says of programmes that stand in none of its chapters, and of projects that did not run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, override_settings

from onward.evidence.actions import prepare_edition
from onward.evidence.documents.blocks import Sheet
from onward.evidence.documents.composing import compose
from onward.evidence.documents.imprint import Imprint
from onward.evidence.editions.public import public_copy
from onward.evidence.models import Edition
from onward.evidence.rules import Period
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_composed import PUBLIC, blocks
from onward.evidence.tests.test_composed import frozen as made
from onward.evidence.tests.test_editions import LATER
from onward.kernel import clock
from tests.cast import Cast, make_cast

PILOT = "Return within the European Union from Luxembourg (pilot)"
EXACT = Imprint(1, date(2021, 3, 1))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, committed_db: str) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def edition(cast: Cast, *programmes: str) -> Edition:
    for programme in ("avrr-be", *programmes):
        depart(date(2020, 5, 4), programme=programme)
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))


def test_the_method_names_a_programme_of_these_days_that_stands_in_no_chapter(
    cast: Cast, client: Client
) -> None:
    found = edition(cast, "eu-return-lu")
    told = " ".join(compose(found.frozen, "en", EXACT).method)
    assert f"Not part of this report, though events of the same days are on record: {PILOT}." in told
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{found.key}/").content.decode()
    assert f"though it counts events of the same days: {PILOT}." in page


def test_it_names_none_of_which_nothing_is_on_record(cast: Cast, client: Client) -> None:
    found = edition(cast)
    assert "Not part" not in " ".join(compose(found.frozen, "en", EXACT).method)
    client.force_login(cast.ruth)
    assert "Not part" not in client.get(f"/reports/{found.key}/").content.decode()


def test_the_public_is_not_told_whether_anything_of_it_is_on_record(cast: Cast) -> None:
    found = edition(cast, "eu-return-lu").frozen
    values = {name: told for name, told in found.values.items() if name != "beyond"}
    one, other = (public_copy(each, frozenset()) for each in (found, replace(found, values=values)))
    assert one.frozen.values == other.frozen.values
    told = " ".join(compose(one.frozen, "en", PUBLIC, lambda _ref: True).method)
    assert f"Not part of this report: {PILOT}." in told


def test_a_project_has_a_sheet_where_it_ran_on_a_day_of_the_report() -> None:
    """Those of the house run from 2017 on, and until 2027 at the latest."""
    report = made({"returns": (9, {})})
    ran = blocks(compose(report, "en", EXACT), Sheet)
    assert ran
    for year, many in ((2016, 0), (2017, len(ran)), (2028, 0)):
        days = Period(date(year, 1, 1), date(year, 12, 31))
        assert len(blocks(compose(replace(report, period=days), "en", EXACT), Sheet)) <= many
        assert bool(many) == bool(blocks(compose(replace(report, period=days), "en", EXACT), Sheet))

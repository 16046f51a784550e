"""An edition says which of its quantities were corrected since, and of what."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from onward.evidence.actions import prepare_edition
from onward.evidence.counting import figures
from onward.evidence.tests.factories import library_with
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.history.actions import correct_quantity, take_back_quantity
from onward.history.models import ImportedRow
from onward.history.tests.filled import book
from onward.history.tests.test_bringing_in import brought
from onward.history.tests.test_correcting_quantities import WHY, right
from onward.history.tests.test_pages import REACHED, words
from onward.kernel import clock
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using
from tests.cast import make_cast


def with_quantities() -> Library:
    """Return the definitions in force, with a report that has a chapter of what initiatives did."""
    data: Any = current_library().get("reports", "newsletter").data
    reached = {"tables": {"reached": {"figure": "people-reached"}}, "page": [{"table": "reached"}]}
    named = {"en": "Initiatives", "fr": "Initiatives", "nl": "Initiatieven"}
    chapter = {"name": named, "place": named, "shows": "reached"}
    return library_with(
        "reports",
        "newsletter",
        contents={**data["contents"], "reached": reached},
        chapters={**data["chapters"], "initiatives": chapter},
    )


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "<span>Counted both times, but told otherwise (quantity: 750 → "),
        ({"day": "2018-12-30"}, "<span>Counted both times, but told otherwise (day; quantity: 750 → "),
        ({"day": "2019-01-01"}, "<span>Moved out of what is counted here (year; quantity: 750 → "),
        (None, "<span>Taken back</span>"),
    ],
)
def test_an_edition_says_that_a_quantity_was_corrected_since(
    committed_db: str, client: Client, tmp_path: Path, other: dict[str, str] | None, said: str
) -> None:
    cast = make_cast()
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    row = ImportedRow.objects.get()
    with using(with_quantities()):
        assert "people-reached" in figures()
        edition = prepare_edition(cast.ruth, "newsletter", date(2018, 7, 1))
        client.force_login(cast.ruth)
        address = f"/reports/{edition.key}/since/"
        assert "Every number of this edition is known today as it was printed." in words(client, address)
        with clock.at(clock.now() + timedelta(days=3)):
            if other is None:
                take_back_quantity(cast.anna, row, "twice")
            else:
                correct_quantity(cast.anna, row, right(**other), WHY)
            page = words(client, address)
    assert '<td class="num" data-label="As printed">750</td>' in page
    assert '<th scope="row">People reached</th>' in page
    assert said in page

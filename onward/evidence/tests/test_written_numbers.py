"""Numbers below nought have a minus, money its cents, and codes their words, wherever a reader meets them."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from onward.evidence.documents.naming import Namer
from onward.evidence.tests.test_donor_reports import cash
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.records.projects.pages import written
from onward.records.projects.tests.factories import PROJECT
from onward.reference.countries import Footnotes
from tests.cast import Cast


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_what_is_below_nought_has_a_minus_and_no_hyphen(language: str) -> None:
    namer = Namer(language, date(2020, 1, 1), Footnotes(), current_library())
    below = Decimal("-1234.5")
    with translation.override(language):
        told = [namer.number(below), namer.amount(below), namer.percent(Decimal(-12)), written(below, "EUR")]
    assert not [one for one in told if "-" in one]
    assert all("\N{MINUS SIGN}" in one for one in told)
    assert namer.number(Decimal(12)).isdigit()


def test_a_page_of_money_has_a_minus_where_more_was_spent_than_there_was(client: Client, cast: Cast) -> None:
    cash(date(2020, 3, 2), "750001.00", budget_line="departure-cash")
    client.force_login(cast.ruth)
    assert "\N{MINUS SIGN}1.00" in client.get(f"/projects/{PROJECT}/").content.decode()


def test_the_explorer_names_budget_lines_and_writes_money_to_the_cent(client: Client, cast: Cast) -> None:
    cash(date(2020, 3, 2), "50.00", budget_line="departure-cash")
    client.force_login(cast.ruth)
    asked = "/reports/explore/?figure=spent&period=2020&rows=budget-line&columns=project"
    with clock.at(LATER):
        page = client.get(asked).content.decode()
    assert ">Departure cash<" in page
    assert ">departure-cash<" not in page
    assert "50.00\N{NO-BREAK SPACE}EUR" in page
    assert "50\N{NO-BREAK SPACE}EUR" not in page

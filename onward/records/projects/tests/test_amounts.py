"""An amount is read as whoever typed it writes amounts."""

from decimal import Decimal

import pytest

from onward.records.projects.rules import amount_typed


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("nl", "1.234,56", "1234.56"),
        ("fr", "1 234,56", "1234.56"),
        ("fr", "1\u202f234,5", "1234.5"),
        ("fr", "1.234.567,00", "1234567"),
        ("nl", "1.234", "1234"),
        ("nl", "1234.50", "1234.50"),
        ("nl", "-5", "-5"),
        ("en", "1,234.56", "1234.56"),
        ("en", "1234,56", "1234.56"),
        ("en", "1.234", "1.234"),
        ("en", "1.234,56", None),
        ("en", "1,23,456", None),
        ("nl", "1.23.456", None),
        ("nl", "1.234.56", None),
        ("en", "NaN", None),
        ("en", "1e3", None),
        ("en", "١٢", None),
    ],
)
def test_an_amount_is_read_by_the_readers_language(language: str, typed: str, amount: str | None) -> None:
    assert amount_typed(typed, language) == (None if amount is None else Decimal(amount))

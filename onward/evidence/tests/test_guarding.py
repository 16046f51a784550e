"""What 'Key trends' does not show to whoever sees no small numbers, over all its tables."""

from datetime import date

import pytest

from onward.evidence.pages.guarding import shown_together
from onward.evidence.rules import Period, Shown, Split

pytestmark = pytest.mark.django_db
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))


def shown(told: int = 100, **guarded: Split) -> dict[str, Shown]:
    of_all = {code: Split(told) for code in ("returns", "persons")}
    return shown_together("avrr-be", YEAR, guarded, of_all)


def sexes(male: int, female: int, other: int = 0) -> Split:
    return Split(male + female + other, {"male": male, "female": female, "other": other})


def test_nought_is_shown_and_a_small_number_is_not_with_any_of_its_parts() -> None:
    found = shown(umc=sexes(0, 3), trafficking=sexes(0, 0))
    assert found["trafficking"] == Shown(0, {"male": 0, "female": 0, "other": 0})
    assert found["umc"] == Shown(None, {})


def test_a_small_part_takes_another_one_with_it() -> None:
    assert shown(umc=sexes(40, 17, 3))["umc"] == Shown(60, {"male": 40, "female": None, "other": None})


def test_what_is_hidden_in_one_table_is_hidden_in_every_other() -> None:
    """Three victims of trafficking are a row of the vulnerabilities too; so are those whose total must go."""
    vulnerable = Split(40, {"trafficking": 3, "homeless": 12, "elderly": 30})
    found = shown(trafficking=sexes(0, 3), vulnerabilities=vulnerable)
    assert found["trafficking"].total is None
    assert found["vulnerabilities"].parts["trafficking"] is None
    hidden = Split(40, {"trafficking": 5, "homeless": 12, "elderly": 30})
    found = shown(trafficking=sexes(4, 1), vulnerabilities=hidden)
    assert found["trafficking"].total is None, "one and four out of five lie too near"
    assert found["vulnerabilities"].parts["trafficking"] is None
    assert found["vulnerabilities"].parts["elderly"] == 30

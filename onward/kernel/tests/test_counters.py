"""References come once each, in no order, and tell nothing of how many there are."""

from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from onward.kernel.counters import next_reference, out_of_order
from onward.kernel.models import Counter

SALT = UUID("5d8f1c1e-0d1c-4c56-9a9e-6a7d3b6f2f10")


def test_every_place_of_a_row_has_a_reference_of_its_own() -> None:
    given = [out_of_order(place, SALT, digits=3) for place in range(1, 1000)]
    assert sorted(given) == [f"{number:03d}" for number in range(1, 1000)]


def test_a_row_longer_than_its_digits_goes_on_with_one_more() -> None:
    longer = [out_of_order(place, SALT, digits=2) for place in range(1, 1000)]
    assert (len(set(longer)), {len(one) for one in longer[:99]}, {len(one) for one in longer[99:]}) == (
        999,
        {2},
        {3},
    )


def test_references_do_not_follow_their_places() -> None:
    numbers = [int(out_of_order(place, SALT)) for place in range(1, 1001)]
    rising = sum(one < other for one, other in pairwise(numbers))
    assert 400 < rising < 600, "as often up as down"
    assert max(numbers) > 90_000, "a year of a thousand cases is spread over all that there could be"
    assert numbers != [int(out_of_order(place, uuid4())) for place in range(1, 1001)]


def test_a_row_that_was_begun_in_order_ends_so() -> None:
    assert [out_of_order(place, None) for place in (1, 1873, 100_000)] == ["00001", "01873", "100000"]


@pytest.mark.django_db
def test_rows_are_counted_apart_and_keep_what_they_are_shuffled_by() -> None:
    given = [next_reference("a"), next_reference("a"), next_reference("b")]
    rows = {one.name: one for one in Counter.objects.filter(name__in=["a", "b"])}
    assert (rows["a"].value, rows["b"].value) == (2, 1)
    assert given == [out_of_order(place, rows[name].salt) for place, name in ((1, "a"), (2, "a"), (1, "b"))]


@pytest.mark.django_db
def test_a_row_of_an_office_that_runs_already_goes_on_in_order() -> None:
    Counter.objects.create(name="a", value=41)
    assert next_reference("a") == "00042"

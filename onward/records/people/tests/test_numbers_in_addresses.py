"""Numbers of rows that stand in addresses have gaps of their own: one that is missing tells of nobody."""

from itertools import pairwise
from typing import Any

import pytest

from onward.records.people.models import Contact, ReferenceNumber
from onward.records.people.tests.factories import a_person
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "filled"),
    [
        (Contact, lambda number: {"kind": "phone", "value": f"+32 470 00 00 {number:02}"}),
        (ReferenceNumber, lambda number: {"issuer": "IO", "number": f"{number}"}),
    ],
)
def test_the_next_number_is_not_always_the_next_one(table: Any, filled: Any) -> None:
    person = a_person(make_cast().be)
    keys = [table.objects.create(person=person, **filled(number)).pk for number in range(20)]
    steps = {after - before for before, after in pairwise(keys)}
    assert len(steps) > 1
    assert max(steps) <= 8

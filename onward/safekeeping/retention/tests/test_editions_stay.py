"""An edition of before computes to the same numbers when everybody whom it counts was erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import override_settings

from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person
from onward.evidence.actions import computed_again, prepare_edition
from onward.evidence.tests.factories import depart
from onward.kernel import clock
from onward.records.people.models import Person
from onward.safekeeping.retention.working import work
from tests.cast import make_cast

LATER = datetime(2021, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, committed_db: str) -> Iterator[None]:
    """Several transactions: an edition knows what ended before it."""
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


def test_an_edition_computes_to_the_same_numbers_after_all_of_them_were_erased() -> None:
    cast = make_cast()
    for number in range(12):
        person = a_person(cast.be, f"Counted {number}")
        case = a_case(cast.lies, person)
        depart(date(2020, 1 + number, 3), person=person.key, case=case.key)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    Case.objects.update(closed_on=date(2020, 12, 31))
    Person.objects.update(made_at=LATER)
    with clock.at(datetime(2040, 1, 1, 9, tzinfo=UTC)):
        run = work(date(2040, 1, 1))
        assert run.counts["emptied"]["people.Person"] == 12
        again = computed_again(edition)
    assert (again.bytes, again.digest) == (edition.values.encode(), edition.digest)

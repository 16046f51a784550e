"""What a doctor said before travel."""

from datetime import timedelta
from typing import Any

import pytest

from onward.casework.cases.actions import record_medical_needs
from onward.casework.cases.tests.factories import traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.models import FitnessCheck
from onward.delivery.movements.tests.factories import NOON, a_cleared_case
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Refused
from onward.kernel.text import TextTooLong
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_check_is_kept_with_its_exact_moment_and_no_word_of_it_enters_the_log() -> None:
    cast = make_cast()
    one = traveller_of(a_cleared_case(cast))
    actions.record_fitness(
        cast.lies, one, "conditions", doctor="Dr Claes", checked_at=NOON, conditions="With oxygen at hand"
    )
    event = Event.objects.get(type="movements.fitness_checked")
    assert event.payload["checked_at"].startswith("2021-06-01T10:00")
    assert "oxygen" not in str(event.payload)


def test_conditions_are_said_and_a_check_has_a_doctor_and_a_past() -> None:
    cast = make_cast()
    one = traveller_of(a_cleared_case(cast))
    wrong: list[dict[str, Any]] = [
        {"outcome": "conditions", "doctor": "Dr Claes", "checked_at": NOON},
        {"outcome": "fit", "doctor": "  ", "checked_at": NOON},
        {"outcome": "fit", "doctor": "Dr Claes", "checked_at": NOON + timedelta(minutes=1)},
    ]
    for fields in wrong:
        with pytest.raises(Invalid):
            actions.record_fitness(cast.lies, one, **fields)
    assert not FitnessCheck.objects.exists()


def test_a_name_that_does_not_fit_is_told_and_never_cut_off() -> None:
    cast = make_cast()
    one = traveller_of(a_cleared_case(cast))
    with pytest.raises(TextTooLong) as told:
        actions.record_fitness(cast.lies, one, "fit", doctor="C" * 161, checked_at=NOON)
    assert told.value.field == "doctor"


def test_a_check_of_a_restricted_traveller_is_read_by_few() -> None:
    cast = make_cast()
    one = traveller_of(a_cleared_case(cast))
    actions.record_fitness(cast.mona, one, "fit", doctor="Dr Claes", checked_at=NOON)
    assert FitnessCheck.objects.visible_to(cast.omar).count() == 1
    record_medical_needs(cast.lies, one, "severe")
    assert FitnessCheck.objects.visible_to(cast.mona).count() == 1
    assert FitnessCheck.objects.visible_to(cast.omar).count() == 0
    assert FitnessCheck.objects.visible_to(cast.lies).count() == 0


def test_who_works_on_no_case_records_no_check() -> None:
    cast = make_cast()
    one = traveller_of(a_cleared_case(cast))
    with pytest.raises(Refused):
        actions.record_fitness(cast.ruth, one, "fit", doctor="Dr Claes", checked_at=NOON)

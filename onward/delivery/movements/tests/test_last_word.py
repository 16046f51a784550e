"""Of several words of doctors the last one given counts, whenever each was written down."""

from datetime import UTC, date, datetime
from uuid import UUID

from onward.casework.cases.gates import Spoken
from onward.casework.programmes.requirements import Parameters
from onward.delivery.movements.rules import fit_to_travel


def said(outcome: str, hour: int, position: int) -> Spoken:
    """Return what a doctor said on 1 June, at its place in the log."""
    at = datetime(2021, 6, 1, hour, tzinfo=UTC)
    told = {"outcome": outcome, "checked_at": at.isoformat()}
    return Spoken(position, "movements.fitness_checked", None, UUID(int=1), at.date(), at, told, None)


def test_what_was_said_earlier_and_written_down_later_does_not_count() -> None:
    on = date(2021, 6, 2)
    well, ill = said("fit", 14, 1), said("deferred", 9, 2)
    assert fit_to_travel([well, ill], Parameters(), on).state == "met"
    assert fit_to_travel([said("deferred", 14, 1), said("fit", 9, 2)], Parameters(), on).state == "failed"
    assert fit_to_travel([said("fit", 9, 1), said("deferred", 9, 2)], Parameters(), on).state == "failed"

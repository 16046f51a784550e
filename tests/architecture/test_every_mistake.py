"""Whatever a figure counts, or goes by, may have been recorded by mistake: some action mends it.

Which events these are is read from the definitions; that an action mends one is proved by doing it, and which
action it is, is told by what was recorded.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.events import TravellerAdded
from onward.casework.cases.tests.factories import a_case, a_member, traveller_of
from onward.casework.cases.tests.test_papers_pages import SCAN
from onward.delivery.movements import actions as movements
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import FUNDER, NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.reintegration import actions as reintegration
from onward.delivery.reintegration.tests.test_helping import asked, drawn
from onward.evidence.counting import figures
from onward.evidence.counting.definition import populations
from onward.evidence.facts import columns
from onward.history.actions import take_back_quantity
from onward.history.models import ImportedRow
from onward.history.tests.filled import book
from onward.history.tests.test_bringing_in import brought
from onward.history.tests.test_pages import REACHED
from onward.kernel import actions as kernel
from onward.kernel import clock
from onward.kernel.actions import Act
from onward.kernel.events import event_types
from onward.kernel.models import Event
from onward.records.projects.actions import record_expenditure, take_back_expenditure
from onward.records.projects.tests.factories import PROJECT, a_manager, an_invoice
from tests.cast import Cast, make_cast
from tests.sequences.test_every_action import WITHOUT
from tests.sequences.test_every_action import named as with_a_rule


class Mended(NamedTuple):
    """That something was put right: by which action, of which type and person; was it taken back."""

    action: str
    type: str
    taken_back: bool
    person: UUID | None


def counted() -> set[str]:
    """Return the types of event that a figure counts or goes by, and those that its columns are of."""
    found: set[str] = set()
    measured: set[str] = set()
    conditions: list[Any] = []
    for figure in figures().values():
        beside = [*figure.unless, *figure.provided]
        found |= {*figure.of, *(one.event for one in beside)}
        conditions += [figure.when, *(getattr(one, "when", None) for one in beside)]
        measured |= {*figure.by, *([figure.measures] if figure.measures else [])}
        if figure.among:
            conditions.append(populations()[figure.among].when)
    known = columns()
    named = {name for text in conditions if text for name in re.findall(r"fact\.(\w+)", str(text))}
    for code in (named | measured) & set(known):
        column = known[str(code)]
        found |= {*column.takes, *([column.of_case] if column.of_case else [])}
    return found


def a_departure(cast: Cast) -> Movement:
    movement = a_journey(cast, a_cleared_case(cast))
    movements.depart(cast.omar, movement)
    return movement


def departed(cast: Cast) -> None:
    movements.correct_departure(cast.omar, passenger_of(a_departure(cast)), "wrong-outcome")


def refused_entry(cast: Cast) -> None:
    one = passenger_of(a_departure(cast))
    movements.refuse_entry(cast.omar, one, "IST")
    movements.correct_arrival(cast.omar, one, "wrong-outcome")


def a_session(cast: Cast) -> None:
    session = casework.hold_session(cast.lies, a_case(cast.lies), way="phone")
    casework.take_back_session(cast.lies, session, "wrong-case")


def cash(cast: Cast) -> None:
    case = a_case(cast.lies)
    receipt = casework.add_document(cast.lies, case, BytesIO(SCAN), name="receipt.pdf", kind="receipt")
    one = traveller_of(case)
    given = casework.give_cash(cast.lies, one, Decimal(20), "EUR", FUNDER, receipt)
    casework.take_back_cash(cast.lies, given, "not-given")


def a_vulnerability(cast: Cast) -> None:
    one = traveller_of(a_case(cast.lies))
    casework.find_vulnerability(cast.lies, one, "disability", "mild")
    casework.end_vulnerability(cast.lies, one, "disability", "recorded-wrongly")


def needs(cast: Cast) -> None:
    one = traveller_of(a_case(cast.lies))
    casework.record_medical_needs(cast.lies, one, "mild")
    casework.record_medical_needs(cast.lies, one, "none")


def a_channel(cast: Cast) -> None:
    casework.correct_channel(cast.lies, a_case(cast.lies), "self", "wrong-choice")


def help_drawn(cast: Cast) -> None:
    reintegration.take_back_drawing(cast.sam, drawn(cast.sam), "not-yet")


def help_asked(cast: Cast) -> None:
    reintegration.take_back_asking(cast.lies, asked(cast.lies), "wrong-case")


def an_escort(cast: Cast) -> None:
    seat = passenger_of(a_departure(cast))
    one = movements.correct_escort(cast.omar, seat, "medical", "A nurse", "wrong-escort")
    movements.correct_escort(cast.omar, one, "", "", "wrong-escort")


def a_joining(cast: Cast) -> None:
    case = a_case(cast.lies)
    one = casework.add_traveller(cast.lies, case, casework.Joining(a_member(case, "Suad Mahdi")))
    casework.take_back_joining(cast.lies, one, "wrong-person")


def a_quantity(cast: Cast) -> None:
    with TemporaryDirectory() as folder:
        brought(cast, book(Path(folder) / "a.xlsx", [], [REACHED]))
    take_back_quantity(cast.anna, ImportedRow.objects.get(), "twice")


def an_expenditure(cast: Cast) -> None:
    pia = a_manager(cast.be)
    take_back_expenditure(pia, record_expenditure(pia, PROJECT, an_invoice()), "twice")


GONE_BY = {TravellerAdded.type}
"""What is counted in no figure, and what a departure says goes by: of how many a household was on a day. That
somebody left is taken back by an event of its own (`ExitUndone`)."""
MISTAKES: dict[str, Callable[[Cast], None]] = {
    "cases.cash_given": cash,
    "cases.medical_needs_recorded": needs,
    "cases.opened": a_channel,
    "cases.session_held": a_session,
    "cases.traveller_added": a_joining,
    "cases.vulnerability_found": a_vulnerability,
    "evidence.quantity_reported": a_quantity,
    "movements.departed": departed,
    "movements.entry_refused": refused_entry,
    "movements.escort_assigned": an_escort,
    "projects.spent": an_expenditure,
    "reintegration.asked": help_asked,
    "reintegration.drawn": help_drawn,
}
"""A mistake of each type that is made and mended."""


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Mended]]:
    """Give what is put right, as it is recorded."""
    found: list[Mended] = []

    def follow(act: Act, event: Event) -> None:
        if event.supersedes_id:
            found.append(Mended(act.name, event.type, event.retracts, event.person_key))

    monkeypatch.setattr(kernel, "_followers", [*kernel._followers, follow])
    with clock.at(NOON):
        yield found


def test_whatever_figures_count_can_be_mended() -> None:
    assert counted() <= set(event_types())
    assert counted() | GONE_BY == set(MISTAKES)


@pytest.mark.django_db
@pytest.mark.parametrize("type", MISTAKES)
def test_a_mistake_is_mended_by_an_action_that_any_sequence_may_take(
    type: str, mended: list[Mended], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    MISTAKES[type](make_cast())
    by = [one for one in mended if one.type == type]
    assert by, f"nothing of {type} was put right"
    assert {one.action for one in by} <= with_a_rule() | set(WITHOUT)
    stands = Event.objects.filter(type=type, person_key=by[-1].person).standing()
    assert stands.exists() is not any(one.taken_back for one in by)

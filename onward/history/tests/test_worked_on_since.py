"""What was recorded in a case since it came in: what stands in the way of taking it back, and who is told."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.actions import reopen_case
from onward.casework.cases.events import HandedOver, HoldReleased, TravellersParted
from onward.casework.cases.models import Case, HandOver
from onward.history.actions import take_back_case
from onward.history.problems import NotAtPresent, WorkedOnSince
from onward.history.tests.filled import book
from onward.history.tests.test_bringing_in import brought
from onward.history.tests.test_taking_cases_back import HER, HIM, WHY, page_of
from onward.history.tests.test_taking_cases_back import both as both
from onward.kernel import clock
from onward.kernel.events import EventType
from onward.kernel.events.log import row
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def with_a_hidden_one(cast: Cast, tmp_path: Path) -> Case:
    """Return a case of two, open again, the first of whom Lies does not see."""
    brought(cast, book(tmp_path / "a.xlsx", [{**HER, "vulnerabilities": "trafficking"}, HIM]))
    case = Case.objects.get()
    reopen_case(cast.sam, case, "to-correct")
    return case


def told(cast: Cast, case: Case, fact: EventType) -> None:
    """Let Sam have recorded something in a case, about nobody by name."""
    day = clock.today()
    row(
        fact, office="be", occurred_on=day, recorded_at=clock.now(), actor_key=cast.sam.key, case=case.key
    ).save(force_insert=True)


def handed_over(cast: Cast, case: Case, hidden: UUID) -> EventType:
    sent = HandOver.objects.create(
        case=case, mission=cast.erbil.office, travellers=[hidden], sent_at=clock.now(), sent_by=cast.sam
    )
    return HandedOver(hand_over=sent.key, mission=sent.mission.key, travellers=(hidden,))


def parted(cast: Cast, case: Case, hidden: UUID) -> EventType:
    return TravellersParted(to_case=uuid4(), reason="family-matters", travellers=1)


def released(cast: Cast, case: Case, hidden: UUID) -> EventType:
    return HoldReleased(hold=uuid4(), travellers=(hidden,))


@pytest.mark.parametrize("what", [handed_over, parted, released])
def test_what_names_only_somebody_hidden_is_told_to_nobody_who_does_not_see_them(
    cast: Cast,
    both: User,
    with_a_hidden_one: Case,
    client: Client,
    what: Callable[[Cast, Case, UUID], EventType],
) -> None:
    case = with_a_hidden_one
    hidden = Restriction.objects.get().person_key
    told(cast, case, what(cast, case, hidden))
    with pytest.raises(NotAtPresent):
        take_back_case(both, case, WHY)
    client.force_login(both)
    page = client.get(page_of(case)).content.decode()
    assert "cannot be taken back as a whole at present" in page
    assert "#happened" not in page
    if what is not parted:  # whoever went on is in no case that Sam sees here
        with pytest.raises(WorkedOnSince):
            take_back_case(cast.sam, case, WHY)

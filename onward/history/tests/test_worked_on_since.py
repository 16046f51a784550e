"""What was recorded in a case since it came in: what stands in the way of taking it back, and who is told."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases.actions import add_document, add_note, assign_counsellor, reopen_case, set_task
from onward.casework.cases.events import HandedOver, HoldReleased, TravellersParted
from onward.casework.cases.models import Case, HandOver, Task
from onward.casework.cases.tests.test_papers_pages import SCAN
from onward.casework.protection.actions import break_glass
from onward.history.actions import take_back_case
from onward.history.problems import NotAtPresent, WorkedOnSince
from onward.history.tests.filled import book
from onward.history.tests.test_bringing_in import brought, returns
from onward.history.tests.test_taking_cases_back import HER, HIM, WHY, page_of
from onward.history.tests.test_taking_cases_back import both as both
from onward.kernel import clock
from onward.kernel.events import EventType
from onward.kernel.events.log import row
from onward.kernel.models import Event
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
    mission = cast.erbil.office
    assert mission
    sent = HandOver.objects.create(
        case=case, mission=mission, travellers=[hidden], sent_at=clock.now(), sent_by=cast.sam
    )
    return HandedOver(hand_over=sent.key, mission=mission.key, travellers=(hidden,))


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


@pytest.fixture
def came_in(cast: Cast, tmp_path: Path) -> Case:
    brought(cast, book(tmp_path / "a.xlsx", [HER, HIM]))
    return Case.objects.get()


def test_notes_tasks_and_who_counsels_it_go_along_and_are_read_on_its_page(
    cast: Cast, both: User, came_in: Case, client: Client
) -> None:
    reopen_case(cast.lies, came_in, "to-correct")
    add_note(cast.lies, came_in, "This case came in wrongly.")
    set_task(cast.lies, came_in, kind="call-back", due_on=clock.today())
    assign_counsellor(cast.lies, came_in, cast.sam)
    client.force_login(both)
    page = client.get(page_of(came_in)).content.decode()
    assert "What stands in the way" not in page
    along = page.split("Recorded since, and goes with it")[1].split("Who stays on file")[0]
    assert along.count("<li>") == 3
    take_back_case(both, came_in, WHY)
    page = client.get(f"/cases/{came_in.reference}/").content.decode()
    assert "This case came in wrongly." in page
    assert not Task.objects.visible_to(cast.sam).exists()


@pytest.mark.parametrize("what", ["note", "task"])
def test_what_was_written_or_set_about_one_person_stands_in_the_way_for_good(
    cast: Cast, both: User, came_in: Case, client: Client, what: str
) -> None:
    reopen_case(cast.lies, came_in, "to-correct")
    about = came_in.travellers.first()
    assert about is not None
    if what == "note":
        add_note(cast.lies, came_in, "She called from home.", about=about)
    else:
        set_task(cast.lies, came_in, kind="call-back", due_on=clock.today(), about=about)
    with pytest.raises(WorkedOnSince):
        take_back_case(both, came_in, WHY)
    client.force_login(both)
    page = client.get(page_of(came_in)).content.decode()
    assert "cannot be taken back" in page
    assert "the case stays with it: correct on the file itself" in page
    assert "Recorded since" not in page


def test_a_document_stands_in_the_way_for_good(
    cast: Cast, both: User, came_in: Case, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.ONWARD_FILES = tmp_path / "kept"
    reopen_case(cast.lies, came_in, "to-correct")
    paper = BytesIO(SCAN)
    add_document(cast.lies, came_in, paper, name="paper.pdf", kind="other")
    with pytest.raises(WorkedOnSince):
        take_back_case(both, came_in, WHY)
    client.force_login(both)
    assert "cannot be taken back" in client.get(page_of(came_in)).content.decode()


def test_who_opened_the_sealed_file_changes_nothing_of_it(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**HER, "vulnerabilities": "trafficking"}]))
    case = Case.objects.get()
    break_glass(cast.duty, case.reference, "The police ask where she is tonight.")
    take_back_case(cast.sam, case, WHY)
    assert returns(2018) == 0
    assert Event.objects.filter(type="protection.glass_broken").standing().count() == 1

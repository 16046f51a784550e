"""What is refused, and what is done, does not depend on who is hidden from whoever asks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from onward.access.models import Restriction
from onward.casework.cases import actions, problems
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.models import Case, HandOver, Task, Traveller
from onward.casework.cases.tests.factories import (
    a_case,
    a_member,
    a_person,
    handed_over,
    page_of,
    traveller_of,
)
from onward.casework.programmes.actions import keep_version_in_force
from onward.casework.programmes.models import ProgrammeVersion
from onward.kernel.definitions import load_all
from onward.kernel.definitions.in_force import definitions_root, using
from onward.kernel.models import Event
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def two(cast: Cast) -> tuple[Case, Person, Person]:
    """Return a case of two, of whom the counsellor sees the first alone."""
    seen, hidden = a_person(cast.be, "Iurii Bondar"), a_person(cast.be, "Galina Bondar", sex="female")
    case = a_case(cast.lies, seen, hidden)
    Restriction.objects.create(person_key=hidden.key, category="trafficking")
    return case, seen, hidden


def stand_at(case: Case, person: Person, stage: str) -> None:
    Traveller.objects.filter(case=case, person=person).update(stage=stage)


def applied_anew(cast: Cast, case: Case, person: Person) -> Case:
    """Return a case that the focal point opened for somebody of a closed one."""
    joining = [actions.Joining(person, principal=True)]
    return a_case(cast.sam, joining=joining, household=case.household)


def closed(cast: Cast, case: Case) -> None:
    case.travellers.update(stage="closed")
    actions.close_case(cast.sam, case, "arrived")


def test_a_case_is_opened_again_whoever_hidden_applied_anew(
    cast: Cast, two: tuple[Case, Person, Person]
) -> None:
    case, seen, hidden = two
    closed(cast, case)
    other = applied_anew(cast, case, hidden)
    before = Event.objects.filter(person_key=hidden.key).count()
    again = actions.reopen_case(cast.lies, case, "to-correct")
    assert again.closed_on is None
    assert Event.objects.filter(person_key=hidden.key).count() == before
    assert traveller_of(other, hidden).stage == "registered", "they go on in their new case"
    assert Task.objects.visible_to(cast.lies).filter(case=case, kind="close-again").exists()
    actions.close_case(cast.lies, case, "arrived")
    applied_anew(cast, case, seen)
    with pytest.raises(problems.AlreadyInProgramme):
        actions.reopen_case(cast.lies, case, "to-correct")
    with pytest.raises(problems.AlreadyInProgramme):
        actions.reopen_case(cast.sam, case, "to-correct")


def test_who_goes_on_in_a_new_case_is_not_taken_back_on_the_line_of_the_former_one(
    cast: Cast, two: tuple[Case, Person, Person]
) -> None:
    case, _seen, hidden = two
    one = traveller_of(case, hidden)
    actions.hold_session(cast.sam, case, way="in-person")
    actions.advance(cast.sam, one, "counselled")
    step = steps_of(one)[-1]
    case.travellers.update(stage="closed")
    actions.close_case(cast.sam, case, "arrived")
    applied_anew(cast, case, hidden)
    actions.reopen_case(cast.lies, case, "to-correct")
    with pytest.raises(problems.AlreadyInProgramme):
        actions.undo_step(cast.sam, one, step, "not-yet")


def test_who_joins_is_not_refused_for_a_hand_over_out_of_sight_nor_told_to_its_mission(
    cast: Cast, two: tuple[Case, Person, Person], client: Client
) -> None:
    case, seen, hidden = two
    a_consent(hidden.key, cast.iraq.key, office=cast.be)
    actions.leave(cast.sam, traveller_of(case, seen), "withdrawn")
    actions.answer_hand_over(cast.erbil, actions.hand_over(cast.sam, case, cast.iraq), True)
    son = a_member(case, "Oleg Bondar")
    actions.add_traveller(cast.lies, case, actions.Joining(son))
    client.force_login(cast.erbil)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert "Galina" in page
    assert "Oleg" not in page, "nobody asked him"
    assert client.get(f"/people/{son.key}/").status_code == 404
    daughter = a_member(case, "Olga Bondar", sex="female")
    with pytest.raises(problems.ConsentMissing):
        actions.add_traveller(cast.sam, case, actions.Joining(daughter))


def test_who_joins_is_still_refused_for_a_hand_over_in_sight(cast: Cast) -> None:
    case = a_case(cast.lies)
    handed_over(case, cast.iraq)
    with pytest.raises(problems.ConsentMissing):
        actions.add_traveller(cast.lies, case, actions.Joining(a_member(case, "Oleg Bondar")))


@pytest.fixture
def newer(cast: Cast, two: tuple[Case, Person, Person], tmp_path: Path) -> Iterator[ProgrammeVersion]:
    """Return a version of the programme whose first station, and those of the journey, have other names."""
    shutil.copytree(definitions_root(), tmp_path / "definitions")
    file = tmp_path / "definitions" / "programmes" / "avrr-be.yaml"
    text = file.read_text(encoding="utf-8")
    for former in ("registered", "booked", "departed", "closed"):
        text = text.replace(former, f"newly-{former}")
    file.write_text(text, encoding="utf-8")
    with using(load_all(tmp_path / "definitions")):
        yield keep_version_in_force("avrr-be")


@pytest.mark.parametrize(
    ("stage", "stands"),
    [
        ("registered", "newly-registered"),
        ("booked", "newly-booked"),
        ("departed", "newly-departed"),
        ("closed", "newly-closed"),
        ("cleared", "cleared"),
    ],
)
def test_a_case_moves_on_wherever_somebody_hidden_stands(
    cast: Cast, two: tuple[Case, Person, Person], newer: ProgrammeVersion, stage: str, stands: str
) -> None:
    case, seen, hidden = two
    stand_at(case, seen, "counselled")
    stand_at(case, hidden, stage)
    since = traveller_of(case, hidden).stage_since
    moved = actions.move_to_version(cast.lies, case, newer)
    assert moved.version_of_programme == newer
    one = traveller_of(case, hidden)
    assert (one.stage, one.stage_since) == (stands, since)
    told = Event.objects.filter(person_key=hidden.key, type="cases.stage_entered").latest("position")
    assert told.payload["stage"] == ("registered" if stage == stands else stands)
    assert page_of(cast.sam, moved)
    assert "Galina" not in str(page_of(cast.lies, moved))


def test_a_case_is_not_moved_on_from_under_somebody_in_sight(
    cast: Cast, two: tuple[Case, Person, Person], newer: ProgrammeVersion
) -> None:
    case, seen, hidden = two
    stand_at(case, seen, "counselled")
    with pytest.raises(NoSuchChoice):
        actions.move_to_version(cast.sam, case, newer)
    stand_at(case, hidden, "counselled")
    stand_at(case, seen, "registered")
    with pytest.raises(NoSuchChoice):
        actions.move_to_version(cast.lies, case, newer)
    assert HandOver.objects.count() == 0

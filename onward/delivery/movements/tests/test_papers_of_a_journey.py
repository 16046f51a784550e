"""What comes with a booking is brought by it, and asked of nobody before."""

import shutil
from pathlib import Path

import pytest

from onward.delivery.movements import actions, problems
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, travellers_of
from onward.kernel.definitions import DefinitionFaults, Library, load_all
from onward.kernel.definitions.in_force import definitions_root, using
from tests.cast import make_cast


def papers_before(stage: str, folder: Path) -> Library:
    """Return the definitions of the office, with a gate that asks for the papers of a journey."""
    shutil.copytree(definitions_root(), folder / "definitions")
    file = folder / "definitions" / "programmes" / "avrr-be.yaml"
    gate = (
        "gates:\n  - code: papers-of-a-journey\n    name: {en: Journey, fr: Voyage, nl: Reis}\n"
        f"    before: {stage}\n    each: traveller\n    require: [itinerary, escort-assigned]\n"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("gates:\n", gate, 1), encoding="utf-8")
    return load_all(folder / "definitions")


@pytest.mark.django_db
def test_a_booking_brings_what_the_gate_before_it_asks_of_a_journey(tmp_path: Path) -> None:
    cast = make_cast()
    with using(papers_before("booked", tmp_path)):
        case = a_cleared_case(cast)
        with pytest.raises(problems.HeldBack):
            a_journey(cast, case)
        seats = [
            actions.Seat(one, escort_kind="medical", escort_name="Dr Claes") for one in travellers_of(case)
        ]
        a_journey(cast, case, seats=seats)
        assert [one.stage for one in travellers_of(case)] == ["booked"]


@pytest.mark.parametrize("stage", ["counselled", "cleared"])
def test_what_comes_with_a_booking_cannot_be_asked_before_it(tmp_path: Path, stage: str) -> None:
    with pytest.raises(DefinitionFaults) as told:
        papers_before(stage, tmp_path)
    said = [str(fault) for fault in told.value.faults]
    assert [one.split("”")[0] for one in said] == [
        f"definitions/programmes/avrr-be.yaml:{line}: nobody can have “{code}"
        for line, code in lines(tmp_path)
    ]


def lines(folder: Path) -> list[tuple[int, str]]:
    """Return where the gate asks for what comes with a booking."""
    text = (folder / "definitions" / "programmes" / "avrr-be.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, one in enumerate(text, 1) if "[itinerary, escort-assigned]" in one)
    return [(line, "itinerary"), (line, "escort-assigned")]

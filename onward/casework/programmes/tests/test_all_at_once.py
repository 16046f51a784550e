"""Every fault of a programme file is told at once: none waits until another one beside it is mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onward.kernel.definitions import check_all

Faults = Callable[[str], list[str]]
NAME = "{en: A, fr: B, nl: C}"
FILE = "programmes/avrr-be.yaml"


@pytest.fixture
def faults(office: Path) -> Faults:
    """Put gates of one's own in the place of the office's, and give the faults without their file."""

    def given(gates: str) -> list[str]:
        file = office / FILE
        text = file.read_text(encoding="utf-8")
        before, after = text[: text.index("gates:\n")], text[text.index("tasks:\n") :]
        file.write_text(f"{before}gates:\n{gates}{after}", encoding="utf-8")
        first = before.count("\n") + 1
        told = []
        for one in check_all(office)[1]:
            if one.file.endswith(FILE):
                told.append(f"{one.line - first}: {str(one).split(': ', 1)[1]}")
        return told

    return given


def gate(code: str, *lines: str) -> str:
    return "".join(f"{line}\n" for line in (f"  - code: {code}", f"    name: {NAME}", *lines))


def test_a_condition_is_read_though_nobody_knows_of_whom_it_speaks(
    faults: Faults,
) -> None:
    found = faults(
        gate(
            "g",
            "    before: cleared",
            "    each: traveler",
            "    when: traveller.age < 'x' && traveller.sex == 'femal'",
            "    require: [fit-to-travel: {valid_for: 72, by: docter}]",
        )
    )
    assert [one.split(": ", 1)[0] for one in found] == ["4", "5", "5", "6", "6"]
    told = "\n".join(found)
    for words in ("“traveler”", "cannot be compared", "‘femal’", "“72” is not a length", "“docter”"):
        assert words in told


def test_a_condition_and_a_code_are_read_beside_an_empty_list(faults: Faults) -> None:
    one = ("    before: departed", "    each: traveller", "    when: traveller.age <", "    require: []")
    found = faults(gate("g", *one) + gate("g", "    before: departed", "    requires: [itinerary]"))
    assert found[0] == "5: The condition ends too early."
    assert found[1].startswith("6: the list is empty.")
    assert "7: “g” stands twice. Remove one, or give it another code." in found
    assert any("unknown key “requires”" in one for one in found)


def test_who_brings_it_is_read_though_nobody_knows_the_requirement(
    faults: Faults,
) -> None:
    found = faults(
        gate(
            "g", "    before: departed", "    each: traveller", "    require: [fit-for-travel: {by: docter}]"
        )
    )
    assert len(found) == 2
    assert "“fit-for-travel”" in found[0]
    assert "“docter”" in found[1]


def test_an_unknown_key_hides_nothing_of_a_gate_that_tells_all(faults: Faults) -> None:
    found = faults(
        gate(
            "g",
            "    before: deprted",
            "    each: traveller",
            "    when: traveller.ag < 18",
            "    require: [itinerary]",
            "    colour: red",
        )
    )
    assert len(found) == 3


def test_a_condition_on_groups_is_read_though_a_group_has_faults(faults: Faults, office: Path) -> None:
    file = office / "groups.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[RS, AL,", "[RZ, AL,"), encoding="utf-8")
    found = faults(
        gate(
            "g",
            "    before: departed",
            "    each: traveller",
            "    when: case.destination in groups.visa_free_western_balkans && traveller.sex == 'femal'",
            "    require: [itinerary]",
        )
    )
    assert len(found) == 1
    assert "‘femal’" in found[0]


def test_a_pathway_without_stages_is_one_fault_and_no_failure(office: Path) -> None:
    file = office / FILE
    text = file.read_text(encoding="utf-8")
    before, after = text[: text.index("pathway:\n")], text[text.index("exits:\n") :]
    file.write_text(f"{before}pathway: []\n{after}".replace("from: BE\n", "from: BX\n"), encoding="utf-8")
    told = [str(one) for one in check_all(office)[1]]
    assert any("the list is empty" in one for one in told)
    assert any("“BX”" in one for one in told)


def test_stages_after_one_that_cannot_be_read_are_compared(office: Path) -> None:
    file = office / FILE
    text = file.read_text(encoding="utf-8")
    text = text.replace("    acts: counsellor\n", "    acts: counsellor\n    moment: leaving\n", 1)
    file.write_text(text.replace("moment: arrival", "moment: departure"), encoding="utf-8")
    told = [str(one) for one in check_all(office)[1]]
    assert any("“leaving”" in one for one in told)
    assert any("two stages are the departure" in one for one in told)


def test_yes_is_no_answer(office: Path) -> None:
    file = office / FILE
    text = file.read_text(encoding="utf-8")
    assert "asked_for: true" in text
    file.write_text(text.replace("asked_for: true", "asked_for: yes", 1), encoding="utf-8")
    (told,) = (str(one) for one in check_all(office)[1])
    assert "“yes” does not fit here. Write true or false." in told


def test_what_is_named_twice_in_one_list_is_told(faults: Faults, office: Path) -> None:
    file = office / FILE
    text = file.read_text(encoding="utf-8")
    text = text.replace("holds: [programme,", "holds: [programme, programme,")
    file.write_text(text, encoding="utf-8")
    found = faults(
        gate(
            "g",
            "    before: departed",
            "    each: traveller",
            "    require: [itinerary, itinerary: {within: 3d}]",
        )
    )
    assert [one.split(": ", 1)[1] for one in found] == [
        "“itinerary” stands twice. Remove one.",
        "“programme” stands twice. Remove one.",
    ]

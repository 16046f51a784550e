"""Codes of countries in definitions are those of countries: a misspelt one would decide wrongly, unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from onward.casework.programmes.definition import Group
from onward.kernel.definitions import load_all
from onward.kernel.definitions.library import revive

from .conftest import Spoil


def test_a_country_misspelt_in_a_group_is_told(spoil: Spoil, line: Callable[[str, str], int]) -> None:
    faults = spoil("groups.yaml", "[RS, AL,", "[RZ, AL,")
    place = f"definitions/groups.yaml:{line('groups.yaml', 'RZ')}"
    assert faults == [f"{place}: “RZ” is the code of no country. The nearest are: RE, RO, RS, RU, RW."]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("BX", "The nearest are: BA, BB, BD, BE, BF, BG, BH, BI, BJ, BL, BM, BN"),
        ("EB", "Did you mean “BE”?"),
        ("BEL", "Did you mean “BE”?"),
        ("be", "Did you mean “BE”?"),
        ("UK", "Did you mean “GB”?"),
        ("EU", "The nearest are: EC, EE, EG, EH, ER, ES, ET"),
        ("1", "Write the two capital letters of ISO 3166-1, as in BE"),
    ],
)
def test_a_country_misspelt_in_a_programme_is_told(spoil: Spoil, given: str, right: str) -> None:
    faults = spoil("programmes/avrr-be.yaml", "from: BE", f"from: '{given}'")
    assert len(faults) == 1
    assert faults[0].startswith("definitions/programmes/avrr-be.yaml:")
    assert f"“{given}” is the code of no country. {right}" in faults[0]


def test_other_faults_of_the_programme_are_told_beside_it(spoil: Spoil, office: Path) -> None:
    file = office / "programmes/avrr-be.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("before: booked", "before: boked", 1), encoding="utf-8")
    faults = spoil("programmes/avrr-be.yaml", "from: BE", "from: BX")
    assert any("boked" in one for one in faults)
    assert any("“BX”" in one for one in faults)


def test_kosovo_is_a_country(spoil: Spoil) -> None:
    assert spoil("groups.yaml", "[RS, AL, XK,", "[XK, AL, RS,") == []


def test_what_a_case_keeps_is_read_though_a_country_is_no_more(office: Path) -> None:
    library = load_all(office)
    kept: dict[str, Any] = json.loads(library.snapshot(library.get("groups", "eea")))
    kept["body"]["countries"] = ["YU"]
    item, _rest = revive(json.dumps(kept))
    assert cast(Group, item.body).countries == ("YU",)

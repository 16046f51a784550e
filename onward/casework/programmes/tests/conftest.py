"""The definitions of the office in a folder to spoil, with stand-ins for what later rooms register."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest

from onward.casework.programmes import requirements
from onward.casework.programmes.requirements import RequirementKind, latest
from onward.casework.programmes.versions import ProgrammeRules, current_version
from onward.kernel.definitions import check_all, load_all, using
from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.definitions.reading import read_document

ON = date(2021, 6, 1)

KINDS: dict[str, Literal["traveller", "case"]] = {
    "counselling-session": "case",
    "medical-needs": "traveller",
    "consent-to-share": "traveller",
    "declaration-of-voluntary-return": "traveller",
    "travel-document": "traveller",
    "funder-approval": "case",
    "best-interest-determination": "traveller",
    "family-assessment": "traveller",
    "guardian-consent": "traveller",
    "risk-assessment": "traveller",
    "fit-to-travel": "traveller",
    "escort-assigned": "traveller",
    "itinerary": "traveller",
}

FOR_A_COUNTRY = {
    "declaration-of-voluntary-return",
    "funder-approval",
    "best-interest-determination",
    "family-assessment",
    "guardian-consent",
    "risk-assessment",
    "itinerary",
}

WITH_A_BOOKING = {"escort-assigned", "itinerary"}

PAPERS = ("passport", "laissez-passer", "identity-card", "residence-permit")


@dataclass(frozen=True)
class Fact:
    """An event, as a requirement sees it."""

    type: str
    occurred_on: date = date(2021, 5, 1)
    person_key: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    position: int = 1
    case_key: UUID | None = None
    recorded_at: datetime = datetime(2021, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register a stand-in for each kind of requirement: `CODE.met`, `CODE.asked`, `CODE.failed`."""
    monkeypatch.setattr(requirements, "_kinds", {})
    for code, subject in KINDS.items():
        satisfied = latest(
            met={f"{code}.met": None}, asked=[f"{code}.asked"], failed={f"{code}.failed": None}, until="until"
        )
        sorts = PAPERS if code == "travel-document" else ()
        types = tuple(f"{code}.{state}" for state in ("met", "asked", "failed"))
        given_by = types[:2] if code in FOR_A_COUNTRY else ()
        kind = RequirementKind(code, "stand-in", subject, satisfied, types, sorts, given_by=given_by)
        late = replace(kind, not_before="booking")
        requirements.register(late if code in WITH_A_BOOKING else kind)


@pytest.fixture
def office(rooms: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Copy the definitions of the office; every verb that its roles name counts as known."""
    root = tmp_path / "definitions"
    shutil.copytree(definitions_root(), root)
    named = read_document(root / "roles.yaml", "roles.yaml").data.values()
    verbs = {verb: verb for role in named for verb in role["verbs"]}
    monkeypatch.setattr("onward.access.verbs._verbs", verbs)
    return root


Spoil = Callable[..., list[str]]


@pytest.fixture
def spoil(office: Path) -> Spoil:
    """Change a text in a file (once), and give the faults."""

    def change(name: str, before: str, after: str) -> list[str]:
        file = office / name
        text = file.read_text(encoding="utf-8")
        assert before in text, f"{before!r} does not stand in {name}"
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
        return [str(fault) for fault in check_all(office)[1]]

    return change


@pytest.fixture
def line(office: Path) -> Callable[[str, str], int]:
    """Find the line of a text in a file."""

    def find(name: str, text: str) -> int:
        lines = (office / name).read_text(encoding="utf-8").splitlines()
        return next(number for number, one in enumerate(lines, 1) if text in one)

    return find


def version_of(office: Path, code: str) -> ProgrammeRules:
    """Give the version of a programme as it stands in a folder of definitions."""
    with using(load_all(office)):
        return current_version(code)


@pytest.fixture
def belgium(office: Path) -> ProgrammeRules:
    return version_of(office, "avrr-be")


def key() -> UUID:
    return uuid4()

"""A programme as a case keeps it: one version of the file, with everything that the file draws on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from onward.casework.programmes.definition import (
    Each,
    Party,
    Programme,
    RequirementDefinition,
    groups_of,
)
from onward.casework.programmes.vocabulary import case_vocabulary, traveller_vocabulary
from onward.kernel.conditions import Condition, Vocabulary, compile_condition
from onward.kernel.definitions import Item, Library, Text, current_library
from onward.kernel.definitions.library import canonical, revive


@dataclass(frozen=True, eq=False)
class ProgrammeRules:
    """One version of a programme, ready to answer.

    Attributes:
        code, hash: together they name the version.
        definition: what the file says.
        requirements: the requirements that its gates ask for, by code.
        parties: the names of those who bring them, where they are no roles of the house.
        groups: the groups of countries that its conditions name.
        snapshot: canonical JSON from which `from_snapshot` makes this same version again.
    """

    code: str
    hash: str
    definition: Programme
    requirements: Mapping[str, RequirementDefinition]
    parties: Mapping[str, Text]
    groups: Mapping[str, tuple[str, ...]]
    snapshot: str

    @cached_property
    def _vocabularies(self) -> dict[Each, Vocabulary]:
        return {"case": case_vocabulary(self.groups), "traveller": traveller_vocabulary(self.groups)}

    @cached_property
    def _conditions(self) -> dict[tuple[Each, str], Condition]:
        return {}

    def condition(self, source: str, each: Each) -> Condition:
        """Give a condition of this programme, compiled once."""
        key = (each, source)
        if key not in self._conditions:
            self._conditions[key] = compile_condition(source, self._vocabularies[each])
        return self._conditions[key]


MAX_KEPT = 256
_kept: dict[str, ProgrammeRules] = {}


def current_version(code: str) -> ProgrammeRules:
    """Give the version in force: the one under which a new case is opened.

    Raises:
        UnknownDefinition: no programme has this code.
    """
    library = current_library()
    item = library.get("programmes", code)
    return _kept.get(item.hash) or _keep(_version(item, library))


def current_programmes() -> list[ProgrammeRules]:
    """Give the version in force of every programme, by code."""
    return [current_version(code) for code in sorted(current_library().of("programmes"))]


def from_snapshot(snapshot: str | Mapping[str, Any], hash: str | None = None) -> ProgrammeRules:
    """Give the version that a case was opened under, from what was kept of it.

    Args:
        snapshot: the JSON text, or what it says.
        hash: the hash of that version, where it was kept too; it saves reading a version known already.
    """
    if hash is not None and hash in _kept:
        return _kept[hash]
    item, library = revive(snapshot if isinstance(snapshot, str) else canonical(snapshot))
    return _kept.get(item.hash) or _keep(_version(item, library))


def _keep(rules: ProgrammeRules) -> ProgrammeRules:
    """Keep a version in memory; an office has few, and one version never changes."""
    if len(_kept) >= MAX_KEPT:
        _kept.clear()
    _kept[rules.hash] = rules
    return rules


def _version(item: Item, library: Library) -> ProgrammeRules:
    drawn = set(item.drawn)
    return ProgrammeRules(
        code=item.code,
        hash=item.hash,
        definition=cast(Programme, item.body),
        requirements={
            code: cast(RequirementDefinition, one.body)
            for code, one in library.of("requirements").items()
            if ("requirements", code) in drawn
        },
        parties={
            code: cast(Party, one.body).name
            for code, one in library.of("parties").items()
            if ("parties", code) in drawn
        },
        groups={code: members for code, members in groups_of(library).items() if ("groups", code) in drawn},
        snapshot=library.snapshot(item),
    )

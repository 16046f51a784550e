"""Which names of the vocabulary have values from a closed list, and where each list stands.

Only the check of definitions compares conditions with these lists. A case keeps the rules under which it was
opened, and those are read without: a code that leaves a list later makes no old rule unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from onward.casework.programmes.vocabulary import GROUPS, NOT_KNOWN
from onward.kernel.definitions import Library
from onward.records.people.models import Sex, TravelDocument
from onward.reference.choices import ChoiceList
from onward.reference.countries import codes as countries

Values = Callable[[], Collection[str]]


@dataclass(frozen=True)
class ClosedList:
    """A closed list: what `docs/definitions.md` calls it, and its codes in a library of definitions."""

    words: str
    codes: Callable[[Library], Collection[str]]


def _written(codes: Iterable[str]) -> ClosedList:
    """Make a list that the code knows and no file changes."""
    kept = frozenset(code for code in codes if code != NOT_KNOWN)
    return ClosedList(", ".join(f"`{code}`" for code in sorted(kept)), lambda library: kept)


def _choices(code: str) -> ClosedList:
    """Make a list of `choices.yaml`; empty, and so not compared with, where its entry has faults."""

    def codes(library: Library) -> Collection[str]:
        item = library.of("choices").get(code)
        return cast(ChoiceList, item.body).options if item is not None else ()

    return ClosedList(f"`{code}` in `choices.yaml`", codes)


_COUNTRIES = ClosedList("countries", lambda library: countries())

LISTS: Mapping[str, ClosedList] = {
    "traveller.sex": _written(Sex.values),
    "traveller.nationalities": ClosedList(
        "countries, `stateless`", lambda library: countries() | {"stateless"}
    ),
    "traveller.vulnerabilities": _choices("vulnerabilities"),
    "traveller.medical_needs": _choices("medical-levels"),
    "traveller.documents": _written(TravelDocument.Kind.values),
    "case.destination": _COUNTRIES,
    "case.departure_country": _COUNTRIES,
    "case.channel": ClosedList("`channels.yaml`", lambda library: library.codes("channels")),
    "case.programme": ClosedList("`programmes/`", lambda library: library.codes("programmes")),
    GROUPS: _COUNTRIES,
}


def values_in(library: Library) -> dict[str, Values]:
    """Give, by name, what gives its values in a library."""
    return {name: partial(one.codes, library) for name, one in LISTS.items()}

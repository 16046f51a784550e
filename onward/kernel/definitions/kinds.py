"""The kinds of definition that the rooms have registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onward.kernel.definitions.values import Definition

if TYPE_CHECKING:
    from onward.kernel.definitions.faults import DefinitionFault
    from onward.kernel.definitions.library import Item, Library, Report

    CrossCheck = Callable[[Item, Library, Report], None]
    FurtherCheck = Callable[[Path, Library], Iterable[DefinitionFault]]
    DrawsOn = Callable[[Item, Library], Iterable[Item]]


@dataclass(frozen=True)
class Kind:
    """A kind of definition.

    Attributes:
        name: `programmes`: the folder with one definition a file, or with `one_file` the file
            `programmes.yaml` that maps codes to definitions.
        model: what one definition must look like; it has a field `code`.
        cross_checks: called for each definition once all files are read; they compare it with the others.
        one_file: whether all definitions of the kind stand in one file.
        draws_on: the definitions of other kinds whose change changes this one; its version covers them.
        ordered: whether the order of its keys says something: which condition is tried first, which chapter
            comes first. Its version then changes with the order, and its snapshots keep it.
    """

    name: str
    model: type[Definition]
    cross_checks: tuple[CrossCheck, ...] = ()
    one_file: bool = False
    draws_on: DrawsOn | None = None
    ordered: bool = False


_kinds: dict[str, Kind] = {}
_added: dict[str, list[CrossCheck]] = {}
_further: list[FurtherCheck] = []
_needed: dict[str, set[str]] = {}


def register_kind(
    name: str,
    model: type[Definition],
    cross_checks: Sequence[CrossCheck] = (),
    *,
    one_file: bool = False,
    draws_on: DrawsOn | None = None,
    ordered: bool = False,
) -> Kind:
    """Register a kind; the same registration twice is one, two different ones are a mistake of ours."""
    kind = Kind(name, model, tuple(cross_checks), one_file, draws_on, ordered)
    if "code" not in model.model_fields:
        raise TypeError(f"The model of {name} has no field “code”.")
    if _kinds.setdefault(name, kind) != kind:
        raise TypeError(f"Two kinds of definition share the name {name}.")
    return kind


def registered_kinds() -> dict[str, Kind]:
    """Give the registered kinds by name."""
    return dict(sorted(_kinds.items()))


def add_check(name: str, check: CrossCheck) -> None:
    """Add a cross check to a kind that another room registers: for what only a later room can compare."""
    if check not in _added.setdefault(name, []):
        _added[name].append(check)


def checks_of(kind: Kind) -> tuple[CrossCheck, ...]:
    """Give the cross checks of a kind, its own first."""
    return (*kind.cross_checks, *_added.get(kind.name, ()))


def need(name: str, *codes: str) -> None:
    """Say that the program asks for these definitions of a kind by their codes; from a room's `ready()`.

    A file that lacks one is refused: the page that asks for it would break.
    """
    _needed.setdefault(name, set()).update(codes)


def needed(name: str) -> frozenset[str]:
    """Give the codes of a kind that the program asks for by itself."""
    return frozenset(_needed.get(name, ()))


def register_further_check(check: FurtherCheck) -> None:
    """Register a check of what lies beside the definitions and names them, such as sentences of reports.

    Only `manage.py definitions check` asks it, once the definitions themselves are whole: nothing that it
    finds keeps the house from starting. It is given their folder and all of them.
    """
    if check not in _further:
        _further.append(check)


def further_checks() -> Sequence[FurtherCheck]:
    """Give the checks of what lies beside the definitions."""
    return tuple(_further)

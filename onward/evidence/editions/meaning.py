"""What decides the numbers of a document, and which definitions decide them otherwise than others did.

Words decide nothing: a name, a translation, a sentence about a figure. What does is which events count, under
which conditions, of which countries a group is and from which field a column comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, cast

from onward.evidence.counting import derived, dimensions, figures, populations
from onward.evidence.counting.definition import FigureDefinition
from onward.evidence.counting.possible import FACT, sound
from onward.evidence.editions.definition import Layout
from onward.evidence.editions.freezing import layout_of
from onward.evidence.facts.columns import columns
from onward.kernel.definitions import Definition, Library
from onward.kernel.definitions.library import canonical, revive

Kind = Literal["figures", "populations", "dimensions", "derived", "tables"]
Part = tuple[Kind, str]
"""Kind and code of what decides a number; of a table, what it asks besides of its figure."""
Place = tuple[str, str]
"""Chapter, and table or derived number."""
Meanings = Mapping[Place, Mapping[Part, str]]
"""Place → what decides the numbers there, each in one form."""

_COUNTS: Final = ("counts", "of", "unless", "provided", "among", "when", "column", "currency")
_GROUPS: Final = "groups."


@dataclass(frozen=True)
class Otherwise:
    """A definition that decides numbers otherwise than the one of the same code did.

    Attributes:
        kind: of definition.
        code: of it.
        name: what it was called then; of a table, what its figure was.
        then: its version at that time; a table has none.
        now: its version by now.
    """

    kind: Kind
    code: str
    name: str
    then: str
    now: str


def meanings(layout: Layout, library: Library) -> Meanings:
    """Return what decides each number of a document."""
    found: dict[Place, dict[Part, str]] = {}
    for code, chapter in layout.chapters.items():
        for name, table in layout.shown_in(code).tables.items():
            asks = {"figure": table.figure, "among": table.among, "only": chapter.only,
                    "when": _condition(table.when, library)}  # fmt: skip
            told: dict[Part, str] = {("tables", name): canonical(asks)}
            told |= _of_figure(table.figure, library)
            told |= {("populations", one): _of_population(one, library) for one in table.among}
            told |= {("dimensions", one): _of_dimension(one, library) for one in table.by}
            found[code, name] = told
        for name in layout.shown_in(code).derived:
            found[code, name] = _of_derived(name, library)
    return found


def differing_definitions(then: Meanings, now: Meanings) -> dict[Place, frozenset[Part]]:
    """Return the places of which both tell, and what decides numbers otherwise there, if anything does.

    Where a table asks for another figure, or a figure for another population, that is what differs.
    """
    found = {
        place: frozenset(
            part for part, told in then[place].items() if now[place].get(part, told) != told
        )
        for place in then.keys() & now.keys()
    }  # fmt: skip
    return {place: parts for place, parts in found.items() if parts}


def differing_anywhere(then: Meanings, now: Meanings) -> frozenset[Part]:
    """Return what decides numbers of two documents otherwise, wherever it stands in either.

    Another report prints the same figure in another table: what its tables ask besides is left alone.
    """
    before, after = (
        {part: told for of in one.values() for part, told in of.items() if part[0] != "tables"}
        for one in (then, now)
    )
    return frozenset(part for part in before.keys() & after.keys() if before[part] != after[part])


def in_their_words(parts: Iterable[Part], layout: Layout, then: Library, now: Library) -> list[Otherwise]:
    """Return what decides numbers otherwise, with its name and its versions, in one order.

    Args:
        parts: which.
        layout: the document of that time.
        then: the definitions of that time.
        now: those that are compared with them.
    """
    told = []
    for kind, code in sorted(set(parts)):
        if kind == "tables":
            told.append(Otherwise(kind, code, _name_of_table(layout, code, then), "", ""))
            continue
        before, after = then.get(kind, code), now.of(kind).get(code)
        name = str(cast(Any, before.body).name)
        told.append(Otherwise(kind, code, name, before.version, after.version if after else ""))
    return told


def _name_of_table(layout: Layout, code: str, library: Library) -> str:
    for contents in layout.contents.values():
        if code in contents.tables:
            return str(figures(library)[contents.tables[code].figure].name)
    return code


@lru_cache(maxsize=64)
def meanings_of(snapshot: str) -> Meanings:
    """Return what decides each number of an edition, by the definitions that it keeps."""
    item, library = revive(snapshot)
    return meanings(layout_of(item, library), library)


def _of_figure(code: str, library: Library) -> Iterator[tuple[Part, str]]:
    figure = figures(library)[code]
    told = {name: _plain(getattr(figure, name)) for name in _COUNTS}
    told["reads"] = [_condition(text, library) for text in _conditions(figure)]
    told["measures"] = _columns([figure.measures or ""], library)
    yield ("figures", code), canonical(told)
    if figure.among:
        yield ("populations", figure.among), _of_population(figure.among, library)


def _conditions(figure: FigureDefinition) -> Iterator[str]:
    yield from (text for text in (figure.when, *(one.when for one in figure.provided)) if text)


def _of_population(code: str, library: Library) -> str:
    return canonical(_condition(populations(library)[code].when, library))


def _of_dimension(code: str, library: Library) -> str:
    one = dimensions(library)[code]
    told = {
        "column": _columns([one.column or ""], library),
        "each": one.each,
        "groups": [[name, _condition(group.when, library)] for name, group in one.groups.items()],
        "instead": [[name, _condition(text, library)] for name, text in sorted(one.instead.items())],
    }
    return canonical(told)


def _of_derived(code: str, library: Library) -> dict[Part, str]:
    one = derived(library)[code]
    told: dict[Part, str] = {("derived", code): canonical(_plain({"share": one.share, "sum": one.sum}))}
    for term in one.terms:
        told |= _of_figure(term, library)
    if one.share and one.share.among:
        told["populations", one.share.among] = _of_population(one.share.among, library)
    return told


def _condition(text: str | None, library: Library) -> Any:
    """Return a condition with what its names stand for: countries of groups, and fields of columns."""
    condition = sound(text, library) if text else None
    if condition is None:
        return text
    names = sorted(condition.names)
    groups = {
        code: sorted(getattr(item.body, "countries", ()))
        for code, item in library.of("groups").items()
        if f"{_GROUPS}{code.replace('-', '_')}" in names
    }
    return [text, groups, _columns([one.removeprefix(FACT) for one in names], library)]


def _columns(names: list[str], library: Library) -> dict[str, Any]:
    """Return from where columns come: type, fields of events, and the event that opens the case."""
    known = columns(library)
    return {
        name: [known[name].type, known[name].takes, known[name].of_case] for name in names if name in known
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Definition):
        return value.model_dump(mode="json")
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value

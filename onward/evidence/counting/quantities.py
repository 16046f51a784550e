"""Which quantities figures add up: of what nobody keeps files of, one kind by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onward.evidence.counting.definition import FigureDefinition, dimensions, figures, populations
from onward.evidence.events import QuantityReported
from onward.evidence.facts.columns import vocabulary
from onward.kernel.conditions import Condition, Truth, compile_condition
from onward.kernel.conditions.tree import And, Compare, Fact, ListOf, Literal, Member, Node, Or
from onward.kernel.definitions import Library, current_library

KIND = "fact.kind"


@dataclass(frozen=True)
class Quantities:
    """The figures that add quantities up, with their conditions.

    Attributes:
        kinds: what their conditions name, in the order of the definitions: each with the first that does.
    """

    of: tuple[tuple[FigureDefinition, tuple[Condition, ...]], ...]
    kinds: Mapping[str, FigureDefinition]

    @classmethod
    def now(cls, library: Library | None = None) -> "Quantities":
        """Return those of the definitions in force."""
        known = library or current_library()
        words, groups = vocabulary(known), populations(known)
        found = []
        for one in figures(known).values():
            if one.counts == "quantity" and QuantityReported.type in one.of:
                among = groups[one.among].when if one.among else None
                texts = [text for text in (one.when, among) if text]
                found.append((one, tuple(compile_condition(text, words) for text in texts)))
        named: dict[str, FigureDefinition] = {}
        for one, some in found:
            for kind in (kind for each in some for kind in _kinds(each.tree)):
                named.setdefault(kind, one)
        return cls(tuple(found), named)

    def counting(self, fact: Mapping[str, object]) -> list[FigureDefinition]:
        """Return the figures that count a fact: column → its value, None where it has none.

        As where figures are counted, what is not known counts as not fulfilled.
        """
        values = {f"fact.{column}": value for column, value in fact.items()}
        return [
            one
            for one, conditions in self.of
            if all(each.evaluate(values).truth is Truth.TRUE for each in conditions)
        ]


def kind_in_words(code: str, figure: FigureDefinition | None, library: Library) -> str:
    """Return the words for what was reported: a part of the split that has it, or what the figure counts.

    Args:
        code: of what was reported; it stands for itself where nobody says it in words.
        figure: one that counts it, if there is one.
        library: the definitions in force.
    """
    parts = (one.parts for one in dimensions(library).values() if one.column == "kind")
    found = next((some[code] for some in parts if code in some), figure.name if figure else code)
    return str(found)


def _kinds(node: Node) -> Iterator[str]:
    """Return the kinds that a condition names as those which it lets pass."""
    match node:
        case And(operands) | Or(operands):
            for one in operands:
                yield from _kinds(one)
        case Compare("==", Fact(name), Literal(value)) | Compare("==", Literal(value), Fact(name)):
            if name == KIND:
                yield str(value)
        case Member(Fact(name), ListOf(items)):
            if name == KIND:
                yield from (str(one.value) for one in items)

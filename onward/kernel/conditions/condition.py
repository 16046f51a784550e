"""A condition: read once, checked against the vocabulary, evaluated as often as wished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .evaluating import Compiler, Run
from .reading import read
from .tree import Node, names_in
from .values import Answer, Truth
from .vocabulary import Vocabulary

_TRUTHS: Final = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


class Condition:
    """A checked condition; made by ``compile_condition``.

    Attributes:
        source: the text as it was written.
        tree: its syntax tree, of frozen nodes (see ``tree``).
        names: the names of the vocabulary that it mentions.
    """

    __slots__ = ("_judge", "names", "source", "tree")

    def __init__(self, source: str, tree: Node, vocabulary: Vocabulary) -> None:
        self.source = source
        self.tree = tree
        self.names = names_in(tree)
        self._judge = Compiler(source, vocabulary).judge(tree)

    def __repr__(self) -> str:
        return f"Condition({self.source!r})"

    def evaluate(self, values: Mapping[str, object]) -> Answer:
        """Answer the condition for some values.

        Args:
            values: by name, as far as known. An absent name, ``None`` and ``UNKNOWN`` are unknown;
                ``Interval`` and ``KnownSoFar`` are known in part. Only ``has`` tells ``None`` (nothing is
                recorded: false) from an absent name (unknown). Dates are ``datetime.date``, decimals
                ``Decimal``, numbers of days ``timedelta`` of whole days, lists ``list``, ``tuple`` or sets.

        Raises:
            ConditionValueError: a value that was read is not of the type that the vocabulary promises.
            OverflowError: the sum of a known date and days lies outside the calendar.
        """
        run = Run(values)
        truth, decided_by, missing = self._judge(run)
        return Answer(_TRUTHS[truth], run.read, missing, decided_by)


def compile_condition(source: str, vocabulary: Vocabulary) -> Condition:
    """Read and check a condition.

    Raises:
        ConditionErrors: all that is wrong with it, each with its place and, where there is one, what to write
            instead.
    """
    return Condition(source, read(source, vocabulary), vocabulary)

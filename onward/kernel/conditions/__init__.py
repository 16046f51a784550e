"""Conditions: CEL over a documented vocabulary, answered with true, false or unknown.

``compile_condition(source, vocabulary)`` gives a ``Condition``; ``condition.evaluate(values)`` gives an
``Answer`` that says what was decided, by which part, from which values, and which facts are missing. ADR 0003
tells why the text is CEL and the evaluator our own.
"""

from .condition import Condition, compile_condition
from .errors import ConditionError, ConditionErrors
from .tree import to_text
from .values import UNKNOWN, Answer, ConditionValueError, Interval, KnownSoFar, Truth, Unknown
from .vocabulary import Name, NameRow, Vocabulary

__all__ = [
    "UNKNOWN",
    "Answer",
    "Condition",
    "ConditionError",
    "ConditionErrors",
    "ConditionValueError",
    "Interval",
    "KnownSoFar",
    "Name",
    "NameRow",
    "Truth",
    "Unknown",
    "Vocabulary",
    "compile_condition",
    "to_text",
]

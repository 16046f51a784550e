"""What `definitions/rights.yaml` says: which rights there are, and how long an answer may take."""

from collections.abc import Mapping
from typing import cast

from onward.kernel.definitions import Code, Definition, Flag, Text, TimeSpan, current_library, register_kind

KIND = "rights"


class Right(Definition):
    """Something that a person may ask of what is held of them.

    Attributes:
        code: stable name; events carry it.
        name: what it is called.
        about: what has to be done, in a sentence for whoever answers.
        source: the article of the law.
        answer_within: how long an answer may take, from the day on which it was asked.
        extend_by: how much longer where it is said in time why.
        copied: whether the answer is a copy of what is held.
    """

    code: Code
    name: Text
    about: Text
    source: Text
    answer_within: TimeSpan
    extend_by: TimeSpan
    copied: Flag = False


def register_kinds() -> None:
    """Register the kind; called when the house starts."""
    register_kind(KIND, Right, one_file=True)


def rights() -> Mapping[str, Right]:
    """Return the rights by code, in the order of the file."""
    return {code: cast(Right, item.body) for code, item in current_library().of(KIND).items()}

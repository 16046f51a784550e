"""A list of choices as it is once an office offers one of its words no more."""

from contextlib import AbstractContextManager

from onward.evidence.tests.factories import library_with
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using


def no_longer_offered(choices: str, *codes: str) -> AbstractContextManager[Library]:
    """Take some options out of a list of `choices.yaml` for the time of a block."""
    data = current_library().get("choices", choices).data
    options = {code: words for code, words in data["options"].items() if code not in codes}
    return using(library_with("choices", choices, options=options))

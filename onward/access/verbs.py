"""The verbs of the house: what a role can be given. Each room declares its own."""

from collections.abc import Collection, Mapping

from django.utils.functional import Promise

_verbs: dict[str, str | Promise] = {}
_tell_of_persons: set[str] = set()
_bring_persons: set[str] = set()
_count_everybody: set[str] = set()


def register_verbs(
    verbs: "Mapping[str, str | Promise]",
    *,
    tell_of_persons: Collection[str] = (),
    bring_persons: Collection[str] = (),
    count_everybody: Collection[str] = (),
) -> None:
    """Declare verbs with a line on what each allows.

    Args:
        verbs: code → what it allows.
        tell_of_persons: those of them with which one sees persons, or what is recorded of them.
        bring_persons: those with which one hands in files that name persons, and so knows of them.
        count_everybody: those with which one sees numbers of all, restricted persons included. No role has
            both kinds: whoever reads files could subtract the one from the other.

    Raises:
        ValueError: another room declares the same verb with other words.
    """
    for code, meaning in verbs.items():
        if _verbs.setdefault(code, meaning) != meaning:
            raise ValueError(f"The verb {code} is declared twice.")
    _tell_of_persons.update(tell_of_persons)
    _bring_persons.update(bring_persons)
    _count_everybody.update(count_everybody)


def tells_of_persons(verb: str) -> bool:
    """Say whether one sees persons with a verb, or what is recorded of them."""
    return verb in _tell_of_persons


def knows_of_persons(verb: str) -> bool:
    """Say whether one sees persons with a verb, or hands in files that name them."""
    return verb in _tell_of_persons or verb in _bring_persons


def counts_everybody(verb: str) -> bool:
    """Say whether one sees numbers of all with a verb, restricted persons included."""
    return verb in _count_everybody


def verbs() -> "dict[str, str | Promise]":
    """Return every declared verb with its meaning."""
    return dict(sorted(_verbs.items()))

"""The verbs of the house: what a role can be given. Each room declares its own."""

from collections.abc import Mapping

from django.utils.functional import Promise

_verbs: dict[str, str | Promise] = {}


def register_verbs(verbs: "Mapping[str, str | Promise]") -> None:
    """Declare verbs with a line on what each allows.

    Raises:
        ValueError: another room declares the same verb with other words.
    """
    for code, meaning in verbs.items():
        if _verbs.setdefault(code, meaning) != meaning:
            raise ValueError(f"The verb {code} is declared twice.")


def verbs() -> "dict[str, str | Promise]":
    """Return every declared verb with its meaning."""
    return dict(sorted(_verbs.items()))

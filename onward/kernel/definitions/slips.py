"""What a parser of YAML stumbled over, in the words of somebody who writes definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import yaml
from django.utils.translation import gettext as _

Said = tuple[str, str]


def in_plain_words(error: yaml.MarkedYAMLError) -> Said:
    """Say what is wrong, and what to look at: a parser often notices a slip only in the line below it."""
    heard = f"{error.context or ''} {error.problem or ''}"
    for part, say in _SLIPS.items():
        if part in heard:
            what, right = say()
            return _("this is not YAML: %(problem)s") % {"problem": what}, right
    return _("this is not YAML"), _("Check indentation, colons and quotes, here or in the line above")


def _colon() -> Said:
    return (
        _("a colon stands where none can be"),
        _("Put a text that holds a colon in quotes, and check the indentation, here or in the line above"),
    )


def _no_colon() -> Said:
    return (
        _("a key has no colon behind it"),
        _("Write a colon and a space behind the key, here or in the line above"),
    )


def _indentation() -> Said:
    return (
        _("the line does not stand under those that it belongs to"),
        _("Begin it in the same column as they do, and check the quotes, here or in the line above"),
    )


def _bracket() -> Said:
    return (
        _("a list in square brackets is not closed"),
        _("Write the missing “,” or “]”, here or in the line above"),
    )


def _brace() -> Said:
    return (
        _("keys and values in braces are not closed"),
        _("Write the missing “,” or “}”, here or in the line above"),
    )


def _quote() -> Said:
    return (
        _("a text in quotes is not closed"),
        _("Write the second quote where the text ends, here or in a line above"),
    )


def _tab() -> Said:
    return _("a tab stands where only spaces can be"), _("Indent with spaces")


def _sign() -> Said:
    return _("a text cannot begin with this sign"), _("Put the text in quotes")


def _escape() -> Said:
    return (
        _("a backslash stands in a text in double quotes"),
        _("Put the text in single quotes, or write the backslash twice"),
    )


def _second() -> Said:
    return _("a second document begins here"), _("Take out the line “---”, or make it a file of its own")


# The first that fits speaks: what is only part of a larger slip comes last.
_SLIPS: Mapping[str, Callable[[], Said]] = {
    "but found another document": _second,
    "while scanning a quoted scalar found unexpected": _quote,
    "unknown escape character": _escape,
    "found character '\\t'": _tab,
    "cannot start any token": _sign,
    "expected ',' or ']'": _bracket,
    "while parsing a flow sequence": _bracket,
    "expected ',' or '}'": _brace,
    "while parsing a flow mapping": _brace,
    "mapping values are not allowed": _colon,
    "sequence entries are not allowed": _indentation,
    "could not find expected ':'": _no_colon,
    "expected <block end>": _indentation,
    "expected <document start>": _indentation,
}

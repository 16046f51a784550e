"""CEL's grammar, as cel-python ships it, and what to say where a text does not follow it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from django.utils.translation import gettext as _
from lark import Lark, Token, Tree, UnexpectedInput, UnexpectedToken

from .errors import ConditionError, ConditionErrors

Parsed = Tree[Token]

_WORDS: Final = {"and": "&&", "or": "||", "not": "!", "=": "==", "is": "==", "&": "&&", "|": "||", "<>": "!="}


def _true_and_false(token: Token) -> Token:
    """``true`` and ``false`` are no names. cel-python's own parser loses their place here; we need it."""
    return Token.new_borrow_pos("BOOL_LIT", token.value, token) if token in ("true", "false") else token


@cache
def _parser() -> Lark:
    return Lark.open_from_package(
        "celpy",
        "cel.lark",
        parser="lalr",
        start="expr",
        g_regex_flags=re.M,
        lexer_callbacks={"IDENT": _true_and_false},
        propagate_positions=True,
        maybe_placeholders=False,
        priority="invert",
    )


def parse(source: str) -> Parsed:
    """The parse tree of a CEL text; whoever reads it changes nothing in it, for the next reader gets it too.

    Raises:
        ConditionErrors: one, at the place where the text stops being CEL.
    """
    try:
        return _parsed(source)
    except UnexpectedInput as failure:
        raise ConditionErrors(source, [_syntax_error(source, failure)]) from None


@lru_cache(maxsize=2_000)
def _parsed(source: str) -> Parsed:
    return _parser().parse(source)


def _syntax_error(source: str, failure: UnexpectedInput) -> ConditionError:
    """What stands where the grammar gave up, with the CEL way of writing it where that is plain."""
    if isinstance(failure, UnexpectedToken) and failure.token.type == "$END":
        lines = source.rstrip().split("\n")
        message = _("The condition ends too early.") if source.strip() else _("The condition is empty.")
        return ConditionError(message, len(lines[-1]) + 1, line=len(lines))
    line, column = failure.line, failure.column
    text = source.split("\n")[line - 1]
    if text[column - 2 : column] == "<>":
        column -= 1
    found = re.match(r"\w+|<>|\S", text[column - 1 :])
    before = re.search(r"(\w+)\s*$", text[: column - 1])
    word = found.group() if found else ""
    if word not in _WORDS and before and before.group(1) in _WORDS:
        word, column = before.group(1), before.start(1) + 1
    if word in ("'", '"'):
        return ConditionError(_("The text that begins here has no end."), column, line=line)
    message = _("‘%(word)s’ cannot stand here.") % {"word": word}
    return ConditionError(message, column, _WORDS.get(word, ""), line)

"""Sentences of reports: Fluent files in `reports/`, a folder a language, with numbers that stay numbers.

A number within a sentence keeps what it is a number of, so that page and print can lead from it to its
definition. A sentence that names a number which is not shown, is not shown either.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import CurrentEnvironment, ResolverEnvironment
from fluent.runtime.types import FluentDecimal, FluentInt, FluentNone, FluentType
from fluent.runtime.utils import native_to_fluent
from fluent.syntax import ast, parse
from fluent.syntax.visitor import Visitor

from onward.kernel.definitions.faults import DefinitionFault, closest

LANGUAGES: Final = ("en", "fr", "nl")
_OPEN, _BETWEEN, _CLOSE = "\ue000", "\ue001", "\ue002"
_NUMBER: Final = re.compile(f"{_OPEN}([^{_BETWEEN}]*){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True)
class Ref:
    """Where a number stands among those of an edition.

    Attributes:
        chapter: code of the chapter.
        table: code of the table, or of what is derived.
        period: `now` or `before`.
        part: of which part; empty for the number in all.
    """

    chapter: str
    table: str
    period: str = "now"
    part: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "/".join((self.chapter, self.table, self.period, *self.part))


@dataclass(frozen=True)
class Number:
    """A number as it is written, and where it comes from."""

    text: str
    ref: Ref


Run = str | Number
"""A stretch of a sentence: words, or a number."""


class _Whole(FluentInt):
    """A whole number that remembers where it comes from when it is written."""

    origin: Ref

    def format(self, locale: Any) -> str:
        return marked(super().format(locale), self.origin)


class _Broken(FluentDecimal):
    """The same of a number with digits behind the point."""

    origin: Ref

    def format(self, locale: Any) -> str:
        return marked(super().format(locale), self.origin)


def counted(value: Decimal, ref: Ref) -> FluentInt | FluentDecimal:
    """Return a number for a sentence, which chooses its form by it and writes it in its language."""
    number: Any = _Whole(int(value)) if value == value.to_integral_value() else _Broken(value)
    number.origin = ref
    return number  # type: ignore[no-any-return]


def marked(text: str, ref: Ref) -> str:
    """Return a number as it is written, for words that hold several: the sentence finds each again."""
    return f"{_OPEN}{ref}{_BETWEEN}{text}{_CLOSE}"


def origins(values: Mapping[str, object]) -> dict[str, Ref]:
    """Return the references of the numbers among the values of a sentence, by their text."""
    found = (getattr(value, "origin", None) for value in values.values())
    return {str(ref): ref for ref in found if isinstance(ref, Ref)}


IF_TOLD: Final = "-if-told"
"""Behind the name of a number, what stands in its place where it is not told: a sentence chooses by that."""
SOME: Final = "some"
"""Stands for a number that is not told; it may be nought."""


class _Given(dict[str, Any]):
    """What a sentence may name: its values, and for each name with `IF_TOLD` behind it the value or `SOME`.

    An edition from before a number was counted tells it as little as a copy that hides it.
    """

    def __missing__(self, name: str) -> Any:
        if not name.endswith(IF_TOLD):
            raise KeyError(name)
        return self.get(name.removesuffix(IF_TOLD), SOME)


class _Bundle(FluentBundle):
    """Takes numbers as they are: the library makes plain ones of them, which forget where they come from."""

    def format_pattern(
        self, pattern: Any, args: dict[str, Any] | None = None
    ) -> tuple[str | FluentNone, list[Exception]]:
        given = _Given(
            {
                name: value if isinstance(value, FluentType) else native_to_fluent(value)
                for name, value in (args or {}).items()
            }
        )
        errors: list[Exception] = []
        env = ResolverEnvironment(context=self, current=CurrentEnvironment(args=given), errors=errors)
        return pattern(env), errors


class NoSuchSentence(LookupError):
    """No file of a language has a sentence of this name."""


class Sentences:
    """The sentences of one language.

    Args:
        language: of which.
        folder: where the folders of languages are; that of the house where it is left out.
    """

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self._bundle = _Bundle([language], use_isolating=False)
        for file in _files(folder or reports_folder(), language):
            self._bundle.add_resource(FluentResource(file.read_text()))

    def runs(self, name: str, values: Mapping[str, object]) -> list[Run]:
        """Return a sentence as stretches of words and numbers; nothing where a number it names is not shown.

        Args:
            name: of the sentence.
            values: what it may name.

        Raises:
            NoSuchSentence: there is none.
        """
        pattern = self._bundle.get_message(name).value if self._bundle.has_message(name) else None
        if pattern is None:
            raise NoSuchSentence(name)
        text, errors = self._bundle.format_pattern(pattern, dict(values))
        return [] if errors else [*_runs(str(text), origins(values))]

    def __contains__(self, name: str) -> bool:
        return self._bundle.has_message(name)


def _runs(text: str, refs: Mapping[str, Ref]) -> Iterator[Run]:
    at = 0
    for found in _NUMBER.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield Number(found[2], refs[found[1]])
        at = found.end()
    if at < len(text):
        yield text[at:]


def reports_folder() -> Path:
    """Return the folder of the sentences."""
    return Path(__file__).resolve().parents[3] / "reports"


@functools.cache
def sentences(language: str) -> Sentences:
    """Return the sentences of a language of the house."""
    return Sentences(language)


def _files(folder: Path, language: str) -> list[Path]:
    return sorted((folder / language).glob("*.ftl"))


class _Names(Visitor):
    """Collects the values that sentences name, with their places."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int]] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        place = node.span.start if node.span else 0
        self.found.append((node.id.name, place))


@dataclass(frozen=True)
class Named:
    """A sentence in a file, and the values that it names with their lines."""

    file: str
    line: int
    values: tuple[tuple[str, int], ...]


def read_sentences(folder: Path, language: str) -> tuple[dict[str, Named], list[DefinitionFault]]:
    """Return the sentences of a language by name, and what is wrong with their files."""
    found: dict[str, Named] = {}
    faults: list[DefinitionFault] = []
    for file in _files(folder, language):
        text, shown = file.read_text(), f"{folder.name}/{language}/{file.name}"
        for entry in parse(text).body:
            line = _line(text, entry.span.start if entry.span else 0)
            if isinstance(entry, ast.Junk):
                wrong = entry.annotations[0].message if entry.annotations else _("this is no sentence")
                right = _("See https://projectfluent.org for how sentences are written")
                faults.append(DefinitionFault(shown, line, 1, str(wrong), right))
            elif isinstance(entry, ast.Message) and entry.value is not None:
                names = _Names()
                names.visit(entry)
                values = tuple((name, _line(text, place)) for name, place in names.found)
                found[entry.id.name] = Named(shown, line, values)
    return found, faults


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def unknown_values(named: Named, known: Mapping[str, object]) -> list[DefinitionFault]:
    """Return a fault for each value that a sentence names and that the report does not have."""
    return [
        DefinitionFault(
            named.file, line, 1, _("unknown %(what)s “%(given)s”") % {"what": _("number"), "given": name},
            closest(name, known),
        )
        for name, line in named.values
        if name.removesuffix(IF_TOLD) not in known
    ]  # fmt: skip

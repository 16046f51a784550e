"""Read a YAML file into plain data, and keep the line and column of every node.

Scalars follow the core schema of YAML 1.2, so that `NO` stays Norway and `12:30` stays text; numbers with
a point are `Decimal` and dates are `date`. Anchors, aliases and tags are refused: a definition says what
it says where it stands, and no file can swell when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.kernel.definitions.faults import DefinitionFault
from onward.kernel.definitions.slips import in_plain_words

MAX_BYTES = 256 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 24

_TAG = "tag:yaml.org,2002:"
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")
PathKey = str | int


class _Reader(yaml.SafeLoader):
    """A composer with YAML 1.2 scalars, bounded in depth and in nodes, without aliases."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.nodes = 0
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose one node, refusing what could make a small file large."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it untyped
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(event, _("anchors and aliases are not read"), _("Write the value out"))
        if getattr(event, "tag", None):
            raise _Refused(event, _("the tag “%(tag)s” is not read") % {"tag": event.tag}, _("Leave it out"))
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Refused(event, _("the file has too many entries"), _("Split it into several files"))
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Refused(event, _("the entries are nested too deep"), _("Flatten the file"))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


for _kind, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", ["~", "n", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}", "-+0123456789"),
    ("timestamp", _FULL_DATE.pattern, "0123456789"),
):
    _Reader.add_implicit_resolver(f"{_TAG}{_kind}", re.compile(rf"^(?:{_pattern})$"), list(_first))


class _Refused(Exception):
    """A construct that this reader does not take."""

    def __init__(self, event: Any, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.mark, self.wrong, self.right = event.start_mark, wrong, right


@dataclass(frozen=True)
class Place:
    """Where something stands: line and column from 1. `style` is the YAML style of a scalar."""

    line: int
    column: int
    style: str | None = None

    def inside(self, line: int, column: int) -> Place:
        """Give the place of a character inside this scalar, itself counted from line 1, column 1.

        A literal block starts on the line below its mark; a quoted text one column later.
        """
        if self.style in ("|", ">"):
            return Place(self.line + line, column)
        if line > 1:
            return Place(self.line + line - 1, column)
        return Place(self.line, self.column + column - 1 + (1 if self.style in ("'", '"') else 0))


@dataclass(frozen=True)
class Document:
    """One file: its plain data, its YAML node, and the faults met while reading it."""

    file: str
    data: Any
    node: yaml.Node | None
    faults: tuple[DefinitionFault, ...] = ()

    def place(self, path: Sequence[PathKey], *, key: bool = False) -> Place:
        """Find where `path` stands; the deepest part that exists answers for what is missing.

        A part that the file does not show (a name that a validator put in between) is passed over, and an
        entry with one key stands for its value: both occur where a short form is read into a full one.
        With `key`, the place of the last key rather than of its value.
        """
        node, here = self.node, _place(self.node)
        for number, part in enumerate(path):
            found = _descend(node, part)
            if found is None:
                continue
            label, node = found
            here = _place(label if key and number == len(path) - 1 else node)
        return here

    def fault(self, path: Sequence[PathKey], wrong: str, right: str, *, key: bool = False) -> DefinitionFault:
        """Make a fault that points at `path` in this file."""
        at = self.place(path, key=key)
        return DefinitionFault(self.file, at.line, at.column, wrong, right)


def read_document(file: Path, shown_as: str) -> Document:
    """Read one file; what is wrong with its form comes back as faults, never as an exception."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        return _unread(
            shown_as, 1, 1, _("the file cannot be read: %(error)s") % {"error": error.strerror}, ""
        )
    if len(raw) > MAX_BYTES:
        limit = MAX_BYTES // 1024
        return _unread(
            shown_as, 1, 1, _("the file is too large"), _("Keep it under %(limit)s KB") % {"limit": limit}
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _unread(shown_as, line, 1, _("the file is not UTF-8"), _("Save it as UTF-8"))
    return read_text(text, shown_as)


def read_text(text: str, shown_as: str) -> Document:
    """Read a text as `read_document` reads a file; a text that was read before is not read again."""
    return _read(text, shown_as, get_language())


@lru_cache(maxsize=128)
def _read(text: str, shown_as: str, language: str | None) -> Document:
    """Read a text; faults are worded in `language`, the active one."""
    try:
        node = _Reader(text).get_single_node()
    except _Refused as error:
        return _unread(shown_as, error.mark.line + 1, error.mark.column + 1, error.wrong, error.right)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return _unread(shown_as, line, column, *in_plain_words(error))
    except yaml.YAMLError:
        return _unread(shown_as, *_hidden(text), _("a sign that cannot be seen stands here"), _("Remove it"))
    if node is None:
        return _unread(shown_as, 1, 1, _("the file is empty"), _("Write the definition, or remove the file"))
    faults: list[DefinitionFault] = []
    data = _plain(node, shown_as, faults)
    return Document(shown_as, data, node, tuple(faults))


def _hidden(text: str) -> tuple[int, int]:
    """Find the line and column of the first character that YAML does not take."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: found.start() if found else 0]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _unread(file: str, line: int, column: int, wrong: str, right: str) -> Document:
    return Document(file, None, None, (DefinitionFault(file, line, column, wrong, right),))


def _place(node: yaml.Node | None) -> Place:
    if node is None:
        return Place(1, 1)
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    return Place(node.start_mark.line + 1, node.start_mark.column + 1, style)


def _descend(node: yaml.Node | None, part: PathKey) -> tuple[yaml.Node, yaml.Node] | None:
    """Find the label and the value of `part` below `node`."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return (node.value[part], node.value[part]) if part < len(node.value) else None
    if not isinstance(node, yaml.MappingNode):
        return None
    for label, value in node.value:
        if label.value == str(part):
            return label, value
    if len(node.value) == 1 and isinstance(node.value[0][1], yaml.MappingNode):
        return _descend(node.value[0][1], part)
    return None


def _plain(node: yaml.Node, file: str, faults: list[DefinitionFault]) -> Any:
    """Turn a node into plain data; faults in keys and scalars are added to `faults`."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, file, faults) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file, faults)
    assert isinstance(node, yaml.ScalarNode)
    convert = _SCALARS.get(node.tag)
    if convert is None:
        return node.value
    try:
        return convert(node.value)
    except ValueError:
        at = _place(node)
        wrong = _("“%(value)s” is no day of the calendar") % {"value": node.value}
        faults.append(DefinitionFault(file, at.line, at.column, wrong, _("Write a date as 2021-05-31")))
        return node.value


def _mapping(node: yaml.MappingNode, file: str, faults: list[DefinitionFault]) -> dict[str, Any]:
    seen: dict[str, int] = {}
    result: dict[str, Any] = {}
    for label, value in node.value:
        at = _place(label)
        if not isinstance(label, yaml.ScalarNode):
            faults.append(DefinitionFault(file, at.line, at.column, _("a key must be a word"), ""))
            continue
        if label.value in seen:
            wrong = _("the key “%(key)s” stands twice") % {"key": label.value}
            right = _("Keep one; the first is in line %(line)s") % {"line": seen[label.value]}
            faults.append(DefinitionFault(file, at.line, at.column, wrong, right))
            continue
        seen[label.value] = at.line
        result[label.value] = _plain(value, file, faults)
    return result


def _no_value(value: str) -> None:
    return None


_SCALARS: dict[str, Callable[[str], Any]] = {
    f"{_TAG}bool": lambda value: value == "true",
    f"{_TAG}null": _no_value,
    f"{_TAG}int": int,
    f"{_TAG}float": Decimal,
    f"{_TAG}timestamp": date.fromisoformat,
}

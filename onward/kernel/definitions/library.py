"""All definitions of a folder, read, validated and compared with one another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from onward.kernel.definitions.checking import validate
from onward.kernel.definitions.faults import DefinitionFault, DefinitionFaults, UnknownDefinition, closest
from onward.kernel.definitions.kinds import Kind, checks_of, registered_kinds
from onward.kernel.definitions.needing import missing
from onward.kernel.definitions.partial import read_in_part
from onward.kernel.definitions.reading import Document, PathKey, read_document
from onward.kernel.definitions.values import Definition, Untold

_IGNORED = {"schemas"}


@dataclass(frozen=True)
class Item:
    """One definition: its validated `body`, the plain `data` as authored, and where it stands.

    `hash` is the SHA-256 of the canonical form of the data and of all that the definition draws on, so that
    it changes when, and only when, what the definition says changes; `version` is its short form.
    """

    kind: str
    code: str
    body: Definition
    data: Mapping[str, Any]
    document: Document | None = None
    prefix: tuple[PathKey, ...] = ()
    hash: str = ""
    drawn: tuple[tuple[str, str], ...] = ()

    @property
    def version(self) -> str:
        """Give the first twelve digits of the hash: enough to tell versions apart on a page."""
        return self.hash[:12]


@dataclass(frozen=True)
class Library:
    """The definitions that passed, by kind and code; `declared` also knows those that did not."""

    items: Mapping[str, Mapping[str, Item]]
    declared: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, Item]:
        """Give the definitions of a kind by code; none for a kind that has none."""
        return self.items.get(kind, {})

    def knows(self, kind: str, code: str) -> bool:
        """Tell whether a definition is declared, even where its own file has faults."""
        return code in self.declared.get(kind, ()) or code in self.of(kind)

    def codes(self, kind: str) -> frozenset[str]:
        """Give every code of a kind that is declared."""
        return self.declared.get(kind, frozenset()) | frozenset(self.of(kind))

    def whole(self, kind: str) -> Mapping[str, Item]:
        """Give the definitions of a kind, for a check that goes by what is *not* among them.

        Raises:
            Untold: one of them has faults, so nobody knows what it would add.
        """
        if self.declared.get(kind, frozenset()) - self.of(kind).keys():
            raise Untold(kind)
        return self.of(kind)

    def get(self, kind: str, code: str) -> Item:
        """Give one definition.

        Raises:
            UnknownDefinition: there is none of that kind and code.
        """
        try:
            return self.of(kind)[code]
        except KeyError:
            raise UnknownDefinition(name=code, kind=kind) from None

    def snapshot(self, item: Item, also: Iterable[Item] = ()) -> str:
        """Give a definition with all it draws on as canonical JSON: what a case keeps of its version.

        Args:
            item: which one.
            also: what is kept besides, though it does not change the version of the definition.
        """
        drawn: dict[str, dict[str, Any]] = {}
        for kind, code in sorted({*item.drawn, *((one.kind, one.code) for one in also)}):
            drawn.setdefault(kind, {})[code] = _kept(kind, self.get(kind, code).data)
        told = {"body": _kept(item.kind, item.data), "code": item.code, "drawn": drawn, "kind": item.kind}
        return canonical(told, ordered=True)


def _kept(kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a definition as a snapshot keeps it: in its order where that says something.

    A dimension whose conditions were sorted would try another one first, and have another version.
    """
    if registered_kinds()[kind].ordered:
        return data
    return dict(json.loads(canonical(data)))


class Report:
    """Collects the faults that cross checks find."""

    def __init__(self) -> None:
        self.faults: list[DefinitionFault] = []

    def __call__(
        self,
        item: Item,
        path: Sequence[PathKey],
        wrong: str,
        right: str,
        *,
        key: bool = False,
        inside: tuple[int, int] | None = None,
    ) -> None:
        """Add a fault at `path` of `item`; `inside` is a line and column, from 1, within the text there."""
        if item.document is None:
            self.faults.append(DefinitionFault(f"{item.kind}/{item.code}", 1, 1, wrong, right))
            return
        at = item.document.place((*item.prefix, *path), key=key)
        if inside is not None:
            at = at.inside(*inside)
        self.faults.append(DefinitionFault(item.document.file, at.line, at.column, wrong, right))

    def unknown(
        self,
        item: Item,
        path: Sequence[PathKey],
        what: str,
        given: str,
        known: Iterable[str],
        *,
        key: bool = False,
    ) -> None:
        """Add the commonest fault: `given` is none of the `known` ones."""
        wrong = _("unknown %(what)s “%(given)s”") % {"what": what, "given": given}
        self(item, path, wrong, closest(given, known), key=key)


@contextmanager
def as_far_as_told() -> Iterator[None]:
    """Do the block until it comes upon something that could not be read; what it has reported holds."""
    with suppress(Untold):
        yield


def canonical(data: Any, *, ordered: bool = False) -> str:
    """Write plain data as JSON without spaces; dates as ISO, decimals as written.

    Args:
        data: mappings, lists and plain values.
        ordered: keep keys in the order in which they were written; else they are sorted.
    """
    return json.dumps(
        data, sort_keys=not ordered, separators=(",", ":"), ensure_ascii=False, default=_as_text
    )


def load_all(root: Path) -> Library:
    """Read every definition below `root`.

    Raises:
        DefinitionFaults: with every fault of every file.
    """
    library, faults = check_all(root)
    if faults:
        raise DefinitionFaults(faults)
    return library


def check_all(root: Path) -> tuple[Library, list[DefinitionFault]]:
    """Read every definition below `root`; give those that passed and every fault, sorted by place."""
    known = registered_kinds()
    faults = list(_strays(root, known))
    items: dict[str, dict[str, Item]] = {}
    declared: dict[str, set[str]] = {}
    parts: list[Item] = []
    comparable = True
    for kind in known.values():
        documents = _documents(root, kind)
        for document in documents:
            faults += document.faults
            # What cannot be read is one fault: that others miss what stands in it is none of theirs.
            comparable = comparable and document.node is not None
            for code, prefix, data in _entries(kind, document, faults):
                _take(kind, code, prefix, data, document, items, declared, faults, parts)
        faults += missing(kind, declared.get(kind.name, ()), documents)
    library = Library(items, {name: frozenset(codes) for name, codes in declared.items()})
    report = Report()
    for kind in known.values() if comparable else ():
        for item in (*library.of(kind.name).values(), *(part for part in parts if part.kind == kind.name)):
            for check in checks_of(kind):
                with as_far_as_told():
                    check(item, library, report)
    return with_hashes(library, known), sorted({*faults, *report.faults})


def load_alone(root: Path, name: str) -> Mapping[str, Item]:
    """Read the definitions of one kind without comparing them with any other.

    For what must be known even while other files have faults: who may sign in and see those faults.

    Raises:
        DefinitionFaults: with every fault of this kind's files.
    """
    kind = registered_kinds()[name]
    faults: list[DefinitionFault] = []
    items: dict[str, dict[str, Item]] = {}
    for document in _documents(root, kind):
        faults += document.faults
        for code, prefix, data in _entries(kind, document, faults):
            _take(kind, code, prefix, data, document, items, {}, faults, [])
    if faults:
        raise DefinitionFaults(faults)
    return with_hashes(Library(items), {name: Kind(name, kind.model)}).of(name)


def _take(
    kind: Kind,
    code: str,
    prefix: tuple[PathKey, ...],
    data: Any,
    document: Document,
    items: dict[str, dict[str, Item]],
    declared: dict[str, set[str]],
    faults: list[DefinitionFault],
    parts: list[Item],
) -> None:
    """Validate one entry and put it where it belongs; what has faults of form counts among the `parts`."""
    codes = declared.setdefault(kind.name, set())
    codes.add(code)
    body, found = validate(kind.model, data, document, prefix)
    faults += found
    if body is not None:
        items.setdefault(kind.name, {})[code] = Item(kind.name, code, body, data, document, prefix)
    elif (part := read_in_part(kind.model, data)) is not None:
        parts.append(Item(kind.name, code, part, data, document, prefix))


def _documents(root: Path, kind: Kind) -> list[Document]:
    """Read the files of a kind in the order of their names."""
    if kind.one_file:
        file = root / f"{kind.name}.yaml"
        return [read_document(file, _shown(file, root))] if file.exists() else []
    return [read_document(file, _shown(file, root)) for file in sorted((root / kind.name).glob("*.yaml"))]


def _entries(
    kind: Kind, document: Document, faults: list[DefinitionFault]
) -> Iterable[tuple[str, tuple[PathKey, ...], Any]]:
    """Give code, place and data of each definition in a file."""
    if document.node is None:
        return
    if not isinstance(document.data, dict):
        faults.append(document.fault((), _("the file is a list or a text"), _("Write keys and values")))
        return
    if kind.one_file:
        for code, data in document.data.items():
            full = {"code": code, **data} if isinstance(data, dict) else data
            yield code, (code,), full
        return
    stem = Path(document.file).stem
    code = document.data.get("code")
    if isinstance(code, str) and code != stem:
        wrong = _("the code “%(code)s” is not the name of the file") % {"code": code}
        right = _("Write “%(stem)s”, or rename the file") % {"stem": stem}
        faults.append(document.fault(("code",), wrong, right))
    yield stem, (), document.data


def _strays(root: Path, known: Mapping[str, Kind]) -> Iterable[DefinitionFault]:
    """Find files that no room would read: a folder misspelt is a definition lost."""
    if not root.is_dir():
        yield DefinitionFault(
            str(root), 1, 1, _("there is no such folder"), _("Say where the definitions are")
        )
        return
    for file in sorted((*root.glob("*.y*ml"), *root.glob("*/*.y*ml"))):
        name = file.stem if file.parent == root else file.parent.name
        if name in _IGNORED:
            continue
        kind = known.get(name)
        if kind is None or kind.one_file != (file.parent == root):
            wrong = _("no part of Onward reads “%(name)s”") % {"name": name}
            yield DefinitionFault(_shown(file, root), 1, 1, wrong, closest(name, known))
        elif file.suffix != ".yaml":
            wrong, right = _("the file is not read under this ending"), _("Rename it to end in .yaml")
            yield DefinitionFault(_shown(file, root), 1, 1, wrong, right)


def _shown(file: Path, root: Path) -> str:
    """Name a file as an author would, with the folder of the definitions: `definitions/roles.yaml`."""
    return file.relative_to(root.parent).as_posix()


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value)} has no canonical form")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def with_hashes(library: Library, known: Mapping[str, Kind]) -> Library:
    """Give each definition its hash, over itself and over what it draws on."""
    result: dict[str, dict[str, Item]] = {}
    for name, items in library.items.items():
        draws_on = known[name].draws_on
        for code, item in items.items():
            drawn = sorted({(one.kind, one.code) for one in draws_on(item, library)}) if draws_on else []
            told = [item, *(library.get(*key) for key in drawn)]
            parts = [canonical(one.data, ordered=known[one.kind].ordered) for one in told]
            result.setdefault(name, {})[code] = Item(
                item.kind,
                item.code,
                item.body,
                item.data,
                item.document,
                item.prefix,
                _digest("\n".join(parts)),
                tuple(drawn),
            )
    return Library(result, library.declared)


def revive(snapshot: str) -> tuple[Item, Library]:
    """Bring a snapshot back: the definition, and a library of only what it draws on.

    Raises:
        pydantic.ValidationError: the models have moved on without keeping old versions readable.
    """
    kept = json.loads(snapshot)
    known = registered_kinds()
    items: dict[str, dict[str, Item]] = {}
    for kind, entries in {**kept["drawn"], kept["kind"]: {kept["code"]: kept["body"]}}.items():
        for code, data in entries.items():
            body = known[kind].model.model_validate(data)
            items.setdefault(kind, {})[code] = Item(kind, code, body, data)
    library = with_hashes(Library(items), known)
    return library.get(kept["kind"], kept["code"]), library

"""Definitions that the program asks for by their codes, and that no file has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from django.utils.translation import gettext as _

from onward.kernel.definitions.faults import DefinitionFault
from onward.kernel.definitions.kinds import Kind, needed
from onward.kernel.definitions.reading import Document


def missing(
    kind: Kind, declared: Collection[str], documents: Sequence[Document]
) -> Iterator[DefinitionFault]:
    """Give a fault for each code that the program asks for and no file declares.

    Where a code that nobody asks for is near, it is a name misspelt: the fault stands there.
    """
    asked = needed(kind.name)
    if any(one.node is None or not isinstance(one.data, dict) for one in documents):
        return  # what cannot be read may hold it, and is told by itself
    strangers = sorted(set(declared) - asked)
    for code in sorted(asked - set(declared)):
        wrong = _("“%(code)s” is missing, and the program asks for it") % {"code": code}
        near = next(iter(get_close_matches(code, strangers, n=1, cutoff=0.6)), "")
        if near:
            right = _("Rename “%(near)s” to “%(code)s”, if that is what it is") % {"near": near, "code": code}
        elif kind.one_file:
            right = _("Add “%(key)s:”") % {"key": code}
        else:
            right = _("Add the file “%(file)s”") % {"file": f"{code}.yaml"}
        yield _fault(kind, documents, near, wrong, right)


def _fault(kind: Kind, documents: Sequence[Document], near: str, wrong: str, right: str) -> DefinitionFault:
    """Point at the name misspelt, or else at the beginning of the file."""
    if kind.one_file and documents:
        return documents[0].fault((near,) if near else (), wrong, right, key=True)
    shown = f"definitions/{kind.name}.yaml" if kind.one_file else f"definitions/{kind.name}"
    return DefinitionFault(shown, 1, 1, wrong, right)

"""Which numbers of an edition are known otherwise today: asked once for all that was told since."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from onward.evidence.editions import Differs, differing, thaw
from onward.evidence.facts import AsOf, current_store, open_facts
from onward.evidence.models import Edition
from onward.evidence.queries.anew import Since, told_since
from onward.kernel.definitions.library import revive

_MOST = 200
"""So many editions are kept in mind, each with what moved by what was told of it last."""
_kept: dict[UUID, tuple[Path, Since, tuple[Differs, ...]]] = {}


def moved_since(edition: Edition) -> tuple[Differs, ...]:
    """Return the numbers of an edition that are not what was printed, as known now.

    No figure is asked where nothing that the edition counts was told since it was frozen, and none twice by
    this process as long as nothing more is.
    """
    store = current_store(revive(edition.snapshot)[1])
    facts = open_facts(store)
    since = told_since(facts, edition)
    if not since.many:
        return ()
    kept = _kept.get(edition.key)
    if kept is not None and kept[:2] == (store.folder, since):
        return kept[2]
    moved = tuple(differing(edition.frozen, thaw(facts, edition.snapshot, edition.period, AsOf())))
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[edition.key] = store.folder, since, moved
    return moved

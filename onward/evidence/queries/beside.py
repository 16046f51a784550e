"""What an edition tells beside those that are public: numbers that moved by few, or that can be guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from onward.evidence.editions.beside import Little, moved_by_few
from onward.evidence.editions.meaning import Otherwise
from onward.evidence.editions.protecting import Bare, LeftOut, Published, overlapping
from onward.evidence.models import Edition
from onward.evidence.queries.defined import defined_otherwise
from onward.kernel.definitions.library import canonical


@dataclass(frozen=True)
class Beside:
    """What an edition tells beside earlier ones though neither says it.

    Attributes:
        moved: numbers that differ by few from what earlier ones print.
        guessed: small numbers that who takes it that little was corrected could find out (`LeftOut.guessed`).
        keys: of the earlier editions, in their order.
        meant: of each of them, what this edition counts by another definition: who subtracts the two learns
            how many are of the one and not of the other, however few.
    """

    moved: tuple[Little, ...]
    guessed: tuple[Bare, ...]
    keys: tuple[UUID | None, ...]
    meant: tuple[tuple[Otherwise, ...], ...] = ()

    @property
    def many(self) -> int:
        """How many numbers that is."""
        defined = {(one.kind, one.code) for of in self.meant for one in of}
        return len(self.moved) + len(self.guessed) + len(defined)

    @property
    def digest(self) -> str:
        """The SHA-256 of it, confirmed by who publishes it all the same; empty where there is nothing."""
        told = [[*one.place, f"{one.by:f}", *(str(self.keys[at]) for at in one.beside)] for one in self.moved]
        told += [[*one.place, one.frozen.digest] for one in self.guessed]
        for key, of in zip(self.keys, self.meant, strict=False):
            told += [[str(key), one.kind, one.code, one.then, one.now] for one in of]
        return hashlib.sha256(canonical(told).encode()).hexdigest() if told else ""


def beside_public(edition: Edition, hidden: LeftOut, before: Sequence[Published]) -> Beside:
    """Return what can be read of an edition beside those that are public.

    Args:
        edition: which one.
        hidden: what its public copy would leave out.
        before: the editions that were published before.
    """
    near = overlapping(edition.frozen, before)
    moved = moved_by_few(edition.frozen, hidden.places, near)
    meant = tuple(defined_otherwise(one.frozen.snapshot, edition.snapshot) for one in near)
    return Beside(moved, hidden.guessed, tuple(one.key for one in near), meant)


def told_by(beside: Beside) -> list[Edition]:
    """Return the public editions beside which numbers moved: what they print, nobody is kept from."""
    found = Edition.objects.filter(key__in=[key for key in beside.keys if key])
    return list(found.prefetch_related("decisions"))

"""Amounts and means: when what stands behind one is so little that the number is somebody's own."""

from __future__ import annotations

from typing import Final

from onward.evidence.disclosure.cells import Backing

DOMINATES: Final = 70
"""From how many percent of an amount on one contribution stands for the whole of it."""
MARGIN: Final = 20
"""How many percent of a hidden amount its span must be at least: nearer nobody shall come to it."""


def is_sensitive(amount: int, behind: Backing, threshold: int) -> bool:
    """Say whether an amount, or the mean that is made from it, may not be shown.

    It may not where fewer than the threshold of persons stand behind it, or where one of them gave or got 70
    percent of it or more: whoever knows the others, or the sum, would know that one's to within a third. An
    amount behind which nobody stands is shown.

    Args:
        amount: the sum.
        behind: how many persons, and the largest contribution.
        threshold: below it, persons are few.
    """
    if not behind.persons:
        return False
    return behind.persons < threshold or 100 * behind.largest >= DOMINATES * amount


def needed(amount: int) -> int:
    """Return the span that hides an amount."""
    return max(1, -(-MARGIN * amount // 100))

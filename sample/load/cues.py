"""What the office does, cue by cue: the common script of the loader and of the play through the actions."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sample.draw.stories import Story

EARLY = timedelta(days=10)
"""How long before its opening a story may begin: a call, then a referral."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing that somebody does.

    Attributes:
        at: the moment, in UTC, at which it is done and recorded.
        by: user name.
        what: the method of a player that does it.
        given: what the method is told; travellers are positions in the household.
    """

    at: datetime
    by: str
    what: str
    given: Mapping[str, Any] = field(default_factory=dict)


Part = tuple[Story | None, Iterator[Cue]]


def in_order(
    loose: Iterable[Cue], stories: Iterable[tuple[Story, Iterator[Cue]]]
) -> Iterator[tuple[Story | None, Cue, bool]]:
    """Give the cues of all stories in the order of their moments, with whether it is the story's last.

    Args:
        loose: cues of no story, by moment.
        stories: each with its cues by moment; in the order of opening. Only those under way are held.
    """
    waiting = iter(stories)
    coming = next(waiting, None)
    heap: list[tuple[datetime, int, Cue, Cue | None, Part]] = []
    number = 0
    _push(heap, number, (None, iter(loose)))
    while heap or coming is not None:
        while coming is not None and (not heap or coming[0].opened_on <= (heap[0][0] + EARLY).date()):
            number += 1
            _push(heap, number, coming)
            coming = next(waiting, None)
        if not heap:
            return
        _at, order, cue, after, part = heapq.heappop(heap)
        if after is not None:
            heapq.heappush(heap, (after.at, order, after, next(part[1], None), part))
        yield part[0], cue, after is None


def _push(heap: list[tuple[datetime, int, Cue, Cue | None, Part]], order: int, part: Part) -> None:
    first = next(part[1], None)
    if first is not None:
        heapq.heappush(heap, (first.at, order, first, next(part[1], None), part))

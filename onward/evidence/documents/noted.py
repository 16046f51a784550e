"""Notes on names, each near its use: below the table or drawing, or after the last of some paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onward.evidence.documents.blocks import Block, Drawing, Paragraph, Sheet, Table

Note = tuple[str, str]
"""A mark as it stands behind a name, and the words of the note."""


@dataclass(frozen=True)
class Noted:
    """The notes of a block.

    Attributes:
        below: those that stand below it: mark, words, and their address in the document.
        places: mark → address of the note that is nearest below the block.
    """

    below: tuple[tuple[str, str, str], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def marked_with(notes: Sequence[Note], words: Sequence[str]) -> list[Note]:
    """Return the notes whose marks stand behind a word.

    Args:
        notes: of the document.
        words: in which marks may stand.
    """
    told = "\n".join(words)
    return [(mark, note) for mark, note in notes if mark_in(mark).search(told)]


def mark_in(mark: str) -> re.Pattern[str]:
    """Return what finds a mark behind a word, and no longer mark that begins with it."""
    return re.compile(rf"(?<=[^\W\d_]){re.escape(mark)}(?![*\u00b9\u00b2\u00b3\u2070-\u2079])")


def noted(blocks: Sequence[Block], notes: Sequence[Note], name: str) -> list[Noted]:
    """Return the notes of the blocks of a chapter.

    A paragraph leaves its note to what follows next where that needs it too: the same words twice in a few
    lines are one time too many.

    Args:
        blocks: in order.
        notes: of the document.
        name: of the chapter among all, for the addresses.
    """
    found: list[Noted] = []
    nearest: dict[str, str] = {}
    for place, block in reversed([*enumerate(blocks)]):
        used = marked_with(notes, [*words_of(block)])
        if not isinstance(block, Paragraph):
            nearest = {}
        own = {mark: f"note-{name}-{place}-{number}" for number, (mark, _words) in enumerate(used)}
        below = tuple((mark, words, own[mark]) for mark, words in used if mark not in nearest)
        nearest = {**own, **nearest}
        found.append(Noted(below, {mark: nearest[mark] for mark, _words in used}))
    return found[::-1]


def words_of(block: Block) -> Iterator[str]:
    """Give the words of a block in which a name may stand."""
    match block:
        case Paragraph():
            yield from (run for run in block.runs if isinstance(run, str))
        case Table():
            yield from (block.caption, block.heading, *block.columns, *block.notes)
            yield from (row.words for row in block.rows)
        case Drawing():
            yield from (block.caption, block.words, *block.marked, *block.notes)
            if block.table:
                yield from words_of(block.table)
        case Sheet():
            yield from (words for line in block.lines for words in line)

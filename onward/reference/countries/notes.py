"""Notes that stand wherever a name is written: once in full, by their mark afterwards.

Pages, exports and charts share one collector a document, so that the same note has the same mark everywhere.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from onward.reference.data import table

Style = Literal["numbers", "asterisks"]

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789", _DIGITS)


@dataclass(frozen=True)
class Footnote:
    """A note on a name.

    Attributes:
        code: which note, whatever the language: two notes of one code are the same note.
        text: its wording, a whole sentence.
        language: the language of the wording, `en` where the asked one has none.
    """

    code: str
    text: str = field(compare=False)
    language: str = field(compare=False)


@cache
def note(code: str, language: str) -> Footnote:
    """Return the note of this code in a language; LookupError where there is no such note."""
    texts = table("countries")["notes"][code]["text"]
    found = language if language in texts else "en"
    return Footnote(code, texts[found], found)


@cache
def notes_by_country() -> dict[str, str]:
    """Return code of the country → code of the note on its name."""
    notes = table("countries")["notes"]
    return {country: code for code, one in notes.items() for country in one["on"]}


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """Return code of the note → a pattern that finds the names it belongs to in prose."""
    notes = table("countries")["notes"]
    found = {}
    for code, one in notes.items():
        longest_first = sorted(map(re.escape, one["words"]), key=len, reverse=True)
        names = "|".join(longest_first)
        ends = rf"(?![^\W{_DIGITS}])[{_DIGITS}]*"  # not within a word; a mark that stands there goes along
        found[code] = re.compile(rf"(?<!\w)({names}){ends}", re.IGNORECASE)
    return found


def notes_in(text: str, language: str) -> list[Footnote]:
    """Return the notes that a piece of prose needs, in the order of the codes."""
    return [note(code, language) for code, words in _words().items() if words.search(text)]


class Footnotes:
    """Collects the notes of one document and gives each its mark, in order of appearance.

    Args:
        style: `numbers` gives 1, 2, …; `asterisks` gives *, **, …
    """

    def __init__(self, style: Style = "numbers") -> None:
        self.style = style
        self._notes: dict[str, Footnote] = {}

    def mark(self, of: Footnote) -> str:
        """Take the note in and return its mark: the one it already has, or the next."""
        self._notes.setdefault(of.code, of)
        place = list(self._notes).index(of.code) + 1
        return str(place) if self.style == "numbers" else "*" * place

    def raised(self, of: Footnote) -> str:
        """Return the mark as plain text can raise it, for charts, tables and e-mail: `¹` or `*`."""
        return self.mark(of).translate(_RAISED)

    def prose(self, text: str, language: str) -> str:
        """Return the text with a raised mark behind every name that has a note, once."""
        for code, words in _words().items():
            if words.search(text):
                text = words.sub(rf"\g<1>{self.raised(note(code, language))}", text)
        return text

    def lines(self) -> list[str]:
        """Return what stands at the foot of a plain document: mark and wording of each note collected."""
        return [f"{self.raised(of)} {of.text}" for of in self._notes.values()]

    def __iter__(self) -> Iterator[tuple[str, Footnote]]:
        return iter([(self.mark(of), of) for of in list(self._notes.values())])

    def __len__(self) -> int:
        return len(self._notes)


_document: ContextVar[Footnotes | None] = ContextVar(
    "the notes of the document that is being written", default=None
)


@contextmanager
def document(notes: Footnotes) -> Iterator[Footnotes]:
    """Open a document: until its end, names that are written leave their notes with this collector.

    Every answer to a request is one (`onward.web.middleware.notes_on_names`). Whatever else writes names for
    people opens its own, and puts `notes.lines()` at its foot.
    """
    before = _document.set(notes)
    try:
        yield notes
    finally:
        _document.reset(before)


@dataclass(frozen=True)
class Noted:
    """Words in which a name with a note may stand: written out, they carry its mark as `CountryName` does.

    Attributes:
        bare: the words, alone: to sort and compare by, never to be shown.
        language: that of the notes.
    """

    bare: str
    language: str

    def __str__(self) -> str:
        notes = open_document()
        if notes is not None:
            return notes.prose(self.bare, self.language)
        needed = " ".join(one.text for one in notes_in(self.bare, self.language))
        return f"{self.bare} ({needed})" if needed else self.bare


def open_document() -> Footnotes | None:
    """Return the collector of the document that is being written, or None where none is."""
    return _document.get()

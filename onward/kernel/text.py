"""Text as people type and paste it, made fit to be kept: nothing invisible, nothing that turns lines
around.

Names stay as they were given: letters, marks, apostrophes and hyphens of every script are kept.
Sources: Unicode 14 (general categories; UAX 9 on direction controls), RFC 5892 appendix A on joiners.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem
from onward.kernel.written import after_one_another, day_in_words, said_of

__all__ = [
    "NAME_LIMIT",
    "NOTE_LIMIT",
    "LettersLost",
    "NotInWords",
    "TextTooLong",
    "after_one_another",
    "clean",
    "clean_name",
    "clean_note",
    "clean_reason",
    "day_in_words",
    "in_order",
    "said_of",
    "whole_number",
    "yes_or_no",
]

NAME_LIMIT = 200
NO_LETTER = "\ufffd"
NOTE_LIMIT = 20_000

_NON_JOINER, _JOINER = "\u200c", "\u200d"
_MARKS_IN_A_ROW = 8
"""More marks than this on one letter are no writing: they only climb over the lines around."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters by category that show nothing: fillers of Hangul, inherent vowels of Khmer, empty Braille."""

_LINE_ENDS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_JOINING = frozenset(
    [
        "ADLAM",
        "ARABIC",
        "BENGALI",
        "DEVANAGARI",
        "GUJARATI",
        "GURMUKHI",
        "KANNADA",
        "KHMER",
        "MALAYALAM",
        "MANDAIC",
        "MONGOLIAN",
        "MYANMAR",
        "NKO",
        "ORIYA",
        "SINHALA",
        "SYRIAC",
        "TAMIL",
        "TELUGU",
        "TIBETAN",
    ]
)


FEWEST_WORDS = 3
"""Different words that a reason has at least: a word or two says nothing to who was not there."""
_UNSPACED = frozenset(["CJK", "HIRAGANA", "KATAKANA", "KHMER", "LAO", "MYANMAR", "THAI", "YI"])
"""Scripts that set no space between words."""
_LETTERS_A_WORD = 2
"""Different letters of such a script that count as a word."""


class TextTooLong(Problem):
    """A text has more characters than its field holds. It is told, never cut off silently."""

    code = "kernel.text-too-long"
    status = 422
    sentence = _("This text has %(length)s characters; at most %(limit)s fit here.")
    way_out = _("Shorten the text and send the form again. What you typed is kept.")


class LettersLost(Problem):
    """A name holds the sign that stands for bytes which are no letters: it is nobody's name."""

    code = "kernel.letters-lost"
    status = 422
    sentence = _("Some letters of this name did not arrive: “�” stands in their place.")
    way_out = _("Type the name anew, as it stands in a document.")


class NotInWords(Problem):
    """A reason by which somebody else judges is signs, digits, or one word again and again."""

    code = "kernel.not-in-words"
    status = 422
    sentence = _(
        "This is no reason that somebody else understands: it needs at least %(words)s different words."
    )
    way_out = _("Say in a sentence why it is needed. What you typed is kept.")


def yes_or_no(typed: str) -> bool | None:
    """Return what a choice of `yes` and `no` says; None of anything else, as it is not known then."""
    return {"yes": True, "no": False}.get(typed)


def in_order(text: str) -> str:
    """Return what a name is put in order by: capitals and accents do not part 'Géorgie' from 'Guinée'."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def whole_number(typed: str, most_digits: int = 18) -> int | None:
    """Return the number that somebody typed or an address carries, or None where it is none that fits.

    Only the digits 0 to 9 count: Python calls `²` a digit too, and cannot read it.
    """
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= most_digits else None


def _script_word(character: str) -> str:
    return unicodedata.name(character, "").split(" ", 1)[0]


def _joiner_stays(text: str, at: int) -> bool:
    """Tell whether the joiner at a place shapes the writing: Persian parts with it, Indic joins."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and unicodedata.combining(before) == 9:  # after a virama, also at the end of a word
        return True
    if not before or not after or after in (_NON_JOINER, _JOINER):
        return False
    base = next(
        (c for c in reversed(text[max(0, at - _MARKS_IN_A_ROW) : at]) if unicodedata.category(c)[0] == "L"),
        "",
    )
    letters = unicodedata.category(after)[0] in "LM"
    return bool(base) and letters and _script_word(base) in _JOINING and _script_word(after) in _JOINING


def _visible(text: str) -> str:
    """Drop characters that nobody can see, and marks beyond what one letter carries."""
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MARKS_IN_A_ROW or character in _BLANK_LETTERS:
            continue
        if category[0] != "C" or character in "\n\t" or character in (_NON_JOINER, _JOINER):
            kept.append(character)
    return "".join(kept)


def _without_stray_joiners(text: str) -> str:
    if _NON_JOINER not in text and _JOINER not in text:
        return text
    return "".join(
        character
        for at, character in enumerate(text)
        if character not in (_NON_JOINER, _JOINER) or _joiner_stays(text, at)
    )


def clean(text: str, limit: int | None = None, *, lines: bool = False, field: str | None = None) -> str:
    """Return a typed text as it may be kept.

    Takes away controls, direction marks, zero-width, private and unassigned characters; composes (NFC);
    makes one space of any white space. Joiners stay where the script needs them.

    Args:
        text: as it came in.
        limit: how many characters are allowed once it is clean; None for any number.
        lines: keep line breaks, at most one empty line in a row; otherwise they become spaces.
        field: the form field, named in the problem.

    Raises:
        TextTooLong: more characters than the limit.
    """
    # Marks are capped before NFC: putting thousands of marks in order takes quadratic time.
    text = unicodedata.normalize("NFC", _visible(_LINE_ENDS.sub("\n", text)))
    text = _without_stray_joiners(text)
    if lines:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
        text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    else:
        text = " ".join(text.split())
    if limit is not None and len(text) > limit:
        raise TextTooLong(field=field, length=len(text), limit=limit)
    return text


def clean_name(text: str, field: str | None = None) -> str:
    """Return a name on one line, at most 200 characters, otherwise as it was given; may be empty.

    Raises:
        TextTooLong: it has more.
        LettersLost: bytes arrived that are no letters; what stands in their place is nobody's name.
    """
    if NO_LETTER in text:
        raise LettersLost(field)
    return clean(text, NAME_LIMIT, field=field)


def clean_note(text: str, field: str | None = None) -> str:
    """Return prose with its line breaks, at most 20,000 characters; may be empty."""
    return clean(text, NOTE_LIMIT, lines=True, field=field)


def clean_reason(text: str, field: str, limit: int = NOTE_LIMIT, *, lines: bool = True) -> str:
    """Return a reason for something grave, in any script.

    Args:
        text: as it came in.
        field: the form field, named in the problem.
        limit: how many characters are allowed.
        lines: keep line breaks.

    Raises:
        NotInWords: it has fewer different words than a sentence.
        TextTooLong: more characters than the limit.
    """
    words = clean(text, limit, lines=lines, field=field)
    if _different_words(words) < FEWEST_WORDS:
        raise NotInWords(field, words=FEWEST_WORDS)
    return words


def _different_words(text: str) -> int:
    """Return how many different words a text has; digits, signs and one letter again and again are none.

    Where a script sets no spaces, every two different letters count as a word.
    """
    spaced = "".join(one if unicodedata.category(one)[0] in "LM" else " " for one in text.casefold())
    unspaced = {one for one in spaced if one.isalpha() and _script_word(one) in _UNSPACED}
    words = {one for one in spaced.split() if len({*one}) > 1 and not unspaced & {*one}}
    return len(words) + len(unspaced) // _LETTERS_A_WORD

"""The fonts of what is printed and drawn: Noto Sans in all scripts of our people, cut by tools/fonts.py."""

import functools
import json
import re
from pathlib import Path

FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic", "Noto Sans Armenian", "Noto Sans Georgian",
    "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Bengali",
)  # fmt: skip
_IN_ITS_PLACE = "?"


def fonts_folder() -> Path:
    """Return the folder that holds them."""
    return Path(__file__).parent / "data" / "fonts"


def printable(text: str) -> str:
    """Return a text with a question mark in the place of every character that no font has.

    What people type goes into documents too (a reason, a contact); PDF/UA refuses a letter without a shape,
    and a report with one doubtful letter is better than none.
    """
    return _unknown().sub(_IN_ITS_PLACE, text)


@functools.cache
def _unknown() -> re.Pattern[str]:
    known = json.loads((fonts_folder() / "letters.json").read_text())
    stretches = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in known)
    return re.compile(f"[^\\s{stretches}]")

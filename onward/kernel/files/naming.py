"""The name that a file came with, made safe to show and to send back."""

import re

from onward.kernel.text import clean

LIMIT = 120
"""Characters of a file name that are kept, its ending included."""

_BYTES = 200
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def safe_name(name: str) -> str:
    """Return a file name without folders, invisible and reserved characters.

    It has at most 120 characters and 200 bytes. The ending is kept. Direction controls go, so that
    `gpj.exe` cannot read as `exe.jpg`. A name of which nothing is left becomes `document`. It is for
    showing only: where the file lies never depends on it.
    """
    base = re.split(r"[/\\]", name)[-1]
    base = re.sub(r'[<>:"|?*;%]', "_", clean(base)).strip(". ")
    stem, dot, ending = base.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", ending):
        stem, dot, ending = base, "", ""
    stem = stem[: LIMIT - len(dot + ending)]
    while len(stem.encode()) + len(dot + ending) > _BYTES:
        stem = stem[:-1]
    stem = stem.strip(". ") or "document"
    whole = stem + dot + ending
    return f"_{whole}" if _RESERVED.match(whole) else whole


def ending_of(name: str) -> str:
    """Return the ending that a name claims, in small letters and without the point; empty where it has
    none.
    """
    base = clean(re.split(r"[/\\]", name)[-1]).strip(". ")
    return base.rpartition(".")[2].lower() if "." in base else ""

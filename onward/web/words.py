"""The catalogues of translated words, made ready by Babel, without gettext's own programs."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_catalogues(folders: list[Path] | None = None) -> list[Path]:
    """Write the `.mo` beside each `.po` that is newer than it; return those that were written.

    Entries marked fuzzy are left out, as gettext does: somebody still has to look at them.
    """
    written = []
    for folder in folders or [Path(each) for each in settings.LOCALE_PATHS]:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parents[1].name, abort_invalid=True)
            half_made = target.with_suffix(f".mo.{os.getpid()}")  # another may be at it
            with half_made.open("wb") as file:
                write_mo(file, catalogue)
            half_made.replace(target)
            written.append(target)
    return written

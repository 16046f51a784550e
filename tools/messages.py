"""Bring the catalogues of translated words up to date with the code: add what is new, leave out what is gone.

Works on a copy, since Django's own command writes beside every template while it runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "onward" / "locale"
LANGUAGES = ("fr", "nl")
PROGRAMS = ("xgettext", "msguniq", "msgmerge", "msgattrib")
COMMAND = ["makemessages", *(f"--locale={language}" for language in LANGUAGES)]
OPTIONS = ["--no-obsolete", "--no-wrap", "--add-location=file", "--ignore=*/tests/*", "--ignore=tests"]
# Dates, persons and programs: they change with every run and say nothing that the history does not.
NOISE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To")


class MissingProgramError(Exception):
    """GNU gettext is not on this machine; the message says what to install."""


def merged(folder: Path) -> dict[str, Path]:
    """Copy code and catalogues into the folder, merge them there, and return each language's new catalogue.

    A string that somebody still has to translate is empty or marked fuzzy. Raises MissingProgramError where
    GNU gettext is missing, and CalledProcessError where a string cannot be read.
    """
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        raise MissingProgramError(f"{', '.join(missing)} missing: apt-get install gettext")
    copy = folder / "onward"
    no_code = shutil.ignore_patterns("__pycache__", "tests", "static", "*.mo", "*.new")
    shutil.copytree(ROOT / "onward", copy, ignore=no_code)
    (copy / "locale").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", *COMMAND, *OPTIONS]
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True, text=True)
    catalogues = {
        language: copy / "locale" / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES
    }
    for catalogue in catalogues.values():
        lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in NOISE))]
        catalogue.write_text("".join(kept), encoding="utf-8")
    return catalogues


def said(words: object) -> bool:
    """Say whether an entry has its words: one text, or one for each plural form."""
    return all(words) if isinstance(words, (list, tuple)) else bool(words)


def main() -> int:
    """Replace the catalogues and say how much each of them still lacks."""
    from babel.messages.pofile import read_po

    with tempfile.TemporaryDirectory() as folder:
        try:
            catalogues = merged(Path(folder))
        except MissingProgramError as problem:
            sys.stderr.write(f"{problem}\n")
            return 1
        for language, catalogue in catalogues.items():
            target = CATALOGUES / language / "LC_MESSAGES" / "django.po"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(catalogue, target)
            with target.open("rb") as file:
                entries = [entry for entry in read_po(file, locale=language) if entry.id]
            open_ones = sum(entry.fuzzy or not said(entry.string) for entry in entries)
            print(f"{target.relative_to(ROOT)}: {len(entries)} entries, {open_ones} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())

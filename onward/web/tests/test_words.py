"""Translated words, made ready in Python alone."""

from __future__ import annotations

import gettext
from pathlib import Path

from onward.web.words import compile_catalogues

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "One person"
msgid_plural "%(count)s persons"
msgstr[0] "Une personne"
msgstr[1] "%(count)s personnes"

#, fuzzy
msgid "Gate"
msgstr "Porte"
"""


def folder_with(words: str, folder: Path) -> Path:
    target = folder / "fr" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "django.po").write_text(words, encoding="utf-8")
    return target


def test_plurals_come_out_as_they_were_written(tmp_path: Path) -> None:
    target = folder_with(CATALOGUE, tmp_path)
    assert compile_catalogues([tmp_path]) == [target / "django.mo"]
    with (target / "django.mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.ngettext("One person", "%(count)s persons", 1) == "Une personne"
    assert words.ngettext("One person", "%(count)s persons", 2) == "%(count)s personnes"


def test_what_somebody_still_has_to_look_at_is_left_out(tmp_path: Path) -> None:
    target = folder_with(CATALOGUE, tmp_path)
    compile_catalogues([tmp_path])
    with (target / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Gate") == "Gate"


def test_what_is_ready_is_not_made_again(tmp_path: Path) -> None:
    folder_with(CATALOGUE, tmp_path)
    compile_catalogues([tmp_path])
    assert compile_catalogues([tmp_path]) == []

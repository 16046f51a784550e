"""Whatever Onward says, it says in French and Dutch too, and as those languages are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.template.loader import render_to_string
from django.utils import translation

from tools.messages import LANGUAGES, MissingProgramError, merged

WOULD_MEND = "`make messages` adds what is new; translate it in onward/locale"
BLANKS = re.compile(r"%\(\w+\)[sd]|%%|</?\w+[^>]*>")
"""Named values, percent signs and marks of HTML: what a translation has to carry over."""
STRAIGHT = re.compile(r"['\"](?![^<]*>)")
UNSPACED = re.compile(r"(?<!\u202f)[;!?»](?=\s|$)| :(?=\s|$)|«(?!\u202f)")


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalog]:
    """Return the catalogue of each language, merged with the strings that the code holds now."""
    try:
        found = merged(tmp_path_factory.mktemp("messages"))
    except MissingProgramError as problem:
        pytest.fail(str(problem))
    return {language: read(path, language) for language, path in found.items()}


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def entries(catalogue: Catalog) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Yield each entry with what it says in English and what it says in the other language."""
    for entry in catalogue:
        if not entry.id:
            continue
        english = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        words = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        yield entry, english, [word or "" for word in words]


def said(catalogue: Catalog) -> Iterator[str]:
    """Yield everything that the other language says."""
    for _entry, _english, words in entries(catalogue):
        yield from words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_the_code_is_translated(catalogues: dict[str, Catalog], language: str) -> None:
    missing = [english[0] for _entry, english, words in entries(catalogues[language]) if not all(words)]
    assert missing == [], WOULD_MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_still_has_to_look_at_a_translation(catalogues: dict[str, Catalog], language: str) -> None:
    fuzzy = [english[0] for entry, english, _words in entries(catalogues[language]) if entry.fuzzy]
    assert fuzzy == [], WOULD_MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_carries_every_value_over(catalogues: dict[str, Catalog], language: str) -> None:
    wrong = []
    for _entry, english, words in entries(catalogues[language]):
        wanted = sorted(BLANKS.findall(english[-1]))
        wrong += [word for word in words if sorted(BLANKS.findall(word)) != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_passes_the_checks_of_gettext(catalogues: dict[str, Catalog], language: str) -> None:
    assert [(entry.id, faults) for entry, faults in catalogues[language].check()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many_are_told_apart(catalogues: dict[str, Catalog], language: str) -> None:
    catalogue = catalogues[language]
    assert {len(words) for entry, _english, words in entries(catalogue) if entry.pluralizable} == {2}
    assert catalogue.plural_expr == {"fr": "(n > 1)", "nl": "(n != 1)"}[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_and_quotes_are_those_of_print(catalogues: dict[str, Catalog], language: str) -> None:
    assert [words for words in said(catalogues[language]) if STRAIGHT.search(words)] == []


def test_french_marks_stand_after_a_narrow_space_that_does_not_break(catalogues: dict[str, Catalog]) -> None:
    assert [words for words in said(catalogues["fr"]) if UNSPACED.search(words)] == []


@pytest.mark.parametrize(("language", "words"), [("fr", "Enregistrer"), ("nl", "Opslaan")])
def test_the_running_application_speaks_the_language(language: str, words: str) -> None:
    with translation.override(language):
        assert translation.gettext("Save") == words
        assert translation.gettext("There is no such page") in render_to_string("404.html")

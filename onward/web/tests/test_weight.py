"""What a page weighs, compressed, script and fonts included: 100 kB for staff, 60 kB with Latin alone."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import django_htmx

from onward.web import drawing

STATIC = Path(drawing.__file__).parent / "static" / "onward"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
LIGHT, HEAVY = 60_000, 100_000
PAGE = 8_000
"""What the words of a long page may weigh; the longest of the gallery has some 4,000."""
FEATHER = 6_000
"""Bytes of our own script, as it is written."""


def compressed(file: Path) -> int:
    """Return the size that is sent to a browser that knows gzip alone, in bytes."""
    return len(gzip.compress(file.read_bytes()))


def common() -> int:
    """Return what every page brings: styles, scripts, and Latin in both weights."""
    files = [STATIC / "fonts" / "fonts.css", *STATIC.glob("*.css"), STATIC / "onward.js", HTMX]
    return sum(map(compressed, files)) + font("latin-400") + font("latin-600")


def font(name: str) -> int:
    """Return the size of a font, which is compressed already."""
    return (STATIC / "fonts" / f"{name}.woff2").stat().st_size


def test_a_page_in_latin_letters_weighs_what_a_mission_can_load() -> None:
    assert common() + PAGE <= LIGHT


def test_a_page_with_names_in_any_one_script_stays_under_its_bound() -> None:
    for file in (STATIC / "fonts").glob("*-400.woff2"):
        assert common() + PAGE + file.stat().st_size <= HEAVY, file.name


def test_turkish_or_romanian_names_in_bold_stay_under_the_bound_too() -> None:
    assert common() + PAGE + font("latin-more-400") + font("latin-more-600") <= HEAVY


def test_the_own_script_stays_small_and_evaluates_nothing() -> None:
    words = (STATIC / "onward.js").read_text()
    assert len(words) < FEATHER
    assert not re.search(r"\beval\b|new Function|innerHTML", words)


def test_every_font_that_is_named_is_there_with_its_licence() -> None:
    named = set(re.findall(r'url\("([^"]+)"\)', (STATIC / "fonts" / "fonts.css").read_text()))
    assert named == {file.name for file in (STATIC / "fonts").glob("*.woff2")}
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()


def test_styles_know_no_left_and_no_right_and_no_colour_but_tokens() -> None:
    for file in STATIC.glob("*.css"):
        words = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
        sided = re.findall(r"[^-\w](?:(?:margin|padding|border)-(?:left|right)|float|left|right)\s*:", words)
        assert not sided, (file.name, sided)
        if file.name != "tokens.css":
            assert not re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", words), file.name

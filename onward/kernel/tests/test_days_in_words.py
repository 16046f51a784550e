"""Days in words, as each language of the house writes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

import onward
from onward.kernel.text import after_one_another, day_in_words

FIRST, SECOND = date(2026, 7, 1), date(2026, 7, 2)


@pytest.mark.parametrize(("language", "between"), [("en", "; "), ("nl", "; "), ("fr", "\u202f; ")])
def test_what_stands_one_after_another_is_parted_as_the_language_does(language: str, between: str) -> None:
    with override(language):
        assert after_one_another(["a", "", "b", "c%s"]) == f"a{between}b{between}c%s"
        assert after_one_another([]) == ""


def test_nothing_that_people_read_is_joined_by_a_semicolon_without_its_language() -> None:
    root = Path(onward.__file__).parent
    rooms = [one for one in root.rglob("*.py") if "tests" not in one.parts and "web" not in one.parts]
    assert not [str(one) for one in rooms if '"; ".join' in one.read_text()]


@pytest.mark.parametrize(
    ("day", "pattern", "written"),
    [
        (FIRST, "j F Y", "1er juillet 2026"),
        (FIRST, "l j F Y", "mercredi 1er juillet 2026"),
        (FIRST, "DATE_FORMAT", "1er juillet 2026"),
        (FIRST, "Y-m-d", "2026-07-01"),
        (SECOND, "j F Y", "2 juillet 2026"),
        (date(2026, 7, 11), "j F Y", "11 juillet 2026"),
    ],
)
def test_french_counts_the_first_of_a_month_alone(day: date, pattern: str, written: str) -> None:
    with override("fr"):
        assert day_in_words(day, pattern) == written


def test_other_languages_do_not() -> None:
    for language, written in (("en", "1 July 2026"), ("nl", "1 juli 2026")):
        with override(language):
            assert day_in_words(FIRST) == written


def test_arabic_has_its_own_comma_between_day_and_time() -> None:
    with override("ar"):
        assert day_in_words(datetime(2026, 12, 1, 13, tzinfo=UTC), "j F, H:i") == "1 ديسمبر، 14:00"


def test_a_moment_has_the_day_of_the_office_not_that_of_greenwich() -> None:
    with override("en"):
        assert day_in_words(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == "1 December 2026"


def test_templates_write_it_so_too_in_the_time_of_the_office() -> None:
    template = Template('{% load onward %}{{ at|day:"j F Y, H:i" }}{{ none|day }}')
    with override("fr"):
        at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
        assert template.render(Context({"at": at, "none": None})) == "1er juillet 2026, 00:30"


def test_no_template_puts_a_bare_day_into_a_sentence() -> None:
    bare = re.compile(r"\bwith\b[^%]*?=(?:\w+\.)*(?:\w+_on|due|until)(?=[ %])|\|date:\"DATE_FORMAT\"")
    written = {
        str(page): found.group()
        for page in Path(onward.__path__[0]).rglob("*.html")
        if (found := bare.search(page.read_text()))
    }
    assert not written

"""What readers call the towns that people write in a script of their own."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override

from onward.reference.data import table
from onward.reference.scripts import script_of
from onward.reference.towns import called_in, readers_name


@pytest.mark.parametrize(
    ("place", "country", "language", "known"),
    [
        ("بغداد", "IQ", "fr", "Bagdad"),
        ("بغداد", "IQ", "en", "Baghdad"),
        ("Београд", "RS", "nl", "Belgrado"),
        ("طرابلس", "LB", "fr-be", "Tripoli"),
        ("Рыбинск", "RU", "fr", "Rybinsk"),
        ("سامراء", "IQ", "fr", ""),
        ("Erbil", "IQ", "fr", ""),
        ("", "IQ", "fr", ""),
    ],
)
def test_a_town_is_called_as_its_reader_calls_it(place: str, country: str, language: str, known: str) -> None:
    assert readers_name(place, country, language) == known


def test_the_readers_name_stands_first_and_the_given_one_beside_it_in_its_own_direction() -> None:
    drawn = Template("{% load places %}{% destination 'IQ' place %}")
    with override("fr"):
        page = drawn.render(Context({"place": "بغداد"}))
        assert 'Irak</span>, Bagdad <bdi class="native" dir="auto">بغداد</bdi>' in page
        assert 'Irak</span>, <bdi dir="auto">سامراء</bdi>' in drawn.render(Context({"place": "سامراء"}))
        assert "<b>" not in drawn.render(Context({"place": "<b>"}))
        assert drawn.render(Context({"place": ""})).endswith("Irak</span>")


def test_each_place_of_the_table_is_written_in_another_script_and_has_an_english_name() -> None:
    for country, places in table("places")["places"].items():
        for own, names in places.items():
            assert script_of(own) != "Latn", (country, own)
            assert names["en"], (country, own)
            assert set(names) <= {"en", "fr", "nl"}, (country, own)


@pytest.mark.parametrize(
    ("town", "language", "called"),
    [
        ("Ghent", "fr", "Gand"),
        ("Gent", "fr-be", "Gand"),
        ("Gand", "nl", "Gent"),
        ("Antwerp", "fr", "Anvers"),
        ("aalst", "fr", "Alost"),
        ("Turnhout", "fr", "Turnhout"),
    ],
)
def test_a_town_in_latin_letters_has_one_name_and_that_is_the_readers(
    town: str, language: str, called: str
) -> None:
    assert called_in(town, "BE", language) == called
    assert called_in(town, "US", language) == town

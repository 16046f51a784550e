"""What is typed as a place of a journey."""

import pytest

from onward.delivery.movements.forms.journeys import LegForm
from onward.reference.airports import airport, meant_by
from onward.reference.data import table


def test_airports_that_go_by_one_name_are_told_apart_by_their_country() -> None:
    form = LegForm({"origin": "BRU", "destination": "San Salvador"})
    [words] = form.errors["destination"]
    assert ", El Salvador)" in words
    assert ", Bahamas)" in words


def test_airports_in_the_country_of_destination_are_meant_where_others_go_by_their_name() -> None:
    typed = {"origin": "BRU", "destination": "San Salvador", "mode": "air"}
    for country, code in (("SV", "SAL"), ("BS", "ZSA")):
        form = LegForm(typed, country=country)
        assert form.is_valid()
        assert form.plan().destination == code
    [words] = LegForm(typed | {"destination": "Tehran"}, country="IR").errors["destination"]
    assert "IKA (" in words
    assert "THR (" in words


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [("ils", "SV", "ILS"), ("Amman", "JO", "AMM"), ("Kerman", "IR", "KER"), ("Ankara", "TR", "ESB")],
)
def test_of_a_town_the_airport_with_flights_is_meant_and_any_by_its_letters(
    typed: str, country: str, code: str
) -> None:
    assert [one.iata for one in meant_by(typed, country)] == [code]


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("Bucureşti", "RO", "OTP"),  # with the cedilla of old keyboards
        ("Bucures\u0327ti", "RO", "OTP"),
        ("București", "RO", "OTP"),  # with the comma below
        ("bucuresti", "RO", "OTP"),
        ("Warszawa", "PL", "WAW"),
        ("Lodz", "PL", "LCJ"),
        ("Tiranë", "AL", "TIA"),
        ("Beograd", "RS", "BEG"),
        ("Београд", "RS", "BEG"),
        ("Київ", "UA", "KBP"),
        ("Kiev", "UA", "KBP"),
    ],
)
def test_a_town_is_found_by_its_name_at_home_however_its_accents_are_written(
    typed: str, country: str, code: str
) -> None:
    assert code in {one.iata for one in meant_by(typed, country)}


def test_a_field_without_flights_stands_beside_an_airport_that_has_them() -> None:
    for country, codes in table("airports")["aside"].items():
        for code in codes:
            field = airport(code)
            assert field is not None
            assert field.country == country
            others = meant_by(field.town("en"), country)
            assert code not in {one.iata for one in others}, f"{code} is the only one of its town"

"""What is typed as a place of a journey."""

from onward.delivery.movements.forms.journeys import LegForm


def test_airports_that_go_by_one_name_are_told_apart_by_their_country() -> None:
    form = LegForm({"origin": "BRU", "destination": "San Salvador"})
    [words] = form.errors["destination"]
    assert ", El Salvador)" in words
    assert ", Bahamas)" in words


def test_airports_in_the_country_of_destination_are_meant_where_others_go_by_their_name() -> None:
    typed = {"origin": "BRU", "destination": "San Salvador", "mode": "air"}
    [words] = LegForm(typed, country="SV").errors["destination"]
    assert "SAL (" in words
    assert "Bahamas" not in words
    form = LegForm(typed, country="BS")
    assert form.is_valid()
    assert form.plan().destination == "ZSA"

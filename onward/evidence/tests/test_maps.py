"""A map of the world: classes that are used, small countries that are seen, numbers without colour."""

from typing import Any

import pytest

from onward.evidence.documents.charts import SHADES
from onward.evidence.documents.lying import of_all
from onward.evidence.documents.maps import NARROW, WIDE, Form, Told, classed, world_map

WORDS = {"between": "%(first)s to %(last)s", "more": "%(first)s and more", "hidden": "not shown"}
BALKANS = {"AL": 14, "RS": 11, "XK": 7, "MK": 5, "BA": 2}


def told(numbers: dict[str, int], *hidden: str) -> Told:
    return Told(numbers, hidden, str, WORDS)


def names(*numbers: int) -> list[str]:
    codes = ("BR", "RO", "GE", "UA", "MA", "IQ", "SN", "GN", "AL", "RS")
    return [name for name, _least in classed(told(dict(zip(codes, numbers, strict=False))))]


def test_the_legend_has_the_classes_that_are_used_and_no_others() -> None:
    assert names(1, 1, 1) == ["1"]
    assert names(9, 1) == ["1", "5 and more"]
    assert names(254, 3, 3, 1) == ["1", "2 to 4", "200 and more"]
    assert names(7) == ["5 and more"]
    assert names() == []


def test_many_classes_become_as_many_as_there_are_shades() -> None:
    assert names(1, 3, 7, 12, 30, 60) == ["1 to 4", "5 to 9", "10 to 19", "20 to 49", "50 and more"]
    assert names(1, 5, 30, 60, 254) == ["1", "5 to 9", "20 to 49", "50 to 99", "200 and more"]
    assert names(1, 2, 5, 10, 30, 60, 100, 254) == [
        "1 to 4",
        "5 to 9",
        "10 to 49",
        "50 to 99",
        "100 and more",
    ]
    many = names(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    assert many == ["1 to 9", "10 to 99", "100 to 999", "1000"]
    assert len(many) <= len(SHADES)


def test_classes_leave_no_number_between_them() -> None:
    spec = world_map(told({"BR": 254, "RO": 60, "GE": 44, "UA": 3, "MA": 1}))
    classes = classed(told({"BR": 254, "RO": 60, "GE": 44, "UA": 3, "MA": 1}))
    of_countries = [one["class"] for one in shapes(spec) if "class" in one]
    assert len(of_countries) >= 5
    assert set(of_countries) == {name for name, _least in classes}


def shapes(spec: dict[str, Any]) -> list[dict[str, Any]]:
    layers = [one for one in spec["layer"] if one["mark"]["type"] == "geoshape"]
    return [value for one in layers for value in one["data"]["values"]]


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    layers = [one for one in spec["layer"] if one["mark"]["type"] == kind]
    return list(layers[-1]["data"]["values"]) if layers else []


@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_small_country_far_from_others_has_a_circle_and_its_number(form: Form) -> None:
    spec = world_map(told({"SV": 40, "BR": 30}), form)
    assert len(marks(spec, "circle")) == 1
    assert {one["text"] for one in marks(spec, "text")} == {"40", "30"}


@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_small_countries_beside_one_another_have_a_closer_picture_with_every_number(form: Form) -> None:
    spec = world_map(told(BALKANS | {"BR": 254}), form)
    assert {one["text"] for one in marks(spec, "text")} == {"254", "14", "11", "7", "5", "2"}
    left, _top, width, _high = form.inset
    inside = [one for one in marks(spec, "text") if one["text"] != "254"]
    assert all(left <= one["x"] <= left + width for one in inside)


def test_two_small_countries_need_no_closer_picture() -> None:
    spec = world_map(told({"AL": 14, "XK": 7}))
    assert len([one for one in spec["layer"] if one["mark"]["type"] == "geoshape"]) == 2
    assert len(marks(spec, "circle")) == 2


@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_number_covers_another(form: Form) -> None:
    crowd = ("BR", "RO", "UA", "GE", "AM", "AL", "RS", "XK", "MK", "MD", "BA", "MA", "IQ", "SV", "HN")
    many = {code: 10 + place for place, code in enumerate(crowd)}
    placed = [(one["x"], one["y"]) for one in marks(world_map(told(many), form), "text")]
    assert len(placed) > 8
    for place, (x, y) in enumerate(placed):
        assert all(abs(x - a) >= 12 or abs(y - b) >= 11 for a, b in placed[place + 1 :])


def test_what_is_not_shown_has_a_sign_and_the_legend_says_so() -> None:
    spec = world_map(told({"BR": 9}, "DZ"))
    assert {one["text"] for one in marks(spec, "text")} == {"9", "×"}
    assert {one["class"] for one in shapes(spec) if "class" in one} == {"5 and more", "× not shown"}


def test_a_number_bears_the_mark_of_the_note_on_the_name_of_its_country() -> None:
    seen = Told({"BR": 9, "XK": 7}, (), str, WORDS, {"XK": "*"})
    hidden = Told({"BR": 9}, ("DZ",), str, WORDS, {"DZ": "*"})
    assert {one["text"] for one in marks(world_map(seen), "text")} == {"9", "7*"}
    assert {one["text"] for one in marks(world_map(hidden), "text")} == {"9", "×*"}


def test_a_state_is_shaded_with_what_is_drawn_as_part_of_it_and_no_more() -> None:
    def shaded(*codes: str) -> int:
        return len([one for one in shapes(world_map(told(dict.fromkeys(codes, 3)))) if "class" in one])

    assert shaded("MA") == 1, "Western Sahara is not shaded with Morocco"
    assert shaded("FK") == 1
    assert shaded("CN") > 1, "what the United Nations draw as part of China"
    assert shaded("CN", "TW") == shaded("CN"), "its own number, where it has one"


def test_a_country_across_the_edge_of_the_map_stays_in_one_piece() -> None:
    whole = of_all(640)
    for outline in whole.shapes.values():
        for piece in outline:
            xs = [x for x, _y in piece[0]]
            assert max(xs) - min(xs) < 400
            assert min(xs) >= -5
            assert max(xs) <= 645

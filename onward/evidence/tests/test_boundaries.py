"""Shapes of countries go by the map of the United Nations: which area a place lies in."""

import json
from itertools import pairwise
from typing import Any

import pytest

from onward.evidence.documents.shapes import (
    WORLD_FILE,
    Line,
    area,
    chained,
    degrees,
    pieces,
    simplified,
    world,
)
from onward.reference.countries import names
from tools.world import Shapes

TOLD = json.loads(WORLD_FILE.read_text())
ARCS = degrees(TOLD)
PLACES = {
    "Simferopol": (34.10, 44.95, "UA"),
    "Kerch": (36.45, 45.35, "UA"),
    "Donetsk": (37.80, 48.00, "UA"),
    "Laayoune": (-13.19, 27.13, "EH"),
    "Dakhla": (-15.90, 23.75, "EH"),
    "Smara": (-11.67, 26.74, "EH"),
    "Tan-Tan": (-11.10, 28.44, "MA"),
    "Majdal Shams": (35.77, 33.27, "SY"),
    "Katzrin": (35.69, 32.99, "SY"),
    "Tiberias": (35.52, 32.79, "IL"),
    "Safed": (35.50, 32.97, "IL"),
    "Ramallah": (35.20, 31.90, "PS"),
    "East Jerusalem": (35.24, 31.79, "PS"),
    "Gaza": (34.45, 31.50, "PS"),
    "Pristina": (21.165, 42.667, "XK"),
    "Mitrovica": (20.87, 42.86, "XK"),
    "Nis": (21.90, 43.32, "RS"),
    "Hargeisa": (44.06, 9.56, "SO"),
    "Mogadishu": (45.30, 2.05, "SO"),
    "Taipei": (121.55, 25.04, "TW"),
    "Kyrenia": (33.25, 35.30, "CY"),
    "Limassol": (33.03, 34.73, "CY"),
    "Stanley": (-57.90, -51.70, "FK"),
    "Sukhumi": (41.05, 43.02, "GE"),
    "Tskhinvali": (43.97, 42.23, "GE"),
    "Stepanakert": (46.75, 39.82, "AZ"),
    "Tiraspol": (29.63, 46.84, "MD"),
    "Abyei": (28.43, 9.60, "SD"),
    "Cayenne": (-52.30, 4.90, "GF"),
}
NO_SHAPE_NEEDED = {"AQ"}
"""The Antarctic is on no map of where people return to."""


def lies_in(east: float, north: float) -> set[str]:
    """Return the codes of the areas in which a point lies."""
    found = set()
    for one in TOLD["objects"]["countries"]["geometries"]:
        rings = [chained(ARCS, ring) for piece in pieces(one) for ring in piece]
        if sum(around(ring, east, north) for ring in rings) % 2:
            found.add(one["id"])
    return found


def around(ring: Line, x: float, y: float) -> bool:
    crossed = [
        (a, b, c, d) for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True) if (b > y) != (d > y)
    ]
    return sum(x < a + (c - a) * (y - b) / (d - b) for a, b, c, d in crossed) % 2 == 1


@pytest.mark.parametrize(("place", "told"), PLACES.items(), ids=PLACES.keys())
def test_a_place_lies_where_the_united_nations_draw_it(place: str, told: tuple[float, float, str]) -> None:
    east, north, code = told
    assert lies_in(east, north) == {code}


def test_what_the_united_nations_draw_as_part_of_a_state_is_known() -> None:
    within = world().within
    assert {code: within[code] for code in ("TW", "HK", "IO")} == {"TW": "CN", "HK": "CN", "IO": "MU"}
    assert not {"EH", "XK", "PS", "FK"} & within.keys()


def test_an_area_that_is_one_has_no_line_through_it() -> None:
    for code in ("SO", "CY", "UA"):
        used = [number for piece in world().areas[code] for ring in piece for number in ring]
        assert not {~number for number in used} & set(used)


def test_boundaries_that_are_not_agreed_on_are_dotted() -> None:
    dotted = set(world().undetermined)
    for one, other in (("EH", "MA"), ("IN", "PK"), ("SD", "SS"), ("XK", "RS"), ("IL", "SY"), ("IL", "PS")):
        shared = {max(n, ~n) for n in arcs_of(one)} & {max(n, ~n) for n in arcs_of(other)}
        assert shared & dotted, (one, other)
    assert not {max(n, ~n) for n in arcs_of("BE")} & dotted


def arcs_of(code: str) -> set[int]:
    return {number for piece in world().areas[code] for ring in piece for number in ring}


def test_every_country_of_ours_has_a_place_on_the_map() -> None:
    assert names.codes() - world().middles.keys() == NO_SHAPE_NEEDED
    assert world().middles.keys() - names.codes() == {""}, "what belongs to nobody has no code"


def test_a_line_keeps_its_ends_and_its_corners_and_loses_what_cannot_be_seen() -> None:
    line = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0)]
    assert simplified(line, 1) == [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]
    ring = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1), (0.0, 0.0)]
    assert len(simplified(ring, 100)) == 4
    assert area(ring) == pytest.approx(0.01)


# --- how the file is made --------------------------------------------------------------------------------

ROW = [
    [(2, 0), (0, 0), (0, 2), (2, 2)],
    [(2, 2), (2, 0)],
    [(2, 0), (3, 0), (4, 0)],
    [(4, 0), (4, 2)],
    [(4, 2), (3, 2), (2, 2)],
    [(4, 0), (6, 0), (6, 2), (4, 2)],
]
"""Three squares in a row, arc by arc; the one in the middle has a corner halfway above and below."""


def three_squares() -> Shapes:
    told: dict[str, Any] = {"BEL": [0, 1], "LUX": [~1, ~4, ~3, ~2], "DEU": [3, ~5]}
    geometries = [
        {"type": "Polygon", "arcs": [ring], "properties": {"a3": letters}} for letters, ring in told.items()
    ]
    steps = [[arc[0], *((x - a, y - b) for (a, b), (x, y) in pairwise(arc))] for arc in ROW]
    return Shapes(
        {
            "transform": {"scale": [1, 1], "translate": [0, 0]},
            "objects": {"countries": {"geometries": geometries}},
            "arcs": steps,
        }
    )


def sizes(shapes: Shapes) -> dict[str, list[float]]:
    return {
        code: [abs(area(chained(shapes.arcs, piece[0]))) for piece in found]
        for code, found in shapes.areas.items()
    }


def test_two_areas_that_are_joined_are_one_piece_without_a_line() -> None:
    shapes = three_squares()
    assert sizes(shapes) == {"BE": [4], "LU": [4], "DE": [4]}
    shapes.join("BE", "LU")
    assert sizes(shapes) == {"BE": [8], "DE": [4]}
    assert not shapes.between("BE", "BE")


def test_a_line_through_an_area_gives_what_lies_beyond_to_its_neighbour() -> None:
    shapes = three_squares()
    shapes.move("LU", "DE", [(3, 0), (3, 1), (3, 2)])
    assert sizes(shapes) == {"BE": [4], "LU": [2], "DE": [6]}
    border = [shapes.arcs[number] for number in shapes.between("LU", "DE")]
    assert border == [[(3, 0), (3, 1), (3, 2)]]


def test_a_line_from_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="no corner near"):
        three_squares().move("LU", "DE", [(3, 0.5), (3, 2)])


def test_a_stretch_of_a_border_is_cut_out_for_all_who_share_it() -> None:
    shapes = three_squares()
    shapes.join("BE", "DE")
    (cut,) = shapes.stretch(("LU", "BE"), (3.5, -1, 5, 3))
    assert shapes.arcs[cut] == ROW[3]
    with pytest.raises(ValueError, match="no border"):
        shapes.stretch(("LU", "FR"), None)


def test_pieces_within_a_box_take_a_code_of_their_own() -> None:
    shapes = three_squares()
    shapes.areas["BE"] += shapes.areas.pop("DE")
    shapes.take("GF", "BE", (3.5, -1, 7, 3))
    assert sizes(shapes) == {"BE": [4], "LU": [4], "GF": [4]}

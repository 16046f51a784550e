"""Pictures made smaller: what was open stays open, what was closed stays closed, and nothing moves."""

import itertools
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import vl_convert

from onward.evidence.documents.charts import Bar
from onward.evidence.documents.drawn import svg
from onward.evidence.documents.maps import WIDE, Told, world_map
from onward.evidence.documents.strands import Strand, lines

WORDS = {"between": "%(first)s to %(last)s", "more": "%(first)s and more", "hidden": "not shown"}
LINE: dict[str, Any] = {
    "data": {"values": [{"month": month, "number": month * 7 % 11} for month in range(1, 13)]},
    "mark": "line",
    "encoding": {
        "x": {"field": "month", "type": "quantitative"},
        "y": {"field": "number", "type": "quantitative"},
    },
}
WORLD = world_map(Told({"BR": 254, "RS": 11, "IN": 9, "SD": 3}, (), str, WORDS), WIDE)
PATH = re.compile(r' d="(M[^"]*)"')


def points(path: str) -> list[tuple[float, float]]:
    """Return the corners of a path of straight lines, however they are written."""
    found: list[tuple[float, float]] = []
    for ring in path.split("M")[1:]:
        first, *steps = re.split(r"[lL ]", ring.rstrip("zZ"))
        x, y = map(float, first.split(","))
        found.append((x, y))
        for step in steps:
            to_x, to_y = map(float, step.split(","))
            x, y = (x + to_x, y + to_y) if "l" in ring else (to_x, to_y)
            found.append((x, y))
    return found


def straight(drawn: str) -> list[str]:
    return [path for path in PATH.findall(drawn) if len(path) > 60 and not re.search("[a-km-yA-KN-Y]", path)]


@pytest.mark.parametrize("spec", [LINE, WORLD], ids=["line", "world"])
def test_lines_are_as_open_and_as_closed_as_they_were_drawn(spec: dict[str, Any]) -> None:
    plain = vl_convert.vegalite_to_svg(json.dumps(spec))
    before = [path for path in PATH.findall(plain) if re.fullmatch(r"M[MLZ0-9.,e-]{60,}", path)]
    after = [path for path in straight(svg(spec)) if "l" in path]
    assert [path.count("Z") for path in before] == [path.count("z") for path in after]
    assert len(before) > 0
    for old, new in itertools.islice(zip(before, after, strict=True), 200):
        assert np.allclose(points(new), points(old), atol=0.6)


def test_the_line_of_a_chart_does_not_run_back_to_its_beginning() -> None:
    (line,) = [path for path in straight(svg(LINE)) if path.count(",") == 12]
    assert not line.endswith(("z", "Z"))


def test_a_line_over_time_is_interrupted_where_there_is_no_number() -> None:
    """Drawn through, it would seem to have one."""
    years = [Bar(f"{year}", number) for year, number in enumerate((1, 24, None, 2300, 2142), 2014)]
    drawn = svg(lines([Strand("one", tuple(years))]))
    assert re.search(r'd="M[^ML"]+L[^ML"]+M[^ML"]+L[^ML"]+"', drawn)
    whole = [replace(one, now=one.now or 9) for one in years]
    assert not re.search(r'd="M[^ML"]+L[^ML"]+M[^ML"]+L[^ML"]+"', svg(lines([Strand("one", tuple(whole))])))


def test_a_boundary_that_is_not_agreed_on_is_a_line_and_no_ring() -> None:
    dotted = re.findall(r'<path[^>]*stroke-dasharray="[^"]+"[^>]*>', svg(WORLD))
    assert dotted
    assert not [path for path in dotted if re.search(r'z"', path)]

"""Maps as specifications of Vega-Lite: the countries of the world, shaded by their numbers."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from onward.evidence.documents.charts import HIDDEN, LAND, SHADES, SHEET, whole

_STEPS: Final = (1, 10, 50, 100, 500, 1_000, 5_000, 10_000)
_NEAR: Final = 0.6
"""Degrees: about a point on a map of this size."""
_CORNERS: Final = 5
_WORLD: Final = Path(__file__).parent / "data" / "world.json"


def world_map(
    numbers: Mapping[str, int], hidden: Sequence[str], words: Mapping[str, str], *, width: int = 640
) -> dict[str, Any]:
    """Return a map of the world with countries shaded by their number.

    Args:
        numbers: code of a country → its number, above nought.
        hidden: countries whose number is not shown.
        words: "from", "and more" and "not shown" in the language of the document, for the legend.
        width: in points.
    """
    classes = _classes(max(numbers.values(), default=0), words)
    values = [{"code": code, "class": _class(number, classes)} for code, number in numbers.items()]
    values += [{"code": code, "class": words["hidden"]} for code in hidden]
    domain, shades = [name for name, _least in classes], list(SHADES[: len(classes)])
    if hidden:
        domain, shades = [*domain, words["hidden"]], [*shades, HIDDEN]
    return whole(
        {
            "height": round(width * 0.49),
            "data": {"values": _world(), "format": {"type": "topojson", "feature": "countries"}},
            "transform": [
                {"filter": "datum.id != 'AQ'"},
                {"lookup": "id", "from": {"data": {"values": values}, "key": "code", "fields": ["class"]}},
            ],
            "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
            "mark": {"type": "geoshape", "stroke": SHEET, "strokeWidth": 0.35},
            "encoding": {
                "color": {
                    "condition": {
                        "test": "isValid(datum.class)",
                        "field": "class",
                        "type": "nominal",
                        "scale": {"domain": domain, "range": shades},
                        "legend": {"orient": "bottom", "title": None, "columns": 6},
                    },
                    "value": LAND,
                }
            },
        },
        width,
    )


def _classes(most: int, words: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return the classes of a map: words, and the least number of each."""
    steps = [one for one in _STEPS if one <= most] or [1]
    steps = steps[-len(SHADES) :]
    named = [
        words["between"] % {"first": first, "last": above - 1} for first, above in itertools.pairwise(steps)
    ]
    return list(zip([*named, words["more"] % {"first": steps[-1]}], steps, strict=True))


def _class(number: int, classes: Sequence[tuple[str, int]]) -> str:
    return next((name for name, least in reversed(classes) if number >= least), classes[0][0])


@functools.cache
def _world() -> Any:
    """Return the shapes of countries, with those points of their borders that can be told apart."""
    world = json.loads(_WORLD.read_text())
    across, up = world["transform"]["scale"]
    world["arcs"] = [_lighter(arc, across, up) for arc in world["arcs"]]
    return world


def _lighter(arc: list[list[int]], across: float, up: float) -> list[list[int]]:
    """Return a border without points that lie nearer than `_NEAR` to the one before.

    Neighbours share a border, so both lose the same points. An island too small for that is left as it is.

    Args:
        arc: steps from point to point, as TopoJSON has them.
        across: degrees of one step to the east.
        up: degrees of one step to the north.
    """
    points = list(itertools.accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]]))
    kept = points[:1]
    for point in points[1:-1]:
        if abs(point[0] - kept[-1][0]) * across + abs(point[1] - kept[-1][1]) * up >= _NEAR:
            kept.append(point)
    kept.append(points[-1])
    if points[0] == points[-1] and len(kept) < _CORNERS:
        return arc
    return [kept[0], *([x - a, y - b] for (a, b), (x, y) in itertools.pairwise(kept))]

"""Charts of several parts beside one another, as specifications of Vega-Lite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onward.evidence.documents.charts import ACCENT, INK_2, Bar, whole, words_axis

MOST_STRANDS: Final = 5
_APART: Final[Mapping[int, tuple[str, ...]]] = {
    1: (ACCENT,),
    2: (ACCENT, "#9ccacc"),
    3: ("#063d45", "#5fa8ad", "#2a7f89"),
    4: ("#063d45", "#9ccacc", "#2a7f89", "#5fa8ad"),
    5: ("#063d45", "#9ccacc", "#2a7f89", INK_2, "#5fa8ad"),
}
"""So many parts beside one another → their shades, dark beside light."""
_DASHES: Final = ((1, 0), (6, 3), (2, 2), (8, 2, 2, 2), (12, 4))
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross")


@dataclass(frozen=True)
class Strand:
    """One of several parts drawn beside one another: its words, and its bars in one order for all."""

    words: str
    bars: tuple[Bar, ...]


def _strands(strands: Sequence[Strand], *, gaps: bool = False) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the numbers of several parts, and the shade of each: as far from one another as can be.

    With `gaps`, what has no number is there too: a line ends at it, and begins anew behind it.
    """
    names = [one.words for one in strands]
    told = [
        {"part": bar.words, "number": bar.now, "written": bar.written, "strand": one.words}
        for one in strands
        for bar in one.bars
        if gaps or bar.now is not None
    ]
    scale = {"domain": names, "range": list(_APART[len(names)])}
    legend = {"orient": "top", "title": None, "columns": 4, "labelLimit": 220}
    return told, {"field": "strand", "type": "nominal", "scale": scale, "legend": legend}


def crossed(strands: Sequence[Strand], *, width: int = 520) -> dict[str, Any]:
    """Return bars from the side in groups, those of several parts below one another, each with its number.

    Args:
        strands: parts, at most `MOST_STRANDS`; each has a bar for each group.
        width: in points.
    """
    told, colour = _strands(strands)
    groups, names = [bar.words for bar in strands[0].bars], [one.words for one in strands]
    text = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "written"}}}
    return whole(
        {
            "height": {"step": 13},
            "data": {"values": told},
            "encoding": {
                "y": {"field": "part", "type": "nominal", "sort": groups, "axis": words_axis()},
                "yOffset": {"field": "strand", "sort": names},
                "x": {"field": "number", "type": "quantitative", "axis": None, "stack": None},
            },
            "layer": [
                {"mark": {"type": "bar", "cornerRadiusEnd": 1}, "encoding": {"color": colour}},
                text,
            ],
        },
        width,
    )


def lines(strands: Sequence[Strand], breaks: Sequence[str] = (), *, width: int = 640) -> dict[str, Any]:
    """Return a line over time for each of several parts, told apart by shade, by dashes and by points.

    Args:
        strands: parts, at most `MOST_STRANDS`; each has a point for each period, the oldest first. A
            period without a number interrupts its line: drawn through, it would seem to have one.
        breaks: words of the periods from which something else is counted than before.
        width: in points.
    """
    told, colour = _strands(strands, gaps=True)
    periods, names = [bar.words for bar in strands[0].bars], [one.words for one in strands]
    axis = {"title": None, "labelAngle": 0, "ticks": False, "labelPadding": 6, "labelOverlap": "greedy"}
    x = {"field": "part", "type": "nominal", "sort": periods, "scale": {"domain": periods}, "axis": axis}
    apart = {
        "strokeDash": {**colour, "scale": {"domain": names, "range": list(_DASHES[: len(names)])}},
        "shape": {**colour, "scale": {"domain": names, "range": list(_SHAPES[: len(names)])}},
    }
    number = {"tickCount": 4, "domain": False, "ticks": False, "title": None}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"strokeDash": apart["strokeDash"]}},
        {
            "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1},
            "encoding": {"shape": apart["shape"]},
        },
    ]
    shared = {"color": colour, "y": {"field": "number", "type": "quantitative", "axis": number}}
    for layer in layers:
        layer["encoding"] |= shared
    layers += [
        {
            "data": {"values": [{"part": one} for one in breaks]},
            "mark": {"type": "rule", "strokeDash": [2, 3], "color": INK_2},
        }
    ] if breaks else []  # fmt: skip
    return whole({"height": 220, "data": {"values": told}, "encoding": {"x": x}, "layer": layers}, width)

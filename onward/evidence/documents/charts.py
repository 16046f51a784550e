"""Charts as specifications of Vega-Lite: the same in page and print."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

INK, INK_2, RULE, LAND = "#16212c", "#47545f", "#e3ddd1", "#ebe6dc"
ACCENT, BEFORE, HIDDEN, SHEET = "#08606c", "#b9cccd", "#c9b98f", "#fffefb"
SHADES: Final = ("#cfe4e4", "#9ccacc", "#5fa8ad", "#2a7f89", "#08606c", "#063d45")
"""From few to many; no colour of a map means anything else."""
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
NOT_SHOWN: Final = "×"
"""Stands in the place of a number that is not shown."""
_FONT: Final = "Noto Sans"
_LETTERS: Final = 42
"""So many letters of what is measured stand in one line beside its bar."""


@dataclass(frozen=True)
class Bar:
    """A part as it is drawn: its words, its number, that of the period before, and how it is written.

    A number that is None is not shown: `NOT_SHOWN` stands where its bar would begin. `nothing` says that
    there is none at all, as of a share of nothing: it has neither a bar nor a sign.
    """

    words: str
    now: int | float | None
    before: int | None = None
    written: str = ""
    nothing: bool = False


def whole(spec: Mapping[str, Any], width: int) -> dict[str, Any]:
    """Return a specification with what all have in common."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "background": None,
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": INK_2, "labelFontSize": 11, "domainColor": RULE, "gridColor": RULE},
            "text": {"color": INK, "fontSize": 11},
            "legend": {"labelColor": INK_2, "labelFontSize": 11, "title": None, "symbolType": "square"},
        },
        **spec,
    }


def bars(rows: Sequence[Bar], *, width: int = 460, periods: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return bars from the side, the first on top, each with its number at its end.

    Args:
        rows: parts; one whose number is not shown has a sign in the place of its bar.
        width: in points.
        periods: words for the period now and the one before, where both are drawn.
    """
    told = _values(rows, periods)
    order = [one.words for one in rows]
    offset = {"yOffset": {"field": "period", "sort": list(periods)}} if periods else {}
    layers = [
        {"mark": {"type": "bar", "cornerRadiusEnd": 2}},
        {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "written"}}},
        _hidden({"align": "left", "dx": 4}),
    ]
    return whole(
        {
            "height": {"step": 14 if periods else 22},
            "data": {"values": told},
            "encoding": {
                "y": {"field": "part", "type": "nominal", "sort": order, "axis": _words_axis()},
                "x": {"field": "number", "type": "quantitative", "axis": None, "stack": None},
                "color": _colour(periods),
                **offset,
            },
            "layer": layers,
        },
        width,
    )


@dataclass(frozen=True)
class Measured:
    """Something that was promised and what came of it: words, both numbers, words at the end of its bar.

    `now` is None where it is not shown.
    """

    words: str
    now: float | None
    whole: float
    written: str


def against(rows: Sequence[Measured], names: tuple[str, str], *, width: int = 380) -> dict[str, Any]:
    """Return bars from the side, each on the track of what it is measured by: how much is reached or spent.

    Args:
        rows: in order. A bar beyond its track shows that more came of it than was promised.
        names: words of the bar and of its track, for the legend.
        width: in points, beside the words at the ends.
    """
    done, track = names
    rows = [replace(one, words="\n".join(textwrap.wrap(one.words, _LETTERS))) for one in rows]
    order = [one.words for one in rows]
    values = [{"part": one.words, "number": one.whole, "kind": track} for one in rows]
    values += [{"part": one.words, "number": one.now, "kind": done} for one in rows if one.now is not None]
    ends = [
        {"part": one.words, "number": max(one.whole, one.now or 0), "written": one.written} for one in rows
    ]
    lines = {"labelExpr": "split(datum.label, '\\n')", "labelLimit": 260}
    y = {"field": "part", "type": "nominal", "sort": order, "axis": _words_axis() | lines}
    x = {"field": "number", "type": "quantitative", "axis": None, "stack": None, "scale": {"domainMin": 0}}
    scale = {"domain": [done, track], "range": [ACCENT, BEFORE]}
    legend = {"orient": "top", "title": None}
    colour = {"field": "kind", "type": "nominal", "scale": scale, "legend": legend}

    def layer(kind: str, size: int) -> dict[str, Any]:
        return {
            "mark": {"type": "bar", "size": size, "cornerRadiusEnd": 2},
            "transform": [{"filter": {"field": "kind", "equal": kind}}],
            "encoding": {"color": colour},
        }

    text = {
        "data": {"values": ends},
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {"text": {"field": "written"}},
    }
    return whole(
        {
            "height": {"step": 32},
            "data": {"values": values},
            "encoding": {"y": y, "x": x},
            "layer": [layer(track, 20), layer(done, 9), text],
        },
        width,
    )


def columns(
    rows: Sequence[Bar], *, width: int = 640, periods: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return upright columns in the order of the rows, such as months; arguments as of `bars`."""
    offset = {"xOffset": {"field": "period", "sort": list(reversed(periods))}} if periods else {}
    names = [one.words for one in rows]
    axis = {"title": None, "labelAngle": 0, "ticks": False, "labelPadding": 6}
    return whole(
        {
            "height": 150,
            "data": {"values": _values(rows, periods)},
            "layer": [{"mark": {"type": "bar", "cornerRadiusEnd": 1}}, _hidden({"dy": -5})],
            "encoding": {
                "x": {
                    "field": "part",
                    "type": "nominal",
                    "sort": names,
                    "scale": {"domain": names},
                    "axis": axis,
                },
                "y": {
                    "field": "number",
                    "type": "quantitative",
                    "axis": {"title": None, "tickCount": 4, "domain": False, "ticks": False, "format": "d"},
                },
                "color": _colour(periods, earlier_first=True),
                **offset,
            },
        },
        width,
    )


def series(
    rows: Sequence[Bar], otherwise: int, words: tuple[str, str], *, width: int = 560
) -> dict[str, Any]:
    """Return upright columns over time, each with its number, those before a break in another shade.

    Args:
        rows: periods, the oldest first; one of which nothing is on record has no column.
        otherwise: how many of the first rows count something else than the number counts now, wholly or for
            a part of their days; nought without a break.
        words: for the legend, of the columns from there on and of those before.
        width: in points.
    """
    names = [one.words for one in rows]
    told = [
        {"part": one.words, "number": one.now, "written": one.written, "period": words[number < otherwise]}
        for number, one in enumerate(rows)
        if one.now is not None
    ]
    axis = {"title": None, "labelAngle": 0, "ticks": False, "labelPadding": 6, "labelOverlap": "greedy"}
    encoding = {
        "x": {"field": "part", "type": "nominal", "sort": names, "scale": {"domain": names}, "axis": axis},
        "y": {"field": "number", "type": "quantitative", "axis": None},
        "color": _colour(words if otherwise else None, earlier_first=True),
    }
    number = {"text": {"field": "written"}, "color": {"value": INK_2}}
    text = {"mark": {"type": "text", "dy": -7}, "encoding": number}
    return whole(
        {
            "height": 130,
            "data": {"values": told},
            "encoding": encoding,
            "layer": [{"mark": {"type": "bar", "cornerRadiusEnd": 1, "width": {"band": 0.6}}}, text],
        },
        width,
    )


@dataclass(frozen=True)
class Strand:
    """One of several parts drawn beside one another: its words, and its bars in one order for all."""

    words: str
    bars: tuple[Bar, ...]


def _strands(strands: Sequence[Strand]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the numbers of several parts, and the shade of each: as far from one another as can be."""
    names = [one.words for one in strands]
    told = [
        {"part": bar.words, "number": bar.now, "written": bar.written, "strand": one.words}
        for one in strands
        for bar in one.bars
        if bar.now is not None
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
                "y": {"field": "part", "type": "nominal", "sort": groups, "axis": _words_axis()},
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
        strands: parts, at most `MOST_STRANDS`; each has a point for each period, the oldest first.
        breaks: words of the periods from which something else is counted than before.
        width: in points.
    """
    told, colour = _strands(strands)
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


def _values(rows: Sequence[Bar], periods: tuple[str, str] | None) -> list[dict[str, Any]]:
    told = [
        _value(one.words, one.now, periods[0] if periods else "now", one.written, one.nothing) for one in rows
    ]
    if periods:
        told += [_value(one.words, one.before, periods[1], "") for one in rows]
    return told


def _value(
    words: str, number: float | None, period: str, written: str, nothing: bool = False
) -> dict[str, Any]:
    hidden = number is None and not nothing
    return {"part": words, "number": number or 0, "period": period, "hidden": hidden, "written": written}


def _hidden(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layer of the signs that stand in the place of what is not shown."""
    return {
        "transform": [{"filter": "datum.hidden"}],
        "mark": {"type": "text", "text": NOT_SHOWN, "fontSize": 18, **place},
        "encoding": {"color": {"value": INK_2}},
    }


def _words_axis() -> dict[str, Any]:
    return {"title": None, "domain": False, "ticks": False, "labelLimit": 190, "labelPadding": 8}


def _colour(periods: tuple[str, str] | None, *, earlier_first: bool = False) -> dict[str, Any]:
    if not periods:
        return {"value": ACCENT}
    shades = list(zip(periods, (ACCENT, BEFORE), strict=True))
    ordered = shades[::-1] if earlier_first else shades
    scale = {"domain": [one for one, _shade in ordered], "range": [shade for _one, shade in ordered]}
    return {
        "field": "period",
        "type": "nominal",
        "scale": scale,
        "legend": {"orient": "top", "title": None, "labelLimit": 0},
    }

"""Charts as specifications of Vega-Lite: the same in page and print."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

INK, INK_2, RULE, LAND = "#16212c", "#47545f", "#e3ddd1", "#ebe6dc"
ACCENT, BEFORE, HIDDEN, SHEET = "#08606c", "#b9cccd", "#e6d9b4", "#fffefb"
SHADES: Final = ("#9ccacc", "#5fa8ad", "#2a7f89", "#08606c", "#063d45")
"""From few to many; no colour of a map means anything else."""
NOT_SHOWN: Final = "×"
"""Stands in the place of a number that is not shown."""
_FONT: Final = "Noto Sans"
_LETTERS: Final = 42
"""So many letters of what is measured stand in one line beside its bar."""
_NARROW_LETTERS: Final = 20
"""So many on a telephone."""
_NARROW: Final = 316
"""Points that a chart takes there with its words and numbers."""
_LETTER: Final = 6.6
"""Points that a letter takes, at a guess that is rather too high."""
_COLUMNS_HIGH: Final = 150
_LINE: Final = 14
"""Points from line to line of words beside a bar."""


@dataclass(frozen=True)
class Bar:
    """A part as it is drawn: its words, its number, that of the period before, and how both are written.

    A number that is None is not shown: `NOT_SHOWN` stands where its bar would begin. `nothing` says that
    there is none at all, as of a share of nothing: it has neither a bar nor a sign.
    """

    words: str
    now: int | float | None
    before: int | None = None
    written: str = ""
    nothing: bool = False
    written_before: str = ""


def whole(spec: Mapping[str, Any], width: int, *, narrow: bool = False) -> dict[str, Any]:
    """Return a specification with what all have in common; on a telephone letters are larger."""
    size = 12 if narrow else 11
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "background": None,
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": INK_2, "labelFontSize": size, "domainColor": RULE, "gridColor": RULE},
            "text": {"color": INK, "fontSize": size},
            "legend": {"labelColor": INK_2, "labelFontSize": size, "title": None, "symbolType": "square"},
        },
        **spec,
    }


def bars(
    rows: Sequence[Bar],
    *,
    width: int = 460,
    periods: tuple[str, str] | None = None,
    narrow: bool = False,
) -> dict[str, Any]:
    """Return bars from the side, the first on top, each with its number at its end.

    Args:
        rows: parts; one whose number is not shown has a sign in the place of its bar.
        width: in points, beside the words and the numbers.
        periods: words for the period now and the one before, where both are drawn.
        narrow: for a telephone, whatever the width.
    """
    rows, lines = _in_lines(rows, narrow)
    width = _beside(rows) if narrow else width
    order = [one.words for one in rows]
    offset = {"yOffset": {"field": "period", "sort": list(reversed(periods))}} if periods else {}
    number = {"text": {"field": "written"}, "color": {"value": INK}}
    layers = [
        {"mark": {"type": "bar", "cornerRadiusEnd": 2}},
        {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": number},
        _hidden({"align": "left", "dx": 4}),
    ]
    step = max(28 if periods else 22, lines * _LINE + 6)
    told = _values(rows, periods)
    return whole(
        {
            "height": {"step": step / 2 if periods else step},
            "data": {"values": told},
            "encoding": {
                "y": {"field": "part", "type": "nominal", "sort": order, "axis": words_axis()},
                "x": {"field": "number", "type": "quantitative", "axis": None, "stack": None},
                "color": _colour(periods, narrow=narrow),
                **offset,
            },
            "layer": layers,
        },
        width,
        narrow=narrow,
    )


_Worded = TypeVar("_Worded", "Bar", "Measured")


def _in_lines(rows: Sequence[_Worded], narrow: bool) -> tuple[list[_Worded], int]:
    """Return parts with their words in lines, and how many lines the longest has."""
    letters = _NARROW_LETTERS if narrow else _LETTERS
    told = [replace(one, words="\n".join(textwrap.wrap(one.words, letters))) for one in rows]
    return told, max((one.words.count("\n") + 1 for one in told), default=1)


def _beside(rows: Sequence[Bar | Measured]) -> int:
    """Return what a telephone leaves for bars beside their words and numbers."""
    longest = max((len(line) for one in rows for line in one.words.split("\n")), default=0)
    written = max((len(one.written) for one in rows), default=0)
    return round(_NARROW - _LETTER * (longest + max(written, 4)) - 16)


@dataclass(frozen=True)
class Measured:
    """Something that was promised and what came of it: words, both numbers, words at the end of its bar.

    `now` is None where it is not shown.
    """

    words: str
    now: float | None
    whole: float
    written: str


def against(
    rows: Sequence[Measured], names: tuple[str, str], *, width: int = 380, narrow: bool = False
) -> dict[str, Any]:
    """Return bars from the side, each on the track of what it is measured by: how much is reached or spent.

    Args:
        rows: in order. A bar beyond its track shows that more came of it than was promised.
        names: words of the bar and of its track, for the legend.
        width: in points, beside the words at the ends.
        narrow: for a telephone, whatever the width.
    """
    done, track = names
    rows, many = _in_lines(rows, narrow)
    width = _beside(rows) if narrow else width
    order = [one.words for one in rows]
    values = [{"part": one.words, "number": one.whole, "kind": track} for one in rows]
    values += [{"part": one.words, "number": one.now, "kind": done} for one in rows if one.now is not None]
    ends = [
        {"part": one.words, "number": max(one.whole, one.now or 0), "written": one.written} for one in rows
    ]
    y = {"field": "part", "type": "nominal", "sort": order, "axis": words_axis()}
    x = {"field": "number", "type": "quantitative", "axis": None, "stack": None, "scale": {"domainMin": 0}}
    scale = {"domain": [done, track], "range": [ACCENT, BEFORE]}
    colour = {"field": "kind", "type": "nominal", "scale": scale, "legend": _legend(names, narrow)}

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
            "height": {"step": max(32, many * _LINE + 10)},
            "data": {"values": values},
            "encoding": {"y": y, "x": x},
            "layer": [layer(track, 20), layer(done, 9), text],
        },
        width,
        narrow=narrow,
    )


def columns(
    rows: Sequence[Bar], *, width: int = 640, periods: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return upright columns in the order of the rows, such as months, with their numbers below in rows.

    Arguments as of `bars`.
    """
    offset = {"xOffset": {"field": "period", "sort": list(reversed(periods))}} if periods else {}
    names = [one.words for one in rows]
    axis = {"title": None, "labelAngle": 0, "ticks": False, "labelPadding": 6}
    x = {"field": "part", "type": "nominal", "sort": names, "scale": {"domain": names}, "axis": axis}
    ticks = {"title": None, "tickCount": 4, "domain": False, "ticks": False, "format": "d"}
    y = {"field": "number", "type": "quantitative", "axis": ticks, "scale": {"nice": 4}}
    told = _values(rows, periods)
    drawn = {"x": x, "y": y, "color": _colour(periods), **offset}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "cornerRadiusEnd": 1}, "encoding": drawn},
        {**_hidden({"dy": -5}), "encoding": {**drawn, "color": {"value": INK_2}}},
    ]
    for place, period in enumerate(reversed(periods) if periods else ("now",)):
        at = {"value": _COLUMNS_HIGH + 36 + 16 * place}
        signs = [one | {"written": NOT_SHOWN if one["hidden"] else one["written"]} for one in told]
        layers += [
            {
                "data": {"values": [one for one in signs if one["period"] == period]},
                "mark": "text",
                "encoding": {"x": x, "y": at, "text": {"field": "written"}, "color": {"value": INK}},
            },
            {
                "data": {"values": [{"period": period}] if periods else []},
                "mark": {"type": "text", "align": "right"},
                "encoding": {
                    "x": {"value": -8},
                    "y": at,
                    "text": {"field": "period"},
                    "color": {"value": INK_2},
                },
            },
        ]
    return whole({"height": _COLUMNS_HIGH, "data": {"values": told}, "layer": layers}, width)


def series(
    rows: Sequence[Bar], otherwise: int, words: tuple[str, str], *, width: int = 560, narrow: bool = False
) -> dict[str, Any]:
    """Return upright columns over time, each with its number, those before a break in another shade.

    Args:
        rows: periods, the oldest first; one of which nothing is on record has no column.
        otherwise: how many of the first rows count something else than the number counts now, wholly or for
            a part of their days; nought without a break.
        words: for the legend, of the columns from there on and of those before.
        width: in points.
        narrow: for a telephone, whatever the width.
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
        "color": _colour(words if otherwise else None, narrow=narrow),
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
        _NARROW - 20 if narrow else width,
        narrow=narrow,
    )


def _values(rows: Sequence[Bar], periods: tuple[str, str] | None) -> list[dict[str, Any]]:
    told = [
        _value(one.words, one.now, periods[0] if periods else "now", one.written, one.nothing) for one in rows
    ]
    if periods:
        told += [_value(one.words, one.before, periods[1], one.written_before) for one in rows]
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


def words_axis() -> dict[str, Any]:
    """Return the axis of words, which may stand in lines: their middle lies on that of the bar."""
    raised = [
        {"test": f"length(split(datum.label, '\\n')) == {lines}", "value": (1 - lines) * _LINE / 2}
        for lines in range(2, 9)
    ]
    return {
        "title": None, "domain": False, "ticks": False, "labelLimit": 270, "labelPadding": 8,
        "labelExpr": "split(datum.label, '\\n')", "labelLineHeight": _LINE,
        "labelOffset": {"condition": raised, "value": 0},
    }  # fmt: skip


def _colour(periods: tuple[str, str] | None, *, narrow: bool = False) -> dict[str, Any]:
    """Return the shades of two periods, the earlier one first wherever they stand beside one another."""
    if not periods:
        return {"value": ACCENT}
    scale = {"domain": [*reversed(periods)], "range": [BEFORE, ACCENT]}
    return {
        "field": "period",
        "type": "nominal",
        "scale": scale,
        "legend": _legend(periods, narrow),
    }


def _legend(names: tuple[str, str], narrow: bool) -> dict[str, Any]:
    """Return a legend above a chart; its words stand below one another where a telephone has no more room."""
    below = narrow and sum(map(len, names)) > _NARROW_LETTERS
    return {"orient": "top", "title": None, "labelLimit": 0, "columns": 1 if below else 2}

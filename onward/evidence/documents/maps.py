"""Maps as specifications of Vega-Lite: the countries of the world, shaded by their numbers.

A country too small to be seen has a circle, and where several of them lie beside one another, a closer
picture shows them. The leading numbers stand on the map, so that it can be read without its colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onward.evidence.documents.charts import HIDDEN, INK, INK_2, LAND, NOT_SHOWN, SHADES, SHEET, whole
from onward.evidence.documents.lying import HARDLY_SEEN, View, closer, corners, of_all, window
from onward.evidence.documents.shapes import Box, Line, Outline, Point, world

_FAMILIES: Final = tuple(
    tuple(step * 10**power for power in range(7) for step in steps) for steps in ((1, 2, 5), (1, 5), (1,))
)
"""Least numbers of classes, from fine to coarse: the finest that has shades enough is taken."""
_SPREAD: Final = {1: (2,), 2: (0, 3), 3: (0, 2, 3), 4: (0, 1, 2, 4), 5: (0, 1, 2, 3, 4)}
"""So many classes → their shades."""
_RADIUS: Final = 3.2
_GROWS: Final = 0.7
"""Points by which the circle of each class is larger than that of the class before."""


@dataclass(frozen=True)
class Form:
    """How a map is laid out.

    Attributes:
        width: in points.
        inset: left, top and size of a closer picture; a top below nought is measured from the lower edge.
        labelled: so many of the leading countries have their number on the map.
        columns: of the legend.
    """

    width: int
    inset: Box
    labelled: int
    columns: int


WIDE: Final = Form(640, (1, -135, 138, 134), 12, 7)
NARROW: Final = Form(308, (1, 8, 306, 240), 5, 3)
"""On a telephone the closer picture stands below."""


@dataclass(frozen=True)
class Told:
    """What a map tells.

    Attributes:
        numbers: code of a country → its number, above nought.
        hidden: countries whose number is not shown.
        write: writes a number in the language of the document.
        words: "between", "more" and "hidden" in it, for the legend.
        marks: country → the mark of the note on its name, which stands behind its number.
    """

    numbers: Mapping[str, int]
    hidden: Sequence[str]
    write: Callable[[int], str]
    words: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> str:
        """What the legend says of a number that is not shown, with its sign."""
        return f"{NOT_SHOWN} {self.words['hidden']}"

    def at(self, code: str) -> str:
        """Return what stands on a country: its number, or the sign, with the mark of the note on its name."""
        number = self.numbers.get(code)
        return (NOT_SHOWN if number is None else self.write(number)) + self.marks.get(code, "")


def world_map(told: Told, form: Form = WIDE) -> dict[str, Any]:
    """Return a map of the world with countries shaded by their number."""
    classes = classed(told)
    shades = [SHADES[one] for one in _SPREAD[len(classes)]] if classes else []
    domain = [name for name, _least in classes]
    if told.hidden:
        domain, shades = [*domain, told.nothing], [*shades, HIDDEN]
    legend = {
        "orient": "bottom",
        "title": None,
        "columns": form.columns,
        "labelLimit": 0,
        "symbolStrokeWidth": 0,
    }
    scale = {"domain": domain, "range": shades}
    colour = {"field": "class", "type": "nominal", "scale": scale, "legend": legend}
    all_of_it = of_all(form.width)
    views, frames, height = _laid(all_of_it, told, form)
    lettered = [*_lettered(views, told, classes, form.labelled)]
    layers = [layer for view in views for layer in _land(view, told, classes, colour)]
    layers += [_outlined(frames)] if frames else []
    layers += _circles([one for one in lettered if one.radius], colour)
    layers += _numbers([one for one in lettered if one.text])
    return whole({"height": height, "layer": layers}, form.width, narrow=form is NARROW)


def classed(told: Told) -> list[tuple[str, int]]:
    """Return the classes of a map that are used: words, and the least number of each."""
    numbers = sorted(told.numbers.values())
    if not numbers:
        return []
    for family in _FAMILIES:
        steps = [one for one in family if one <= numbers[-1]]
        kept = sorted({_least(one, steps) for one in numbers})
        if len(kept) <= len(SHADES) + 1:
            break
    above = dict(zip(steps, [*steps[1:], numbers[-1] + 1], strict=True))
    while len(kept) > len(SHADES):
        above[kept[0]] = above[kept.pop(1)]
    return [(_name(least, above[least] - 1, numbers[-1], told), least) for least in kept]


def _name(least: int, most: int, greatest: int, told: Told) -> str:
    if least == min(most, greatest):
        return told.write(least)
    if most >= greatest:
        return told.words["more"] % {"first": told.write(least)}
    return told.words["between"] % {"first": told.write(least), "last": told.write(most)}


def _least(number: int, steps: Sequence[int]) -> int:
    return max(step for step in steps if step <= number)


def _class(number: int, classes: Sequence[tuple[str, int]]) -> int:
    """Return the place of the class of a number."""
    return max((at for at, (_name, least) in enumerate(classes) if number >= least), default=0)


def _laid(whole_of_it: View, told: Told, form: Form) -> tuple[list[View], list[Line], int]:
    """Return the pictures of a map, the frames around the closer one and what it shows, and the height."""
    left, top, width, high = form.inset
    height = whole_of_it.size[1]
    below = height + top
    near = closer(whole_of_it, told.numbers, (left, below), (width, high))
    if near is None:
        return [whole_of_it], [], round(height)
    shown, framed = window(whole_of_it, near), (left, below, left + width, below + high)
    whole_of_it.take(shown)
    whole_of_it.take(framed)
    return [near, whole_of_it], [corners(shown), corners(framed)], round(max(height, framed[3]))


@dataclass(frozen=True)
class _Lettered:
    """A country as its number stands on the map: where, with a circle of which size."""

    at: Point
    radius: float
    name: str
    text: str
    text_at: Point


def _lettered(
    views: Sequence[View], told: Told, classes: Sequence[tuple[str, int]], labelled: int
) -> Iterator[_Lettered]:
    """Give circles and numbers: each country once, in the closer picture where it lies there."""
    ranked = sorted(told.numbers, key=lambda code: (-told.numbers[code], code))
    done: set[str] = set()
    for view in views:
        closer_one = view is not views[-1]
        for place, code in enumerate(ranked):
            at = None if code in done else view.middle(code)
            if at is None:
                continue
            done.add(code)
            class_of = _class(told.numbers[code], classes)
            radius = _RADIUS + _GROWS * class_of if view.is_small(code) else 0.0
            text = told.at(code) if closer_one or place < labelled else ""
            where = view.room(at, text, radius) if text else None
            yield _Lettered(at, radius, classes[class_of][0], text if where else "", where or at)
    for code in told.hidden:
        if drawn := _of_hidden(views, code, told):
            yield drawn


def _of_hidden(views: Sequence[View], code: str, told: Told) -> _Lettered | None:
    """Return the sign on a country whose number is not shown, or the circle of one that is hardly seen."""
    found = ((view, at) for view in views if (at := view.middle(code)) is not None)
    view, at = next(found, (views[-1], None))
    if at is None:
        return None
    if view.is_small(code, HARDLY_SEEN):
        return _Lettered(at, _RADIUS, told.nothing, "", at)
    where = view.room(at, told.at(code), 0)
    return _Lettered(at, 0, told.nothing, told.at(code), where) if where else None


def _land(
    view: View, told: Told, classes: Sequence[tuple[str, int]], colour: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Give the countries of a picture: those that count by class, all others as one, and what is dotted."""
    named = {code: classes[_class(number, classes)][0] for code, number in told.numbers.items()}
    named |= dict.fromkeys(told.hidden, told.nothing)
    shapes = view.shapes
    for code, state in world().within.items():
        if state in named:
            named.setdefault(code, named[state])
    others = [piece for code, outline in shapes.items() if code not in named for piece in outline]
    values = [_feature(others)]
    values += [_feature(shapes[code]) | {"class": name} for code, name in named.items() if code in shapes]
    shaded = {"condition": {"test": "isValid(datum.class)", **colour}, "value": LAND}
    projection = {"type": "identity", "scale": 1, "translate": [0, 0]}
    yield {
        "data": {"values": values},
        "projection": projection,
        "mark": {"type": "geoshape", "stroke": SHEET, "strokeWidth": 0.4},
        "encoding": {"color": shaded},
    }
    lines = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": view.lines()}}
    yield {
        "data": {"values": [lines]},
        "projection": projection,
        "mark": {
            "type": "geoshape",
            "filled": False,
            "stroke": INK_2,
            "strokeWidth": 0.5,
            "strokeDash": [1, 1.5],
        },
    }


def _feature(outline: Outline) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": outline}}


def _outlined(frames: Sequence[Line]) -> dict[str, Any]:
    lines = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": frames}}
    return {
        "data": {"values": [lines]},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "mark": {"type": "geoshape", "filled": False, "stroke": INK_2, "strokeWidth": 0.8},
    }


def _circles(told: Sequence[_Lettered], colour: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not told:
        return []
    values = [
        {"x": one.at[0], "y": one.at[1], "size": round(3.14 * one.radius**2, 1), "class": one.name}
        for one in told
    ]
    return [
        {
            "data": {"values": values},
            "mark": {"type": "circle", "opacity": 1, "stroke": SHEET, "strokeWidth": 0.8},
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
                "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
                "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
                "color": colour,
            },
        }
    ]


def _numbers(told: Sequence[_Lettered]) -> list[dict[str, Any]]:
    """Return the numbers on the map, on the colour of the paper, so that each shade bears them."""
    if not told:
        return []
    values = [{"x": one.text_at[0], "y": one.text_at[1], "text": one.text} for one in told]
    encoding = {
        "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
        "text": {"field": "text"},
    }
    around = {"type": "text", "stroke": SHEET, "strokeWidth": 2.4, "strokeJoin": "round", "color": SHEET}
    return [
        {"data": {"values": values}, "mark": mark, "encoding": encoding}
        for mark in (around, {"type": "text", "color": INK})
    ]

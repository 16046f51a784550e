"""Shapes of countries as they lie on a map: projected, and with as many points as can be told apart there."""

from __future__ import annotations

import functools
import heapq
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Point = tuple[float, float]
Line = list[Point]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Outline = list[list[Line]]
"""The pieces of an area: of each its border, and behind it those of its lakes and enclaves."""
WORLD_FILE: Final = Path(__file__).parent / "data" / "world.json"
_MIDDLE: Final = 11.0
"""The meridian in the middle of a map: so no land but a few islands is cut."""
_EQUAL_EARTH: Final = (1.340264, -0.081106, 0.000893, 0.003796)
"""Coefficients of the projection by Šavrič, Patterson and Jenny, 2018, which keeps areas."""


def on_the_plane(east: float, north: float) -> Point:
    """Return where a point of the earth lies on the plane of the projection Equal Earth, in radii, down.

    Args:
        east: in degrees from the middle of the map.
        north: in degrees.
    """
    one, two, three, four = _EQUAL_EARTH
    turned = math.radians(east)
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(north)))
    square = theta * theta
    sixth = square**3
    across = 9 * four * sixth * square + 7 * three * sixth + 3 * two * square + one
    x = 2 * math.sqrt(3) * turned * math.cos(theta) / (3 * across)
    return x, -theta * (one + two * square + sixth * (three + four * square))


def line_on_the_plane(line: Line) -> Line:
    """Return where a line in degrees lies on the plane: whole, though it should cross the edge of the map."""
    first = line[0][0]
    turned = (first - _MIDDLE + 180) % 360 - 180
    return [on_the_plane(turned + (east - first + 180) % 360 - 180, north) for east, north in line]


@dataclass(frozen=True)
class Frame:
    """A stretch of the plane as a picture of it: so many points to a radius, and where its corner lies."""

    scale: float
    left: float
    top: float

    def place(self, point: Point) -> Point:
        """Return where a point of the plane lies in the picture."""
        return self.scale * (point[0] - self.left), self.scale * (point[1] - self.top)

    def sees(self, box: Box, window: Point) -> bool:
        """Say whether something within a box of the plane may lie in a picture, so wide and so high."""
        left, top = self.place((box[0], box[1]))
        right, bottom = self.place((box[2], box[3]))
        return left <= window[0] and top <= window[1] and right >= 0 and bottom >= 0


@dataclass(frozen=True)
class World:
    """The areas of the world on the plane.

    Attributes:
        arcs: stretches of border; two neighbours share one.
        areas: code → its pieces, each of rings of arcs; `~n` is arc n the other way round.
        points: code → where it lies, of an area without a shape.
        within: code → the state that it is drawn as part of.
        undetermined: arcs that are dotted.
    """

    arcs: tuple[Line, ...]
    areas: Mapping[str, list[list[list[int]]]]
    points: Mapping[str, Point]
    within: Mapping[str, str]
    undetermined: tuple[int, ...]

    @functools.cached_property
    def middles(self) -> Mapping[str, Point]:
        """Return code → the middle of the greatest piece of an area, on the plane."""
        told = dict(self.points)
        for code, found in self.areas.items():
            rings = [chained(self.arcs, piece[0]) for piece in found]
            told[code] = centre(max(rings, key=lambda ring: abs(area(ring))))
        return told

    @functools.cached_property
    def boxes(self) -> list[Box]:
        """Return where each arc lies."""
        return [_box(arc) for arc in self.arcs]

    @functools.cached_property
    def extent(self) -> Box:
        """Return where all land lies on the plane."""
        lefts, tops, rights, bottoms = zip(*self.boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


def _box(line: Line) -> Box:
    xs, ys = [x for x, _y in line], [y for _x, y in line]
    return min(xs), min(ys), max(xs), max(ys)


def degrees(told: Mapping[str, Any]) -> list[Line]:
    """Return the arcs of a TopoJSON in degrees."""
    (across, up), (left, bottom) = told["transform"]["scale"], told["transform"]["translate"]
    arcs = []
    for arc in told["arcs"]:
        steps = itertools.accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        arcs.append([(x * across + left, y * up + bottom) for x, y in steps])
    return arcs


def pieces(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """Return the pieces of an area of a TopoJSON, however many there are."""
    match geometry["type"]:
        case "Polygon":
            return [geometry["arcs"]]
        case "MultiPolygon":
            return list(geometry["arcs"])
    return []


@functools.cache
def world() -> World:
    """Return the areas of the world, from the file that `tools/world.py` makes."""
    told = json.loads(WORLD_FILE.read_text())
    areas, points, within = {}, {}, {}
    for one in told["objects"]["countries"]["geometries"]:
        code = one.get("id", "")
        if one["type"] == "Point":
            (points[code],) = line_on_the_plane([tuple(one["coordinates"])])
        else:
            areas[code] = pieces(one)
        if state := one.get("properties", {}).get("within"):
            within[code] = state
    arcs = tuple(line_on_the_plane(arc) for arc in degrees(told))
    lines = told["objects"]["undetermined"]["geometries"]
    dotted = tuple(arc for one in lines for line in one["arcs"] for arc in line)
    return World(arcs, areas, points, within, dotted)


def chained(arcs: Sequence[Line], ring: Iterable[int]) -> Line:
    """Return the points of a ring: its arcs one behind the other."""
    points: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def area(ring: Sequence[Point]) -> float:
    """Return the area within a ring, in the square of its unit; below nought where it runs the other way."""
    return sum(x * b - a * y for (x, y), (a, b) in itertools.pairwise([*ring, ring[0]])) / 2


def centre(ring: Sequence[Point]) -> Point:
    """Return the centre of gravity of a ring."""
    whole = area(ring)
    if not whole:
        return ring[0]
    x = y = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise([*ring, ring[0]]):
        turn = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * turn, y + (y0 + y1) * turn
    return x / (6 * whole), y / (6 * whole)


def simplified(line: Line, least: float) -> Line:
    """Return a line without the points that matter least, by the areas of their triangles (Visvalingam).

    Args:
        line: its ends are kept; a line that ends where it begins keeps four points at least.
        least: area of the triangle that a point makes with its neighbours, from which on it is kept.
    """
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    fewest = 4 if line[0] == line[-1] else 2
    size = {at: _triangle(line, at - 1, at, at + 1) for at in range(1, len(line) - 1)}
    waiting = [(one, at) for at, one in size.items()]
    heapq.heapify(waiting)
    gone: set[int] = set()
    while waiting and len(line) - len(gone) > fewest:
        found, at = heapq.heappop(waiting)
        if found >= least:
            break
        if at in gone or found != size[at]:
            continue
        gone.add(at)
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for near in (left, right):
            if 0 < near < len(line) - 1:
                # A point counts for no less than those that went before it: else coasts would be eaten up.
                size[near] = max(found, _triangle(line, before[near], near, after[near]))
                heapq.heappush(waiting, (size[near], near))
    return [point for at, point in enumerate(line) if at not in gone]


def _triangle(line: Line, a: int, b: int, c: int) -> float:
    return abs(area((line[a], line[b], line[c])))


@functools.lru_cache(maxsize=32)
def drawn(frame: Frame, window: Point, least: float) -> Mapping[str, Outline]:
    """Return the areas of the world as a picture shows them, code → its pieces; those outside are left out.

    Args:
        frame: of the picture.
        window: its width and height, in points.
        least: the smallest triangle that can be seen, in square points.
    """
    found = world()
    arcs = [
        simplified([frame.place(point) for point in arc], least)
        if frame.sees(box, window)
        else [frame.place(arc[0]), frame.place(arc[-1])]
        for arc, box in zip(found.arcs, found.boxes, strict=True)
    ]
    told: dict[str, Outline] = {}
    for code, rings_of in found.areas.items():
        outline = [[_cropped(chained(arcs, ring), window) for ring in piece] for piece in rings_of]
        outline = [[ring for ring in piece if len(ring) > 3] for piece in outline if len(piece[0]) > 3]
        if outline:
            told[code] = sorted(outline, key=lambda piece: -abs(area(piece[0])))
    return told


def dotted(frame: Frame, window: Point, least: float) -> Iterator[Line]:
    """Give the boundaries that are not agreed on as a picture shows them; arguments as of `drawn`."""
    for number in world().undetermined:
        if not frame.sees(world().boxes[number], window):
            continue
        line = simplified([frame.place(point) for point in world().arcs[number]], least)
        within = [0 <= x <= window[0] and 0 <= y <= window[1] for x, y in line]
        for inside, run in itertools.groupby(zip(line, within, strict=True), lambda one: one[1]):
            kept = [point for point, _within in run]
            if inside and len(kept) > 1:
                yield kept


def _cropped(ring: Line, window: Point) -> Line:
    """Return what of a ring lies in a picture (Sutherland and Hodgman)."""
    width, height = window
    left, top, right, bottom = _box(ring)
    if right < 0 or left > width or bottom < 0 or top > height:
        return []
    if left >= 0 and right <= width and top >= 0 and bottom <= height:
        return ring
    for axis, edge, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        ring = [*_cut(ring, axis, edge, sign)]
        if not ring:
            return []
    return [*ring, ring[0]]


def _cut(ring: Line, axis: int, edge: float, sign: int) -> Iterator[Point]:
    for first, second in itertools.pairwise([*ring, ring[0]]):
        here, there = sign * (first[axis] - edge), sign * (second[axis] - edge)
        if here >= 0:
            yield first
        if (here < 0) != (there < 0):
            share = here / (here - there)
            yield (first[0] + share * (second[0] - first[0]), first[1] + share * (second[1] - first[1]))

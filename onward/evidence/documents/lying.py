"""How countries lie on a map: their shapes, which are too small to be seen, and room for their numbers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from onward.evidence.documents.shapes import (
    Box,
    Frame,
    Line,
    Outline,
    Point,
    area,
    dotted,
    drawn,
    world,
)

SMALL: Final = 30.0
"""Square points: a country that takes less of a picture cannot be told from its neighbours."""
HARDLY_SEEN: Final = 8.0
"""Square points: less is not even seen by its colour."""
_SPECK: Final = 3.0
"""Square points: an island that takes less is left out, unless it is all that a country has."""
_SEEN: Final = 1.0
"""Square points of the smallest triangle of a border that is drawn."""
_LETTER: Final = (6.8, 12.0)
"""How wide and how high a digit is, in points."""
_SEVERAL: Final = 3
"""So many small countries beside one another are worth a picture of their own."""
_REACH: Final = 0.25
"""Radii of the earth from side to side of such a picture, at most."""
_AROUND: Final = 0.035
"""Radii of the earth around the middles of the countries of such a picture."""
_CLOSEST: Final = 20
"""So many times as large as in the whole, at most."""


@dataclass
class View:
    """A picture of a stretch of the world.

    Attributes:
        frame: which stretch.
        at: where its corner lies in the whole.
        size: width and height, in points.
    """

    frame: Frame
    at: Point
    size: Point
    _taken: list[Box] = field(default_factory=list)

    @property
    def shapes(self) -> Mapping[str, Outline]:
        """Return the countries within it, code → pieces, without the islands that nobody sees."""
        told = {}
        for code, outline in drawn(self.frame, self.size, _SEEN).items():
            seen = [piece for piece in outline if abs(area(piece[0])) >= _SPECK] or outline[:1]
            told[code] = [[[self._put(point) for point in ring] for ring in piece] for piece in seen]
        return told

    def lines(self) -> list[Line]:
        """Return the boundaries that are not agreed on."""
        return [[self._put(point) for point in line] for line in dotted(self.frame, self.size, _SEEN)]

    def _put(self, point: Point) -> Point:
        return round(point[0] + self.at[0], 1), round(point[1] + self.at[1], 1)

    def middle(self, code: str) -> Point | None:
        """Return where a country has its middle in the picture; None where that lies outside."""
        found = world().middles.get(code)
        if found is None:
            return None
        x, y = self.frame.place(found)
        return self._put((x, y)) if 0 <= x <= self.size[0] and 0 <= y <= self.size[1] else None

    def is_small(self, code: str, least: float = SMALL) -> bool:
        """Say whether a country is too small to be seen here: it takes less than so many square points."""
        outline = drawn(self.frame, self.size, _SEEN).get(code)
        return outline is None or sum(abs(area(piece[0])) for piece in outline) < least

    def room(self, at: Point, text: str, beside: float) -> Point | None:
        """Return where a number stands, on the middle of a country or beside it; None where there is no room.

        Args:
            at: the middle, in the whole.
            text: of the number.
            beside: so far away from the middle, where a circle lies on it.
        """
        half, high = len(text) * _LETTER[0] / 2, _LETTER[1] / 2
        away = beside + half + 2
        moves = (
            [(away, 0), (-away, 0), (0, -beside - high), (0, beside + high)]
            if beside
            else [(0, 0), (0, -high), (0, high), (half, 0), (-half, 0)]
        )
        left, top = self.at
        for x, y in moves:
            box = (at[0] + x - half, at[1] + y - high, at[0] + x + half, at[1] + y + high)
            within = left <= box[0] and box[2] <= left + self.size[0] and top <= box[1]
            if within and box[3] <= top + self.size[1] and not any(_meet(box, one) for one in self._taken):
                self._taken.append(box)
                return at[0] + x, at[1] + y
        return None

    def take(self, box: Box) -> None:
        """Keep numbers away from a part of the picture."""
        self._taken.append(box)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def of_all(width: float) -> View:
    """Return the picture of the whole world, so many points wide."""
    left, top, right, bottom = world().extent
    scale = width / (right - left)
    return View(Frame(scale, left, top), (0, 0), (width, round(scale * (bottom - top))))


def closer(whole: View, numbers: Mapping[str, int], at: Point, size: Point) -> View | None:
    """Return a closer picture of where several small countries lie that count; None without any.

    Args:
        whole: the picture of the world.
        numbers: code of a country → its number.
        at: where the corner of the closer picture is to lie.
        size: its width and height, in points.
    """
    found = world().middles
    small = {code: found[code] for code in numbers if code in found and whole.is_small(code)}
    reach = _REACH, _REACH * size[1] / size[0]
    best: list[str] = []
    for (x, _a), (_b, y) in itertools.product(small.values(), repeat=2):
        near = [
            code
            for code, (a, b) in small.items()
            if x <= a <= x + reach[0] - 2 * _AROUND and y <= b <= y + reach[1] - 2 * _AROUND
        ]
        best = max(best, near, key=lambda one: (len(one), sum(numbers[code] for code in one)))
    if len(best) < _SEVERAL:
        return None
    xs, ys = [found[code][0] for code in best], [found[code][1] for code in best]
    scale = min(
        size[0] / (max(xs) - min(xs) + 2 * _AROUND), size[1] / (max(ys) - min(ys) + 2 * _AROUND),
        _CLOSEST * whole.frame.scale,
    )  # fmt: skip
    left, top = (max(xs) + min(xs) - size[0] / scale) / 2, (max(ys) + min(ys) - size[1] / scale) / 2
    return View(Frame(scale, left, top), at, size)


def window(whole: View, near: View) -> Box:
    """Return which part of a picture a closer one shows."""
    left, top = whole.frame.place((near.frame.left, near.frame.top))
    share = whole.frame.scale / near.frame.scale
    return left, top, left + near.size[0] * share, top + near.size[1] * share


def corners(box: Box) -> Line:
    """Return a box as a ring, its corners the way that Vega takes for the inside."""
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]

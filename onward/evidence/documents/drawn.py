"""Specifications of Vega-Lite drawn as pictures, without a browser."""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any, Final

import vl_convert

from onward.evidence.documents.charts import ACCENT, BEFORE, HIDDEN, INK, INK_2, LAND, RULE, SHADES, SHEET
from onward.evidence.documents.fonts import fonts_folder
from onward.kernel.markup import markup

_TAG: Final = re.compile(r"<[^>]*>")
"""What places stand in: between tags stand numbers as they are written, such as 1.000 in Dutch."""
_DIGITS: Final = re.compile(r"(\d+\.\d)\d+")
_STRAIGHT: Final = re.compile(r' d="(M[MLZ0-9.,e-]{60,})"')
"""Straight lines: outlines of countries, lines of charts. A bar with round corners is none."""
_NOISE: Final = re.compile(
    r' aria-(?:label|roledescription|hidden)="[^"]*"| role="graphics-[a-z]+"| pointer-events="none"'
    r'| opacity="1"| transform="translate\(0,0\)"| class="[^"]*"'
)
_NOTHING: Final = re.compile(r'<path(?: d="(?:M0,0h0v0h0Z)?"| display="none")*/>|<g></g>')
_ROOT: Final = re.compile(r"<svg[^>]*>")
_NAMES: Final = re.compile(r'(id="|url\(#)')
_COLOURS: Final = {
    INK: "currentColor",
    INK_2: "var(--ink-2)",
    RULE: "var(--rule)",
    LAND: "var(--rule)",
    SHEET: "var(--sheet)",
    ACCENT: "var(--accent)",
    BEFORE: "var(--track)",
    HIDDEN: "color-mix(in srgb, var(--wait) 25%, var(--sheet))",
    **{
        shade: f"color-mix(in srgb, var(--accent) {percent}%, var(--sheet))"
        for shade, percent in zip(SHADES[:3], (40, 60, 80), strict=True)
    },
    SHADES[4]: "color-mix(in srgb, var(--accent) 72%, var(--ink))",
}
"""Colours of a drawing as a page has them, light or dark."""


@functools.cache
def _ready() -> None:
    vl_convert.register_font_directory(str(fonts_folder()))


def svg(spec: Mapping[str, Any]) -> str:
    """Return a drawing as SVG, its places to a tenth of a point."""
    return _svg(json.dumps(spec, sort_keys=True))


def inline(spec: Mapping[str, Any], name: str, words: str, *, own_colours: bool = False) -> str:
    """Return a drawing as it stands within a page: one picture to who hears it, in the colours of the page.

    Args:
        spec: of Vega-Lite.
        name: its own among all drawings of the page.
        words: what it shows.
        own_colours: keep those of print, where the page has no colours to give.
    """
    drawn = svg(spec)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    assert size, "Vega writes the size of every drawing"
    root = markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" width="{}" viewBox="0 0 {} {}">',
        words, size[1], size[1], size[2],
    )  # fmt: skip
    drawn = _NAMES.sub(rf"\g<1>{name}-", _ROOT.sub(lambda _found: root, drawn, count=1))
    if not own_colours:
        for colour, meaning in _COLOURS.items():
            drawn = drawn.replace(f'"{colour}"', f'"{meaning}"')
    # Page and file alike name the font for all that stands in them.
    return drawn.replace(' font-family="Noto Sans"', "")


def both(
    spec: Mapping[str, Any], narrow: Mapping[str, Any], name: str, words: str, *, own_colours: bool = False
) -> str:
    """Return a drawing as it stands within a page, and the same for a telephone: the page shows one of them.

    Arguments as of `inline`; `narrow` is the specification for a telephone.
    """
    broad = inline(spec, f"d{name}", words, own_colours=own_colours)
    small = inline(narrow, f"n{name}", words, own_colours=own_colours)
    return f'<div class="on-broad">{broad}</div><div class="on-narrow">{small}</div>'


@functools.lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    _ready()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    drawn = _STRAIGHT.sub(lambda found: f' d="{_relative(found[1])}"', drawn)
    drawn = _NOISE.sub("", _TAG.sub(lambda tag: _DIGITS.sub(r"\1", tag[0]), drawn))
    return _NOTHING.sub("", drawn)


def _relative(path: str) -> str:
    """Return straight lines with each point told from the one before: that takes half the room.

    What was closed stays closed, and what was open open: the line of a chart, or a boundary.
    """
    return "".join(map(_line, path.split("M")[1:]))


def _point(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return round(float(x), 1), round(float(y), 1)


def _line(path: str) -> str:
    points = [_point(text) for text in path.rstrip("Z").split("L")]
    steps = [
        f"{_short(x - before_x)},{_short(y - before_y)}"
        for (before_x, before_y), (x, y) in itertools.pairwise(points)
    ]
    end = "z" if path.endswith("Z") else ""
    return f"M{_short(points[0][0])},{_short(points[0][1])}l{' '.join(steps)}{end}"


def _short(number: float) -> str:
    """Return a number to a tenth, without a nought before the point."""
    text = f"{round(number, 1):g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text

"""Specifications of Vega-Lite drawn as pictures, without a browser."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import Any, Final

import vl_convert

from onward.evidence.documents.fonts import fonts_folder

_DIGITS: Final = re.compile(r"(\d+\.\d)\d+")


@functools.cache
def _ready() -> None:
    vl_convert.register_font_directory(str(fonts_folder()))


def svg(spec: Mapping[str, Any]) -> str:
    """Return a drawing as SVG, its places to a tenth of a point."""
    return _svg(json.dumps(spec, sort_keys=True))


@functools.lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    _ready()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    return _DIGITS.sub(r"\1", drawn)

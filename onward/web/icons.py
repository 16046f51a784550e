"""The drawings: icons on a field of 20 × 20, and pieces of the line for empty and failed pages (176 × 64).

Inline SVG, so that they print, take the colour of the words beside them, and cost no request.
"""

_OCTAGON = '<path class="solid" d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z"/>'
_DISC = '<circle class="solid" cx="10" cy="10" r="9"/>'
_SQUARE = '<rect class="solid" x="1.5" y="1.5" width="17" height="17" rx="3"/>'

ICONS: dict[str, str] = {
    # the four answers of a gate, each with a shape of its own
    "met": f'{_DISC}<path class="cut" d="m6 10.3 2.8 2.9L14.2 7"/>',
    "missing": f'{_OCTAGON}<path class="cut" d="m7 7 6 6m0-6-6 6"/>',
    # hollow, as nothing is known: a solid diamond with a question mark is what broken text shows
    "unknown": '<circle cx="10" cy="10" r="8.25"/>'
    '<path d="M7.6 8.1a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M10 14.6v.1"/>',
    "hold": f'{_SQUARE}<path class="cut" d="M7.6 6v8m4.8-8v8"/>',
    "open": f'{_DISC}<path class="cut" d="m6 10.3 2.8 2.9L14.2 7"/>',
    # a restricted file
    "sealed": '<path class="solid" d="M5.2 1.5h9.6L19.6 10l-4.8 8.5H5.2L.4 10z"/>'
    '<path class="cut" d="M7 9.5h6v4H7zM8.2 9.3V8a1.8 1.8 0 0 1 3.6 0v1.3"/>',
    # messages
    "go": f'{_DISC}<path class="cut" d="m6 10.3 2.8 2.9L14.2 7"/>',
    "wait": '<path class="solid" d="M10 1.2 19.6 18H.4z"/><path class="cut" d="M10 7.6v4.6m0 2.6v.1"/>',
    "stop": f'{_OCTAGON}<path class="cut" d="M10 5.4v5.4m0 3.5v.1"/>',
    "info": f'{_DISC}<path class="cut" d="M10 9.4v5.2m0-9v.1"/>',
    # ways
    "next": '<path d="M2.5 10h13m-5-5.5 5.5 5.5-5.5 5.5"/>',
    "older": '<path d="M8 4.5 13.5 10 8 15.5"/>',
    "newer": '<path d="M12 4.5 6.5 10 12 15.5"/>',
    "line": '<path d="M1.5 15h6l6-9.5h5"/>',
    "find": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="m13 13 5 5"/>',
    "list": '<path d="M3 5h14M3 10h14M3 15h14"/>',
    "person": '<circle cx="10" cy="6.5" r="3.5"/><path d="M3.5 18c.6-3.8 3-5.5 6.5-5.5s5.9 1.7 6.5 5.5"/>',
    "down": '<path d="M5 7.5 10 12.5l5-5"/>',
    "file": '<path d="M5 1.5h7l4 4v13H5zM12 1.5v4h4"/>',
    "print": '<path d="M6 6V2h8v4M6 14H3V7h14v7h-3M6 11.5h8V18H6z"/>',
}


def _stop(x: int, y: int, kind: str = "", r: int = 8) -> str:
    return f'<circle class="art-stop {kind}" cx="{x}" cy="{y}" r="{r}"/>'


def _rail(path: str, kind: str = "") -> str:
    return f'<path class="art-rail {kind}" d="{path}"/>'


def _barrier(path: str) -> str:
    return f'<path class="art-bar" d="{path}"/>'


ILLUSTRATIONS: dict[str, str] = {
    "empty": _rail("M8 44h72l24-24h64") + _stop(28, 44) + _stop(66, 44) + _stop(126, 20),
    "done": _rail("M8 44h72l24-24h64", "done")
    + _stop(28, 44, "done")
    + _stop(66, 44, "done")
    + _stop(136, 20, "done", 11),
    "refused": _rail("M8 44h76", "done")
    + _rail("M104 44h12l24-24h28")
    + _stop(40, 44, "done")
    + _barrier("M94 26v36"),
    "lost": _rail("M8 44h66", "done")
    + _rail("m112 36 16-16h40")
    + _stop(40, 44, "done")
    + _stop(82, 44, "halt"),
    "failed": _rail("M8 44h62l8-8", "done")
    + _rail("m92 52 8-8h8l24-24h36")
    + _stop(40, 44, "done")
    + _stop(146, 20),
    "away": _rail("M88 44h20l20-24h40")
    + _rail("M8 44h80", "done")
    + _stop(40, 44, "done")
    + _stop(148, 20)
    + _barrier("M84 30v28m12-28v28"),
}

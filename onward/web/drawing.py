"""The small line, drawn once for each shape that it takes: most cases of a list share a few."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString

from onward.kernel.components import Line

Shape = tuple[tuple[str, str, bool], ...]
_STATES = {"past": "p", "here": "h", "ahead": "", "untold": ""}


def mini_track(line: Line) -> SafeString:
    """Return the dots and barriers of a line; the words stand beside them, so these are not read out."""
    return _draw(
        tuple(
            (
                s.state,
                s.signal.kind if s.signal is not None and s.signal.kind != "open" else "",
                s.climbs,
            )
            for s in line.stations
        )
    )


@lru_cache(maxsize=512)
def _draw(shape: Shape) -> SafeString:
    # Only words of our own go in here: states, kinds of signal, yes and no.
    high, stops = False, []
    for state, signal, climbs in shape:
        high = high or climbs
        classes = " ".join(filter(None, [_STATES[state], "up" if climbs else "", "hi" if high else ""]))
        barrier = f'<b class="{signal}"></b>' if signal else ""
        stops.append(f'<i class="{classes}">{barrier}</i>' if classes else f"<i>{barrier}</i>")
    climb = " climbs" if high else ""
    drawn = f'<span class="mini-track{climb}" aria-hidden="true">{"".join(stops)}</span>'
    return SafeString(drawn)  # nosec B703

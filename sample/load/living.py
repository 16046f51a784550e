"""The office as it is on a day: its past, and the cases that are under way.

The past (2017 to 2021) has ended and is the same on every day. The present is drawn from the same seed and
from the day (`sample.draw.present`), and known until that morning: nothing is recorded after it. So each case
stands where it would have come to by then, and what was planned for later is still to do.
"""

from __future__ import annotations

from datetime import date, datetime

from sample.draw.present import draw_present, known_until
from sample.draw.spending import draw_spending
from sample.draw.stories import Call, Office, Story
from sample.load.timeline import Timeline


def living(past: Office, today: date) -> Timeline:
    """Return the timeline of the office as it is on a day."""
    here = draw_present(today, past.seed)
    stories = sorted([*past.stories, *here.stories], key=_opening)
    return Timeline(
        stories=stories,
        holds=(*past.holds, *here.holds),
        calls=sorted([*past.calls, *here.calls], key=_moment),
        spending=draw_spending(stories, past.seed),
        until=known_until(today),
    )


def _opening(story: Story) -> date:
    return story.opened_on


def _moment(call: Call) -> datetime:
    return call.moment

"""Pure decisions about the rota of return desks."""

from datetime import date, timedelta

PLANNED_AHEAD = 400
"""Days that a rota reaches ahead: a year and a bit."""
WHOLE = "day"


def overlap(one: str, other: str) -> bool:
    """Say whether two parts of one day overlap: the whole day meets each part, a part meets itself."""
    return one == other or WHOLE in (one, other)


def week_of(day: date) -> tuple[date, ...]:
    """Return the five working days of the week of a day, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=number) for number in range(5))

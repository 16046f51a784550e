"""What the figures read: events, and nothing but events."""

from onward.evidence.queries.changing import Changed, changes
from onward.evidence.queries.key_trends import (
    BEFORE,
    NOW,
    Counts,
    Question,
    blank,
    count,
    each_on_record,
    on_record,
    years_with_returns,
)

__all__ = [
    "BEFORE",
    "NOW",
    "Changed",
    "Counts",
    "Question",
    "blank",
    "changes",
    "count",
    "each_on_record",
    "on_record",
    "years_with_returns",
]

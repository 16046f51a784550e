"""What 'Key trends' shows: numbers with their words, shares with their base, and what is not shown."""

from onward.evidence.pages.reading import how_to_read, warnings
from onward.evidence.pages.shapes import Chapter, Guarded, Since, Table, share_words
from onward.evidence.pages.trends import YEARS_OFFERED, trends, years
from onward.evidence.pages.whole import Trends

__all__ = [
    "YEARS_OFFERED",
    "Chapter",
    "Guarded",
    "Since",
    "Table",
    "Trends",
    "how_to_read",
    "share_words",
    "trends",
    "warnings",
    "years",
]

"""The explorer: a question in words, its number, its table, its chart, and its copies."""

from onward.evidence.pages.explorer.copying import below, copy_of, crossed
from onward.evidence.pages.explorer.offering import Offering
from onward.evidence.pages.explorer.page import explore_page
from onward.evidence.pages.explorer.shapes import ExplorePage
from onward.evidence.pages.explorer.writing import Writing, address, namer_of

__all__ = [
    "ExplorePage",
    "Offering",
    "Writing",
    "address",
    "below",
    "copy_of",
    "crossed",
    "explore_page",
    "namer_of",
]

"""A workbook that was handed in on a page: kept for a day, checked, brought in, with its progress."""

from onward.history.uploads.folder import State, Upload, find, keep, sweep, waiting
from onward.history.uploads.turns import take_turns
from onward.history.uploads.working import start, stop, wait, work

__all__ = [
    "State",
    "Upload",
    "find",
    "keep",
    "start",
    "stop",
    "sweep",
    "take_turns",
    "wait",
    "waiting",
    "work",
]

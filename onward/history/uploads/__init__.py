"""A workbook that was handed in on a page: kept for a day, checked, brought in, with its progress."""

from onward.history.uploads.folder import State, Upload, find, is_taken, keep, sweep, waiting
from onward.history.uploads.turns import take_turns, turn_of_a_command
from onward.history.uploads.working import start, stop, wait, work

__all__ = [
    "State",
    "Upload",
    "find",
    "is_taken",
    "keep",
    "start",
    "stop",
    "sweep",
    "take_turns",
    "turn_of_a_command",
    "wait",
    "waiting",
    "work",
]

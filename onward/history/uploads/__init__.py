"""A workbook that was handed in on a page: kept for a day, checked, brought in, with its progress."""

from onward.history.uploads.folder import State, Upload, find, keep, sweep, waiting
from onward.history.uploads.working import is_small, start, work

__all__ = ["State", "Upload", "find", "is_small", "keep", "start", "sweep", "waiting", "work"]

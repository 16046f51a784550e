"""Files that people hand in: what their bytes say, a safe name, and where they are kept."""

from onward.kernel.files.inspecting import LIMIT, Inspected, inspect
from onward.kernel.files.kinds import KINDS, Kind
from onward.kernel.files.naming import safe_name
from onward.kernel.files.problems import (
    FileBomb,
    FileBroken,
    FileDisguised,
    FileEmpty,
    FileKindRefused,
    FileMissing,
    FileProblem,
    FileTooLarge,
)
from onward.kernel.files.storage import StoredFile, open_stored, remove_stored, store

__all__ = [
    "KINDS",
    "LIMIT",
    "FileBomb",
    "FileBroken",
    "FileDisguised",
    "FileEmpty",
    "FileKindRefused",
    "FileMissing",
    "FileProblem",
    "FileTooLarge",
    "Inspected",
    "Kind",
    "StoredFile",
    "inspect",
    "open_stored",
    "remove_stored",
    "safe_name",
    "store",
]

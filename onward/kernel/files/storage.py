"""Where files lie: outside the web root, under random keys, readable by the application alone."""

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from onward.kernel.files.inspecting import LIMIT, Readable, copy_bounded
from onward.kernel.files.problems import FileMissing

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class StoredFile:
    """A file that lies in the store.

    Attributes:
        key: 32 hexadecimal digits, random: it tells nothing of the person or the content.
        sha256: of its bytes, hexadecimal.
        size: in bytes.
    """

    key: str
    sha256: str
    size: int


def _path(key: str) -> Path:
    """Return where a key lies, in one of 65,536 folders; FileMissing for what is no key."""
    if not _KEY.fullmatch(key):
        raise FileMissing()
    return Path(settings.ONWARD_FILES) / key[:2] / key[2:4] / key


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store(stream: Readable, limit: int = LIMIT) -> StoredFile:
    """Keep a stream's bytes and return the key under which they lie.

    Written to a file beside its place, synced, then renamed: under a key there is a whole file or none.
    What is left of a write that failed is taken away.

    Raises:
        FileTooLarge: more bytes than the limit.
    """
    key = secrets.token_hex(16)
    path = _path(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            size, sha256 = copy_bounded(stream, file, limit)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise
    _sync_folder(path.parent)
    return StoredFile(key, sha256, size)


def open_stored(key: str) -> BinaryIO:
    """Open a stored file for reading; FileMissing where there is none."""
    try:
        return _path(key).open("rb")
    except FileNotFoundError:
        raise FileMissing() from None


def remove_stored(key: str) -> None:
    """Take a file out of the store, for erasure and for what a failed action left; none there is no
    error.
    """
    path = _path(key)
    with suppress(FileNotFoundError):
        path.unlink()
        _sync_folder(path.parent)

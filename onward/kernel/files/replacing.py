"""Files that a command writes where somebody wants them: whole or not at all, and their owner's alone.

What stands at the place already is replaced, and never written into: it may be open to others, or a link that
somebody else made, and what is written may name persons.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from onward.kernel.files.problems import NowhereToWrite


def must_take_a_file(path: Path) -> None:
    """Ask, before there is anything to write, whether a file can be put at a place.

    Raises:
        NowhereToWrite: its folder is not there or not to be written to, or what stands there is no file.
    """
    if path.exists() and not path.is_file():  # a folder, or a device, which a new file would push out
        raise NowhereToWrite(folder=str(path))
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise NowhereToWrite(folder=str(path.parent))


def put(path: Path, content: bytes, *, public: bool = False) -> bool:
    """Write a new file at a place; return whether it took the place of another one.

    It is written beside its place and renamed, so that neither the rights of what stood there survive nor a
    link is followed.

    Args:
        path: the place.
        content: all of it.
        public: whether everybody on the machine may read it who may read new files; else its owner alone.

    Raises:
        NowhereToWrite: it cannot be written; what stood there stands there still.
    """
    must_take_a_file(path)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        replaced = os.path.lexists(path)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if public else 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        raise NowhereToWrite(folder=str(path)) from None
    finally:
        part.unlink(missing_ok=True)
    return replaced

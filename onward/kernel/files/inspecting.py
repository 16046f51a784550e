"""What the bytes of an upload say, whatever its name claims."""

import hashlib
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from typing import IO, Protocol

from onward.kernel.files.kinds import KINDS, kind_of
from onward.kernel.files.naming import ending_of, safe_name
from onward.kernel.files.problems import FileDisguised, FileEmpty, FileKindRefused, FileTooLarge

LIMIT = 20 * 1024 * 1024
"""Bytes that a file may have, unless the caller says otherwise."""
_PIECE = 65_536


class Readable(Protocol):
    """Anything that hands out bytes piece by piece, such as Django's uploaded files."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


@dataclass(frozen=True)
class Inspected:
    """What a file turned out to be.

    Attributes:
        kind: code of its kind, one of `KINDS`.
        media_type: under which it may be sent back (always with `nosniff`, as an attachment where it has
            flags).
        size: in bytes.
        sha256: of all its bytes, hexadecimal.
        name: the claimed name made safe, with an ending of its kind.
        flags: what it would do or carry: see `pdf.check`, `office.check`.
    """

    kind: str
    media_type: str
    size: int
    sha256: str
    name: str
    flags: frozenset[str] = frozenset()


def copy_bounded(stream: Readable, to: IO[bytes], limit: int) -> tuple[int, str]:
    """Copy a stream piece by piece; return its size and SHA-256. FileTooLarge as soon as the limit is
    passed.
    """
    size, digest = 0, hashlib.sha256()
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > limit:
            raise FileTooLarge(limit=f"{limit / 1024 / 1024:g}")
        digest.update(piece)
        to.write(piece)
    return size, digest.hexdigest()


def inspect(stream: Readable, claimed_name: str, allowed: Collection[str], limit: int = LIMIT) -> Inspected:
    """Say what an upload is, or why it is not taken in.

    Reads the stream once, from where it stands, into a file without a name on disk: memory stays small
    whatever comes. A stream that can be rewound is put back to where it stood.

    Args:
        stream: the upload.
        claimed_name: the name it came with; its ending must be one of the kind that the bytes are, or
            absent.
        allowed: codes of `KINDS`.
        limit: in bytes.

    Raises:
        FileProblem: FileEmpty, FileTooLarge, FileKindRefused, FileDisguised, FileBroken or FileBomb.
    """
    rewind = getattr(stream, "seek", None)
    begin = stream.tell() if rewind and hasattr(stream, "tell") else 0
    with tempfile.TemporaryFile() as copy:
        size, sha256 = copy_bounded(stream, copy, limit)
        if rewind:
            rewind(begin)
        if not size:
            raise FileEmpty()
        copy.flush()
        with mmap(copy.fileno(), 0, access=ACCESS_READ) as data:
            code, flags = _judge(data, claimed_name, allowed)
    name = safe_name(claimed_name)
    if ending_of(name) not in KINDS[code].endings:
        name = safe_name(f"{name}.{KINDS[code].endings[0]}")
    return Inspected(code, KINDS[code].media_type, size, sha256, name, flags)


def _judge(data: mmap, claimed_name: str, allowed: Collection[str]) -> tuple[str, frozenset[str]]:
    found = kind_of(data)
    claimed = ending_of(claimed_name)
    if found not in KINDS and found != "unknown" and any(claimed in KINDS[code].endings for code in KINDS):
        raise FileDisguised(claimed=claimed, found=found)
    if found not in KINDS or found not in allowed:
        raise FileKindRefused(found=found, allowed=", ".join(sorted(allowed)))
    if claimed and claimed not in KINDS[found].endings:
        raise FileDisguised(claimed=claimed, found=found)
    return found, KINDS[found].check(data)

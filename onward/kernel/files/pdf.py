"""What a PDF would do when somebody opens it, told from its bytes without a renderer.

Names may be written with hexadecimal escapes, and objects may lie in compressed object streams; both are
looked through. What an encrypted file does cannot be told, so it is flagged as such. Source: ISO 32000-1,
7.3.5, 7.5, 12.6.
"""

import re
import zlib
from mmap import mmap

from onward.kernel.files.problems import FileBroken

_BEHIND = 1024
"""Bytes that may follow the last end mark: line ends and padding that some programs leave."""
_PIECE = 4 * 1024 * 1024
_ALL_PIECES = 32 * 1024 * 1024

_FLAGS = {
    "javascript": ("JavaScript",),
    "launch": ("Launch", "ImportData", "SubmitForm"),
    "embedded-files": ("EmbeddedFile", "EmbeddedFiles", "RichMedia"),
    "opens-by-itself": ("OpenAction",),
    "xfa": ("XFA",),
    "encrypted": ("Encrypt",),
    "obscured": (),
}
_BY_NAME = {name.encode(): flag for flag, names in _FLAGS.items() for name in names}
_NAME = re.compile(rb"/(" + b"|".join(_BY_NAME) + rb")(?![A-Za-z0-9#])")
# Two letters after a stroke turn up in any large picture by chance: with these what follows must fit as
# well.
_SHORT = {
    "javascript": re.compile(rb"/JS\s*(?:\(|<|[0-9]+ [0-9]+ R)"),
    "opens-by-itself": re.compile(rb"/AA\s*(?:<<|[0-9]+ [0-9]+ R)"),
}
_ESCAPED = re.compile(rb"/([A-Za-z0-9]{0,20}#[A-Za-z0-9#]{2,60})")
_STREAM = re.compile(rb"stream\r?\n")


def _plain(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found.group(1), 16)]), name)


def _flags(data: mmap | bytes) -> set[str]:
    found = {_BY_NAME[match.group(1)] for match in _NAME.finditer(data)}
    found |= {flag for flag, pattern in _SHORT.items() if pattern.search(data)}
    for match in _ESCAPED.finditer(data):
        name = _plain(match.group(1))
        if name in _BY_NAME:
            found.add(_BY_NAME[name])
        elif name in (b"ObjStm", b"JS", b"AA"):  # nobody writes these so but to hide them
            found.add("obscured")
    return found


def _unpacked(data: mmap | bytes, match: re.Match[bytes], room: int) -> tuple[bytes, bool]:
    """Return what of an object stream can be unpacked in the room, and whether that is all of it."""
    start = _STREAM.search(data, match.end(), min(len(data), match.end() + 2048))
    if start is None:
        return b"", True
    unpacker = zlib.decompressobj()
    try:
        piece = unpacker.decompress(data[start.end() : start.end() + _PIECE], max(1, min(_PIECE, room)))
    except zlib.error:  # another filter, or none: then it has been looked through as it is
        return b"", b"/Filter" not in data[max(0, match.start() - 512) : start.start()]
    return piece, unpacker.eof


def _flags_of_compressed_objects(data: mmap | bytes) -> set[str]:
    """Look through the object streams, each and together within a bound; what is beyond it is `obscured`."""
    found: set[str] = set()
    room = _ALL_PIECES
    for match in re.finditer(rb"/ObjStm", data):
        piece, whole = _unpacked(data, match, room)
        room -= len(piece)
        found |= _flags(piece)
        if not whole or room <= 0:
            found.add("obscured")
        if room <= 0:
            break
    return found


def check(data: mmap | bytes) -> frozenset[str]:
    """Return the flags of a PDF; FileBroken where it has no header at its first byte or no end.

    Flags: `javascript`; `launch` (starts a program or sends data); `embedded-files`; `opens-by-itself` (does
    something when opened: harmless in itself, many programs set a page by it); `xfa`; `encrypted`; `obscured`
    (parts of it are written so that they cannot be looked through).
    """
    tail = data.rfind(b"%%EOF")
    if not re.match(rb"%PDF-[12]\.[0-9]", data[:9]) or tail < 0 or len(data) - tail - 5 > _BEHIND:
        raise FileBroken(found="pdf")
    if data.rfind(b"startxref") < 0:
        raise FileBroken(found="pdf")
    return frozenset(_flags(data) | _flags_of_compressed_objects(data))

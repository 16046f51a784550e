"""Word and Excel files: archives whose directory is read, and little else.

The directory is measured before Python's zipfile reads it, so that a small file cannot make it read a
million entries; sizes, ratios and overlaps are taken from it, and only the list of parts is unpacked,
within a bound. Sources: APPNOTE 6.3 (ZIP), ECMA-376 part 2 (packages); on overlapping entries D. Fifield,
"A better zip bomb" (2019).
"""

import io
import struct
import zipfile
import zlib
from mmap import mmap
from typing import IO, Literal, cast

from onward.kernel.files.problems import FileBomb, FileBroken, FileDisguised, FileKindRefused

Code = Literal["docx", "xlsx"]

ENTRIES = 2_000
UNPACKED = 200 * 1024 * 1024
RATIO = 150
"""Bytes out for a byte in; above 1 MB. Real sheets of repeated cells reach about 60."""
_DIRECTORY = 1024 * 1024
_TYPES = "[Content_Types].xml"
_MAIN: dict[str, Code] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_END = b"PK\x05\x06"


def _end_record(data: mmap | bytes) -> int | None:
    """Return where the record stands that ends an archive, its comment reaching exactly to the end of the
    file.
    """
    at = data.rfind(_END, max(0, len(data) - 65_557))
    while at >= 0:
        if at + 22 <= len(data) and at + 22 + struct.unpack("<H", data[at + 20 : at + 22])[0] == len(data):
            return at
        at = data.rfind(_END, max(0, len(data) - 65_557), at)
    return None


def is_archive_at_the_end(data: mmap | bytes) -> bool:
    """Tell whether unpackers would take this for an archive, whatever it begins with."""
    return _end_record(data) is not None


class _View(io.RawIOBase):
    """Mapped bytes as a file that can be sought, so that zipfile copies nothing."""

    def __init__(self, data: mmap | bytes) -> None:
        self.data, self.at = data, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: len(self.data)}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self.at = base + offset
        return self.at

    def read(self, size: int | None = -1) -> bytes:
        end = len(self.data) if size is None or size < 0 else self.at + size
        piece = bytes(self.data[self.at : end])
        self.at += len(piece)
        return piece


def _entries(data: mmap | bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    end = _end_record(data)
    if end is None:
        raise FileBroken(found="zip")
    count, size, offset = struct.unpack("<HII", data[end + 10 : end + 20])
    if count > ENTRIES or size > _DIRECTORY:
        raise FileBomb()
    if offset + size != end:  # something stands before the archive, or inside it
        raise FileDisguised(claimed="zip", found="zip + …")
    try:
        archive = zipfile.ZipFile(cast(IO[bytes], _View(data)))
        return archive, archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError):
        raise FileBroken(found="zip") from None


def _bounds(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what would unpack to too much, lies over something else, or would be written outside a
    folder.
    """
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise FileBomb()
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            raise FileBomb()
        reached = entry.header_offset + 30 + entry.compress_size
        if entry.file_size > 1024 * 1024 and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise FileBomb()
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith(("/", "\\")) or entry.flag_bits & 1:
            raise FileBroken(found="zip")


def kind_of(data: mmap | bytes) -> str:
    """Return `docx`, `xlsx`, or `zip` for every other archive; raises as `check` does."""
    archive, entries = _entries(data)
    with archive:
        names = {entry.filename for entry in entries}
    if _TYPES not in names:
        return "zip"
    return next((code for main, code in _MAIN.items() if main in names), "zip")


def check(data: mmap | bytes, code: Code) -> frozenset[str]:
    """Check an Office file without unpacking it; returns `embedded-files` where other files lie in it.

    Raises:
        FileBomb: too many entries, too much unpacked, entries that overlap.
        FileBroken: no whole archive, encrypted entries, names that lead elsewhere, no list of parts.
        FileKindRefused: it carries macros.
    """
    archive, entries = _entries(data)
    with archive:
        _bounds(entries)
        names = {entry.filename.lower() for entry in entries}
        try:
            with archive.open(_TYPES) as file:
                types = file.read(1024 * 1024)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise FileBroken(found=code) from None
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise FileKindRefused(found=f"{code} + macros", allowed=code)
    embedded = any("/embeddings/" in name or "/activex/" in name for name in names)
    return frozenset({"embedded-files"} if embedded else ())

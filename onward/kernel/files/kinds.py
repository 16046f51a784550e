"""The kinds of file that the office knows, told apart by their bytes.

Each check reads a file that lies in memory-mapped bytes, unpacks nothing without a bound, and believes no
name.
Sources: ISO 32000-1 (PDF), PNG third edition (W3C), ITU-T T.81 (JPEG), ISO/IEC 23008-12 (HEIF), APPNOTE 6.3
(ZIP).
"""

import codecs
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap

from onward.kernel.files import office, pdf
from onward.kernel.files.problems import FileBomb, FileBroken, FileDisguised

Buffer = mmap | bytes

PIXELS = 60_000_000
"""An image of more pixels than this is refused: opened, it would fill the memory."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        code: short and stable, e.g. `pdf`.
        media_type: under which it is sent back.
        endings: what its name may end in, the usual one first.
        check: raises a FileProblem where the bytes do not hold together; returns flags, see `inspect`.
    """

    code: str
    media_type: str
    endings: tuple[str, ...]
    check: Callable[[Buffer], frozenset[str]]


def _no_archive_behind(data: Buffer, code: str) -> None:
    if office.is_archive_at_the_end(data):
        raise FileDisguised(claimed=code, found="zip")


def _pixels(width: int, height: int, code: str) -> None:
    if not width or not height:
        raise FileBroken(found=code)
    if width * height > PIXELS:
        raise FileBomb()


def check_pdf(data: Buffer) -> frozenset[str]:
    """Check header, end and what it would do when opened."""
    _no_archive_behind(data, "pdf")
    return pdf.check(data)


def check_png(data: Buffer) -> frozenset[str]:
    """Walk the chunks from IHDR to IEND; nothing may follow."""
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise FileBroken(found="png")
    width, height = struct.unpack(">II", data[16:24])
    _pixels(width, height, "png")
    at = 8
    while at + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        at += 12 + length
        if name == b"IEND":
            if at != len(data):
                raise FileDisguised(claimed="png", found="png + …")
            return frozenset()
    raise FileBroken(found="png")


def check_jpeg(data: Buffer) -> frozenset[str]:
    """Walk the segments to the start of the scan, having seen the frame; an end must follow."""
    _no_archive_behind(data, "jpeg")
    at, framed = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and at + 9 <= len(data):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            _pixels(width, height, "jpeg")
            framed = True
        at += 2 + length
        if marker == 0xDA:
            break
    if not framed or data.find(b"\xff\xd9", at) < 0:
        raise FileBroken(found="jpeg")
    return frozenset()


def check_heic(data: Buffer) -> frozenset[str]:
    """Walk the outermost boxes; they must fill the file exactly and hold `meta`."""
    _no_archive_behind(data, "heic")
    at, names = 0, set()
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if length == 1 and at + 16 <= len(data):
            length = struct.unpack(">Q", data[at + 8 : at + 16])[0]
        elif length == 0:
            length = len(data) - at
        if length < 8:
            break
        names.add(name)
        at += length
    if at != len(data) or b"meta" not in names:
        raise FileBroken(found="heic")
    return frozenset()


def check_text(data: Buffer) -> frozenset[str]:
    """Decode it as UTF-8, piece by piece; no control characters but tab, line and page ends."""
    _no_archive_behind(data, "text")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for at in range(0, len(data), 65536):
            piece = decoder.decode(data[at : at + 65536])
            if re.search("[\x00-\x08\x0b\x0e-\x1f\x7f]", piece):
                raise FileBroken(found="text")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileBroken(found="text") from None
    return frozenset()


def _check_docx(data: Buffer) -> frozenset[str]:
    return office.check(data, "docx")


def _check_xlsx(data: Buffer) -> frozenset[str]:
    return office.check(data, "xlsx")


_OFFICE = "application/vnd.openxmlformats-officedocument."

KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), check_pdf),
        Kind("png", "image/png", ("png",), check_png),
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), check_jpeg),
        Kind("heic", "image/heic", ("heic", "heif"), check_heic),
        Kind("docx", _OFFICE + "wordprocessingml.document", ("docx",), _check_docx),
        Kind("xlsx", _OFFICE + "spreadsheetml.sheet", ("xlsx",), _check_xlsx),
        Kind("text", "text/plain", ("txt", "csv", "md", "text"), check_text),
    )
}
"""Every kind that may be allowed, by its code."""

# First bytes of what is never taken in, so that the refusal can name it.
_OTHERS = (
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\x00asm", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc/xls"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_MARKUP = re.compile(
    rb"(?i)^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|svg|script|body|head|iframe|\?xml|\?php|!--)"
)
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")


def kind_of(data: Buffer) -> str:
    """Return what the bytes are: the code of a kind, or a word for something else (`zip`, `program`,
    `unknown`).
    """
    head = bytes(data[:1024])
    for start, code in (
        (b"%PDF-", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        *_OTHERS,
    ):
        if head.startswith(start):
            return code
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return office.kind_of(data)
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIF_BRANDS else "video"
    if head.startswith(b"MZ") and b"\0" in head[:64]:
        return "program"
    if b"%PDF-" in head:
        return "pdf + …"  # readers look for the header in the first 1024 bytes: something stands before it
    if _MARKUP.match(head):
        return "html"
    try:
        check_text(data)
    except (FileBroken, FileDisguised):
        return "unknown"
    return "text"

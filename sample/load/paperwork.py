"""The synthetic papers behind every document: one small PDF a kind and language, stored once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from sample.draw.sources import wordings
from sample.load.crew import key_of
from sample.load.words import worded


@dataclass(frozen=True)
class Paper:
    """A paper: its bytes, and the key under which they lie in the store."""

    kind: str
    name: str
    content: bytes
    key: UUID

    @property
    def sha256(self) -> str:
        """Of the bytes, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@cache
def paper(kind: str, language: str) -> Paper:
    """Return the paper of a kind of document, as an office writes it that works in a language."""
    title = worded(language, "paper", kind)
    content = _pdf(worded(language, "synthetic-paper", "words", title=title))
    return Paper(kind, f"{worded(language, 'file', kind)}.pdf", content, key_of("paper", kind, language))


def store_papers() -> None:
    """Put the papers where the application looks for files; what lies there already stays."""
    for kind, titles in wordings()["paper"].items():
        for language in titles:
            one = paper(kind, language)
            name = one.key.hex
            place = Path(settings.ONWARD_FILES) / name[:2] / name[2:4] / name
            if not place.exists():
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                place.write_bytes(one.content)
                place.chmod(0o600)


def _pdf(text: str) -> bytes:
    """Return a PDF of one page with one line in it, of letters of Western Europe."""
    line = text.replace("’", "'").encode("cp1252")
    for special in (b"\\", b"(", b")"):
        line = line.replace(special, b"\\" + special)
    drawing = b"BT /F1 12 Tf 72 760 Td (%b) Tj ET" % line
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)

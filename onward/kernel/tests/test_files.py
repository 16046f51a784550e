"""Uploads made by hand: whole ones of each kind, and those that somebody means ill with."""

import hashlib
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from onward.kernel.files import (
    KINDS,
    FileBomb,
    FileBroken,
    FileDisguised,
    FileEmpty,
    FileKindRefused,
    FileMissing,
    FileProblem,
    FileTooLarge,
    Inspected,
    inspect,
    open_stored,
    remove_stored,
    safe_name,
    store,
)
from onward.kernel.files.naming import LIMIT as NAME_LIMIT

EVERYTHING = set(KINDS)
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(body: bytes = b"1 0 obj\n<</Type/Catalog>>\nendobj\n") -> bytes:
    return b"%PDF-1.7\n" + body + b"startxref\n9\n%%EOF\n"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 1, height: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1) -> bytes:
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return start + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x2a\xff\xd9"


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00\x00\x00\x0cmeta\x00\x00\x00\x00"


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return to.getvalue()


def docx(**more: bytes) -> bytes:
    return archive({"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>", **more})


def xlsx() -> bytes:
    return archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<x/>"})


def look(data: bytes, name: str, allowed: set[str] = EVERYTHING, limit: int = 1_000_000) -> Inspected:
    return inspect(io.BytesIO(data), name, allowed, limit)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (pdf(), "scan.pdf", "pdf"),
        (b"MZEE: the elder\n", "note.txt", "text"),
        (png(), "photo.PNG", "png"),
        (jpeg(), "photo.jpeg", "jpeg"),
        (heic(), "IMG_0001.HEIC", "heic"),
        (docx(), "letter.docx", "docx"),
        (xlsx(), "list.xlsx", "xlsx"),
        ("Déclaration\nسلام\n".encode(), "note.txt", "text"),
        ("\ufeffnom;prénom\r\n".encode(), "list.csv", "text"),
    ],
)
def test_a_whole_file_is_told_by_its_bytes(data: bytes, name: str, kind: str) -> None:
    found = look(data, name)
    assert (found.kind, found.name, found.size, found.flags) == (kind, name, len(data), frozenset())
    assert found.media_type == KINDS[kind].media_type
    assert found.sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_without_an_ending_gets_the_one_of_its_kind() -> None:
    assert look(pdf(), "scan").name == "scan.pdf"


def test_the_stream_is_put_back_so_that_it_can_be_stored() -> None:
    stream = io.BytesIO(b"before" + pdf())
    stream.seek(6)
    inspect(stream, "a.pdf", {"pdf"})
    assert stream.tell() == 6


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        look(b"", "empty.pdf")


def test_reading_stops_as_soon_as_a_file_is_too_large() -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"%" * size

    stream = Endless()
    with pytest.raises(FileTooLarge) as refusal:
        inspect(stream, "big.pdf", {"pdf"}, limit=1024 * 1024)
    assert stream.given <= 1024 * 1024 + 65_536
    assert refusal.value.params == {"limit": "1"}
    assert "1 MB" in refusal.value.say()


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    assert look(pdf(), "a.pdf", limit=len(pdf())).size == len(pdf())


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (archive({"a.txt": b"x"}), "passport.pdf", FileDisguised),
        (docx(), "passport.pdf", FileDisguised),
        (pdf(), "passport.jpg", FileDisguised),
        (pdf(), "passport.pdf.exe", FileDisguised),
        (b"MZ\x90\x00\x03" + bytes(60), "passport.pdf", FileDisguised),
        (b"\x7fELF\x02", "program", FileKindRefused),
        (b"#!/bin/sh\nrm -rf /\n", "note.txt", FileDisguised),
        (b"<html><script>alert(1)</script>", "note.txt", FileDisguised),
        (b'  <svg xmlns="x" onload="a()"/>', "photo.png", FileDisguised),
        (b"junk\n" + pdf(), "passport.pdf", FileDisguised),
        (b"GIF89a" + pdf(), "passport.pdf", FileDisguised),
        (pdf() + archive({"a": b"x"}), "passport.pdf", FileDisguised),
        (jpeg() + archive({"a": b"x"}), "photo.jpg", FileDisguised),
        (png() + b"<?php", "photo.png", FileDisguised),
        (b"MZ" + docx(), "letter.docx", FileDisguised),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "letter.doc", FileKindRefused),
        (bytes(range(256)), "noise.bin", FileKindRefused),
        ("naïve".encode("latin-1"), "note.txt", FileKindRefused),
        (b"a\x00b", "note.txt", FileKindRefused),
    ],
)
def test_what_is_not_what_it_claims_is_refused(data: bytes, name: str, problem: type[FileProblem]) -> None:
    with pytest.raises(problem) as refusal:
        look(data, name)
    assert refusal.value.say()
    assert "%(" not in refusal.value.say() + refusal.value.say_way_out()


def test_a_good_file_of_a_kind_that_is_not_allowed_here_is_refused_and_told_what_is() -> None:
    with pytest.raises(FileKindRefused) as refusal:
        look(docx(), "letter.docx", {"pdf", "jpeg"})
    assert refusal.value.params == {"found": "docx", "allowed": "jpeg, pdf"}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\nno end", "a.pdf"),
        (b"%PDF-1.7\nstartxref\n9\n%%EOF\n" + b"x" * 2000, "a.pdf"),
        (png()[:-20], "a.png"),
        (png(0, 1), "a.png"),
        (jpeg()[:-2], "a.jpg"),
        (b"\xff\xd8\xff\xd9", "a.jpg"),
        (heic()[:-3], "a.heic"),
        (docx()[:-30], "a.docx"),
    ],
)
def test_a_damaged_file_is_told_to_be_damaged(data: bytes, name: str) -> None:
    with pytest.raises(FileBroken):
        look(data, name)


@pytest.mark.parametrize("data", [png(60_000, 60_000), jpeg(60_000, 60_000)])
def test_a_picture_of_billions_of_dots_is_a_bomb(data: bytes) -> None:
    with pytest.raises(FileBomb):
        look(data, "a.png" if data[1:4] == b"PNG" else "a.jpg")


def test_an_office_file_that_unpacks_to_too_much_is_a_bomb() -> None:
    with pytest.raises(FileBomb):
        look(docx(**{"word/media/a.bin": bytes(20_000_000)}), "a.docx")
    with pytest.raises(FileBomb):
        look(docx(**{f"word/{n}.xml": b"" for n in range(2001)}), "a.docx")


def test_entries_that_overlap_are_a_bomb() -> None:
    whole = bytearray(docx(**{"word/a.xml": random.Random(1).randbytes(500)}))
    directory = whole.rfind(b"PK\x01\x02")
    whole[directory + 42 : directory + 46] = struct.pack("<I", 0)
    with pytest.raises(FileBomb):
        look(bytes(whole), "a.docx")


def test_an_office_file_with_macros_is_refused_and_with_other_files_in_it_flagged() -> None:
    with pytest.raises(FileKindRefused):
        look(docx(**{"word/vbaProject.bin": b"x"}), "a.docx")
    assert look(docx(**{"word/embeddings/a.bin": b"x"}), "a.docx").flags == {"embedded-files"}


def test_an_office_file_that_would_write_elsewhere_is_refused() -> None:
    with pytest.raises(FileBroken):
        look(docx(**{"word/../../etc/passwd": b"x"}), "a.docx")


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        (b"<</S/JavaScript/JS(app.alert(1))>>", {"javascript"}),
        (b"<</S/J#61vaScript>>", {"javascript"}),
        (b"<</OpenAction<</S/Launch/F(cmd.exe)>>>>", {"launch", "opens-by-itself"}),
        (b"<</Type/EmbeddedFile>>", {"embedded-files"}),
        (b"<</Encrypt 5 0 R>>", {"encrypted"}),
        (b"<</JS 12 0 R>>", {"javascript"}),
        (b"<</AA<</O 5 0 R>>>>", {"opens-by-itself"}),
        (b"<</Type/Obj#53tm>>", {"obscured"}),
        (b"<</JSB/Launcher>>", set()),
        (b"stream\n\x8f/JS\x91/AA\x03/XFAX\nendstream", set()),
    ],
)
def test_a_pdf_that_would_do_something_is_flagged(body: bytes, flags: set[str]) -> None:
    assert look(pdf(body), "a.pdf").flags == flags


def test_a_script_in_a_compressed_object_is_found_too() -> None:
    packed = zlib.compress(b"1 0 <</S/JavaScript/JS(x)>>")
    body = b"2 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\r\n" + packed + b"\nendstream\nendobj\n"
    assert look(pdf(body), "a.pdf").flags == {"javascript"}


def test_an_object_that_cannot_be_looked_into_is_flagged() -> None:
    body = b"2 0 obj\n<</Type/ObjStm/Filter/LZWDecode>>\nstream\n\x80\x0b\x60\nendstream\nendobj\n"
    assert look(pdf(body), "a.pdf").flags == {"obscured"}
    huge = b"2 0 obj\n<</Type/ObjStm>>\nstream\n" + zlib.compress(bytes(6_000_000)) + b"\nendstream\n"
    assert look(pdf(huge), "a.pdf").flags == {"obscured"}


@settings(deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-1.4", b"PK\x03\x04", b"\xff\xd8\xff", png()[:30], heic()]),
)
def test_no_bytes_break_the_inspection(data: bytes, start: bytes) -> None:
    with suppress(FileProblem):
        look(start + data, "")


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 255))
def test_no_damage_to_an_office_file_breaks_the_inspection(at: int, byte: int) -> None:
    whole = bytearray(docx())
    whole[at % len(whole)] = byte
    with suppress(FileProblem):
        assert look(bytes(whole), "a.docx").kind == "docx"


@pytest.mark.parametrize(
    ("claimed", "safe"),
    [
        ("passport.pdf", "passport.pdf"),
        ("جواز سفر.pdf", "جواز سفر.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\scan.pdf", "scan.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ('a"b<c>|?*.pdf', "a_b_c____.pdf"),
        ("...hidden", "hidden"),
        ("", "document"),
        ("..", "document"),
        (".pdf", "pdf"),
        ("CON.txt", "_CON.txt"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(claimed: str, safe: str) -> None:
    assert safe_name(claimed) == safe


@settings(deadline=None)
@given(st.text())
def test_any_name_becomes_short_and_has_no_folders(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_LIMIT + 1
    assert len(safe.encode()) <= 201
    assert not set(safe) & set('/\\\x00\r\n\t"<>|:*?\u202e')
    assert safe not in (".", "..")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(ONWARD_FILES=tmp_path / "files"):
        yield tmp_path / "files"


def test_a_stored_file_comes_back_whole_and_only_we_may_read_it(folder: Path) -> None:
    kept = store(io.BytesIO(b"content"))
    assert (kept.size, kept.sha256) == (7, hashlib.sha256(b"content").hexdigest())
    with open_stored(kept.key) as file:
        assert file.read() == b"content"
    (path,) = [one for one in folder.rglob("*") if one.is_file()]
    assert path.relative_to(folder).parts == (kept.key[:2], kept.key[2:4], kept.key)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_bytes_twice_lie_under_two_keys(folder: Path) -> None:
    assert store(io.BytesIO(b"x")).key != store(io.BytesIO(b"x")).key


def test_a_write_that_fails_leaves_nothing(folder: Path) -> None:
    class Breaks:
        def read(self, size: int, /) -> bytes:
            raise OSError("the line went dead")

    with pytest.raises(OSError, match="line"):
        store(Breaks())
    with pytest.raises(FileTooLarge):
        store(io.BytesIO(b"xx"), limit=1)
    assert [one for one in folder.rglob("*") if one.is_file()] == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 32, "0" * 31 + "/", "A" * 32, "0" * 32 + "\n"])
def test_what_is_no_key_of_ours_opens_nothing(folder: Path, key: str) -> None:
    with pytest.raises(FileMissing):
        open_stored(key)


def test_a_file_can_be_erased_and_erasing_twice_is_no_error(folder: Path) -> None:
    key = store(io.BytesIO(b"x")).key
    remove_stored(key)
    remove_stored(key)
    with pytest.raises(FileMissing):
        open_stored(key)

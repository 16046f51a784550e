"""The gallery, to which docs/pages.md sends one first, is drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from onward.web.database import ROOT


def test_the_gallery_writes_its_pages_beside_their_static_files(tmp_path: Path) -> None:
    command = [sys.executable, "tools/gallery.py", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = {page.stem for page in tmp_path.glob("*.html")}
    assert {"case", "work", "rtl", "form", "figures"} <= names
    assert "Al-Zubaidi" in (tmp_path / "case.html").read_text(encoding="utf-8")
    assert (tmp_path / "static" / "onward").is_dir()

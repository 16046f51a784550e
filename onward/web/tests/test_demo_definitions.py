"""What `make demo` says where the definitions of the office cannot be used."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from onward.kernel.definitions import in_force


def test_faults_of_the_definitions_are_told_with_file_and_line_before_anything_is_begun(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_yet() -> None:
        raise AssertionError("A database was started.")

    shutil.copytree(in_force.definitions_root(), tmp_path / "definitions")
    file = tmp_path / "definitions" / "programmes" / "avrr-be.yaml"
    text = file.read_text(encoding="utf-8").replace("acts: counsellor", "acts: councillor", 1)
    file.write_text(text.replace("require: [travel-document]", "require: []"), encoding="utf-8")
    settings.DEFINITIONS_ROOT = tmp_path / "definitions"
    monkeypatch.setattr(in_force, "_library", None)
    monkeypatch.setattr("onward.web.database.demo_database", not_yet)
    with pytest.raises(CommandError) as told:
        call_command("demo", "--prepare-only")
    lines = str(told.value).splitlines()
    assert [line.partition(": ")[0].rsplit(":", 1)[0] for line in lines[:-1]] == [
        "definitions/programmes/avrr-be.yaml"
    ] * len(lines[:-1])
    assert any("the list is empty" in line for line in lines)
    assert "run `make demo` again" in lines[-1]

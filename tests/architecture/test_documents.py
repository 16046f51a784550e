"""What the documents say can be done as it is written there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from onward.kernel.definitions import registered_kinds
from onward.kernel.definitions.checking import bare
from onward.kernel.definitions.in_force import definitions_root

ROOT = Path(__file__).resolve().parents[2]
INTERPRETER = re.compile(r"(?<![\w./-])((?:[\w./-]*/)?python3?)\s+(-m\s+([\w.]+)|([\w./-]+\.py))")
IN_THE_ENVIRONMENT = re.compile(r"(?<![\w/])(\.venv/bin/[\w-]+)")


def documents() -> list[Path]:
    folders = (
        ROOT,
        *(ROOT / name for name in ("docs", "docs/adr", "bench", "sample", "sample/names", "tests")),
    )
    return [file for folder in folders for file in sorted(folder.glob("*.md"))]


def test_there_are_documents() -> None:
    names = {str(one.relative_to(ROOT)) for one in documents()}
    assert {"README.md", "docs/pages.md", "bench/README.md", "sample/README.md", "THREATS.md"} <= names


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_commands_name_an_interpreter_and_a_program_that_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for interpreter, _what, module, script in INTERPRETER.findall(text):
        assert interpreter == ".venv/bin/python", "of the environment: others lack what Onward needs"
        assert not script or (ROOT / script).exists(), script
        if module.split(".")[0] in {"bench", "onward", "sample", "tools"}:
            place = ROOT.joinpath(*module.split("."))
            assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
    for program in IN_THE_ENVIRONMENT.findall(text):
        assert (ROOT / program).exists(), program


@pytest.mark.parametrize(
    "file",
    sorted(definitions_root().glob("**/*.yaml")),
    ids=lambda file: str(file.relative_to(definitions_root())),
)
def test_each_definition_names_its_schema_for_editors(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    kind = file.stem if file.parent == definitions_root() else file.parent.name
    assert (file.parent / named[1]).resolve() == definitions_root() / "schemas" / f"{kind}.json"


def keys(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """Give what a file may write as a key, in a model and in those inside it."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield field.alias or name
        yield from inside(field.annotation, seen)


def inside(annotation: Any, seen: set[type[BaseModel]]) -> Iterator[str]:
    inner = bare(annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        yield from keys(inner, seen)
    for argument in getattr(inner, "__args__", ()):
        yield from inside(argument, seen)


@pytest.mark.parametrize("kind", sorted(registered_kinds()))
def test_each_key_of_a_definition_stands_in_a_document(kind: str) -> None:
    pages = ("definitions.md", "figures.md", "retention.md")
    told = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in pages)
    words = set(re.findall(r"[\w-]+", told))
    untold = set(keys(registered_kinds()[kind].model, set())) - words
    assert not untold

"""Each coded list that the program asks for by its name is declared, so that a file without it is refused."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from onward.kernel.definitions import check_all, current_library
from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.definitions.kinds import needed
from onward.kernel.events.types import event_types

ONWARD = Path(__file__).resolve().parents[2] / "onward"
ASKS = {
    "listed",
    "usual",
    "concerns",
    "restricting",
    "restricted_once",
    "beside_a_child",
    "never_so",
    "options",
    "label",
}
"""What asks for a list by its code, the first argument (`onward.reference.choices`)."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(ONWARD.rglob("*.py")):
        if not {"tests", "migrations"} & set(file.parts):
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def asked_outright(tree: ast.Module) -> Iterator[str]:
    """Give the codes that stand as the first argument of what asks for a list."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ASKS and isinstance(node.args[0].value, str):
                yield node.args[0].value


def named(tree: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_each_list_that_a_room_asks_for_is_declared() -> None:
    asked = {code for _file, tree in trees() for code in asked_outright(tree)}
    assert "session-topics" in asked
    assert asked <= needed("choices")


def test_each_list_of_the_office_that_stands_in_the_code_is_declared() -> None:
    lists = set(current_library().of("choices"))
    in_code = lists & {code for _file, tree in trees() for code in named(tree)}
    in_events = lists & {of for one in event_types().values() for of in one.coded.values()}
    assert in_code | in_events <= needed("choices")


def test_each_list_that_is_misspelt_is_told_where_it_stands(tmp_path: Path) -> None:
    text = (definitions_root() / "choices.yaml").read_text(encoding="utf-8")
    codes = re.findall(r"^([a-z-]+):", text, flags=re.M)
    assert len(codes) > 30
    assert needed("choices") == set(codes), "a list that nobody asks for, or one that is nowhere"
    misspelt = re.sub(r"^([a-z-]+)[a-z]:", r"\1:", text, flags=re.M)
    told = [str(one) for one in check_all(spoilt(tmp_path, misspelt))[1]]
    for code in codes:
        line = text[: text.index(f"\n{code}:") + 1].count("\n") + 1
        wanted = f"definitions/choices.yaml:{line}: “{code}” is missing, and the program asks for it. Rename "
        assert any(one.startswith(f"{wanted}“{code[:-1]}”") for one in told), code


def test_a_list_that_is_lost_is_told(tmp_path: Path) -> None:
    text = (definitions_root() / "choices.yaml").read_text(encoding="utf-8")
    root = spoilt(tmp_path, re.sub(r"^enquiry-lines:\n(  .*\n)+", "", text, flags=re.M))
    told = [str(one) for one in check_all(root)[1]]
    assert len(told) == 1
    assert "choices.yaml:" in told[0]
    assert "“enquiry-lines” is missing, and the program asks for it. Add “enquiry-lines:”" in told[0]


def test_a_file_of_lists_that_is_lost_is_told(tmp_path: Path) -> None:
    root = spoilt(tmp_path, None)
    assert any("choices.yaml:1: “ways” is missing" in str(one) for one in check_all(root)[1])


def spoilt(folder: Path, text: str | None) -> Path:
    """Make definitions whose other files are those of the office, with the file of lists as given."""
    root = folder / "definitions"
    root.mkdir()
    for one in definitions_root().iterdir():
        if one.name != "choices.yaml":
            (root / one.name).symlink_to(one)
    if text is not None:
        (root / "choices.yaml").write_text(text, encoding="utf-8")
    return root

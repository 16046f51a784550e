"""What the office decides stands in `definitions/`; Python names no programme, role, payer or country."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from babel.numbers import list_currencies

from onward.casework.programmes.definition import Programme, groups_of
from onward.kernel.definitions import current_library
from onward.kernel.definitions.in_force import definitions_root
from onward.reference.choices import ChoiceList

HOUSE = definitions_root().parent / "onward"
ORDINARY_WORDS = {"traveller", "guardian", "embassy", "doctor", "mission", "counsellor", "partner", "self"}
"""Codes that are also words of the house: a relation, a field of a form, a part of the case."""
SAID_OF_CODE = {
    "assessments",
    "correction-reasons",
    "event-words",
    "medical-levels",
    "papers-without-expiry",
    "ways",
}
"""Lists that put into words what the house itself tells apart: who renames a code renames it there."""
MAY_NAME = {
    "became-referral": "the outcome that the house writes when a call becomes a referral",
    "hand-over-returned": "a task that the house sets by itself",
    "close-again": "a task that the house sets by itself",
    "child-alone": "a task that the house sets by itself",
    "travel-document": "also the requirement of that name",
    "airport-help": "which assistance comes to the airport: a rule of the sheet for the journey",
    "return-desk": "which organisations have a rota",
    "trafficking": "also the category of a mark, and a figure",
    "umc": "also how a departure counts among children, and a figure",
    "health": "also a purpose of consent",
}
"""Codes of choices that stand in Python all the same, and why nothing is lost where an office renames one."""
OF_THE_PAGE = ("evidence/pages/writing.py", "evidence/queries/shown.py")
"""Key trends names the figures that it shows; `test_key_trends_page` asks for each."""
OTHERWISE_MEANT = {"umc", "aged-out", "health", "trafficking", "families"}
"""Populations called as something else is: how a child counts, what a consent is for, a mark, a unit."""


def _sources(*, but: str = "") -> list[Path]:
    files = [file for file in HOUSE.rglob("*.py") if not {"tests", "migrations"} & set(file.parts)]
    return [file for file in files if not but or but not in file.parts]


def _texts(file: Path) -> Iterator[tuple[int, str]]:
    """Give each string of a file with its line, those of its documentation left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def _found(names: set[str], *, but: str = "") -> list[str]:
    return [
        f"{file.relative_to(HOUSE)}:{line}: {text}"
        for file in _sources(but=but)
        for line, text in _texts(file)
        if text in names
    ]


@pytest.mark.parametrize("kind", ["programmes", "projects", "donors", "roles", "parties", "groups"])
def test_no_name_of_a_definition_stands_in_python(kind: str) -> None:
    assert _found(set(current_library().of(kind)) - ORDINARY_WORDS) == []


def test_no_coded_value_of_the_choices_stands_in_python() -> None:
    """Those that cannot be anything else: a vulnerability, or a code with a hyphen."""
    lists = {code: cast(ChoiceList, one.body) for code, one in current_library().of("choices").items()}
    named = {
        value
        for code, one in lists.items()
        if code not in SAID_OF_CODE
        for value in one.options
        if "-" in value or code == "vulnerabilities"
    }
    said = {value for code in SAID_OF_CODE for value in lists[code].options}
    assert _found(named - said - set(MAY_NAME)) == []
    assert set(MAY_NAME) <= {value for one in lists.values() for value in one.options}


def test_no_population_stands_in_python() -> None:
    found = _found(set(current_library().of("populations")) - OTHERWISE_MEANT)
    assert [one for one in found if not one.startswith(OF_THE_PAGE)] == []


def test_no_country_of_the_definitions_stands_in_python() -> None:
    """The room of countries is a table of codes; other two letters (papers, variables) may look like one."""
    library = current_library()
    named = {code for group in groups_of(library).values() for code in group}
    named |= {cast(Programme, one.body).from_ for one in library.of("programmes").values()}
    assert _found(named, but="reference") == []


def test_no_currency_stands_in_python() -> None:
    assert _found(set(list_currencies())) == []


def test_no_python_asks_for_a_role_by_its_name() -> None:
    """Who may do something is asked by verb: `may`, `holders`; roles are the office's own."""
    asked = [
        f"{file.relative_to(HOUSE)}:{node.lineno}"
        for file in _sources()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _names_a_role(node)
    ]
    assert asked == []


def _names_a_role(call: ast.Call) -> bool:
    """Tell whether a call names a role: `has_role("…")`, or a filter `roles__contains=["…"]`."""
    literal = [one for one in call.args if isinstance(one, ast.Constant)]
    by_role = isinstance(call.func, ast.Attribute) and call.func.attr == "has_role" and bool(literal)
    filters = (one.value for one in call.keywords if one.arg and one.arg.startswith("roles__"))
    return by_role or any(isinstance(one, ast.List | ast.Tuple | ast.Constant) for one in filters)

"""The command prints what an editor can jump to, and its exit code says whether all is well."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from onward.kernel.definitions.system_check import definitions_are_whole
from onward.kernel.definitions.tests.conftest import Kitchen


def run(kitchen: Kitchen, *words: str) -> str:
    out = io.StringIO()
    call_command("definitions", "--root", str(kitchen.root), *words, stdout=out)
    return out.getvalue()


def test_check_says_how_many_definitions_are_whole(kitchen: Kitchen) -> None:
    kitchen.soup()
    assert run(kitchen, "check") == "2 definitions are whole.\n"


def test_check_lists_faults_and_fails(kitchen: Kitchen) -> None:
    kitchen.soup(lambda text: text.replace("72h", "soon").replace("course", "corse"))
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("definitions", "--root", str(kitchen.root), "check", stdout=out)
    assert caught.value.returncode == 1
    assert str(caught.value) == "3 faults in the definitions."
    assert [line.split(" ")[0] for line in out.getvalue().splitlines()] == [
        "definitions/recipes/soup.yaml:1:",
        "definitions/recipes/soup.yaml:3:",
        "definitions/recipes/soup.yaml:9:",
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 fault in the definitions."),
        ("fr", "1 erreur dans les définitions."),
        ("nl", "1 fout in de definities."),
    ],
)
def test_one_fault_is_counted_as_one(kitchen: Kitchen, language: str, told: str) -> None:
    kitchen.soup(lambda text: text.replace("72h", "soon"))
    with override(language), pytest.raises(CommandError) as caught:
        run(kitchen, "check")
    assert str(caught.value) == told


def test_schemas_are_written_and_a_stale_one_fails_the_check(kitchen: Kitchen) -> None:
    with pytest.raises(CommandError):
        run(kitchen, "schemas", "--check")
    assert run(kitchen, "schemas") == "written: recipes.json\nwritten: spices.json\n"
    assert run(kitchen, "schemas", "--check") == ""


def test_the_check_at_start_tells_each_fault(kitchen: Kitchen, settings: Any) -> None:
    settings.DEFINITIONS_ROOT = kitchen.root
    kitchen.soup()
    assert definitions_are_whole(None) == []
    kitchen.soup(lambda text: text.replace("72h", "soon"))
    (error,) = definitions_are_whole(None)
    assert error.msg.startswith("definitions/recipes/soup.yaml:9: “soon” is not a length of time.")
    assert error.is_serious()

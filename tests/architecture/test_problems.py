"""Every problem that the house knows can be said: with a code, a sentence, a way out, in three languages."""

import re

import pytest
from django.utils import translation
from django.utils.functional import Promise

from onward.kernel.problems import Problem, catalogue

PLACE = re.compile(r"%\((\w+)\)[sd]")
PROBLEMS = sorted(catalogue().items())


def everyone(problem: type[Problem]) -> list[type[Problem]]:
    """Return a problem and all that are made of it."""
    return [problem, *(one for child in problem.__subclasses__() for one in everyone(child))]


def test_every_problem_has_a_code_of_its_own() -> None:
    without = [
        one for one in everyone(Problem) if "code" not in one.__dict__ and one.__module__.startswith("onward")
    ]
    assert not without
    assert len(PROBLEMS) > 50


@pytest.mark.parametrize(("code", "problem"), PROBLEMS, ids=[code for code, _problem in PROBLEMS])
def test_a_problem_says_what_is_wrong_and_what_to_do(code: str, problem: type[Problem]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", code)
    assert 400 <= problem.status < 600
    for words in (problem.sentence, problem.way_out):
        assert isinstance(words, Promise), "not translated"
        assert str(words).strip()
        assert re.search(r"([.?!:)…]|%\(\w+\)s)$", str(words)), "neither a sentence nor a value that is one"


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_translation_loses_a_value_or_invents_one(language: str) -> None:
    differ = []
    for code, problem in PROBLEMS:
        for words in (problem.sentence, problem.way_out):
            with translation.override("en"):
                wanted = set(PLACE.findall(str(words)))
            with translation.override(language):
                if set(PLACE.findall(str(words))) != wanted:
                    differ.append(f"{code}: {words}")
    assert not differ

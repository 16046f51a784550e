"""Fixtures for every room's tests; tests/README.md is their cheat-sheet."""

pytest_plugins = [
    "tests.support.database",
    "tests.support.browser",
    "tests.support.counts",
    "tests.support.doors",
    "tests.support.order",
    "tests.support.pace",
    "tests.support.processes",
    "tests.support.words",
]

"""Coded values of casework, checked before they are written."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from onward.casework.cases.models import Document, Task
from onward.casework.cases.rules import CHILD_ALONE
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.text import day_in_words, said_of
from onward.reference.choices import (
    SAY_WHAT,
    NoSuchChoice,
    check,
    check_all,
    concerns,
    correcting,
    label,
    listed,
    never_so,
    taking_back,
)
from onward.reference.countries import is_country
from onward.reference.languages import is_language

MEDICAL_LEVELS = ("none", "mild", "severe")

LISTS = (
    "approval-corrections",
    "assistance",
    "cancel-reasons",
    "cash-corrections",
    "channel-corrections",
    "closing-reasons",
    "correction-reasons",
    "document-kinds",
    "escort-kinds",
    "event-words",
    "exit-reasons",
    "hold-reasons",
    "joining-corrections",
    "medical-levels",
    "need-corrections",
    "part-reasons",
    "precautions",
    "release-corrections",
    "reopening-reasons",
    "return-reasons",
    "session-corrections",
    "session-topics",
    "step-corrections",
    "task-kinds",
    "vulnerabilities",
    "vulnerability-end-reasons",
    "ways",
)
"""The lists of `choices.yaml` that this room asks for, on its pages or for the words of an event."""


def country(field: str, code: str) -> str:
    """Return the code of a country; raises `NoSuchChoice` where there is none with it."""
    if not is_country(code):
        raise NoSuchChoice(field, value=code)
    return code


def language(field: str, tag: str) -> str:
    """Return the tag of a language, or nothing as it came; raises `NoSuchChoice` where nobody knows it."""
    if tag and not is_language(tag):
        raise NoSuchChoice(field, value=tag)
    return tag


MARK = 6
"""Signs of the hash of a file that tell it from another one of its name and size."""


def told_apart(files: Iterable[tuple[Hashable, str, int, str]]) -> dict[Any, str]:
    """Return the size of each of some files in words, by key; with a mark where name and size are alike.

    Args:
        files: key, name, size in bytes, and hash of the content.
    """
    known = {key: (name, filesizeformat(size), sha256) for key, name, size, sha256 in files}
    contents: dict[tuple[str, str], set[str]] = {}
    for name, size, sha256 in known.values():
        contents.setdefault((name, size), set()).add(sha256)
    return {
        key: size
        if len(contents[name, size]) == 1
        else _("%(size)s, mark %(mark)s") % {"size": size, "mark": sha256[:MARK]}
        for key, (name, size, sha256) in known.items()
    }


def added_in_words(document: Document) -> str:
    """Return when a document was added, to the minute, and by whom: what tells two of one name apart."""
    at = document.added_at.astimezone(OFFICE_ZONE)
    by = document.added_by.name if document.added_by else ""
    return ", ".join(part for part in (f"{day_in_words(at.date(), 'j F Y')} {at:%H:%M}", by) if part)


def task_words(task: Task, because: str = "", whom: str = "") -> str:
    """Return what has to be done, in the words of who set it or of its kind, and why a file was sent back.

    It begins with the name of `whom` it is about, where that is one person whom the reader sees.
    """
    words = task.words or label("task-kinds", task.kind)
    if task.words and task.kind == CHILD_ALONE:  # the words tell of the child, the kind what to do
        words = said_of(label("task-kinds", task.kind), task.words)
    if whom:
        words = said_of(whom, words)
    reason = because or getattr(task, "because", None)
    return (
        _("%(task)s: %(reason)s") % {"task": words, "reason": label("return-reasons", reason)}
        if reason
        else words
    )


__all__ = [
    "MEDICAL_LEVELS",
    "SAY_WHAT",
    "added_in_words",
    "check",
    "check_all",
    "concerns",
    "correcting",
    "country",
    "label",
    "language",
    "listed",
    "never_so",
    "taking_back",
    "task_words",
    "told_apart",
]

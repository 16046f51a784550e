"""What the timeline says: no coded value stands raw in it, whatever happened."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import translation

from onward.access.models import User
from onward.casework.cases import events as casework
from onward.casework.cases.pages.telling import CHANNELS, OF_THEIR_OWN, REASONS_TO_TAKE_BACK, event_words
from onward.casework.programmes import queries as programmes
from onward.delivery.movements import events as movements
from onward.delivery.movements.models import FitnessCheck
from onward.kernel import clock
from onward.kernel.events.types import EventType, event_types
from onward.kernel.models import Event
from onward.reference.choices import said, words_of

LANGUAGES = ("en", "fr", "nl")
for _room in apps.get_app_configs():
    if find_spec(_room.name) and find_spec(f"{_room.name}.events"):
        import_module(f"{_room.name}.events")
OF_THE_HOUSE = {name: kind for name, kind in event_types().items() if kind.__module__.startswith("onward.")}
PLACE = re.compile(r"%\((\w+)\)s")


def coded_places(kind: type[EventType]) -> set[str]:
    """Return the fields in a wording that hold a code: text, and neither a number nor a day."""
    return {
        name
        for name in PLACE.findall(str(kind.wording))
        if name in kind.model_fields and re.search(r"\bstr\b", str(kind.model_fields[name].annotation))
    }


@pytest.mark.parametrize("name", sorted(OF_THE_HOUSE))
def test_every_coded_field_that_is_told_belongs_to_a_list_of_words(name: str) -> None:
    kind = OF_THE_HOUSE[name]
    assert coded_places(kind) <= set(kind.coded)
    assert set(kind.coded) <= set(kind.model_fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_every_such_list_has_words(language: str) -> None:
    lists = {of for kind in OF_THE_HOUSE.values() for of in kind.coded.values()} - {*OF_THEIR_OWN, CHANNELS}
    assert len(lists) > 15
    with translation.override(language):
        for of in lists:
            for code in words_of(of):
                assert said(of, code).strip(), (of, code)
                assert "-" not in code or said(of, code) != code or code == "laissez-passer", (of, code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fact", "english", "french"),
    [
        (casework.ApprovalAsked(approval=uuid4(), project="fedasil-avrr-be"), None, None),
        (
            casework.ApprovalDecided(approval=uuid4(), project="fedasil-avrr-be", outcome="approved"),
            "Funder’s answer: approved (Voluntary return from Belgium, travel and counselling)",
            "Réponse du bailleur : approuvé (Retour volontaire depuis la Belgique, voyage et accompagnement)",
        ),
        (
            casework.VulnerabilityFound(category="trafficking", severity="mild"),
            "Vulnerability: Victim of trafficking, mild",
            None,
        ),
        (
            casework.CashGiven(amount=Decimal("1250"), currency="EUR", project="fedasil-avrr-be"),
            "Departure cash: 1,250.00 EUR",
            "Argent de départ : 1 250,00 EUR",
        ),
        (movements.EntryRefused(movement=uuid4(), at="BGW"), "Refused entry at Baghdad (BGW)", None),
    ],
)
def test_a_line_is_told_in_the_readers_language(fact: Any, english: str | None, french: str | None) -> None:
    rules = programmes.rules_in_force("avrr-be")
    event = Event(type=fact.type, payload=fact.payload(), occurred_on=date(2021, 5, 3))
    for language, expected in (("en", english), ("fr", french), ("nl", None)):
        with translation.override(language):
            line = event_words(User(), event, rules)
            assert expected is None or re.sub(r"\s", " ", line) == expected
            assert not re.search(r"\b[a-z]+-[a-z]+-[a-z]+\b", line), line


def test_the_words_of_a_room_are_in_the_language_of_the_reader() -> None:
    with translation.override("fr"):
        french = said("fitness-outcomes", FitnessCheck.Outcome.FIT)
    assert french != said("fitness-outcomes", FitnessCheck.Outcome.FIT)
    assert clock.today()


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_reason_that_stands_in_several_lists_means_the_same_in_each(language: str) -> None:
    """An event keeps the code of a reason and not its list: the first list that knows it tells it."""
    with translation.override(language):
        meant: dict[str, dict[str, str]] = {}
        for which in REASONS_TO_TAKE_BACK:
            for code, words in words_of(which).items():
                meant.setdefault(code, {})[str(words).casefold()] = which
    assert not {code: told for code, told in meant.items() if len(told) > 1}

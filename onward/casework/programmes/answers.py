"""A programme's other answers: who may enter, which services there are, what a birthday will change. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from onward.casework.programmes.definition import Each, Service
from onward.casework.programmes.gates import values_of
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.programmes.vocabulary import (
    CaseFacts,
    TravellerFacts,
    case_values,
    of_age_on,
    traveller_values,
)
from onward.kernel.conditions import Answer, Truth
from onward.kernel.definitions import Text

HORIZON = timedelta(days=365)


@dataclass(frozen=True)
class Entry:
    """Whether a condition of entry is fulfilled; `otherwise` is what to say where it is not."""

    code: str
    traveller: UUID | None
    answer: Answer
    otherwise: Text

    @property
    def open(self) -> bool | None:
        """True, false, or None where a fact is missing."""
        return _boolean(self.answer.truth)


@dataclass(frozen=True)
class Offer:
    """Whether the programme gives a service; None in `given` where a fact is missing."""

    service: str
    name: Text
    traveller: UUID | None
    answer: Answer | None

    @property
    def given(self) -> bool | None:
        """True, false, or None where a fact is missing."""
        return True if self.answer is None else _boolean(self.answer.truth)


@dataclass(frozen=True)
class Change:
    """A gate that will begin (`starts`) or cease to concern a traveller, from a day on."""

    gate: str
    name: Text
    stage: str
    traveller: UUID
    day: date
    starts: bool


def eligible(rules: ProgrammeRules, facts: CaseFacts, on: date) -> list[Entry]:
    """Answer the conditions of entry, each for the case or for every traveller."""
    answers = []
    for rule in rules.definition.eligible:
        for traveller in _subjects(facts, rule.each):
            values = values_of(rules, facts, traveller, on)
            answer = rules.condition(rule.when, rule.each).evaluate(values)
            answers.append(Entry(rule.code, traveller.key if traveller else None, answer, rule.otherwise))
    return answers


def services(rules: ProgrammeRules, facts: CaseFacts, on: date) -> list[Offer]:
    """Answer which services the programme gives to the case, or to each traveller."""
    return [
        _offer(rules, facts, code, service, traveller, on)
        for code, service in rules.definition.services.items()
        for traveller in _subjects(facts, service.each)
    ]


def foreseen(rules: ProgrammeRules, facts: CaseFacts, on: date) -> list[Change]:
    """Say which gates a birthday will open or shut between `on` and the departure (a year, if unplanned).

    A child who turns 18 on the way changes procedure, and the page says so beforehand. Of an approximate
    birth date both ends are looked at; only a change that is sure is told, with the day it is sure by.
    """
    changes = []
    for traveller in facts.travellers:
        last = traveller.departs_on or on + HORIZON
        for gate in rules.definition.gates:
            if gate.each != "traveller" or gate.when is None:
                continue
            sure = _concerns(rules, facts, traveller, gate.when, on, on)
            for day in _birthdays(traveller, on, last):
                then = _concerns(rules, facts, traveller, gate.when, on, day)
                if then is not sure and Truth.UNKNOWN not in (sure, then):
                    starts = then is Truth.TRUE
                    changes.append(Change(gate.code, gate.name, gate.before, traveller.key, day, starts))
                sure = sure if then is Truth.UNKNOWN else then
    return changes


def coming_of_age(facts: CaseFacts, on: date) -> dict[UUID, date]:
    """Say from which day on travellers are of age for certain who are not yet, as far ahead as `foreseen`."""
    days = {one.key: of_age_on(one.born_to) for one in facts.travellers if one.born_to}
    last = {one.key: one.departs_on or on + HORIZON for one in facts.travellers}
    return {key: day for key, day in days.items() if on < day <= last[key]}


def _offer(
    rules: ProgrammeRules,
    facts: CaseFacts,
    code: str,
    service: Service,
    traveller: TravellerFacts | None,
    on: date,
) -> Offer:
    answer = None
    if service.when is not None:
        values = values_of(rules, facts, traveller, on)
        answer = rules.condition(service.when, service.each).evaluate(values)
    return Offer(code, service.name, traveller.key if traveller else None, answer)


def _subjects(facts: CaseFacts, each: Each) -> tuple[TravellerFacts | None, ...]:
    return facts.travellers if each == "traveller" else (None,)


def _concerns(
    rules: ProgrammeRules,
    facts: CaseFacts,
    traveller: TravellerFacts,
    when: str,
    on: date,
    day_of_age: date,
) -> Truth:
    values = case_values(facts, rules.code, on) | traveller_values(traveller, day_of_age)
    return rules.condition(when, "traveller").evaluate(values).truth


def _birthdays(traveller: TravellerFacts, after: date, last: date) -> list[date]:
    """Give the days after `after`, up to `last`, on which the age may change."""
    days = set()
    for born in {traveller.born_from, traveller.born_to} - {None}:
        assert born is not None
        for year in range(after.year, last.year + 1):
            try:
                days.add(born.replace(year=year))
            except ValueError:
                days.add(date(year, 3, 1))
    return sorted(day for day in days if after < day <= last)


def _boolean(truth: Truth) -> bool | None:
    return {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}[truth]

"""What stands between travellers and their next stages. Pure: facts and events in, verdicts out.

A gate that does not concern a traveller is open. Where it cannot be told whether it does, it is held and the
missing facts are named, unless everything that it asks for is there anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal
from uuid import UUID

from onward.casework.programmes.definition import Gate, Requirement, RequirementDefinition
from onward.casework.programmes.elsewhere import of_other_countries, returns_there_since
from onward.casework.programmes.requirements import (
    EventView,
    Evidence,
    Parameters,
    RequirementKind,
    State,
    requirement_kind,
)
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

Outcome = Literal["met", "held", "unknown"]


@dataclass(frozen=True)
class RequirementVerdict:
    """What one requirement of a gate answers.

    Attributes:
        code: of `requirements.yaml`.
        state: as the events have it; evidence that is too old, or ends before the departure, is `missing`
            with `lapsed` true.
        sentence: what to say, with places in braces; `values` has all but `{name}` and `{by}`, which the
            page fills: this room knows no names.
        brought_by: the role or party that can bring it.
        due: day by which it must be there.
        evidence: what the kind answered.
        lapsed: whether it was met and holds no longer.
        until: last day on which it holds.
        lacking: of a case, the travellers for whom it is not met while for others of it it is; none where
            all are alike.
        elsewhere: the country of return, by its code, for which it is there instead of the one of today.
    """

    code: str
    state: State
    name: Text
    sentence: Text
    values: Mapping[str, object]
    brought_by: str
    due: date | None
    evidence: Evidence
    lapsed: bool = False
    until: date | None = None
    lacking: tuple[UUID, ...] = ()
    elsewhere: str = ""

    def say(self, *, name: str = "", by: str = "", **formatted: str) -> str:
        """Give the sentence in the active language; `formatted` replaces dates as the page writes them."""
        return self.sentence.with_values({**self.values, "name": name, "by": by, **formatted})


@dataclass(frozen=True)
class Verdict:
    """A gate's answer, for one traveller or for the case, with its reasons.

    Attributes:
        gate: code of the gate; `stage` is the stage that it stands before.
        traveller: key of the traveller; None for the case.
        outcome: met, held, or unknown: nobody knows yet whether it concerns the traveller, and it is held.
        applies: whether it concerns the traveller; None where that is unknown.
        requirements: one line a requirement; none where the gate does not apply.
        decided_by: the smallest part of its condition that decided, empty where it has none.
        read: the values that the condition read; `missing` the names of the facts that would settle it.
    """

    gate: str
    name: Text
    stage: str
    traveller: UUID | None
    outcome: Outcome
    applies: bool | None
    requirements: tuple[RequirementVerdict, ...] = ()
    decided_by: str = ""
    read: Mapping[str, object] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the stage may be entered as far as this gate goes."""
        return self.outcome == "met"

    def holds(self, traveller: UUID) -> bool:
        """Tell whether the gate holds this traveller: it is theirs, or the case's and not met for them."""
        if self.open or self.traveller not in (None, traveller):
            return False
        short = [line for line in self.requirements if line.state != "met"]
        return not short or any(not line.lacking or traveller in line.lacking for line in short)


def evaluate_gates(
    rules: ProgrammeRules,
    facts: CaseFacts,
    events: Sequence[EventView],
    on: date,
    *,
    before: str | None = None,
    travellers: Collection[UUID] | None = None,
) -> list[Verdict]:
    """Answer the gates of a programme for a case.

    Args:
        rules: the version that the case was opened under.
        facts: what is known of the case and of the travellers who are still in it.
        events: the standing events of the case and its persons (superseded ones left out), in any order.
        on: the day on which the question is asked.
        before: only the gates before this stage.
        travellers: only the gates of these travellers, and those of the case as far as they leave.

    Returns:
        Verdicts in the order of the file, and of the travellers within a gate.
    """
    gates = [gate for gate in rules.definition.gates if before is None or gate.before == before]
    ordered = sorted(events, key=lambda event: (event.occurred_on, event.position))
    shared = case_values(facts, rules.code, on)
    asked = tuple(one for one in facts.travellers if travellers is None or one.key in travellers)
    of_case = _Question(rules, facts, ordered, on, None, asked, shared)
    of_travellers = [
        _Question(rules, facts, ordered, on, one, (one,), shared | traveller_values(one, one.day_of_age(on)))
        for one in asked
    ]
    return [
        question.ask(gate)
        for gate in gates
        for question in ([of_case] if gate.each == "case" else of_travellers)
    ]


def is_met(rules: ProgrammeRules, facts: CaseFacts, events: Sequence[EventView], on: date, code: str) -> bool:
    """Tell whether a requirement of the programme is met, for everybody on the way where each needs it.

    It is asked as the first gate asks for it that does: by whom it must come, and how long it holds. What the
    case as a whole needs is there once it is there for somebody; for whom it counts, their gates say.
    """
    asked = next((one for one in rules.definition.requirements() if one.code == code), None)
    kind = requirement_kind(rules.requirements[code].needs) if asked else None
    if asked is None or kind is None:
        return False
    ordered = sorted(events, key=lambda event: (event.occurred_on, event.position))
    if kind.subject == "case":
        values = values_of(rules, facts, None, on)
        each = [_Question(rules, facts, ordered, on, None, (one,), values) for one in facts.travellers]
        return any(question.answer(asked).state == "met" for question in each)
    questions = [
        _Question(rules, facts, ordered, on, one, (one,), values_of(rules, facts, one, on))
        for one in facts.travellers
    ]
    return bool(questions) and all(question.answer(asked).state == "met" for question in questions)


def is_open(verdicts: Iterable[Verdict]) -> bool:
    """Tell whether no gate among these holds anybody."""
    return all(verdict.open for verdict in verdicts)


@dataclass(frozen=True)
class _Question:
    """The question whether a gate is open, for one traveller or for the case."""

    rules: ProgrammeRules
    facts: CaseFacts
    events: Sequence[EventView]
    on: date
    traveller: TravellerFacts | None
    leaving: tuple[TravellerFacts, ...]
    values: Mapping[str, object]

    @cached_property
    def _about_traveller(self) -> Sequence[EventView]:
        """The events about the traveller; none where the question is about the case."""
        if self.traveller is None:
            return ()
        key = self.traveller.key
        return [event for event in self.events if event.person_key == key]

    def ask(self, gate: Gate) -> Verdict:
        answer = self._concerns(gate)
        if answer.truth is Truth.FALSE:
            return self._verdict(gate, "met", False, (), answer)
        lines = tuple(self.answer(requirement) for requirement in gate.require)
        if all(line.state == "met" for line in lines):
            outcome: Outcome = "met"
        elif answer.truth is Truth.UNKNOWN or any(line.state == "unknown" for line in lines):
            outcome = "unknown"
        else:
            outcome = "held"
        return self._verdict(gate, outcome, True if answer.truth is Truth.TRUE else None, lines, answer)

    def _concerns(self, gate: Gate) -> Answer:
        if gate.when is None:
            return Answer(Truth.TRUE, {}, (), "")
        return self.rules.condition(gate.when, gate.each).evaluate(self.values)

    def _verdict(
        self,
        gate: Gate,
        outcome: Outcome,
        applies: bool | None,
        lines: tuple[RequirementVerdict, ...],
        answer: Answer,
    ) -> Verdict:
        from_lines = [name for line in lines if line.state == "unknown" for name in line.evidence.missing]
        return Verdict(
            gate=gate.code,
            name=gate.name,
            stage=gate.before,
            traveller=self.traveller.key if self.traveller else None,
            outcome=outcome,
            applies=applies,
            requirements=lines,
            decided_by=answer.decided_by,
            read=answer.read,
            missing=() if outcome == "met" else tuple(dict.fromkeys((*answer.missing, *from_lines))),
        )

    def answer(self, asked: Requirement) -> RequirementVerdict:
        declared = self.rules.requirements[asked.code]
        evidence, lacking, elsewhere = self._today(declared, asked)
        until = _ends(evidence, asked.valid_for)
        lapsed = evidence.state == "met" and not self._holds_at_departure(evidence, asked.valid_for, until)
        state: State = "missing" if lapsed else evidence.state
        again = returns_there_since(self.facts) if elsewhere else None
        if lapsed and evidence.by_others and until:
            again = until + timedelta(days=1)  # nobody signs in person before they are of age
        due = None if state == "met" else self._due(asked.within or declared.within, evidence, again)
        return RequirementVerdict(
            code=asked.code,
            state=state,
            name=declared.name,
            sentence=_sentence(declared, state, lapsed, partly=bool(lacking), elsewhere=bool(elsewhere)),
            values={
                "since": _day(evidence.since) or "",
                "until": until or "",
                "due": due or "",
                "country": elsewhere,
            },
            brought_by=asked.by or declared.brought_by,
            due=due,
            evidence=evidence,
            lapsed=lapsed,
            until=until,
            lacking=lacking,
            elsewhere=elsewhere,
        )

    def _today(
        self, declared: RequirementDefinition, asked: Requirement
    ) -> tuple[Evidence, tuple[UUID, ...], str]:
        """Give what the events say for the country of return of today (`_evidence`).

        And where they say less for it than for another one, which that was.
        """
        kind = requirement_kind(declared.needs)
        key = self.traveller.key if self.traveller else None
        gone = of_other_countries(kind, self.events, self.facts, key) if declared.for_destination else {}
        if not gone:
            return *self._evidence(declared, asked), ""
        here = replace(self, events=[event for event in self.events if event.position not in gone])
        evidence, lacking = here._evidence(declared, asked)
        if evidence.state == "met" or lacking:
            return evidence, lacking, ""
        before, _lacking = self._evidence(declared, asked)
        if before.position is None or before.position <= (evidence.position or 0):
            return evidence, lacking, ""
        return evidence, lacking, self._last_country(declared, asked, gone, before)

    def _last_country(
        self,
        declared: RequirementDefinition,
        asked: Requirement,
        gone: Mapping[int, str],
        before: Evidence,
    ) -> str:
        """Give the country for which as much is there as there was `before`: of several the last."""
        countries = dict.fromkeys(gone[place] for place in sorted(gone, reverse=True))
        for country in countries:
            told = [event for event in self.events if gone.get(event.position, country) == country]
            if replace(self, events=told)._evidence(declared, asked)[0].state == before.state:
                return country
        return next(iter(countries))

    def _evidence(
        self, declared: RequirementDefinition, asked: Requirement
    ) -> tuple[Evidence, tuple[UUID, ...]]:
        """Give what the events say, and of a case the travellers for whom they say less than for others."""
        kind = requirement_kind(declared.needs)
        if kind is None:  # a version may outlive the kind that it was written for
            return Evidence("unknown", missing=(declared.needs,)), ()
        key = self.traveller.key if self.traveller else None
        accepts = declared.accepts if asked.accepts is None else asked.accepts
        born_to = self.traveller.born_to if self.traveller else None
        parameters = Parameters(
            by=asked.by,
            valid_for=asked.valid_for,
            traveller=key,
            departs_on=self._departs_on(),
            values=self.values,
            accepts=accepts,
            of_age_on=of_age_on(born_to) if born_to else None,
        )
        if kind.subject == "traveller":
            return kind.satisfied(self._about_traveller, parameters, self.on), ()
        return self._for_everybody(kind, parameters, asked.valid_for)

    def _for_everybody(
        self, kind: RequirementKind, parameters: Parameters, valid_for: timedelta | None
    ) -> tuple[Evidence, tuple[UUID, ...]]:
        """Ask for what a case needs: it is met when it is for each traveller who leaves.

        Of several answers that are met the one that ends first counts, else the one that is furthest from it.
        """
        speak = [event for event in self.events if event.type in kind.event_types]
        if all(event.person_key is None and event.payload.get("travellers") is None for event in speak):
            return kind.satisfied(speak, parameters, self.on), ()
        found = {
            one.key: kind.satisfied(
                [event for event in speak if _counts_for(event, one.key)], parameters, self.on
            )
            for one in self.facts.travellers
        }
        leaving = {one.key: found[one.key] for one in self.leaving}
        short = {key: evidence for key, evidence in leaving.items() if evidence.state != "met"}
        if short:
            worst = min(short.values(), key=lambda evidence: _FURTHEST.index(evidence.state))
            for_others = any(evidence.state == "met" for evidence in found.values())
            return worst, tuple(short) if for_others else ()
        ends = [(_ends(evidence, valid_for) or date.max, evidence) for evidence in leaving.values()]
        return min(ends, key=lambda one: one[0], default=(None, Evidence("missing")))[1], ()

    def _departs_on(self) -> date | None:
        """Give the planned day of departure, the last one where several travellers are asked about.

        Part of a family may travel later; what holds for those who leave now does not wait for the others.
        """
        return max((one.departs_on for one in self.leaving if one.departs_on), default=None)

    def _holds_at_departure(
        self, evidence: Evidence, valid_for: timedelta | None, until: date | None
    ) -> bool:
        """Tell whether the evidence still holds when the traveller departs; today, where nothing is planned.

        Where both moments are known the hours count, otherwise the days.
        """
        departs_at = self.traveller.departs_at if self.traveller else None
        since = evidence.since
        if valid_for is not None and departs_at is not None and isinstance(since, datetime):
            if departs_at > since + valid_for:
                return False
            until = evidence.until
        return until is None or max(self._departs_on() or self.on, self.on) <= until

    def _due(self, within: timedelta | None, evidence: Evidence, again: date | None = None) -> date | None:
        """Give the day by which it must be there; `again` is that from which it is asked for once more.

        That is the day by which it was asked for, where one was named; else the end of the time that whoever
        brings it has, counted from the day it was asked for, or from the day the traveller entered the
        present stage; and the day of departure at the latest.
        """
        departs_on = self._departs_on()
        began = _day(evidence.since) if evidence.state == "asked" else None
        if began is None:
            began = self.traveller.stage_since if self.traveller else self.facts.opened_on
        began = max(began, again) if began and again else began
        days = [departs_on] if departs_on else []
        if evidence.due is not None:
            days.append(evidence.due)
        elif within is not None and began is not None:
            days.append(began + within)
        return min(days, default=None)


def values_of(
    rules: ProgrammeRules, facts: CaseFacts, traveller: TravellerFacts | None, on: date
) -> dict[str, object]:
    """Give the values that conditions read: of the case, and of the traveller where there is one."""
    values = case_values(facts, rules.code, on)
    if traveller is not None:
        values |= traveller_values(traveller, traveller.day_of_age(on))
    return values


_FURTHEST: tuple[State, ...] = ("unknown", "missing", "failed", "asked", "met")


def _counts_for(event: EventView, traveller: UUID) -> bool:
    """Tell whether an event counts for a traveller: it is about them, or they are among those it was told of.

    Whoever records something of a household speaks for those whom they see, be it nobody. An event without
    the list is of the time before it was kept, and was told of everybody.
    """
    if event.person_key is not None:
        return event.person_key == traveller
    named = event.payload.get("travellers")
    return named is None or str(traveller) in named


def _ends(evidence: Evidence, valid_for: timedelta | None) -> date | None:
    """Give the last day on which evidence holds: its own end, or that of the time it is valid for."""
    days = [evidence.until] if evidence.until else []
    if valid_for is not None and evidence.since is not None:
        ends = evidence.since + valid_for
        days.append(ends.date() if isinstance(ends, datetime) else ends)
    return min(days, default=None)


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _sentence(
    declared: RequirementDefinition,
    state: State,
    lapsed: bool,
    *,
    partly: bool = False,
    elsewhere: bool = False,
) -> Text:
    said: str = "lapsed" if lapsed else "partly" if partly and state == "missing" else state
    said = "elsewhere" if elsewhere else said
    return declared.sentences().get(said, declared.missing)

"""Assessments, guardians, marks on files, the broken seal, and help after return."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from onward.access.actions import see_opening
from onward.access.models import GlassBreak, User
from onward.casework.protection import actions
from onward.casework.protection.models import Assessment, Guardian
from onward.delivery.reintegration import actions as help_after
from onward.delivery.reintegration.models import ReintegrationRequest
from tests.sequences.office import Office
from tests.sequences.words import (
    coming_days,
    countries,
    days,
    mostly,
    names,
    tokens,
    versions,
    which,
    who,
    words,
)

categories = words("child", "trafficking", "medical")


class ProtectionDoing(Office):
    """Focal points ask, decide, and close files."""

    @rule(
        who=who,
        one=which,
        kind=words("best-interest-determination", "family-assessment", "risk-assessment"),
        mission=st.booleans(),
        due_on=coming_days,
        asked_on=days,
        once=tokens,
    )
    def ask_assessment(self, who: str, one: int, kind: str, mission: bool, **given: Any) -> None:
        if found := self.traveller(one):
            asked = self.cast.iraq if mission else None
            self.attempt(who, lambda me: actions.ask_assessment(me, found, kind, mission=asked, **given))

    @rule(
        who=who,
        number=which,
        outcome=words("positive", "negative", "wait"),
        author=names,
        reasons=words("Uncle cares for her"),
        by=st.one_of(st.none(), words("protection-focal-point", "mission-colleague")),
        decided_on=days,
        version=versions,
    )
    def decide_assessment(self, who: str, number: int, outcome: str, **given: Any) -> None:
        if found := self.pick(Assessment.objects.select_related("case"), number):
            self.attempt(who, lambda me: actions.decide_assessment(me, found, outcome, **given))

    @rule(who=who, one=which, name=names, since=days, email=words("", "griet@example.org"), once=tokens)
    def name_guardian(self, who: str, one: int, name: str, **given: Any) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: actions.name_guardian(me, found, name, **given))

    @rule(one=which, positive=st.booleans())
    def a_child_is_assessed(self, one: int, positive: bool) -> None:
        """Ask and decide what is asked of a child who travels alone."""
        found = self.traveller(one)
        if found is None:
            return
        for kind in ("best-interest-determination", "family-assessment"):
            self.attempt("sam", partial(actions.ask_assessment, traveller=found, kind=kind))
            asked = Assessment.objects.filter(person_key=found.person.key, kind=kind).last()
            outcome = "positive" if positive else "wait"
            if asked:
                self.attempt("sam", partial(self._decide, asked, outcome))
        self.attempt("sam", lambda me: actions.name_guardian(me, found, "Griet Maes"))

    def _decide(self, asked: Assessment, outcome: str, me: User) -> Assessment:
        return actions.decide_assessment(me, asked, outcome, author="Dr Claes", reasons="He cares for her.")

    @rule(who=who, number=which, on=days)
    def guardian_agrees(self, who: str, number: int, on: Any) -> None:
        if found := self.pick(Guardian.objects.all(), number):
            self.attempt(who, lambda me: actions.record_guardian_agreement(me, found, agreed_on=on))

    @rule(who=who, number=which, on=days, once=tokens)
    def guardian_takes_it_back(self, who: str, number: int, on: Any, once: Any) -> None:
        if found := self.pick(Guardian.objects.all(), number):
            self.attempt(
                who, lambda me: actions.withdraw_guardian_agreement(me, found, withdrawn_on=on, once=once)
            )

    @rule(who=who, person=which, category=categories, lift=st.booleans())
    def mark(self, who: str, person: int, category: str, lift: bool) -> None:
        one = self.person(person)
        mark = actions.lift_restriction if lift else actions.restrict
        self.attempt(who, lambda me: mark(me, one, category))

    @rule(
        who=st.sampled_from(["duty", "lies", "outsider"]),
        case=which,
        reason=words("A child is in danger now"),
        near=mostly(st.just(""), st.just("\x00")),
    )
    def break_glass(self, who: str, case: int, reason: str, near: str) -> None:
        if found := self.case(case):
            self.attempt(who, lambda me: actions.break_glass(me, found.reference + near, reason))

    @rule(who=st.sampled_from(["dirk", "dirk", "dirk", "duty", "sam", "outsider"]), number=which)
    def take_note_of_an_opening(self, who: str, number: int) -> None:
        if opening := self.pick(GlassBreak.objects.all(), number):
            self.attempt(who, lambda me: see_opening(me, opening))

    @rule(
        who=who,
        one=which,
        service=words("reintegration-grant", "administrative-assistance"),
        kind=words("small-business", "housing"),
        asked_on=days,
        once=tokens,
    )
    def ask_help(self, who: str, one: int, service: str, kind: str, **given: Any) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: help_after.ask(me, found, service, kind, **given))

    @rule(
        who=who,
        number=which,
        granted=st.booleans(),
        project=words("fedasil-avrr-be"),
        on=days,
        version=versions,
    )
    def answer_help(self, who: str, number: int, granted: bool, project: str, on: Any, version: Any) -> None:
        if found := self.pick(ReintegrationRequest.objects.select_related("case"), number):
            self.attempt(
                who,
                lambda me: help_after.answer(
                    me, found, granted, project=project, answered_on=on, version=version
                ),
            )

    @rule(who=who, number=which, on=days, version=versions)
    def draw_help(self, who: str, number: int, on: Any, version: Any) -> None:
        if found := self.pick(ReintegrationRequest.objects.select_related("case"), number):
            self.attempt(who, lambda me: help_after.draw(me, found, drawn_on=on, version=version))

    @rule(
        who=who,
        number=which,
        what=st.sampled_from(["drawn", "answered", "asked"]),
        reason=words("not-yet", "told-wrongly"),
        version=versions,
    )
    def take_help_back(self, who: str, number: int, what: str, reason: str, version: Any) -> None:
        """Say that help was not drawn, or not answered, or not asked for."""
        if found := self.pick(ReintegrationRequest.objects.select_related("case"), number):
            doings: dict[str, Callable[[User], object]] = {
                "drawn": lambda me: help_after.take_back_drawing(me, found, reason, version=version),
                "answered": lambda me: help_after.take_back_answer(me, found, reason, version=version),
                "asked": lambda me: help_after.take_back_asking(me, found, reason, version=version),
            }
            self.attempt(who, doings[what])

    @rule(
        who=who,
        number=which,
        kind=words("small-business", "housing"),
        on=days,
        country=countries,
        reason=words("wrong-kind", "wrong-day"),
        version=versions,
        once=tokens,
    )
    def correct_help(
        self, who: str, number: int, kind: str, on: Any, country: str, reason: str, **given: Any
    ) -> None:
        """Say that help of another kind, on another day or for another country was asked for."""
        if found := self.pick(ReintegrationRequest.objects.select_related("case"), number):
            day, to = on or found.asked_on, country if number % 3 == 0 else found.destination
            right = help_after.RightHelp(kind, day, found.plan, to)
            self.attempt(who, lambda me: help_after.correct_asking(me, found, right, reason, **given))

"""The daily work on a case: sessions, needs, tasks, papers, and money."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import (
    CashHandover,
    Document,
    FunderApproval,
    Session,
    Task,
    Vulnerability,
)
from onward.delivery.movements.tests.factories import FUNDER
from onward.kernel import clock
from tests.sequences.office import Office
from tests.sequences.words import days, money, numbers, perhaps, tokens, versions, which, who, words


class WorkDoing(Office):
    """Counsellors work on their cases."""

    @rule(
        who=who,
        case=which,
        way=words("phone", "in-person"),
        language=words("ar", ""),
        minutes=numbers,
        topics=st.lists(words("information", "needs"), max_size=2),
        held_on=days,
        about=perhaps,
        once=tokens,
    )
    def hold_session(self, who: str, case: int, about: int | None, **given: Any) -> None:
        if found := self.case(case):
            one = self.traveller(about) if about is not None else None
            self.attempt(who, lambda me: actions.hold_session(me, found, about=one, **given))

    @rule(
        who=who,
        number=which,
        what=st.sampled_from(["correct", "take back"]),
        reason=words("wrong-day", "wrong-case", "not-held"),
        way=words("phone", "online"),
        minutes=numbers,
        on=days,
        version=versions,
    )
    def correct_session(
        self, who: str, number: int, what: str, reason: str, way: str, minutes: Any, on: Any, version: Any
    ) -> None:
        found = self.pick(Session.objects.select_related("case"), number)
        if found is None:
            return
        right = actions.RightSession(on or found.held_on, way, found.language, minutes, found.topics)
        doings: dict[str, Callable[[User], object]] = {
            "correct": lambda me: actions.correct_session(me, found, right, reason, version=version),
            "take back": lambda me: actions.take_back_session(me, found, reason, version=version),
        }
        self.attempt(who, doings[what])

    @rule(who=who, case=which, text=words("Called", "Will come"), about=perhaps, once=tokens)
    def add_note(self, who: str, case: int, text: str, about: int | None, once: Any) -> None:
        if found := self.case(case):
            one = self.traveller(about) if about is not None else None
            self.attempt(who, lambda me: actions.add_note(me, found, text, about=one, once=once))

    @rule(who=who, case=which, kind=words("other", "call"), text=words("Call"), to=st.one_of(st.none(), who))
    def set_task(self, who: str, case: int, kind: str, text: str, to: str | None) -> None:
        if found := self.case(case):
            self.attempt(
                who,
                lambda me: actions.set_task(
                    me,
                    found,
                    due_on=clock.today(),
                    kind=kind,
                    words=text,
                    assigned_to=getattr(self.cast, to) if to else None,
                ),
            )

    @rule(
        who=who,
        number=which,
        ended_for=words("passed", "of-age", "recorded-wrongly"),
        reason=words("wrong-day", "told-wrongly"),
        on=days,
        stands=st.booleans(),
        once=tokens,
    )
    def correct_the_end(
        self, who: str, number: int, ended_for: str, reason: str, on: Any, stands: bool, once: Any
    ) -> None:
        """Say that a vulnerability ended otherwise, or did not."""
        found = self.pick(Vulnerability.objects.select_related("traveller"), number)
        if found and stands:
            self.attempt(who, lambda me: actions.take_back_vulnerability_end(me, found, reason, once=once))
        elif found:
            self.attempt(
                who,
                lambda me: actions.correct_vulnerability_end(
                    me, found, ended_for, reason, ended_on=on, once=once
                ),
            )

    @rule(number=which, who=who, on=days, version=versions)
    def finish_task(self, number: int, who: str, on: Any, version: Any) -> None:
        if task := self.pick(Task.objects.all(), number):
            self.attempt(who, lambda me: actions.finish_task(me, task, done_on=on, version=version))

    @rule(number=which, who=who)
    def reopen_task(self, number: int, who: str) -> None:
        if task := self.pick(Task.objects.all(), number):
            self.attempt(who, lambda me: actions.reopen_task(me, task))

    @rule(
        who=who,
        one=which,
        category=words("trafficking", "elderly", "pregnant"),
        severity=words("mild", "severe"),
        on=days,
        ends=st.booleans(),
    )
    def vulnerability(self, who: str, one: int, category: str, severity: str, on: Any, ends: bool) -> None:
        if found := self.traveller(one):
            if ends:
                self.attempt(
                    who, lambda me: actions.end_vulnerability(me, found, category, "passed", ended_on=on)
                )
            else:
                self.attempt(
                    who, lambda me: actions.find_vulnerability(me, found, category, severity, found_on=on)
                )

    @rule(
        who=who,
        one=which,
        level=words("none", "mild", "severe"),
        accompanied=st.sampled_from([True, False, None]),
        on=days,
    )
    def needs(self, who: str, one: int, level: str, accompanied: bool | None, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: actions.record_medical_needs(me, found, level, on=on))
            self.attempt(who, lambda me: actions.record_accompaniment(me, found, accompanied, on=on))

    @rule(who=who, one=which, by=words("self", "parent", "guardian"), on=days)
    def sign(self, who: str, one: int, by: str, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: actions.sign_declaration(me, found, by, signed_on=on))

    @rule(who=who, one=which, on=days)
    def withdraw(self, who: str, one: int, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: actions.withdraw_declaration(me, found, withdrawn_on=on))

    @rule(who=who, case=which, project=words(FUNDER, "immigration-directorate-avrr-lu"), on=days)
    def ask_approval(self, who: str, case: int, project: str, on: Any) -> None:
        if found := self.case(case):
            self.attempt(who, lambda me: actions.ask_approval(me, found, project, asked_on=on))

    @rule(number=which, who=who, approved=st.booleans(), on=days, by=st.integers(-3, 90))
    def decide_approval(self, number: int, who: str, approved: bool, on: Any, by: int) -> None:
        if found := self.pick(FunderApproval.objects.all(), number):
            deadline = clock.today() + timedelta(days=by) if approved or by < 0 else None
            self.attempt(
                who,
                lambda me: actions.decide_approval(me, found, approved, decided_on=on, depart_by=deadline),
            )

    @rule(
        number=which,
        who=who,
        what=st.sampled_from(("prolong", "correct", "take back")),
        reason=words("wrong-day", "wrong-answer", "needs"),
        approved=st.booleans(),
        on=days,
        by=st.integers(-3, 90),
        version=versions,
    )
    def correct_approval(
        self, number: int, who: str, what: str, reason: str, approved: bool, on: Any, by: int, version: Any
    ) -> None:
        found = self.pick(FunderApproval.objects.all(), number)
        if found is None:
            return
        deadline, day = clock.today() + timedelta(days=by), on or clock.today()
        covered = deadline if approved or by < 0 else None
        doings: dict[str, Callable[[User], object]] = {
            "prolong": lambda me: actions.prolong_approval(
                me, found, deadline, decided_on=on, version=version
            ),
            "correct": lambda me: actions.correct_approval(
                me, found, reason, approved=approved, decided_on=day, depart_by=covered, version=version
            ),
            "take back": lambda me: actions.take_back_approval(me, found, reason, version=version),
        }
        self.attempt(who, doings[what])

    @rule(who=who, one=which, amount=money, currency=words("EUR"), on=days)
    def give_cash(self, who: str, one: int, amount: Decimal, currency: str, on: Any) -> None:
        receipt = self.pick(Document.objects.all(), one)
        if found := self.traveller(one):
            self.attempt(
                who,
                lambda me: actions.give_cash(
                    me, found, amount, currency, FUNDER, receipt, given_on=on, once=uuid4()
                ),
            )

    @rule(
        who=who,
        number=which,
        to=which,
        what=st.sampled_from(["correct", "take back"]),
        reason=words("wrong-amount", "wrong-traveller", "not-given"),
        amount=money,
        on=days,
        sure=st.booleans(),
        version=versions,
    )
    def correct_cash(
        self, who: str, number: int, to: int, what: str, reason: str, amount: Decimal, on: Any, **given: Any
    ) -> None:
        found = self.pick(CashHandover.objects.select_related("traveller__case"), number)
        one = self.traveller(to)
        if found is None or one is None:
            return
        right = actions.RightCash(one, amount, "EUR", FUNDER, on or found.given_on)
        doings: dict[str, Callable[[User], object]] = {
            "correct": lambda me: actions.correct_cash(me, found, right, reason, **given),
            "take back": lambda me: actions.take_back_cash(me, found, reason, version=given["version"]),
        }
        self.attempt(who, doings[what])

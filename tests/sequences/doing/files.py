"""Opening cases, who travels in them, their steps, and holds over them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.gates import entries_of, gather, verdicts_of
from onward.casework.cases.models import Case, HandOver, Hold, HoldRelease
from onward.casework.cases.tests.factories import version_seen
from onward.casework.programmes.models import ProgrammeVersion
from onward.kernel import clock
from onward.records.consents.actions import Evidence, give_consent
from tests.sequences.office import Office
from tests.sequences.traces import trace
from tests.sequences.words import days, mostly, several, tokens, versions, which, who, words

BY_THE_JOURNEY = ("booked", "departed", "arrived")
"""Stages to which a journey alone takes travellers, in the programmes of these machines."""


def seen(user: User, case: Case, version: int | None) -> int | None:
    """Return what a form of `user` says of a case whose row had this version when it was opened."""
    return None if version is None else version_seen(user, case, version)


REASONS = words("told-wrongly")


class FileDoing(Office):
    """Cases are opened, given away, parted, held and closed."""

    @rule(
        who=who,
        home=st.integers(0, 1),
        people=st.lists(which, max_size=3, unique=True),
        principals=st.sampled_from([1, 1, 1, 0, 2]),
        programme=words("avrr-be", "avrr-be", "avrr-lu"),
        channel=words("red-cross", "self"),
        destination=words("IQ", "AL", "XK"),
        on=days,
        once=tokens,
        office=st.sampled_from(["be", "be", "be", "lu"]),
        accompanied=st.sampled_from([None, True, False]),
    )
    def open_case(self, who: str, home: int, people: list[int], principals: int, **given: Any) -> None:
        accompanied, office, on = given.pop("accompanied"), given.pop("office"), given.pop("on")
        joining = [
            actions.Joining(self.person(number), place < principals, accompanied)
            for place, number in enumerate(people)
        ]
        self.attempt(
            who,
            lambda me: actions.open_case(
                me,
                office=getattr(self.cast, office),
                household=self.homes[home],
                joining=joining,
                opened_on=on,
                **given,
            ),
        )

    @rule(
        who=who,
        case=which,
        person=which,
        principal=mostly(st.just(False), st.just(True)),
        on=days,
        version=versions,
    )
    def add_traveller(self, who: str, case: int, person: int, principal: bool, on: Any, version: Any) -> None:
        if found := self.case(case):
            joining = actions.Joining(self.person(person), principal)
            self.attempt(
                who,
                lambda me: actions.add_traveller(
                    me, found, joining, joined_on=on, version=seen(me, found, version)
                ),
            )

    @rule(
        who=who,
        one=which,
        what=st.sampled_from(["correct", "take back"]),
        reason=words("wrong-day", "wrong-person", "told-wrongly"),
        on=days,
        version=versions,
    )
    def correct_joining(self, who: str, one: int, what: str, reason: str, on: Any, version: Any) -> None:
        found = self.traveller(one)
        if found is None:
            return
        day = on or clock.today()
        doings: dict[str, Callable[[User], object]] = {
            "correct": lambda me: actions.correct_joining(me, found, day, reason, version=version),
            "take back": lambda me: actions.take_back_joining(me, found, reason, version=version),
        }
        self.attempt(who, doings[what])

    @rule(
        who=who,
        one=which,
        stage=words("counselled", "cleared", "reintegrating", "closed", *BY_THE_JOURNEY),
        on=days,
        version=versions,
    )
    def advance(self, who: str, one: int, stage: str, on: Any, version: Any) -> None:
        if found := self.traveller(one):
            done = self.attempt(who, lambda me: actions.advance(me, found, stage, on=on, version=version))
            assert not (done and stage in BY_THE_JOURNEY), "a step of its own took the place of a journey"

    @rule(who=who, one=which, reason=words("not-yet", "wrong-traveller"), stale=st.booleans())
    def undo_step(self, who: str, one: int, reason: str, stale: bool) -> None:
        """Take back a step: mostly the last one, and sometimes one that another followed."""
        if (found := self.traveller(one)) and (steps := steps_of(found)):
            step = steps[0 if stale else -1]
            self.attempt(who, lambda me: actions.undo_step(me, found, step, reason))

    @rule(
        who=who,
        one=which,
        exit=words("withdrawn", "lost-contact", "not-eligible", "no-show"),
        reason=st.one_of(st.none(), words("family")),
        on=days,
    )
    def leave(self, who: str, one: int, exit: str, reason: str | None, on: Any) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: actions.leave(me, found, exit, reason=reason, on=on))

    @rule(who=who, one=which)
    def come_back(self, who: str, one: int) -> None:
        if found := self.traveller(one):
            self.attempt(who, lambda me: actions.undo_exit(me, found))

    @rule(
        who=who,
        case=which,
        going=several,
        principal=st.integers(0, 5),
        version=versions,
        reason=words("travels-later", "separation"),
    )
    def part(self, who: str, case: int, going: list[int], principal: int, version: Any, reason: str) -> None:
        if found := self.case(case):
            members = list(found.travellers.order_by("-pk"))
            chosen = [members[number % len(members)] for number in going]
            head = (chosen or members)[principal % len(chosen or members)]
            self.attempt(
                who,
                lambda me: actions.part_travellers(
                    me, found, chosen, head, reason, version=seen(me, found, version)
                ),
            )

    @rule(who=who, case=which, channel=words("red-cross", "self"), why=REASONS, version=versions)
    def correct_channel(self, who: str, case: int, channel: str, why: str, version: Any) -> None:
        if found := self.case(case):
            self.attempt(
                who,
                lambda me: actions.correct_channel(me, found, channel, why, version=seen(me, found, version)),
            )

    @rule(who=who, case=which, destination=words("AL", "IQ"), place=words("Erbil"), version=versions)
    def change_destination(self, who: str, case: int, destination: str, place: str, version: Any) -> None:
        if found := self.case(case):
            self.attempt(
                who,
                lambda me: actions.change_destination(
                    me, found, destination, place, version=seen(me, found, version)
                ),
            )

    @rule(who=who, case=which, to=who, version=versions)
    def assign(self, who: str, case: int, to: str, version: Any) -> None:
        if found := self.case(case):
            self.attempt(
                who,
                lambda me: actions.assign_counsellor(
                    me, found, getattr(self.cast, to), version=seen(me, found, version)
                ),
            )

    @rule(who=who, case=which, reason=words("arrived", "left", "other"), on=days)
    def close(self, who: str, case: int, reason: str, on: Any) -> None:
        if found := self.case(case):
            self.attempt(who, lambda me: actions.close_case(me, found, reason, closed_on=on))

    @rule(who=who, case=which, reason=words("to-correct", "too-early"), version=versions)
    def reopen(self, who: str, case: int, reason: str, version: Any) -> None:
        if found := self.case(case):
            self.attempt(
                who, lambda me: actions.reopen_case(me, found, reason, version=seen(me, found, version))
            )

    @rule(who=who, case=which, number=which, version=versions)
    def move_on(self, who: str, case: int, number: int, version: Any) -> None:
        """Move a case to a version: mostly another one of its programme, and sometimes its own."""
        found, to = self.case(case), self.pick(ProgrammeVersion.objects.all(), number)
        if found and to:
            self.attempt(
                who, lambda me: actions.move_to_version(me, found, to, version=seen(me, found, version))
            )

    @rule(
        who=who,
        destination=words("", "AL"),
        reason=words("pandemic"),
        precautions=st.lists(words("masks", "test"), max_size=2),
    )
    def place_hold(self, who: str, destination: str, reason: str, precautions: list[str]) -> None:
        self.attempt(
            who,
            lambda me: actions.place_hold(
                me,
                self.cast.be,
                from_on=clock.today(),
                destination=destination,
                reason=reason,
                precautions=precautions,
            ),
        )

    @rule(
        number=which,
        who=who,
        case=which,
        ticked=st.lists(words("masks", "test"), max_size=3),
        lift=st.booleans(),
    )
    def release(self, number: int, who: str, case: int, ticked: list[str], lift: bool) -> None:
        hold, found = self.pick(Hold.objects.all(), number), self.case(case)
        if hold and lift:
            self.attempt(who, lambda me: actions.lift_hold(me, hold))
        elif hold and found:
            self.attempt(who, lambda me: actions.release_from_hold(me, found, hold, ticked))

    @rule(who=who, number=which, reason=words("wrong-case", "wrong-hold"))
    def take_back_release(self, who: str, number: int, reason: str) -> None:
        if found := self.pick(HoldRelease.objects.select_related("case", "hold"), number):
            self.attempt(who, lambda me: actions.take_back_release(me, found, reason))

    @rule(who=who, case=which)
    def hand_over(self, who: str, case: int) -> None:
        if found := self.case(case):
            self.attempt(who, lambda me: actions.hand_over(me, found, self.cast.iraq))

    @rule(case=which)
    def agree_and_hand_over(self, case: int) -> None:
        """Ask everybody in a case, and share it with the mission."""
        found, mission = self.case(case), self.cast.iraq
        if found is None:
            return
        witness = Evidence(witness="Lies Adam")
        for key in found.travellers.values_list("person__key", flat=True):
            agree = partial(give_consent, person=key, office=self.cast.be, purpose="share-with-mission")
            agree = partial(agree, given_by="Griet Maes")
            self.attempt("sam", partial(agree, recipient=mission.key, evidence=witness))
        self.attempt("lies", lambda me: actions.hand_over(me, found, mission))

    @rule(case=which, reason=words("left", "other"))
    def give_it_up(self, case: int, reason: str) -> None:
        """Let everybody leave a case, and close it."""
        found = self.case(case)
        if found is None:
            return
        for one in found.travellers.all():
            self.attempt("sam", partial(actions.leave, traveller=one, exit="withdrawn"))
        self.attempt("sam", lambda me: actions.close_case(me, found, reason))

    @rule(who=who, number=which, yes=st.booleans(), reason=words("incomplete", "no-contact"))
    def answer_hand_over(self, who: str, number: int, yes: bool, reason: str) -> None:
        if handed := self.pick(HandOver.objects.all(), number):
            self.attempt(who, lambda me: actions.answer_hand_over(me, handed, yes, reason=reason))

    @rule(number=which, ahead=st.integers(0, 400))
    def ask_the_gates(self, number: int, ahead: int) -> None:
        """Ask every gate of a case twice: both answers are the same, and asking leaves no trace."""
        before, answers = trace(), []
        for _time in "12":
            if found := self.case(number):
                travellers = list(found.travellers.select_related("person"))
                on = clock.today() + timedelta(days=ahead)
                gathered = gather([found], travellers, on)
                answers.append(
                    (
                        verdicts_of(found, travellers, gathered, on),
                        entries_of(found, travellers, gathered, on),
                    )
                )
        assert answers[:1] == answers[1:]
        assert trace() == before

"""Registering and mending persons, their papers, and who moves with whom."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from onward.records.people import actions
from onward.records.people.actions import ContactGiven, Member, Paper
from onward.records.people.actions.from_paper import record_with_birth
from onward.records.people.models import Contact, Household, ReferenceNumber, TravelDocument
from onward.records.people.rules import Born, GivenName
from tests.sequences.office import Office
from tests.sequences.words import (
    births,
    coming_days,
    countries,
    days,
    names,
    perhaps,
    relations,
    several,
    tokens,
    versions,
    which,
    who,
    words,
)

papers = st.builds(
    Paper,
    kind=words("passport", "laissez-passer", "residence-permit"),
    state=words("asked", "interview", "received", "returned"),
    number=words("P1", "P 2", "p1"),
    issuer=words("IQ", "BE", ""),
    issued_on=days,
    expires_on=coming_days,
    asked_on=days,
    interview_on=coming_days,
    received_on=days,
)
given_names = st.lists(
    st.builds(GivenName, kind=words("main", "native", "alias"), given=names, family=names), max_size=3
)


class PeopleDoing(Office):
    """People are entered, mended, and move together."""

    def household(self, number: int) -> Household:
        """Return one of the households."""
        found = self.pick(Household.objects.all(), number)
        assert found is not None
        return found

    @rule(
        who=who,
        names=given_names,
        sex=words("male", "female", "unknown"),
        born=st.builds(Born, births, births),
        nationality=countries,
        language=words("ar", "sq"),
        paper=st.one_of(st.none(), papers),
        home=perhaps,
        relation=relations,
        on=days,
        once=tokens,
        office=st.sampled_from(["be", "be", "be", "lu"]),
    )
    def register(self, who: str, names: list[GivenName], home: int | None, office: str, **given: Any) -> None:
        nationality, language = given.pop("nationality"), given.pop("language")
        self.attempt(
            who,
            lambda me: actions.register_person(
                me,
                getattr(self.cast, office),
                names,
                nationalities=[nationality],
                languages=[language],
                contacts=[ContactGiven("phone", "+32 470 12 34 56")] if given["once"] else (),
                household=None if home is None else self.household(home),
                **given,
            ),
        )

    @rule(
        who=who,
        person=which,
        names=st.one_of(st.none(), given_names),
        sex=st.one_of(st.none(), words("male", "female")),
        born=st.one_of(st.none(), st.builds(Born, births, births), births.map(lambda day: Born(day, day))),
        nationality=st.one_of(st.none(), countries),
        version=versions,
    )
    def mend(self, who: str, person: int, nationality: str | None, **given: Any) -> None:
        one, codes = self.person(person), None if nationality is None else [nationality]
        self.attempt(who, lambda me: actions.mend_person(me, one, nationalities=codes, **given))

    @rule(who=who, person=which, paper=papers, once=tokens)
    def add_paper(self, who: str, person: int, paper: Paper, once: Any) -> None:
        one = self.person(person)
        self.attempt(who, lambda me: actions.add_document(me, one, paper, once=once))

    @rule(who=who, number=which, paper=papers, version=versions)
    def update_paper(self, who: str, number: int, paper: Paper, version: int | None) -> None:
        if document := self.pick(TravelDocument.objects.all(), number):
            self.attempt(who, lambda me: actions.update_document(me, document, paper, version=version))

    @rule(who=who, person=which, number=perhaps, paper=papers, born=births, version=versions)
    def record_paper_and_birth(
        self, who: str, person: int, number: int | None, born: Any, **given: Any
    ) -> None:
        """Record the day of birth that a paper tells: a new one, or one of theirs on record."""
        one = self.person(person)
        known = TravelDocument.objects.filter(person=one)
        document = None if number is None else self.pick(known, number)
        if born:
            self.attempt(who, lambda me: record_with_birth(me, one, born_on=born, document=document, **given))

    @rule(who=who, person=which, kind=words("phone", "email"), value=words("+32470123456", "a@example.org"))
    def add_contact(self, who: str, person: int, kind: str, value: str) -> None:
        one = self.person(person)
        self.attempt(who, lambda me: actions.add_contact(me, one, ContactGiven(kind, value)))

    @rule(who=who, number=which, on=days, safe=st.sampled_from([True, False, None]), ends=st.booleans())
    def judge_or_end_contact(self, who: str, number: int, on: date | None, safe: Any, ends: bool) -> None:
        contact = self.pick(Contact.objects.all(), number)
        if contact and ends:
            self.attempt(who, lambda me: actions.end_contact(me, contact, ended_on=on))
        elif contact:
            self.attempt(who, lambda me: actions.judge_contact(me, contact, safe))

    @rule(who=who, person=which, issuer=words("unhcr", "partner"), number=words("A1", "a 1", "B2"))
    def add_reference(self, who: str, person: int, issuer: str, number: str) -> None:
        one = self.person(person)
        self.attempt(who, lambda me: actions.add_reference(me, one, issuer, number))

    @rule(who=who, number=which, person=which)
    def drop_reference(self, who: str, number: int, person: int) -> None:
        one = self.person(person)
        if reference := self.pick(ReferenceNumber.objects.all(), number):
            self.attempt(who, lambda me: actions.drop_reference(me, one, reference))

    @rule(
        who=who,
        members=several,
        relations=st.lists(relations, min_size=3, max_size=3),
        on=days,
        once=tokens,
    )
    def make_household(self, who: str, members: list[int], relations: list[str], on: Any, once: Any) -> None:
        chosen = [
            Member(self.person(number), relation)
            for number, relation in zip(members, ["head", *relations], strict=False)
        ]
        self.attempt(
            who, lambda me: actions.make_household(me, self.cast.be, chosen, joined_on=on, once=once)
        )

    @rule(who=who, home=which, person=which, relation=relations, on=days, once=tokens)
    def join(self, who: str, home: int, person: int, relation: str, on: Any, once: Any) -> None:
        one, there = self.person(person), self.household(home)
        self.attempt(
            who, lambda me: actions.join_household(me, there, one, relation, joined_on=on, once=once)
        )

    @rule(who=who, person=which, elsewhere=perhaps, on=days)
    def part_from_household(self, who: str, person: int, elsewhere: int | None, on: Any) -> None:
        one = self.person(person)
        standing = one.memberships.filter(left_on=None).first()
        home = standing.household if standing and elsewhere is None else self.household(elsewhere or 0)
        self.attempt(who, lambda me: actions.leave_household(me, home, one, left_on=on))

    @rule(who=who, person=which, relation=relations)
    def change_relation(self, who: str, person: int, relation: str) -> None:
        one = self.person(person)
        if standing := one.memberships.filter(left_on=None).first():
            self.attempt(who, lambda me: actions.change_relation(me, standing.household, one, relation))

"""Enquiries, referrals sent, taken back and answered, and the consents that they rest on."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from onward.casework.referrals import actions
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.models import Enquiry, Referral
from onward.casework.referrals.rules import Referred
from onward.kernel import clock
from onward.records.consents import actions as consents
from onward.records.consents.models import Consent, Override
from onward.records.people.models import Household
from tests.cast import RED_CROSS, RETURN_DESK
from tests.sequences.office import Office
from tests.sequences.words import (
    at_the_desk,
    births,
    coming_days,
    countries,
    days,
    names,
    numbers,
    perhaps,
    tokens,
    versions,
    which,
    words,
)

lines = st.builds(
    Referred,
    name=names,
    name_native=names,
    sex=words("male", "female"),
    born_from=births,
    born_to=births,
    nationality=countries,
    relation=words("head", "child", "partner"),
    accompanied=st.sampled_from([None, True, False]),
)
households = st.lists(lines, max_size=3)
purposes = words("share-referral", "share-with-mission", "share-with-partner", "health")
evidence = st.builds(consents.Evidence, witness=words("Lies Adam"))


def with_one_head(people: list[Referred]) -> list[Referred]:
    """Return them as somebody careful would send them."""
    return [
        Referred(
            **vars(one)
            | {"relation": "child" if number else "head", "principal": number == 0}
            | ({"born_from": one.born_to} if one.born_to else {"born_from": None})
        )
        for number, one in enumerate(people)
    ]


class ReferralsDoing(Office):
    """Partners and callers hand households on, and the office answers."""

    def referral(self, number: int) -> Referral | None:
        """Return one of the referrals."""
        return self.pick(Referral.objects.select_related("office"), number)

    @rule(
        who=at_the_desk,
        line=words("hotline-fr", "desk"),
        language=words("fr", "nl"),
        caller=words("migrant", "partner"),
        topic=words("how", "documents"),
        outcome=words("informed", "became-referral"),
        minutes=numbers,
        grown=perhaps,
        once=tokens,
    )
    def take_enquiry(self, who: str, topic: str, grown: int | None, **given: Any) -> None:
        referral = None if grown is None else self.referral(grown)
        self.attempt(
            who,
            lambda me: actions.take_enquiry(
                me, office=self.cast.be, topics=[topic], referral=referral, **given
            ),
        )

    @rule(
        who=at_the_desk,
        people=st.one_of(households, households.map(with_one_head), households.map(with_one_head)),
        programme=words("avrr-be", "avrr-be", "avrr-lu"),
        channel=words("red-cross", "self"),
        consent_given_on=days,
        consent_witness=words("Rik Baeten", "Rik Baeten"),
        consent_until=coming_days,
        organisation_key=st.sampled_from([None, RED_CROSS, RETURN_DESK]),
        destination=words("IQ", "AL", ""),
        tell_outcome=st.booleans(),
        sent_on=days,
        asked=perhaps,
        once=tokens,
    )
    def send(self, who: str, people: list[Referred], asked: int | None, **given: Any) -> None:
        enquiry = None if asked is None else self.pick(Enquiry.objects.all(), asked)
        self.attempt(
            who,
            lambda me: actions.send_referral(
                me, office=self.cast.be, people=people, enquiry=enquiry, **given
            ),
        )

    @rule(who=st.sampled_from(["rik", "desk", "sam"]), until=coming_days, members=st.integers(1, 3))
    def send_carefully(self, who: str, until: Any, members: int) -> None:
        """Send what nobody has to refuse, so that there is something to answer."""
        people = with_one_head(
            [Referred(f"Referred {letter}", nationality="IQ") for letter in "ABC"[:members]]
        )
        self.attempt(
            who,
            lambda me: actions.send_referral(
                me,
                office=self.cast.be,
                programme="avrr-be",
                channel={"rik": "red-cross", "desk": "return-desk"}.get(who, "self"),
                people=people,
                consent_given_on=clock.today(),
                consent_witness="Rik Baeten",
                consent_until=until,
                destination="IQ",
                tell_outcome=True,
            ),
        )

    @rule(
        who=at_the_desk,
        number=which,
        destination=words("", "AL"),
        counsellor=st.one_of(st.none(), at_the_desk),
        known=st.dictionaries(st.integers(0, 2), which, max_size=2),
        home=st.one_of(st.none(), st.none(), which),
        spoke=words("", "Griet Maes"),
        on=days,
        version=versions,
    )
    def accept(self, who: str, number: int, destination: str, counsellor: str | None, **given: Any) -> None:
        answer = Answer(
            destination=destination,
            counsellor=getattr(self.cast, counsellor) if counsellor else None,
            known={position: self.person(one) for position, one in given["known"].items()},
            spoken_by=given["spoke"],
            household=None if given["home"] is None else self.pick(Household.objects.all(), given["home"]),
        )
        if one := self.referral(number):
            self.attempt(
                who,
                lambda me: actions.accept_referral(
                    me, one, answer, accepted_on=given["on"], version=given["version"]
                ),
            )

    @rule(who=at_the_desk, number=which, version=versions)
    def accept_as_it_is(self, who: str, number: int, version: int | None) -> None:
        if one := self.referral(number):
            self.attempt(who, lambda me: actions.accept_referral(me, one, version=version))

    @rule(who=at_the_desk, number=which, reason=words("not-eligible", "no-wish"), version=versions)
    def decline(self, who: str, number: int, reason: str, version: int | None) -> None:
        if one := self.referral(number):
            self.attempt(who, lambda me: actions.decline_referral(me, one, reason, version=version))

    @rule(who=at_the_desk, number=which, version=versions)
    def take_back(self, who: str, number: int, version: int | None) -> None:
        if one := self.referral(number):
            self.attempt(who, lambda me: actions.withdraw_referral(me, one, version=version))

    def recipient(self, number: int) -> UUID:
        """Return an office, an organisation, or nobody."""
        return [self.cast.be.key, self.cast.iraq.key, RED_CROSS, UUID(int=7)][number % 4]

    @rule(
        who=at_the_desk,
        person=which,
        purpose=purposes,
        to=which,
        evidence=evidence,
        given_on=days,
        expires_on=coming_days,
        given_by=words("", "Griet Maes"),
        once=tokens,
    )
    def give_consent(self, who: str, person: int, purpose: str, to: int, evidence: Any, **given: Any) -> None:
        key, recipient = self.person(person).key, self.recipient(to)
        self.attempt(
            who,
            lambda me: consents.give_consent(me, key, self.cast.be, purpose, recipient, evidence, **given),
        )

    @rule(who=at_the_desk, number=which, on=days)
    def withdraw_consent(self, who: str, number: int, on: Any) -> None:
        if one := self.pick(Consent.objects.all(), number):
            self.attempt(who, lambda me: consents.withdraw_consent(me, one, withdrawn_on=on))

    @rule(
        who=at_the_desk,
        person=which,
        purpose=purposes,
        to=which,
        basis=words("vital-interest", "legal-duty"),
        reasons=words("It cannot wait"),
        once=tokens,
    )
    def ask_override(self, who: str, person: int, to: int, **given: Any) -> None:
        key, recipient, purpose, basis = (
            self.person(person).key,
            self.recipient(to),
            given["purpose"],
            given["basis"],
        )
        self.attempt(
            who,
            lambda me: consents.ask_override(
                me, key, self.cast.be, purpose, recipient, basis, given["reasons"], once=given["once"]
            ),
        )

    @rule(
        who=st.sampled_from(["dirk", "dirk", "sam", "outsider"]),
        number=which,
        yes=st.booleans(),
        until=coming_days,
    )
    def decide_override(self, who: str, number: int, yes: bool, until: Any) -> None:
        if one := self.pick(Override.objects.all(), number):
            self.attempt(who, lambda me: consents.decide_override(me, one, yes, expires_on=until))

"""How referrals and enquiries are read: always through `visible_to`, and without who is hidden."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, JSONObject

from onward.access.models import Office, Restriction, User
from onward.access.policy import VisibleQuerySet, may, scopes_of
from onward.access.queries import holders
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import has_departed
from onward.casework.programmes.queries import channel_name, channels_for, offered, remembered
from onward.casework.referrals import problems
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson
from onward.casework.referrals.policy import seen_line
from onward.kernel import clock
from onward.kernel.called import OTHER_NAMES, order_of_names
from onward.kernel.counters import of_the_last_years
from onward.kernel.problems import Missing
from onward.kernel.questions import question
from onward.kernel.text import clean
from onward.records.consents.models import Consent
from onward.records.consents.queries import lacking_consent
from onward.records.partners.models import Organisation
from onward.records.people.models import Person
from onward.records.people.queries import LONGEST, NamesBeside, alike, holding, resembles, take_apart
from onward.records.people.rules import distance, fold, is_near, skeletons

CANDIDATES_A_PERSON = 5
MOST_FOUND = 10
LOOKED_AT = 50
"""Waiting referrals that may name whom a search means, and are looked at more closely."""
REFERENCE = re.compile(r"(?:R-)?([0-9]{2})-([0-9]{1,8})")
"""As one says it: `R-26-00102`, `r 26 102`, `26/102`."""
NOBODY = Q(pk__in=[])


def is_partner(user: User) -> bool:
    """Say whether the user refers for an organisation, and sees nothing but its own referrals."""
    return scopes_of(user, "referrals.read") == {"own"}


def only_referred(user: User, one: Referral) -> bool:
    """Say whether the user reads a referral only as who sent it, whatever they read of others."""
    scopes = scopes_of(user, "referrals.read")
    return not ("all" in scopes or ("office" in scopes and one.office_id == user.office_id))


def referrals(user: User) -> VisibleQuerySet[Referral]:
    """Return the referrals that the user may see, with those of their persons whom the user may see."""
    lines = ReferredPerson.objects.order_by("position")
    if not is_partner(user):
        lines = lines.filter(seen_line(user) | _lines_only_referred(user))
    rows = Referral.objects.all().visible_to(user)
    shown = rows.select_related("office", "case", "enquiry").prefetch_related(Prefetch("people", lines))
    return shown


def _lines_only_referred(user: User) -> Q:
    """Return the filter for persons of referrals that the user reads only as who sent them."""
    scopes = scopes_of(user, "referrals.read")
    if "own" not in scopes or "all" in scopes:
        return NOBODY
    others = Q(referral__office=user.office_id) if "office" in scopes else NOBODY
    return Q(referral__organisation_key=user.organisation_key) & ~others


@question()
def longest_waiting(user: User, most: int) -> QuerySet[Referral]:
    """Ask for the referrals that wait for an answer and that the user may see, the oldest first.

    Each knows how many there are in all (`waiting`), and what the organisation is called and where it is that
    sent it (`sender`, columns of its row; None where none did): all of that is one question.
    """
    named = {name: F(name) for name in ("name", *OTHER_NAMES, "town", "country")}
    senders = Organisation.objects.filter(key=OuterRef("organisation_key"))
    waiting = referrals(user).filter(state=Referral.State.SENT)
    told = waiting.annotate(
        waiting=Window(Count("pk")), sender=Subquery(senders.values(told=JSONObject(**named))[:1])
    )
    return told.order_by("pk")[:most]


def waiting_for(user: User, typed: str) -> list[Referral]:
    """Return the referrals that wait for an answer and are meant by a name in them or by their reference.

    At most `MOST_FOUND`: who bears the name before who resembles it, of these the last sent. Each knows the
    line of the person who is `meant`. Names are looked for in the few referrals that still wait, or by
    their index, whichever the database finds shorter.
    """
    if is_partner(user) or not may(user, "referrals.read"):
        return []
    rows, text = referrals(user).filter(state=Referral.State.SENT), clean(typed)[:LONGEST]
    reference = _reference(text)
    if half := of_the_last_years(text):
        return list(rows.filter(reference__in=[f"R-{one}" for one in half]).order_by("-sent_on", "-pk"))
    if reference:
        return list(rows.filter(reference=reference))
    asked = take_apart(text)
    if not asked.words:
        return []
    lines = ReferredPerson.objects.filter(seen_line(user), asked.births(), referral=OuterRef("pk"))
    held, near = holding(asked.words), alike(asked.words)
    found = rows.filter(Exists(lines.filter(held | near))).annotate(bears=Exists(lines.filter(held)))
    return _meant(found.order_by("-bears", "-pk")[:LOOKED_AT], asked.words)[:MOST_FOUND]


def answered_under(user: User, typed: str) -> str | None:
    """Return the reference of a referral that is answered by now, typed with its R, or None.

    In it stands what became of it; those that wait are found beside persons (`waiting_for`).
    """
    text = clean(typed)[:LONGEST]
    reference = _reference(text) if text.upper().startswith("R") else None
    if reference is None or is_partner(user) or not may(user, "referrals.read"):
        return None
    rows = referrals(user).filter(reference=reference).exclude(state=Referral.State.SENT)
    return rows.values_list("reference", flat=True).first()


def _reference(text: str) -> str | None:
    """Return the reference of a referral as it is written, where a text is one."""
    found = REFERENCE.fullmatch(re.sub(r"[\s/.-]+", "-", text.upper()))
    return f"R-{found[1]}-{int(found[2]):05d}" if found else None


def _meant(found: Iterable[Any], words: Sequence[str]) -> list[Referral]:
    """Return referrals that a name means after a closer look, with the person in each who comes closest."""
    kept = []
    for one in found:
        near = [line for line in one.people.all() if is_near(line.search, words)]
        one.meant = min(near, key=lambda line: distance(line.search, words), default=None)
        if one.bears or one.meant:
            kept.append(one)
    return kept


def referral(user: User, reference: str) -> Referral:
    """Return one referral.

    Raises:
        Missing: there is none with this reference, or not for this user.
    """
    found = referrals(user).filter(reference=reference).select_related("sent_by", "answered_by").first()
    if found is None:
        raise Missing()
    return found


def sees_everybody(user: User, one: Referral) -> bool:
    """Say whether nobody of a referral is hidden from the user: what was written may tell of each of them."""
    return not _hidden_lines(user, one).exists()


def names_in(user: User, one: Referral) -> NamesBeside:
    """Return whose names may stand in what was written in an answered referral, seen by the user or not."""
    seen = {line.person_key: line.search for line in one.people.all() if line.person_key}
    return NamesBeside(seen, list(_hidden_lines(user, one).values_list("search", flat=True)))


def _hidden_lines(user: User, one: Referral) -> QuerySet[ReferredPerson]:
    return ReferredPerson.objects.filter(referral=one).exclude(seen_line(user))


def may_answer(user: User, one: Referral) -> bool:
    """Say whether the user may accept or decline this referral."""
    if not may(user, "referrals.answer"):
        return False
    return Referral.objects.filter(pk=one.pk).visible_to(user, "referrals.answer").exists()


def enquiries(user: User) -> VisibleQuerySet[Enquiry]:
    """Return the log of calls and visits that the user may see."""
    return Enquiry.objects.all().visible_to(user).select_related("taken_by")


def enquiry(user: User, key: UUID) -> Enquiry:
    """Return one call or visit.

    Raises:
        Missing: there is none with this key, or not for this user.
    """
    found = enquiries(user).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def call_of(user: User, one: Referral) -> Enquiry | None:
    """Return the call or visit that a referral grew out of, where the user may see it."""
    return enquiries(user).filter(referral=one).first() if may(user, "enquiries.read") else None


def seen_cases(user: User, of: Iterable[Referral]) -> frozenset[int]:
    """Return the keys of those cases that the user may open."""
    keys = [one.case_id for one in of if one.case_id]
    if not keys or not may(user, "cases.read"):
        return frozenset()
    return frozenset(Case.objects.filter(pk__in=keys).visible_to(user).values_list("pk", flat=True))


@dataclass(frozen=True)
class Offer:
    """A programme to which a household can be referred, with the office that runs it.

    `channels` are those by which the user may: a partner by those that fit its type of organisation.
    """

    code: str
    name: str
    office: Office
    channels: tuple[str, ...]


def offers(user: User) -> list[Offer]:
    """Return the programmes to which the user may refer: of their office; for a partner, those open to it.

    A partner's programmes are those that its type of organisation may refer to, of its own country where
    there is one.
    """
    mine = organisation(user)
    codes = {office.code: office for office in Office.objects.all()}
    rules = [one for one in offered() if one.definition.office in codes]
    if user.office_id and not is_partner(user):
        rules = [one for one in rules if codes[one.definition.office].pk == user.office_id]
    else:
        fitting = [one for one in rules if channels_open(user, one.definition.referred_by)]
        rules = [one for one in fitting if mine and one.definition.from_ == mine.country] or fitting
    return [
        Offer(
            one.code,
            str(one.definition.name),
            codes[one.definition.office],
            channels_open(user, one.definition.referred_by),
        )
        for one in rules
    ]


def channels_open(user: User, referred_by: Sequence[str]) -> tuple[str, ...]:
    """Return those of a programme's channels by which the user refers.

    All of them for the office; for a partner those that fit its type of organisation.
    """
    if user.organisation_key is None:
        return tuple(referred_by)
    mine = organisation(user)
    return channels_for(mine.type, referred_by) if mine else ()


def organisation(user: User) -> Organisation | None:
    """Return the organisation that the user refers for, where it is in the directory."""
    if user.organisation_key is None:
        return None
    return Organisation.objects.filter(key=user.organisation_key).first()


def no_partner_since(user: User) -> date | None:
    """Return since when the office works no more with the organisation that the user refers for."""
    mine = organisation(user)
    return mine.ended_on if mine and mine.ended_on and mine.ended_on <= clock.today() else None


def check_partner(user: User) -> None:
    """Let nobody refer, or take back, for an organisation with which the office works no more.

    Raises:
        NoPartnerAnyMore: its day has come.
    """
    if day := no_partner_since(user):
        raise problems.NoPartnerAnyMore(day=day)


def referring_organisations(user: User) -> list[Organisation]:
    """Return the organisations in whose name the user can take a referral."""
    if not may(user, "partners.read"):
        return []
    rows = Organisation.objects.filter(ended_on=None).visible_to(user)
    return list(rows.order_by(order_of_names(), "town"))


def counsellors(office: Office) -> list[User]:
    """Return who in an office can take a case, by name."""
    return list(holders("cases.counsel", office))


def channel_label(code: str) -> str:
    """Return the words for how somebody came to the office."""
    return channel_name(code)


def candidates(user: User, lines: Sequence[ReferredPerson]) -> dict[int, list[Person]]:
    """Return persons of the records who may be those of a referral, by its positions; one query for all.

    Somebody is a candidate if every word of the name (the first and the last one of longer names) stands in
    theirs, one of three letters where a word begins, or sounds or looks like one of theirs or is a letter
    off, each word in a way of its own, as the search of persons has it, and the births can be the same. Each
    line finds its own, however common another line's name is. On 1,000,000 persons a line takes 35 ms, one
    of two common names up to 150.
    """
    asked = [line for line in lines if line.person_key is None and _words(line)]
    if not asked:
        return {}
    first, *others = (_may_be(user, line) for line in asked)
    found: dict[int, list[Person]] = defaultdict(list)
    for person in first.union(*others, all=True) if others else first:
        found[person.position].append(person)
    return dict(found)


def _may_be(user: User, line: ReferredPerson) -> QuerySet[Any]:
    # Three letters stand inside too many names: of 1,000,000 persons `ana` is in those of 78,000.
    held = reduce(and_, (Q(search__contains=word if len(word) > 3 else f" {word}") for word in _words(line)))
    rows: QuerySet[Any] = Person.objects.visible_to(user).filter(held | _near(line)).select_related("office")
    if line.born_from and line.born_to:
        unknown = Q(born_from=None) | Q(born_to=None)
        rows = rows.filter(unknown | Q(born_from__lte=line.born_to, born_to__gte=line.born_from))
    whole = reduce(and_, (Q(search__contains=f" {word} ") for word in _words(line)))
    rows = rows.annotate(
        position=Value(line.position),
        birth=ExpressionWrapper(Q(born_from=None), BooleanField()),
        part=ExpressionWrapper(~whole, BooleanField()),
        spelling=ExpressionWrapper(~held, BooleanField()),
    )
    # Whose birth is known to fit before whose is not known at all; the same words before longer ones that
    # hold them, these before another spelling; of these, who came last.
    return rows.order_by("birth", "part", "spelling", "-pk")[:CANDIDATES_A_PERSON]


def _near(line: ReferredPerson) -> Q:
    """Return the test for names that sound or look like those of a line, or are a letter off in each word.

    Short words say too little for it. Where that leaves some of them out, the births have to be known.
    """
    words = _words(line)
    bones, long_words = skeletons(" ".join(words)), [word for word in words if len(word) > 3]
    born = Q(born_from__isnull=False) if line.born_from else NOBODY
    near = resembles(words) or NOBODY
    for parts, lookup in ((bones, "search__contains"), (long_words, "search__trigram_word_similar")):
        if parts:
            alike = reduce(and_, (Q(**{lookup: part}) for part in parts))
            near |= alike if len(parts) == len(words) else alike & born
    return near


def _words(line: ReferredPerson) -> list[str]:
    words = [word for word in fold(line.name).split() if len(word) > 2]
    return words if len(words) <= 2 else [words[0], words[-1]]


@dataclass(frozen=True)
class OpenCase:
    """A case in which somebody is now, and the name of the stage at which they are."""

    reference: str
    stage: str


def open_cases_of(user: User, people: Iterable[Person]) -> dict[int, list[OpenCase]]:
    """Return the open cases of persons that the user may see, by primary key of the person."""
    keys = {person.pk for person in people}
    if not keys or not may(user, "cases.read"):
        return {}
    rows = Traveller.objects.visible_to(user).filter(
        person__in=keys, left_case_on=None, case__closed_on=None, case__in=Case.objects.visible_to(user)
    )
    found: dict[int, list[OpenCase]] = defaultdict(list)
    for one in rows.select_related("case").order_by("pk"):
        rules = remembered(one.case.version_of_programme_id)
        stage = str(rules.definition.stage(one.stage).name)
        found[one.person_id].append(OpenCase(one.case.reference, stage))
    return dict(found)


def reference_of_case(user: User) -> Any:
    """Return, for the outer row, a case, the reference of its referral, where the user may read it."""
    if not may(user, "referrals.read"):
        return Value("")
    rows = Referral.objects.all().visible_to(user).filter(case=OuterRef("pk"))
    return Coalesce(Subquery(rows.values("reference")[:1]), Value(""))


def sent_for(case: Case) -> date | None:
    """Return the day on which the referral of a case was sent; None where it came by none.

    For whoever may put its opening right: a day tells no more of the household than that.
    """
    return Referral.objects.filter(case=case).values_list("sent_on", flat=True).first()


def words_of_case(user: User) -> Any:
    """Return, for the outer row, a case, what was written in its referral, for who sees everybody in it.

    What was written may tell of each of them.
    """
    if not may(user, "referrals.read"):
        return Value("", output_field=TextField())
    hidden = ReferredPerson.objects.filter(referral=OuterRef("pk")).exclude(seen_line(user))
    rows = Referral.objects.all().visible_to(user).filter(~Exists(hidden), case=OuterRef("pk"))
    return Coalesce(Subquery(rows.values("message")[:1]), Value("", output_field=TextField()))


def what_became(of: Iterable[Referral]) -> dict[int, dict[str, bool]]:
    """Return what the referring partner may be told beyond 'accepted': ends of the way, by key of referral.

    Only of persons who agreed that it be told and have not taken that back, and never of whoever is
    restricted. Outcomes: `departed`, `ended`, each with whether it is so of all whom the referral named. Of
    who is still on the way nothing is told: somebody of whom nothing may be told then looks like the many who
    wait, and not like nobody else; neither does a number tell of them.
    """
    answered = {
        one.case_id: one
        for one in of
        if one.case_id and one.tell_outcome and one.organisation_key is not None
    }
    if not answered:
        return {}
    named = {pk: {line.person_key for line in one.people.all()} for pk, one in answered.items()}
    rows = Traveller.objects.filter(case__in=answered, left_case_on=None).select_related("person", "case")
    travellers = [one for one in rows if one.person.key in named[one.case_id]]
    keys = {one.person.key for one in travellers}
    silent = set(
        Restriction.objects.filter(person_key__in=keys, lifted_at=None).values_list("person_key", flat=True)
    )
    for organisation_key in {one.organisation_key for one in answered.values()}:
        theirs = {
            one.person.key for one in travellers if answered[one.case_id].organisation_key == organisation_key
        }
        assert organisation_key is not None
        silent |= lacking_consent(theirs, Consent.Purpose.SHARE_WITH_PARTNER, organisation_key, clock.today())
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for one in travellers:
        if one.person.key not in silent and (outcome := _outcome(one)):
            found[one.case_id][outcome] += 1
    return {
        answered[pk].pk: {outcome: number == len(named[pk]) for outcome, number in outcomes.items()}
        for pk, outcomes in found.items()
    }


def _outcome(one: Traveller) -> str:
    """Say in one of two words how it ended for a traveller; nothing while it goes on."""
    if has_departed(remembered(one.case.version_of_programme_id).definition, one.stage):
        return "departed"
    return "ended" if one.exit else ""

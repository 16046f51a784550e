"""What the pages about persons show: typed contexts, shared by a page and its fragments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.access import restrictions
from onward.access.models import Restriction, User
from onward.access.policy import may, scopes_of
from onward.kernel import clock
from onward.kernel.components import Line, Station
from onward.kernel.text import day_in_words
from onward.records.people import queries
from onward.records.people.changes import language_words
from onward.records.people.finders import Standing, standings
from onward.records.people.models import (
    Contact,
    Household,
    Membership,
    Person,
    PersonName,
    ReferenceNumber,
    TravelDocument,
)
from onward.records.people.panels import Panel, also_found, panels_of
from onward.records.people.rules import ages_on, is_whole_year
from onward.reference.choices import label
from onward.reference.scripts import language_of_name

State = TravelDocument.State


@dataclass(frozen=True)
class NameLine:
    """A name as it was given, with the language tag that its script and the person's languages suggest."""

    words: str
    language: str
    kind: str


@dataclass(frozen=True)
class PersonLine:
    """A person in a list.

    Attributes:
        language: tag for the name in its own script; may be empty.
        birth: the date of birth as far as it is known, with the age, as part of a sentence.
        when: the same without 'born', for a column that says so.
        restricted: whether marks stand on the person (who reads it may see them).
        exact: whether a number led to them.
        near: whether another spelling did than was typed.
        ending: whether the end of a number did.
        remark: a relation, or since when; may be empty.
    """

    person: Person
    language: str
    birth: str
    when: str
    restricted: bool
    exact: bool = False
    near: bool = False
    ending: bool = False
    remark: str = ""
    standing: Standing | None = None


@dataclass(frozen=True)
class SearchPage:
    """The page of the search: what was typed, whom it found.

    `number` counts its pages from 1; `newer` and `older` are those beside it. `ended` says that there are
    more than are shown in pages, `more_ending` that more numbers end as was typed than are shown. `also` is
    what other rooms found, on the first page. Where a number names one person and nobody else was found, the
    search leads `straight_to` them, by their key, and nothing more is read for it.
    """

    q: str
    rows: Sequence[PersonLine]
    number: int
    newer: int | None
    older: int | None
    ended: bool
    more_ending: bool
    may_write: bool
    also: Sequence[Panel] = ()
    straight_to: UUID | None = None


@dataclass(frozen=True)
class PaperLine:
    """A travel document, with the steps of its request as a line, and who in sight has its number too."""

    document: TravelDocument
    line: Line
    steps: Sequence[str]
    is_out: bool
    others: Sequence[Person] = ()


@dataclass(frozen=True)
class MemberLine:
    """A member of a household, now or once, and what they are to its head, as far as that may be told."""

    membership: Membership
    line: PersonLine
    relation: str


@dataclass(frozen=True)
class HouseholdLine:
    """A household of a person: the others whom the reader may see, and whether its page opens for them."""

    household: Household
    membership: Membership
    relation: str
    others: Sequence[MemberLine]
    opens: bool


@dataclass(frozen=True)
class ReferenceLine:
    """The number of another body, with the body's name."""

    reference: ReferenceNumber
    issuer: str


@dataclass(frozen=True)
class PersonPage:
    """The page of a person; `restricted` are the keys of whom it shows under a mark, others among them."""

    person: Person
    line: PersonLine
    seal: str
    names: Sequence[NameLine]
    languages: Sequence[str]
    papers: Sequence[PaperLine]
    contacts: Sequence[Contact]
    former_contacts: Sequence[Contact]
    references: Sequence[ReferenceLine]
    household: HouseholdLine | None
    former_households: Sequence[HouseholdLine]
    panels: Sequence[Panel]
    aside: Sequence[Panel]
    may_write: bool
    restricted: Sequence[UUID] = ()


@dataclass(frozen=True)
class HouseholdPage:
    """The page of a household: who belongs to it, who did, and whom a search found to join it.

    `heads` is how many in sight stand as its head: two where somebody made one who did not see the other.
    `restricted` are the keys of its members under a mark; whom a search found is a list, as on its own page.
    """

    household: Household
    head: MemberLine | None
    members: Sequence[MemberLine]
    former: Sequence[MemberLine]
    q: str
    found: Sequence[PersonLine]
    more: bool
    more_ending: bool
    may_write: bool
    heads: int
    restricted: Sequence[UUID] = ()


Marks = Mapping[UUID, frozenset[str]]
"""Restrictions by key of the person."""


def person_lines(
    persons: Iterable[Person],
    *,
    found: queries.Found | None = None,
    remarks: dict[int, str] | None = None,
    marks: Marks | None = None,
) -> list[PersonLine]:
    """Return persons as lines of a list; one question for the marks of all, unless they are known.

    `found` is the search that found them, where one did.
    """
    rows = list(persons)
    if marks is None:
        marks = restrictions.marked([one.key for one in rows])
    said, by = remarks or {}, found or queries.Found()
    return [
        PersonLine(
            person=one,
            language=language_of_name(one.name_native, one.languages) or "" if one.name_native else "",
            birth=birth_words(one.born_from, one.born_to),
            when=when_words(one.born_from, one.born_to),
            restricted=one.key in marks,
            exact=one.key in by.exact,
            near=one.key in by.near,
            ending=one.key in by.ending,
            remark=said.get(one.pk, ""),
        )
        for one in rows
    ]


def birth_words(earliest: date | None, latest: date | None) -> str:
    """Return a birth and the age as part of a sentence: 'born 17 May 1980, 41', 'date of birth not known'."""
    if earliest is None or latest is None:
        return _("date of birth not known")
    return _("born %(when)s") % {"when": when_words(earliest, latest)}


def when_words(earliest: date | None, latest: date | None) -> str:
    """Return a birth and the age: '17 May 1980, 41', 'in 1980, 40 to 41', 'between …', 'not known'."""
    today = clock.today()
    ages = ages_on(earliest, latest, today)
    if earliest is None or latest is None or ages is None:
        return _("not known")
    age = str(ages[0]) if ages[0] == ages[1] else _("%(low)s to %(high)s") % {"low": ages[0], "high": ages[1]}
    if earliest == latest:
        return _("%(day)s, %(age)s") % {"day": day_in_words(earliest, "DATE_FORMAT"), "age": age}
    if is_whole_year(earliest, latest, today):
        return _("in %(year)s, %(age)s") % {"year": earliest.year, "age": age}
    first, last = day_in_words(earliest, "DATE_FORMAT"), day_in_words(latest, "DATE_FORMAT")
    return _("between %(first)s and %(last)s, %(age)s") % {"first": first, "last": last, "age": age}


def search_page(actor: User, q: str, number: int = 1) -> SearchPage:
    """Return a page of what a search shows; an empty one shows nobody."""
    found = queries.find(actor, q, number)
    alone = found.persons[0].key if len(found.persons) == 1 else None
    straight_to = alone if alone in found.exact else None
    shown = () if straight_to else found.persons
    told = standings(actor, [one.pk for one in shown])
    lines = person_lines(shown, found=found) if shown else []
    return SearchPage(
        q,
        [replace(line, standing=told.get(line.person.pk)) for line in lines],
        number=found.page,
        newer=found.page - 1 if found.page > 1 else None,
        older=found.page + 1 if found.more else None,
        ended=found.page == queries.MOST_PAGES,
        more_ending=found.more_ending,
        may_write=may(actor, "people.write"),
        also=also_found(actor, q) if found.page == 1 and not straight_to else (),
        straight_to=straight_to,
    )


def person_page(actor: User, key: UUID) -> PersonPage:
    """Return the page of a person.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    person = queries.person(actor, key)
    shared = queries.shared_households(actor, person)
    papers = queries.papers_of(actor, person)
    others = queries.with_same_number(actor, papers)
    beside = [*(one.person for one in shared), *(one for bearers in others.values() for one in bearers)]
    marks = restrictions.marked([person.key, *(one.key for one in beside)])
    line = person_lines([person], marks=marks)[0]
    contacts = list(person.contacts.order_by("-id"))
    now, former = _households(actor, person, shared, marks)
    panels = panels_of(actor, person)
    return PersonPage(
        person=person,
        line=line,
        seal=_why_seen(actor, marks.get(person.key, frozenset())),
        names=[_name_line(person, name) for name in person.names.order_by("id")],
        languages=[language_words(tag) for tag in person.languages],
        papers=[replace(paper_line(paper), others=others.get(paper.pk, ())) for paper in papers],
        contacts=[contact for contact in contacts if contact.ended_on is None],
        former_contacts=[contact for contact in contacts if contact.ended_on],
        references=[
            ReferenceLine(one, label("reference-issuers", one.issuer))
            for one in person.references.order_by("id")
        ],
        household=now,
        former_households=former,
        panels=[panel for panel in panels if not panel.aside],
        aside=[panel for panel in panels if panel.aside],
        may_write=may(actor, "people.write"),
        restricted=list(marks),
    )


def household_page(actor: User, key: UUID, q: str = "") -> HouseholdPage:
    """Return the page of a household, with what a search for further members found."""
    household = queries.household(actor, key)
    members = _member_lines(queries.members(actor, household))
    present = [one for one in members if one.membership.left_on is None]
    found = queries.find(actor, q) if q else queries.Found()
    inside = {one.membership.person_id for one in present}
    return HouseholdPage(
        household=household,
        head=present[0] if present else None,
        members=present,
        former=[one for one in members if one.membership.left_on],
        q=q,
        found=person_lines((one for one in found.persons if one.pk not in inside), found=found),
        more=found.more,
        more_ending=found.more_ending,
        may_write=may(actor, "people.write"),
        heads=len(queries.heads_among([one.membership for one in present])),
        restricted=[one.line.person.key for one in members if one.line.restricted],
    )


def paper_line(document: TravelDocument) -> PaperLine:
    """Return a paper with the steps that it has been through, and those that it still has before it."""
    today = clock.today()
    days = {
        State.ASKED: document.asked_on,
        State.INTERVIEW: document.interview_on,
        State.RECEIVED: document.received_on,
    }
    order = [State.ASKED, State.INTERVIEW, State.RECEIVED]
    if document.state in (State.REFUSED, State.RETURNED):
        order = [*([State.ASKED] if document.state == State.REFUSED else order), State(document.state)]
    here = order.index(State(document.state))
    if here == 2 and not document.asked_on and not document.interview_on:
        order, here = [State.RECEIVED], 0
    stations = tuple(
        Station(
            state.value,
            state.label,
            "past" if place < here else "here" if place == here else "ahead",
            note=day_in_words(on, "DATE_FORMAT") if (on := days.get(state)) else "",
        )
        for place, state in enumerate(order)
    )
    steps = [f"{state.label} {day_in_words(on, 'DATE_FORMAT')}" for state in order if (on := days.get(state))]
    is_out = document.expires_on is not None and document.expires_on < today
    return PaperLine(document, Line(stations, document.get_kind_display()), steps, is_out)


def _name_line(person: Person, name: PersonName) -> NameLine:
    return NameLine(name.full, language_of_name(name.full, person.languages) or "", name.get_kind_display())


def _households(
    actor: User, person: Person, shared: Sequence[Membership], marks: Marks
) -> tuple[HouseholdLine | None, list[HouseholdLine]]:
    """Return the household that the person is in, and those that they were in, the latest first."""
    scopes = scopes_of(actor, "people.read")  # a mission sees who was handed over, and no household
    times = [one for one in shared if one.person_id == person.pk]
    times.sort(key=lambda one: (one.joined_on, one.pk), reverse=True)
    everybody = [line for line in _member_lines(shared, marks) if line.membership.person_id != person.pk]
    told = queries.relations_told(shared)
    lines = [
        HouseholdLine(
            one.household,
            one,
            str(told[one.pk].label),
            [
                other
                for other in everybody
                if other.membership.household_id == one.household_id
                and queries.together(one, other.membership)
            ],
            "all" in scopes or ("office" in scopes and one.household.office_id == actor.office_id),
        )
        for one in times
    ]
    now = next((line for line in lines if line.membership.left_on is None), None)
    return now, [line for line in lines if line is not now]


def _member_lines(memberships: Sequence[Membership], marks: Marks | None = None) -> list[MemberLine]:
    """Return members as lines of a list."""
    lines = person_lines((one.person for one in memberships), marks=marks)
    people = {line.person.pk: line for line in lines}
    told = queries.relations_told(memberships)
    return [MemberLine(one, people[one.person_id], str(told[one.pk].label)) for one in memberships]


def _why_seen(actor: User, marks: frozenset[str]) -> str:
    """Return why the reader sees a restricted person, in words; nothing for somebody who is not."""
    if not marks:
        return ""
    mine = [
        str(category.label)
        for category in Restriction.Category
        if category.value in marks & set(actor.focal_for)
    ]
    if not marks <= set(actor.focal_for):
        return _("you opened this file with a reason")
    return ngettext(
        "you are a focal point for: %(what)s", "you are a focal point for: %(what)s", len(mine)
    ) % {"what": ", ".join(mine)}

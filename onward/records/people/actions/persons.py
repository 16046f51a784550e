"""Entering a person into the records, and mending what was entered."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.access.models import Office
from onward.access.policy import reach
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Refused
from onward.kernel.text import clean
from onward.records.people import events, hooks, problems
from onward.records.people.actions.contacts import ContactGiven, new_contact
from onward.records.people.actions.households import join_household
from onward.records.people.actions.papers import Paper, add_document
from onward.records.people.changes import in_words
from onward.records.people.models import Household, Person, PersonName, Sex
from onward.records.people.rules import Born, GivenName, shown_name
from onward.reference import choices
from onward.reference.countries import is_nationality
from onward.reference.languages import is_language

TOO_MANY = _("At most %(limit)s names fit here.")
MOST_NAMES = 12
"""Names of one person: more is no person but an attack on the page."""


@action("people.write")
def register_person(
    act: Act,
    office: Office,
    names: Sequence[GivenName],
    *,
    sex: str = Sex.UNKNOWN,
    born: Born | None = None,
    nationalities: Sequence[str] = (),
    languages: Sequence[str] = (),
    contacts: Sequence[ContactGiven] = (),
    paper: Paper | None = None,
    shared: bool = False,
    household: Household | None = None,
    relation: str = "",
    on: date | None = None,
    once: UUID | None = None,
) -> Person:
    """Enter a person into the records of an office, and into a household of it where one is given.

    Args:
        act: the action under way.
        office: the office that keeps the record; the actor's own, unless the role reaches further.
        names: at least one, the main one first; see `rules.GivenName`.
        sex: a value of `models.Sex`.
        born: see `rules.Born`; nothing where it is not known.
        nationalities: codes of countries, `stateless`, `unknown`.
        languages: BCP 47 tags that the house offers, the best-spoken first.
        contacts: how to reach the person.
        paper: a travel document that they showed.
        shared: whether it was said to be right that its number stands with somebody else too.
        household: the household that the person joins from that day, where one is given.
        relation: what they are to its head.
        on: the day of registration; today where it is left out.
        once: the token of the form.
    """
    act.once(once)
    day = day_of(act, "on", on)
    span = (born or Born()).checked(act.today)
    person = _written(
        act,
        _names(names),
        office=office,
        sex=choices.check("sex", sex, Sex.values),
        born_from=span.earliest,
        born_to=span.latest,
        nationalities=_nationalities(nationalities),
        languages=_languages(languages),
    )
    for contact in contacts:
        new_contact(person, contact)
    act.record(_as_registered(person), office=office.code, person=person, occurred_on=day)
    if paper is not None:
        add_document.within(act, person, paper, shared=shared)
    if household is not None:
        join_household.within(act, household, person, relation, joined_on=day)
    return person


def _written(act: Act, names: Sequence[GivenName], **columns: Any) -> Person:
    """Return the new row of a person with its names, if the actor reaches persons of that office."""
    shown = asdict(shown_name(names))
    person = Person.objects.create(**shown, **columns, made_at=act.at)
    if not reach(act.actor, act.verb, Person.objects.filter(pk=person.pk)).exists():
        raise Refused(reason=f"out-of-scope:{act.verb}")
    _write_names(person, names)
    return person


@action("people.write")
def mend_person(
    act: Act,
    person: Person,
    *,
    names: Sequence[GivenName] | None = None,
    sex: str | None = None,
    born: Born | None = None,
    nationalities: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    version: int | None = None,
    once: UUID | None = None,
) -> Person:
    """Mend particulars of a person; what is None stays as it is.

    Coded values are mended by a new `PersonRegistered` that supersedes the former one, so that figures count
    the mended value; names, which events do not hold, are told as `PersonChanged`.

    Raises:
        ChangedMeanwhile: somebody saved the person after `version`; lists what they changed.
        NothingChanged: everything stands already as it was sent.
    """
    act.once(once)
    person = _lock(act, person, version)
    coded = _mend_coded(act, person, sex, born, nationalities, languages)
    renamed = names is not None and _mend_names(person, names)
    if not coded and not renamed:
        raise problems.NothingChanged()
    act.save(person, *coded, *(("name", "name_native", "script", "search") if renamed else ()))
    if coded:
        former = registration(person)
        act.record(
            _as_registered(person),
            office=person.office.code,
            person=person,
            occurred_on=former.occurred_on if former else None,
            supersedes=former,
        )
        hooks.tell(act, person)
    if renamed:
        act.record(events.PersonChanged(fields=("name",)), office=person.office.code, person=person)
    return person


def registration(person: Person) -> Event | None:
    """Return the standing event by which the person entered the records."""
    entered = Event.objects.filter(person_key=person.key, type=events.PersonRegistered.type)
    return entered.standing().order_by("position").last()


def _lock(act: Act, person: Person, version: int | None) -> Person:
    """Lock the person; where somebody was quicker, say in words what they changed."""
    try:
        return act.lock(person, version=version)
    except ChangedMeanwhile as meanwhile:
        meanwhile.changes = in_words(person, version or 0)
        raise


def _as_registered(person: Person) -> events.PersonRegistered:
    """Return the event that tells the coded values of the person as they stand."""
    return events.PersonRegistered(
        sex=person.sex,
        born_from=person.born_from,
        born_to=person.born_to,
        nationalities=tuple(person.nationalities),
        languages=tuple(person.languages),
    )


def _names(names: Sequence[GivenName]) -> list[GivenName]:
    """Return the names cleaned and without doubles; the first is the main one where none says so."""
    if not names:
        raise problems.NoName("names")
    if len(names) > MOST_NAMES:
        raise Invalid("names", message=TOO_MANY % {"limit": MOST_NAMES})
    kept = list(dict.fromkeys(name.cleaned() for name in names))
    for name in kept:
        choices.check("names", name.kind, PersonName.Kind.values)
    if not any(name.kind == PersonName.Kind.MAIN for name in kept):
        kept[0] = replace(kept[0], kind=PersonName.Kind.MAIN)
    return kept


def _write_names(person: Person, names: Iterable[GivenName]) -> None:
    """Write the rows of the names."""
    for name in names:
        PersonName.objects.create(
            person=person,
            kind=name.kind,
            given=name.given,
            family=name.family,
            full=name.full,
            script=name.script,
        )


def _mend_names(person: Person, names: Sequence[GivenName]) -> bool:
    """Replace the names that differ; say whether any did."""
    kept = _names(names)
    standing = {GivenName(row.kind, row.given, row.family, row.full): row for row in person.names.all()}
    if set(kept) == set(standing):
        return False
    for name, row in standing.items():
        if name not in kept:
            row.delete()
    _write_names(person, (name for name in kept if name not in standing))
    shown = shown_name(kept)
    person.name, person.name_native = shown.name, shown.name_native
    person.script, person.search = shown.script, shown.search
    return True


def _mend_coded(
    act: Act,
    person: Person,
    sex: str | None,
    born: Born | None,
    nationalities: Sequence[str] | None,
    languages: Sequence[str] | None,
) -> list[str]:
    """Set the coded values that are given; return the columns that differ now."""
    wanted: dict[str, object] = {}
    if sex is not None:
        wanted["sex"] = choices.check("sex", sex, Sex.values)
    if born is not None:
        span = born.checked(act.today)
        wanted |= {"born_from": span.earliest, "born_to": span.latest}
    if nationalities is not None:
        wanted["nationalities"] = _nationalities(nationalities)
    if languages is not None:
        wanted["languages"] = _languages(languages)
    changed = [column for column, value in wanted.items() if getattr(person, column) != value]
    for column in changed:
        setattr(person, column, wanted[column])
    return changed


def _nationalities(codes: Sequence[str]) -> list[str]:
    """Return the codes without doubles, each a country or one of the two that are none."""
    for code in codes:
        if not is_nationality(code):
            raise problems.NoSuchCountry("nationalities", value=clean(code)[:20])
    return list(dict.fromkeys(codes))


def _languages(tags: Sequence[str]) -> list[str]:
    """Return the tags without doubles, each one that the house offers."""
    for tag in tags:
        if not is_language(tag):
            raise choices.NoSuchChoice("languages", value=clean(tag)[:20])
    return list(dict.fromkeys(tags))

"""The names that conditions of a programme may use, and how facts become their values.

`docs/definitions.md` lists them; a test compares the page with this file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.conditions import Interval, KnownSoFar, Name, Vocabulary

NOT_KNOWN = "unknown"
GROUPS = "groups"
"""What the names of all groups of countries begin with."""

Lists = Mapping[str, Callable[[], Collection[str]]]

TRAVELLER_NAMES: Mapping[str, Name] = {
    "traveller.age": Name(
        "int",
        _(
            "Age in whole years on the planned day of departure, else today; "
            "a span where the birth date is approximate"
        ),
    ),
    "traveller.accompanied": Name("bool", _("Whether a parent or legal guardian travels along")),
    "traveller.separated": Name(
        "bool", _("Whether a child is with relatives, but without parent or guardian")
    ),
    "traveller.principal": Name("bool", _("Whether this is the principal applicant of the case")),
    "traveller.sex": Name("text", _("Sex; a fact that is missing where nobody knows it")),
    "traveller.nationalities": Name("list[text]", _("Country codes, or `stateless`")),
    "traveller.vulnerabilities": Name(
        "list[text]", _("Codes of the vulnerabilities on record, such as `trafficking`")
    ),
    "traveller.medical_needs": Name("text", _("`none`, `mild` or `severe`")),
    "traveller.needs_escort": Name("bool", _("Whether the person may not travel without an escort")),
    "traveller.residence_permit_eu": Name(
        "bool",
        _("Whether another member state of the EU has given a residence permit that is still valid"),
    ),
    "traveller.documents": Name(
        "list[text]", _("Kinds of valid travel documents that are held, such as `passport`")
    ),
    "traveller.earlier_returns": Name("int", _("Number of earlier returns with assistance")),
    "traveller.departs_on": Name("date", _("Planned day of departure")),
}
CASE_NAMES: Mapping[str, Name] = {
    "case.destination": Name("text", _("Country of destination")),
    "case.destination_place": Name("text", _("State or town of destination, where the case names one")),
    "case.departure_country": Name("text", _("Country that the journey starts from")),
    "case.channel": Name("text", _("Channel of referral, as in `channels.yaml`")),
    "case.size": Name("int", _("Number of travellers who are still in the case")),
    "case.adults": Name(
        "int", _("Number of those travellers who are 18 or older; a span where a birth date is approximate")
    ),
    "case.programme": Name("text", _("Code of the programme")),
    "case.opened_on": Name("date", _("Day on which the case was opened")),
}
COMMON_NAMES: Mapping[str, Name] = {"today": Name("date", _("The day on which the question is asked"))}

ASKED_FOR: Mapping[str, str | Promise] = {
    "traveller.age": _("the date of birth"),
    "traveller.accompanied": _("whether a parent or guardian travels along"),
    "traveller.separated": _("whether the child is with relatives"),
    "traveller.sex": _("the sex"),
    "traveller.nationalities": _("the nationality"),
    "traveller.vulnerabilities": _("vulnerabilities"),
    "traveller.medical_needs": _("medical needs"),
    "traveller.needs_escort": _("whether an escort is needed"),
    "traveller.residence_permit_eu": _("a residence permit of another member state"),
    "traveller.documents": _("travel documents"),
    "paper.issuer": _("who issued the travel document"),
    "paper.number": _("the number of the travel document"),
    "paper.expires_on": _("the day on which the travel document expires"),
    "traveller.earlier_returns": _("earlier returns with assistance"),
    "traveller.departs_on": _("the planned day of departure"),
    "case.destination": _("the country of destination"),
    "case.destination_place": _("the town or state of destination"),
    "case.departure_country": _("the country that the journey starts from"),
    "case.channel": _("the channel of referral"),
    "case.adults": _("the travellers' dates of birth"),
}
"""What is asked of a colleague where a name has no value yet."""

ADULT = 18
"""Years; below it a person is a child (Convention on the Rights of the Child, article 1)."""


def case_vocabulary(groups: Mapping[str, Iterable[str]], lists: Lists | None = None) -> Vocabulary:
    """Give the names for what is decided once a case.

    Args:
        groups: the groups of countries, by code.
        lists: what gives the closed list of values, by name, where conditions are to be held to them.
    """
    return Vocabulary(_listed({**COMMON_NAMES, **CASE_NAMES, **_group_names(groups)}, lists or {}))


def traveller_vocabulary(groups: Mapping[str, Iterable[str]], lists: Lists | None = None) -> Vocabulary:
    """Give the names for what is decided for each traveller: the case's, and those of the traveller."""
    return case_vocabulary(groups, lists).with_names(_listed(TRAVELLER_NAMES, lists or {}))


def _listed(names: Mapping[str, Name], lists: Lists) -> dict[str, Name]:
    """Give names the lists that their values are from; a list for the groups is one for each of them."""
    return {
        name: replace(entry, values=lists.get(GROUPS if name.startswith(f"{GROUPS}.") else name))
        for name, entry in names.items()
    }


def _group_names(groups: Mapping[str, Iterable[str]]) -> dict[str, Name]:
    return {
        f"{GROUPS}.{code}": Name(
            "list[text]", _("Group of countries in `groups.yaml`"), constant=frozenset(members)
        )
        for code, members in groups.items()
    }


def describe(name: str) -> str:
    """Say, in the active language, what to ask a colleague for where a name has no value yet."""
    return str(ASKED_FOR.get(name, name))


@dataclass(frozen=True, kw_only=True)
class TravellerFacts:
    """What is known of one traveller; None is not known yet.

    `born_from` and `born_to` are one day where the birth date is exact, the ends of a span where it is
    approximate. Lists of which more may come (nobody has asked yet) are `KnownSoFar`. `departs_at` is the
    moment of departure, aware of its zone, where flights are booked. `went_to` is the country to which they
    have departed, where the case returns to another one by now: for them, that one is `case.destination`.
    """

    key: UUID
    stage: str | None = None
    stage_since: date | None = None
    born_from: date | None = None
    born_to: date | None = None
    accompanied: bool | None = None
    separated: bool | None = None
    principal: bool = False
    sex: str | None = None
    nationalities: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] | KnownSoFar | None = None
    medical_needs: str | None = None
    needs_escort: bool | None = None
    residence_permit_eu: bool | None = None
    documents: tuple[str, ...] | KnownSoFar | None = None
    earlier_returns: int | None = None
    departs_on: date | None = None
    departs_at: datetime | None = None
    went_to: str | None = None

    def age_on(self, day: date) -> int | Interval | None:
        """Give the age in whole years on a day: one number, a span, or None where no birth date is known."""
        if self.born_from is None and self.born_to is None:
            return None
        low = age(self.born_to, day) if self.born_to else 0
        high = age(self.born_from, day) if self.born_from else None
        return low if low == high else Interval(low, high)

    def day_of_age(self, on: date) -> date:
        """Give the day whose age counts: that of departure where it is planned, else `on`."""
        return self.departs_on or on


class ReturnsTo(NamedTuple):
    """Since when a country of return is on record: its place in the log, the code, and the day."""

    position: int
    country: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is known of a case apart from its travellers; None is not known yet.

    `destinations` has, by the key of the case or of one that it parted from, the countries of return in their
    order; nothing where it never changed. No condition reads it.
    """

    destination: str | None = None
    destination_place: str | None = None
    departure_country: str | None = None
    channel: str | None = None
    opened_on: date | None = None
    travellers: tuple[TravellerFacts, ...] = field(default_factory=tuple)
    destinations: Mapping[UUID, Sequence[ReturnsTo]] = field(default_factory=dict)

    @property
    def elsewhere(self) -> dict[UUID, str]:
        """Who has departed to another country than the case returns to by now, by key, and to which."""
        return {one.key: one.went_to for one in self.travellers if one.went_to}

    def as_for(self, key: UUID) -> CaseFacts:
        """Return the facts as they are for one traveller: of who has departed, with the country they went to.

        Of the town there nothing is known: what is on record lies in the other country.
        """
        went_to = self.elsewhere.get(key)
        return replace(self, destination=went_to, destination_place=None) if went_to else self


def age(born: date, day: date) -> int:
    """Give the age in whole years; born on 29 February, one is a year older on 1 March of a common year."""
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return max(0, day.year - born.year - before_birthday)


def of_age_on(born: date) -> date:
    """Give the first day on which somebody is of age (as `age`: born on 29 February, from 1 March on)."""
    try:
        return born.replace(year=born.year + ADULT)
    except ValueError:
        return date(born.year + ADULT, 3, 1)


def case_values(facts: CaseFacts, programme: str, on: date) -> dict[str, object]:
    """Give the values of the names of a case."""
    return {
        "today": on,
        "case.destination": facts.destination,
        "case.destination_place": facts.destination_place,
        "case.departure_country": facts.departure_country,
        "case.channel": facts.channel,
        "case.size": len(facts.travellers),
        "case.adults": _adults(facts.travellers, on),
        "case.programme": programme,
        "case.opened_on": facts.opened_on,
    }


def traveller_values(traveller: TravellerFacts, day_of_age: date) -> dict[str, object]:
    """Give the values of the names of a traveller, with the age on `day_of_age`."""
    return {
        "traveller.age": traveller.age_on(day_of_age),
        "traveller.accompanied": traveller.accompanied,
        "traveller.separated": traveller.separated,
        "traveller.principal": traveller.principal,
        "traveller.sex": None if traveller.sex == NOT_KNOWN else traveller.sex,
        "traveller.nationalities": _nationalities(traveller.nationalities),
        "traveller.vulnerabilities": traveller.vulnerabilities,
        "traveller.medical_needs": traveller.medical_needs,
        "traveller.needs_escort": traveller.needs_escort,
        "traveller.residence_permit_eu": traveller.residence_permit_eu,
        "traveller.documents": traveller.documents,
        "traveller.earlier_returns": traveller.earlier_returns,
        "traveller.departs_on": traveller.departs_on,
    }


def _nationalities(given: tuple[str, ...]) -> tuple[str, ...] | KnownSoFar | None:
    """Give the nationalities; one that is not known leaves the list open."""
    if not given:
        return None
    known = tuple(code for code in given if code != NOT_KNOWN)
    return known if len(known) == len(given) else KnownSoFar(known)


def _adults(travellers: Iterable[TravellerFacts], on: date) -> int | Interval:
    """Count the adults: a number, or a span where somebody may or may not be 18 yet."""
    low = high = 0
    for traveller in travellers:
        years = traveller.age_on(traveller.day_of_age(on))
        least, most = (years.low, years.high) if isinstance(years, Interval) else (years, years)
        low += isinstance(least, int) and least >= ADULT
        high += not (isinstance(most, int) and most < ADULT)
    return low if low == high else Interval(low, high)

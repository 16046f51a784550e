"""Pure decisions on referrals: who is named in one, and whom the office must ask about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from onward.casework.programmes.vocabulary import ADULT
from onward.casework.referrals import problems
from onward.kernel.problems import Invalid
from onward.records.people.models import Relation
from onward.records.people.problems import BornInTheFuture, DatesTurnedAround, NoSuchCountry, TooOld
from onward.records.people.rules import OLDEST, GivenName, search_text, years_between
from onward.reference.choices import SAY_WHAT
from onward.reference.countries import is_country

MOST_PERSONS = 20


@dataclass(frozen=True)
class Heard:
    """The consent of the persons to be referred: when it was given, who heard it, until when it holds."""

    on: date
    by: str
    until: date | None = None


def found_by(name: str, native: str = "") -> str:
    """Return what somebody who was referred is found by, as a person of the records is."""
    return search_text([GivenName(full=one) for one in dict.fromkeys((name, native)) if one])


@dataclass(frozen=True)
class Referred:
    """A person as the partner writes them down.

    Attributes:
        name: in Latin letters or in their own script, as given.
        name_native: in their own script, where known.
        sex: a code of `people.Sex`.
        born_from: first day that their birth date can be.
        born_to: last day that it can be; the same day where it is exact.
        nationality: country code, `stateless` or `unknown`, or empty.
        relation: to the head of the household.
        principal: whether the household applies in their name.
        accompanied: for a child: whether a parent or guardian travels along; None where not known.
    """

    name: str
    name_native: str = ""
    sex: str = "unknown"
    born_from: date | None = None
    born_to: date | None = None
    nationality: str = ""
    relation: str = "head"
    principal: bool = False
    accompanied: bool | None = None


def check_persons(people: Sequence[Referred]) -> None:
    """Refuse a household of none, one too large for the form, and any number of principals but one."""
    if not people or not any(person.name.strip() or person.name_native.strip() for person in people):
        raise problems.NobodyReferred("people")
    if len(people) > MOST_PERSONS:
        raise problems.TooMany("people", limit=MOST_PERSONS)
    principals = sum(person.principal for person in people)
    if principals != 1:
        raise problems.PrincipalMissing("principal", count=principals)
    heads = sum(person.relation == Relation.HEAD for person in people)
    if heads != 1:
        raise problems.OneHead("people", count=heads)


def check_birth(field: str, first: date | None, last: date | None, today: date) -> None:
    """Refuse a birth that lies ahead, ends before it begins, has one end only, or lies too far back."""
    if first is None and last is None:
        return
    if first is None or last is None:
        raise Invalid(field, message=SAY_WHAT)
    if first > today:
        raise BornInTheFuture(field)
    if last < first:
        raise DatesTurnedAround(field)
    if years_between(last, today) > OLDEST:
        raise TooOld(field, limit=OLDEST)


def may_travel_alone(accompanied: bool | None, born_to: date | None, on: date) -> bool:
    """Say whether somebody is written down as without parent or guardian, and may be below 18 on a day."""
    return accompanied is False and (born_to is None or years_between(born_to, on) < ADULT)


def check_country(field: str, code: str, known: Callable[[str], bool] = is_country) -> str:
    """Return the code of a country, or nothing where none was given.

    Raises:
        NoSuchCountry: it is none.
    """
    if code and not known(code):
        raise NoSuchCountry(field, value=code[:20])
    return code

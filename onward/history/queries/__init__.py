"""What came in before: as far as a check of a new file needs it, and as a page tells it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import CharField, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from onward.access.models import Office, User
from onward.casework.cases.events import CaseOpened
from onward.casework.cases.hooks import CameIn
from onward.casework.cases.models import Traveller
from onward.delivery.movements.events import Departed
from onward.evidence.hooks import File
from onward.history.events import CaseBroughtIn
from onward.history.models import Import, ImportedRow
from onward.history.queries.cases import naming, taken_back
from onward.history.queries.quantities import corrections, earlier
from onward.history.workbook.findings import Before, Return
from onward.kernel.actions import Actor
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event
from onward.kernel.text import day_in_words
from onward.records.people.events import PersonsMerged
from onward.records.people.models import Household, Membership, Person, Relation
from onward.records.people.rules import Born

MOST_FOUND = 400
"""Rows that one number of the files of before may name: some cases of a household, of each office."""


def before() -> Before:
    """Return every row that came in before, by its key; persons with a number of their own as told then.

    Of cases that were taken back only what says so is left, and who has a number of their own and stands in
    another case.
    """
    so_far = corrections()  # first: what is corrected after this is seen to be
    rows: dict[tuple[str, str], str] = {}
    cases: set[tuple[str, str]] = set()
    standing = ImportedRow.objects.standing()
    named = standing.values_list("office__code", "number", "content", "case_number")
    for office, number, content, case in named.iterator():
        rows[office, number] = content
        if case:
            cases.add((office, case))
    offices = frozenset(Office.objects.values_list("code", flat=True))
    return Before(rows, frozenset(cases), _own(), offices, earlier(), so_far, taken_back())


def _own() -> dict[str, list[Return]]:
    """Return own number → the person, for each case of any office in which the person came in.

    Of a case that was taken back the person alone, who stands in another one.
    """
    found: dict[str, list[Return]] = defaultdict(list)
    rows = list(naming())
    given = {(one.case_key, one.person_key): one for one in rows if one.taken_back_on is None}
    persons = Person.objects.in_bulk([one.person_key for one in rows if one.person_key], field_name="key")
    travels = Traveller.objects.filter(case__key__in={case for case, _person in given if case})
    for case, person, opened, left in travels.values_list(
        "case__key", "person__key", "case__opened_on", "travels_on"
    ):
        row = given.get((case, person))
        if row and left:
            who = persons[person]
            told = Return(who.sex, Born(who.born_from, who.born_to), opened, left, row.case_number)
            found[row.own_number].append(told)
    for row in rows:
        if row.taken_back_on and row.person_key:
            who = persons[row.person_key]
            told = Return(who.sex, Born(who.born_from, who.born_to), None, None, row.case_number)
            found[row.own_number].append(told)
    return found


def persons_called(office: Office, own_numbers: list[str]) -> dict[str, UUID]:
    """Return own number → key of the person who came in under it, where one did (`cases.naming`)."""
    rows = naming().filter(office=office, own_number__in=own_numbers)
    return {number: key for number, key in rows.values_list("own_number", "person_key") if key}


def persons_called_elsewhere(office: Office, own_numbers: list[str]) -> dict[str, UUID]:
    """Return own number → key of the person who came in under it first in another office, where one did."""
    rows = naming().exclude(office=office).filter(own_number__in=own_numbers)
    return {number: key for number, key in rows.values_list("own_number", "person_key") if key}


def to_be_merged(called: Mapping[str, UUID], elsewhere: Mapping[str, UUID]) -> dict[str, UUID]:
    """Return own number → key of the person of another office, where nothing says that both are one.

    It was said, and taken back with the case in which one of them came in.
    """
    keys = [key for number, key in called.items() if number in elsewhere]
    of_them = Q(person_key__in=keys) | Q(payload__kept__in=[str(key) for key in keys])
    told = Event.objects.filter(of_them, type=PersonsMerged.type).standing()
    said = {
        key
        for person, fact in told.values_list("person_key", "payload")
        for key in (str(person), fact["kept"])
    }
    return {
        number: elsewhere[number]
        for number, key in called.items()
        if number in elsewhere and str(key) not in said
    }


def households_of(heads: Collection[UUID]) -> dict[UUID, Household]:
    """Return key of a person → the household of which they were the head last, where they were."""
    led = Membership.objects.filter(person__key__in=heads, relation=Relation.HEAD)
    told = led.select_related("household", "person").order_by("joined_on", "pk")
    return {one.person.key: one.household for one in told}


def came_in(cases: Collection[UUID]) -> dict[UUID, CameIn]:
    """Return which of some cases, by their keys, were brought in, and whether their opening had a day."""
    rows = Event.objects.filter(case_key__in=cases, type=CaseBroughtIn.type, retracts=False)
    found = {one.case_key: one for one in rows if one.case_key}
    untold = {key for key, one in found.items() if one.payload.get("opening_told") is None}
    told = {key: bool(one.payload.get("opening_told")) for key, one in found.items()}
    if untold:
        of_day = Event.objects.filter(case_key__in=untold).standing()
        left = dict(of_day.filter(type=Departed.type).values_list("case_key").annotate(on=Min("occurred_on")))
        opened = dict(of_day.filter(type=CaseOpened.type).values_list("case_key", "occurred_on"))
        told |= {key: opened.get(key) != left.get(key) for key in untold}
    return {key: CameIn(told[key], one.recorded_at, one.written_by) for key, one in found.items()}


def brought_on(cases: Collection[UUID]) -> dict[UUID, date]:
    """Return which of some cases, by their keys, were brought in, and on which day of the office."""
    told = Event.objects.filter(case_key__in=cases, type=CaseBroughtIn.type, retracts=False)
    days = told.values_list("case_key", "recorded_at")
    return {key: at.astimezone(OFFICE_ZONE).date() for key, at in days if key}


def origins(user: User, keys: Collection[UUID]) -> dict[UUID, File]:
    """Return key of a quantity, or of an import → when it came in, and of which workbook for who may see it.

    What is told of a quantity that came in before rows had keys is about its import.
    """
    pairs = ImportedRow.objects.filter(key__in=keys).values_list("key", "imported__key")
    rows = {key: imported for key, imported in pairs if key}
    imports = {*keys, *rows.values()}
    named = set(Import.objects.visible_to(user).filter(key__in=imports).values_list("key", flat=True))
    found = {}
    for key, name, at in Import.objects.filter(key__in=imports).values_list("key", "file_name", "made_at"):
        day = {"day": day_in_words(at.astimezone(OFFICE_ZONE).date())}
        words = (
            _("workbook “%(name)s”, brought in on %(day)s")
            if key in named
            else _("workbook brought in on %(day)s")
        )
        found[key] = File(words % {"name": name, **day}, "")
    return found | {key: found[imported] for key, imported in rows.items() if imported in found}


def imports_seen(user: User) -> QuerySet[Import]:
    """Return what came in, the newest first, with its `persons`, `returns`, `cases` and `quantities`.

    `taken_back` is how many of the cases were taken back since.
    """
    rows = Count("rows")
    returns = Count("rows", filter=~Q(rows__person_key=None))
    # One person may have a file in each of several offices; a quantity may have a number too.
    called = NullIf(F("rows__own_number"), Value(""))
    who = Coalesce(called, Cast("rows__person_key", CharField()))
    persons = Count(who, distinct=True, filter=~Q(rows__person_key=None))
    cases = Count("rows__case_key", distinct=True)
    taken_back = Count("rows__case_key", distinct=True, filter=~Q(rows__taken_back_on=None))
    return (
        Import.objects.visible_to(user)
        .select_related("made_by")
        .annotate(persons=persons, returns=returns, cases=cases, taken_back=taken_back)
        .annotate(quantities=rows - returns)
        .order_by("-made_at", "-pk")
    )


def number_of_case(_user: User) -> Subquery:
    """Return the number that a case has in the files of before, as a column of cases; null of others."""
    rows = ImportedRow.objects.filter(case_key=OuterRef("key"))
    return Subquery(rows.values("case_number")[:1])


def own_numbers(case: UUID, persons: Collection[UUID]) -> dict[UUID, str]:
    """Return the numbers that persons of a case have in the files of before, by key, where they have one."""
    rows = ImportedRow.objects.filter(case_key=case, person_key__in=persons).exclude(own_number="")
    return {key: number for key, number in rows.values_list("person_key", "own_number") if key}


def persons_numbered(actor: Actor, text: str) -> list[UUID]:
    """Return whom a number of the files of before names, of a case or of a person, as the actor may see them.

    The number as it was written, whole. Found are travellers in sight of cases in sight alone: the others
    are as if there were none.
    """
    standing = ImportedRow.objects.standing()
    case = standing.filter(case_number=text).exclude(case_number="")
    own = standing.filter(own_number=text).exclude(own_number="").exclude(person_key=None)
    pairs = case.union(own).values_list("case_key", "person_key")
    meant = {(of_case, person) for of_case, person in pairs[:MOST_FOUND] if of_case and person}
    if not meant:
        return []
    seen = Traveller.objects.filter(case__key__in={of_case for of_case, _person in meant}).visible_to(actor)
    told = seen.order_by("-principal", "pk").values_list("case__key", "person__key")
    return [person for of_case, person in told if (of_case, person) in meant]

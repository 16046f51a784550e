"""What came in before: as far as a check of a new file needs it, and as a page tells it."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from onward.access.models import Office, User
from onward.casework.cases.models import Traveller
from onward.history.models import Import, ImportedRow
from onward.history.workbook.findings import Before, Told
from onward.records.people.models import Person
from onward.records.people.rules import Born


def before() -> Before:
    """Return every row that came in before, by its key; persons with a number of their own as told then."""
    rows: dict[tuple[str, str], str] = {}
    cases: set[tuple[str, str]] = set()
    named = ImportedRow.objects.values_list("office__code", "number", "content", "case_number")
    for office, number, content, case in named.iterator():
        rows[office, number] = content
        if case:
            cases.add((office, case))
    return Before(rows, frozenset(cases), _own(), frozenset(Office.objects.values_list("code", flat=True)))


def _own() -> dict[tuple[str, str], list[Told]]:
    """Return own number → the person, for each case in which the person came in."""
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    rows = ImportedRow.objects.exclude(own_number="").select_related("office")
    given = {(one.case_key, one.person_key): one for one in rows}
    persons = Person.objects.in_bulk([one.person_key for one in rows if one.person_key], field_name="key")
    travels = Traveller.objects.filter(case__key__in={case for case, _person in given if case})
    for case, person, opened, left in travels.values_list(
        "case__key", "person__key", "case__opened_on", "travels_on"
    ):
        row = given.get((case, person))
        if row and left:
            who = persons[person]
            told = Told(who.sex, Born(who.born_from, who.born_to), opened, left, row.case_number)
            found[row.office.code, row.own_number].append(told)
    return found


def persons_called(office: Office, own_numbers: list[str]) -> dict[str, UUID]:
    """Return own number → key of the person who came in under it, where one did."""
    rows = ImportedRow.objects.filter(office=office, own_number__in=own_numbers).exclude(person_key=None)
    return {number: key for number, key in rows.values_list("own_number", "person_key") if key}


def imports_seen(user: User) -> QuerySet[Import]:
    """Return what came in, the newest first, each with how many `persons`, `cases` and `quantities`."""
    rows = Count("rows")
    persons = Count("rows", filter=~Q(rows__person_key=None))
    cases = Count("rows__case_key", distinct=True)
    return (
        Import.objects.visible_to(user)
        .select_related("made_by")
        .annotate(persons=persons, cases=cases, quantities=rows - persons)
        .order_by("-made_at", "-pk")
    )

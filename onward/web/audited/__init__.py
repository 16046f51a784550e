"""Whom the audit's keys mean: persons and cases, as the data-protection officer asks about them.

No veil here: who saw a restricted file is the very question. The audit writes each asking down.
"""

from collections.abc import Iterable
from uuid import UUID

from onward.access.subjects import Source, Subject, Words
from onward.casework.cases.models import Case
from onward.records.people.models import Person
from onward.records.people.rules import fold
from onward.web.audited.rows import called, persons_called
from onward.web.audited.values import CODES, WHOLE
from onward.web.audited.words import COLUMNS, PAGES, TABLES

__all__ = ["COLUMNS", "PAGES", "TABLES", "source", "words"]

MOST = 25


def source() -> Source:
    """Return the source of subjects that the audit is given."""
    return Source(find=_find, named=_named)


def words() -> Words:
    """Return what the audit calls things."""
    return Words(TABLES, COLUMNS, CODES, WHOLE, PAGES, called, persons_called)


def _find(text: str) -> Iterable[Subject]:
    """Return the case of a reference with its persons, the person of a key, or those of a name."""
    typed = text.strip()
    case = Case.objects.filter(reference=typed.upper()).first()
    if case is not None:
        travellers = Person.objects.filter(travels__case=case).order_by("pk")
        return [_case(case), *(_person(one) for one in travellers)]
    try:
        return _named([UUID(typed)])
    except ValueError:
        pass
    words = [word for word in fold(typed).split() if len(word) > 1]
    rows = Person.objects.order_by("-pk")
    for word in words:
        rows = rows.filter(search__contains=word)
    return [_person(one) for one in rows[:MOST]] if words else []


def _named(keys: Iterable[UUID]) -> Iterable[Subject]:
    wanted = list(keys)
    persons = [_person(one) for one in Person.objects.filter(key__in=wanted)]
    return [*persons, *(_case(one) for one in Case.objects.filter(key__in=wanted))]


def _person(person: Person) -> Subject:
    born = f"{person.born_from:%Y}" if person.born_from else ""
    return Subject("person", person.key, f"{person.name} {person.name_native}".strip(), born)


def _case(case: Case) -> Subject:
    return Subject("case", case.key, case.reference)

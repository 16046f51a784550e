"""Papers whose number stands with several persons: of that is told to nobody who does not see them all.

Who is hidden from the reader has no such paper: neither a question nor its absence tells of them. Their focal
points see both, and read it on the pages of both.
"""

from collections.abc import Iterable

from django.db.models import BigIntegerField, CharField, OuterRef, QuerySet

from onward.access.policy import VisibleQuerySet
from onward.kernel.actions import Actor
from onward.kernel.questions import Blank, question
from onward.records.people.models import Person, TravelDocument


def papers_of(actor: Actor, person: Person) -> list[TravelDocument]:
    """Return the travel documents of a person in sight, the newest first."""
    return _papers_of(actor, person=person.pk)


@question(person=BigIntegerField())
def _papers_of(actor: Actor, *, person: Blank) -> QuerySet[TravelDocument]:
    return TravelDocument.objects.all().visible_to(actor).filter(person=person).order_by("-pk")


def holder_of(actor: Actor, person: Person | None, issuer: str, number: str) -> Person | None:
    """Return somebody in sight, other than the person, with whom this number of this issuer stands.

    Somebody who is only being entered is no person yet.
    """
    same = _others(actor, {(issuer, number)}, person)
    return same[0].person if same else None


def with_same_number(actor: Actor, papers: Iterable[TravelDocument]) -> dict[int, list[Person]]:
    """Return who in sight has the number of a paper too, by primary key of the paper."""
    rows = list(papers)
    others = _others(actor, {(one.issuer, one.number) for one in rows})
    found: dict[int, list[Person]] = {}
    for one in rows:
        for other in others:
            if _same(one, other) and other.person_id != one.person_id:
                found.setdefault(one.pk, []).append(other.person)
    return found


def of_others(actor: Actor) -> QuerySet[TravelDocument]:
    """Return, for the outer row, a paper, those of others in sight that bear its number."""
    same = _numbered(actor).filter(number=OuterRef("number"), issuer=OuterRef("issuer"))
    return same.exclude(person=OuterRef("person"))


def _same(one: TravelDocument, other: TravelDocument) -> bool:
    return (one.issuer, one.number) == (other.issuer, other.number)


def _others(actor: Actor, meant: set[tuple[str, str]], person: Person | None = None) -> list[TravelDocument]:
    """Return the papers in sight, of others than the person, that bear one of these numbers of its issuer."""
    numbers = sorted({number for issuer, number in meant if issuer and number})
    rows = _bearing(actor, numbers=numbers) if numbers else []
    mine = person.pk if person else None
    return [one for one in rows if (one.issuer, one.number) in meant and one.person_id != mine]


@question(numbers=CharField())
def _bearing(actor: Actor, *, numbers: Blank) -> QuerySet[TravelDocument]:
    return _numbered(actor).filter(number__among=numbers).select_related("person").order_by("pk")


def _numbered(actor: Actor) -> VisibleQuerySet[TravelDocument]:
    return TravelDocument.objects.exclude(number="").exclude(issuer="").visible_to(actor)

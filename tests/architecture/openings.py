"""The pages of one file, read by who sees a restricted person on them, and the openings that they leave.

Lists (what is due, what a search found, boards) are no openings.
"""

from collections.abc import Iterator

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from onward.access.models import AuditEntry, Restriction
from onward.casework.cases.models import Traveller
from onward.records.people.models import Person
from tests.architecture.world import Arguments, World, beside_the_table, places

READERS = ("sam", "omar")
"""A focal point for every mark, and a movement officer, who reads the travel cards of everybody."""


def pages_of_one_file(world: World) -> Iterator[tuple[str, Arguments]]:
    """Return the addresses about the files with somebody restricted, and the page of her uncle.

    Also of the household that somebody restricted has left, of the case in which she went on, and a referral
    by which somebody restricted may be meant.
    """
    for name, objects in places(world).items():
        for label, arguments in objects.items():
            if label.split(" ")[0] in ("child", "hidden") and not name.startswith("access:"):
                yield name, arguments
    uncle = Traveller.objects.get(case__key=world.files["child"].case_key, principal=True)
    yield "people:person", {"key": uncle.person.key}
    yield from (one for one in beside_the_table(world) if not one[0].startswith("access:"))


def restricted() -> dict[str, Person]:
    """Return who is restricted, by name."""
    marked = Restriction.objects.filter(lifted_at=None).values_list("person_key", flat=True)
    return {one.name: one for one in Person.objects.filter(key__in=marked)}


def read(client: Client, name: str, arguments: Arguments, method: str) -> tuple[str, list[AuditEntry]]:
    """Return what a page says, and the openings that it left; what the request changes is undone."""
    with transaction.atomic():
        before = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        address = reverse(name, kwargs=arguments)
        answer: HttpResponseBase = client.get(address) if method == "GET" else client.post(address, {})
        left = list(AuditEntry.objects.filter(pk__gt=before, kind="open"))
        transaction.set_rollback(True)
    drawn = answer.status_code in (200, 422) and not answer.streaming
    return (bytes(getattr(answer, "content", b"")).decode() if drawn else ""), left

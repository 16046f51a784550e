"""Files behind figures that changed: their references, for whoever may see the person in them, or could."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.urls import reverse
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.policy import in_what_was_taken_back
from onward.evidence.hooks import File, Files, Keys
from onward.kernel.questions import Blank, question
from onward.records.projects.queries import expenditures_by_key


def files() -> Files:
    """Return what evidence asks."""
    return Files(
        reads=lambda user: may(user, "cases.read"),
        seen=_seen,
        references=_references,
        travelling=_travelling_in,
    )


def vouchers(user: User, keys: Collection[UUID]) -> dict[UUID, File]:
    """Return the vouchers of expenditures that a user may see, by key, and the page of their project."""
    return {
        key: File(
            _("Voucher %(voucher)s") % {"voucher": one.voucher},
            reverse("projects:project", args=[one.project]),
        )
        for key, one in expenditures_by_key(user, keys).items()
    }


def _seen(user: User, keys: Collection[Keys]) -> Mapping[Keys, File]:
    cases, persons = ([key for key in {*column} if key] for column in zip(*keys, strict=True))
    found = {}
    for one in _travelling(user, cases=cases, persons=persons):
        reference = one.case.reference
        found[one.case.key, one.person.key] = File(reference, reverse("cases:case", args=[reference]))
    return {key: file for key, file in found.items() if key in keys}


def _references(cases: Collection[UUID]) -> Mapping[UUID, str]:
    # Of every case, hidden ones too: a reference alone opens nothing, and whoever counts must find them all.
    return dict(Case.objects.filter(key__in=cases).values_list("key", "reference"))


def _travelling_in(cases: Collection[UUID]) -> Collection[Keys]:
    # Hidden ones too: the audit keeps of whom a list told.
    return list(Traveller.objects.filter(case__key__in=cases).values_list("case__key", "person__key"))


@question(cases=UUIDField(), persons=UUIDField())
def _travelling(user: User, *, cases: Blank, persons: Blank) -> QuerySet[Traveller]:
    # What was taken back is what changed: who could see its file until then is told of it.
    asked = Traveller.objects.filter(case__key__among=cases, person__key__among=persons)
    seen = asked.visible_to(user) | asked.filter(in_what_was_taken_back(user))
    return seen.select_related("case", "person").order_by("pk")

"""Marks on persons, and what they hide from whom.

A restricted person does not exist for whoever is not a focal point for every category of their marks: not in
lists, search, counts, exports or addresses. Their household stays visible. One way round, on purpose:
the mission to which who does see them has handed them over (`register_sharing`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from onward.access.models import GlassBreak, Restriction
from onward.kernel.questions import the_moment

if TYPE_CHECKING:
    from onward.access.models import User

_shared: list[Callable[["User"], Q | None]] = []


def register_sharing(shared: Callable[["User"], Q | None]) -> None:
    """Say which marks do not hide from a user: who sees through them shared the person with their office.

    `shared` returns the filter for rows of `Restriction`, or None where nothing is shared with that user in
    this way; called when the house starts.
    """
    if shared not in _shared:
        _shared.append(shared)


def _mark_that_hides(user: "User", person_key: str) -> Exists:
    """Return the test that a standing mark hides the row's person from `user`."""
    marks = Restriction.objects.filter(person_key=OuterRef(person_key), lifted_at=None)
    for shared in _shared:
        if (opened := shared(user)) is not None:
            marks = marks.exclude(opened)
    return Exists(marks.exclude(category__in=user.focal_for) if user.focal_for else marks)


def _opened_by(user: "User", person_key: str) -> Exists:
    """Return the test that `user` broke the glass for the row's person, and it is still open."""
    return Exists(
        GlassBreak.objects.filter(actor_id=user.pk, person_key=OuterRef(person_key), until__gt=the_moment())
    )


def seen_by(user: "User", person_key: str = "key") -> Q:
    """Return the filter for rows whose person (at the path `person_key`) is not hidden from `user`."""
    from onward.access.policy import may

    shown = Q(~_mark_that_hides(user, person_key))
    return shown | Q(_opened_by(user, person_key)) if may(user, "cases.break-glass") else shown


def veil(user: "User", rows: QuerySet[Any], person_key: str = "key") -> QuerySet[Any]:
    """Return `rows` without those whose person is hidden from `user`."""
    return rows.filter(seen_by(user, person_key))


def categories(person_key: UUID) -> frozenset[str]:
    """Return the categories of the standing marks on a person."""
    return frozenset(
        Restriction.objects.filter(person_key=person_key, lifted_at=None).values_list("category", flat=True)
    )


def marked(person_keys: "list[UUID]") -> dict[UUID, frozenset[str]]:
    """Return the standing marks of several persons at once; persons without one are left out."""
    found: dict[UUID, set[str]] = {}
    rows = Restriction.objects.filter(person_key__in=person_keys, lifted_at=None)
    for key, category in rows.values_list("person_key", "category"):
        found.setdefault(key, set()).add(category)
    return {key: frozenset(marks) for key, marks in found.items()}

"""Which definitions decide numbers of an edition otherwise than those of today, or of another edition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from onward.evidence.editions import Frozen, thaw
from onward.evidence.editions.freezing import layout_of, snapshot_for_donor, snapshot_of
from onward.evidence.editions.meaning import (
    Otherwise,
    Part,
    Place,
    differing_anywhere,
    differing_definitions,
    in_their_words,
    meanings_of,
)
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.models import Decision, Edition
from onward.evidence.rules import Period
from onward.kernel.definitions import current_library
from onward.kernel.definitions.library import revive
from onward.records.projects.definition import Project


@dataclass(frozen=True)
class Redefined:
    """How an edition is told by other definitions than those it is compared with.

    Attributes:
        places: where numbers are decided otherwise, each with what decides them.
        definitions: these, each once, in words.
        snapshot: the definitions that it is compared with.
    """

    places: Mapping[Place, frozenset[Part]]
    definitions: tuple[Otherwise, ...]
    snapshot: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of these definitions, each once."""
        return tuple(dict.fromkeys(one.name for one in self.definitions))


NOT_AT_ALL = Redefined({}, (), "")


def redefined_today(edition: Edition) -> Redefined:
    """Return what the definitions of today would count otherwise; nothing of a report that is no more."""
    library = current_library()
    if edition.project:
        item = library.of("projects").get(edition.project)
        if item is None or cast(Project, item.body).reporting is None:
            return NOT_AT_ALL
        return _compared(edition.snapshot, snapshot_for_donor(library, edition.project))
    if edition.report not in library.of("reports"):
        return NOT_AT_ALL
    return _compared(edition.snapshot, snapshot_of(library, edition.report))


def redefined_since(before: Edition, edition: Edition) -> Redefined:
    """Return what an edition counts otherwise than an earlier one did."""
    return _compared(before.snapshot, edition.snapshot)


def defined_otherwise(then: str, now: str) -> tuple[Otherwise, ...]:
    """Return what two snapshots define otherwise, and the documents of both count by."""
    parts = differing_anywhere(meanings_of(then), meanings_of(now)) if then != now else frozenset()
    if not parts:
        return ()
    (item, before), (_item, after) = revive(then), revive(now)
    return tuple(in_their_words(parts, layout_of(item, before), before, after))


def _compared(then: str, now: str) -> Redefined:
    if then == now:
        return NOT_AT_ALL
    places = differing_definitions(meanings_of(then), meanings_of(now))
    parts = {part for parts in places.values() for part in parts}
    if not parts:
        return NOT_AT_ALL
    (item, before), (_item, after) = revive(then), revive(now)
    told = in_their_words(parts, layout_of(item, before), before, after)
    return Redefined(places, tuple(told), now)


def counted_today(edition: Edition, today: Redefined) -> Frozen:
    """Return the numbers of the days of an edition, by the definitions of today and as known today."""
    return thaw(open_facts(), today.snapshot, edition.period, AsOf())


def published_otherwise(
    edition: Edition, place: Place, periods: Collection[Period]
) -> list[tuple[Edition, Redefined]]:
    """Return the published editions of a report that print a number of some periods by other definitions.

    Args:
        edition: by whose definitions it is compared.
        place: where the number stands.
        periods: of editions.
    """
    same = Edition.objects.filter(
        report=edition.report, project=edition.project, decisions__kind=Decision.Kind.PUBLISHED
    )
    told = [
        (one, redefined_since(one, edition))
        for one in same.exclude(pk=edition.pk).order_by("first", "number")
        if one.period in periods
    ]
    return [(one, found) for one, found in told if place in found.places]


def last_published_before(edition: Edition, *, public: bool = False) -> Edition | None:
    """Return the edition of the same report that was published last before one, of whichever period.

    One that was withdrawn since counts: somebody has read it.

    Args:
        edition: published or not.
        public: whether the public alone is asked.
    """
    made = Decision.objects.filter(
        kind=Decision.Kind.PUBLISHED, edition__report=edition.report, edition__project=edition.project
    ).exclude(edition=edition)
    if public:
        made = made.filter(for_public=True)
    own = next((one for one in edition.decisions.all() if one.kind == Decision.Kind.PUBLISHED), None)
    if own is not None:
        made = made.filter(at__lt=own.at)
    last = made.select_related("edition").order_by("-at", "-pk").first()
    return last.edition if last else None

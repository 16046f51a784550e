"""Which earlier editions printed other numbers of the same days than an edition does."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import cast

from django.utils import translation

from onward.evidence.documents.imprint import PrintedBefore
from onward.evidence.editions import ReportDefinition
from onward.evidence.editions.beside import printed_otherwise
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import Published, places_read
from onward.evidence.models import Decision, Edition
from onward.kernel.clock import OFFICE_ZONE

_MOST = 200
"""Of so many pairs of editions it is kept in mind: what both print never changes."""
_kept: dict[Hashable, frozenset[Place]] = {}


def printed_before(edition: Edition, language: str, *, public: bool) -> tuple[PrintedBefore, ...]:
    """Return the earlier editions that printed other numbers of the same days, in the order of their days.

    Of each report and period it is the one that was published last before this edition was, also where it
    was withdrawn since: somebody has it. What is told follows from what both print.

    Args:
        edition: of a report of the office; those for donors are set beside none.
        language: of the document.
        public: whether it is the copy for the public, beside which only such copies are set.
    """
    if edition.project:
        return ()
    return tuple(_told(edition, language, public=public))


def _told(edition: Edition, language: str, *, public: bool) -> Iterator[PrintedBefore]:
    for decided in _earlier(edition, public=public):
        one = decided.edition
        if places := _places(edition, decided, public=public):
            definition = cast(ReportDefinition, one.frozen.definition)
            with translation.override(language):
                name = str(definition.name)
            on = decided.at.astimezone(OFFICE_ZONE).date()
            yield PrintedBefore(name, definition.covers, one.number, one.period, on, places)


def _earlier(edition: Edition, *, public: bool) -> list[Decision]:
    """Return by which decisions editions were published before that print a period of this one."""
    own = _published(edition)
    found = Decision.objects.filter(kind=Decision.Kind.PUBLISHED, edition__project="")
    found = found.exclude(
        edition__report=edition.report, edition__first=edition.first, edition__last=edition.last
    )
    found = found.filter(at__lt=own.at) if own else found
    found = found.filter(for_public=True) if public else found
    last = {
        (one.edition.report, one.edition.first, one.edition.last): one
        for one in found.select_related("edition").order_by("at", "pk")
    }
    mine = {edition.frozen.days(name) for name in edition.frozen.told_of}
    return [
        one
        for _of, one in sorted(last.items(), key=lambda pair: (pair[0][1], pair[0][0]))
        if mine & {one.edition.frozen.days(name) for name in one.edition.frozen.told_of}
    ]


def _places(edition: Edition, decided: Decision, *, public: bool) -> frozenset[Place]:
    own = _published(edition)
    left_out = (own.left_out if own else [], decided.left_out) if public else ([], [])
    key = (edition.key, decided.edition.key, public, _at(own), decided.at)
    if key not in _kept:
        if len(_kept) >= _MOST:
            _kept.clear()
        one, other = (frozenset(places_read(places)) for places in left_out)
        _kept[key] = printed_otherwise(edition.frozen, one, Published(decided.edition.frozen, other))
    return _kept[key]


def _at(decided: Decision | None) -> datetime | None:
    return decided.at if decided else None


def _published(edition: Edition) -> Decision | None:
    return next((one for one in edition.decisions.all() if one.kind == Decision.Kind.PUBLISHED), None)

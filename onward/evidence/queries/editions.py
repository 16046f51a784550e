"""Which editions a user reads, how each stands, and what may be prepared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from onward.access.models import Office
from onward.evidence.counting import figures, own_limits, recorded
from onward.evidence.documents.imprint import Another, DefinedBefore, Imprint
from onward.evidence.documents.values import Shown
from onward.evidence.editions import Frozen, Layout, ReportDefinition, differing, each_once, reports
from onward.evidence.editions.definition import MONTHS
from onward.evidence.editions.donor import offices_of
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import places_read
from onward.evidence.editions.public import PublicCopy, public_copy
from onward.evidence.facts import AsOf, Facts, open_facts
from onward.evidence.models import Decision, Edition
from onward.evidence.queries.defined import last_published_before, redefined_since
from onward.evidence.queries.key_trends import each_on_record, unrecorded
from onward.evidence.queries.printed_before import printed_before
from onward.evidence.rules import Period
from onward.kernel.actions import Actor
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import current_library
from onward.kernel.problems import Missing
from onward.kernel.written import comma
from onward.records.projects.definition import Project
from onward.records.projects.reporting import DonorPeriod

OFFERED = 4
"""So many periods that are over are offered of each report; others are typed in."""
LOOKED_AT = 12
"""So many are looked at for those of which anything is on record: an office may stand still for years."""


@dataclass(frozen=True)
class Standing:
    """How an edition stands.

    Attributes:
        state: `prepared`, `published` or `withdrawn`.
        published: the decision that published it, if it was.
        withdrawn: the decision that withdrew it, if it was.
    """

    published: Decision | None = None
    withdrawn: Decision | None = None

    @property
    def state(self) -> str:
        """The word for it, as `Imprint` has it."""
        return "withdrawn" if self.withdrawn else "published" if self.published else "prepared"


@dataclass(frozen=True)
class Offer:
    """A period of a report that is over."""

    report: ReportDefinition
    period: Period


def editions_seen(user: Actor) -> QuerySet[Edition]:
    """Return the editions that a user reads, the newest first."""
    seen = Edition.objects.visible_to(user).select_related("prepared_by")
    return seen.prefetch_related("decisions__by").order_by("-prepared_at", "-pk")


def edition_seen(user: Actor, key: UUID) -> Edition:
    """Return one of them.

    Raises:
        Missing: there is none with this key, or not for this user.
    """
    found = editions_seen(user).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def standing(edition: Edition) -> Standing:
    """Return how an edition stands."""
    made = {one.kind: one for one in edition.decisions.all()}
    return Standing(made.get(Decision.Kind.PUBLISHED), made.get(Decision.Kind.WITHDRAWN))


def imprint_of(edition: Edition, language: str, *, public: bool = False) -> Imprint:
    """Return what a document says of an edition, in the language of the document.

    Args:
        edition: which.
        language: of the document.
        public: whether it is the copy that the public gets, which an edition has once it is published.
    """
    stands = standing(edition)
    published = stands.published.at.astimezone(OFFICE_ZONE).date() if stands.published else None
    at = edition.prepared_at.astimezone(OFFICE_ZONE)
    gone = stands.withdrawn
    replaces, replaced = _beside(edition, public=public)
    imprint = Imprint(
        edition.number,
        at.date(),
        stands.state,
        published,
        at,
        gone.at.astimezone(OFFICE_ZONE).date() if gone else None,
        gone.reason if gone else "",
        replaces,
        replaced,
        warning=warning_in(language),
        offices=offices_in(edition.frozen.definition, language),
        otherwise=_otherwise(edition, language, public=public),
        before=printed_before(edition, language, public=public),
    )
    if not public:
        return imprint
    copy = public_copy_of(edition)
    return replace(imprint, internal=False, hidden=len(copy.hidden), digest=copy.digest)


def _otherwise(edition: Edition, language: str, *, public: bool) -> DefinedBefore | None:
    """Return the edition published before one by other definitions, with their names in a language."""
    before = last_published_before(edition, public=public)
    if before is None:
        return None
    with translation.override(language):
        names = redefined_since(before, edition).names
    published = standing(before).published
    assert published, "it was found by that decision"
    when = published.at.astimezone(OFFICE_ZONE).date()
    return DefinedBefore(before.number, before.period, when, names) if names else None


def _beside(edition: Edition, *, public: bool) -> tuple[Another | None, Another | None]:
    """Return the published edition before one, whose place it takes, and the one that took its own place."""
    same = Edition.objects.filter(
        report=edition.report, project=edition.project, first=edition.first, last=edition.last
    )
    rows = same.exclude(pk=edition.pk).prefetch_related("decisions").order_by("number")
    told = [(one, decided) for one in rows if (decided := standing(one).published)]
    told = [(one, decided) for one, decided in told if decided.for_public or not public]
    before = [pair for pair in told if pair[0].number < edition.number]
    after = [pair for pair in told if pair[0].number > edition.number and not standing(pair[0]).withdrawn]
    last = before[-1][0] if before else None
    moved = _moved(last, edition, public=public) if last else 0
    otherwise = bool(last and redefined_since(last, edition).places)
    return _another(before, moved, redefined=otherwise), _another(after)


def _another(
    found: Sequence[tuple[Edition, Decision]], moved: int = 0, *, redefined: bool = False
) -> Another | None:
    if not found:
        return None
    edition, decided = found[-1]
    return Another(edition.number, decided.at.astimezone(OFFICE_ZONE).date(), moved, redefined)


def _moved(before: Edition, now: Edition, *, public: bool) -> int:
    """Return how many numbers that both editions print are not the same."""
    hidden = left_out_of(before) | left_out_of(now) if public else frozenset()
    report = now.frozen.definition
    shown = (
        one
        for one in differing(before.frozen, now.frozen)
        if one.printed is not None
        and one.known is not None
        and (one.chapter, one.table, one.period, one.part) not in hidden
        and not (public and report.is_exact(one.chapter, one.table))
    )
    return len(each_once(report, shown))


def left_out_of(edition: Edition) -> frozenset[Place]:
    """Return where the numbers stand that the public copy of an edition does not show.

    Raises:
        Missing: it was never published, or not for the public, so that there is no such copy.
    """
    published = standing(edition).published
    if published is None or not published.for_public:
        raise Missing()
    return frozenset(places_read(published.left_out))


def public_copy_of(edition: Edition) -> PublicCopy:
    """Return what the public gets of an edition; raises as `left_out_of`."""
    return public_copy(edition.frozen, left_out_of(edition))


def shown_to_public(edition: Edition) -> Shown:
    """Return what says of a number whether the public copy shows it; raises as `left_out_of`."""
    copy = public_copy_of(edition)
    return lambda ref: copy.shows((ref.chapter, ref.table, ref.period, ref.part))


def frozen_of(edition: Edition, *, public: bool) -> Frozen:
    """Return the numbers of an edition, for the public those alone that it gets; raises as above."""
    return public_copy_of(edition).frozen if public else edition.frozen


def offices_in(layout: Layout, language: str) -> tuple[str, ...]:
    """Return the offices whose work a report tells of, each with its address and telephone, in a language."""
    codes = offices_of(layout, current_library())
    found = {one.code: one for one in Office.objects.filter(code__in=codes)}
    with translation.override(language):
        return tuple(_reached(found[code]) for code in codes if code in found)


def _reached(office: Office) -> str:
    where = comma().join(one for one in (office.address, office.phone) if one)
    return f"{office.called} ({where})" if where else office.called


def warning_in(language: str) -> str:
    """Return what must be said of all of a document in a language, if anything."""
    with translation.override(language):
        return _("Sample office: every person here is made up.") if settings.SYNTHETIC else ""


def standing_edition(report: str, period: Period, project: str = "") -> Edition | None:
    """Return the edition that speaks for a period: the last that is published and stands, else the last."""
    found = Edition.objects.filter(report=report, project=project, first=period.first, last=period.last)
    made = list(found.prefetch_related("decisions__by").order_by("-number"))
    published = (one for one in made if standing(one).state == "published")
    return next(published, made[0] if made else None)


def published_of(period: Period) -> list[Edition]:
    """Return the editions of the office's reports that are published of exactly these days, and stand.

    Of each report the last one: that it is published is nothing that anybody is kept from.
    """
    found = Edition.objects.filter(project="", first=period.first, last=period.last)
    made = found.prefetch_related("decisions__by").order_by("report", "number")
    return [*{one.report: one for one in made if standing(one).state == "published"}.values()]


def offers(today: date) -> Iterator[Offer]:
    """Give the last periods of each report that are over, and of which something is on record."""
    facts = open_facts()
    for report in reports().values():
        periods = [*_over(report, today)]
        counted = each_on_record(periods, None, types=counted_by(report))
        others = each_on_record(periods, None)
        told = chapters_on_record(report, periods, facts)
        # What preparing would refuse (`must_be_over_and_on_record`), asked of all periods at once.
        fit = (
            period
            for period, any_counted, any_told, any_chapter in zip(periods, counted, others, told, strict=True)
            if any_chapter and (any_counted or (any_told and not unrecorded(period, None)))
        )
        yield from (Offer(report, period) for period in islice(fit, OFFERED))


def chapters_on_record(
    report: ReportDefinition, periods: Sequence[Period], facts: Facts | None = None
) -> list[bool]:
    """Say of each of some periods whether anything at all is on record of a chapter of a report.

    Where a chapter has no record of its own, that is for the whole log to say (`each_on_record`).
    """
    limits = [own_limits(chapter.only, current_library()) for chapter in report.chapters.values()]
    if not all(limits):
        return [True for _period in periods]
    known = recorded(facts or open_facts(), {column for one in limits for column in one}, periods, AsOf())
    return [any(known.any(one, period) for one in limits) for period in periods]


def counted_by(report: ReportDefinition) -> set[str]:
    """Return the types of the events that the tables of a report count."""
    known = figures()
    shown = [report.shown_in(code) for code in report.chapters]
    return {event for one in shown for table in one.tables.values() for event in known[table.figure].of}


def _over(report: ReportDefinition, today: date) -> Iterator[Period]:
    """Give the last periods of a report that are over, the newest first, as far back as is looked for."""
    period = _last_over(MONTHS[report.covers], today)
    for _number in range(LOOKED_AT):
        yield period
        period = period.just_before()


@dataclass(frozen=True)
class DonorOffer:
    """A project, and those of its donor's periods that are over, the newest first."""

    project: Project
    periods: tuple[DonorPeriod, ...]


def donor_offers(today: date) -> list[DonorOffer]:
    """Return the projects of which a donor is told, with the periods of which it may be told by now."""
    found = [cast(Project, item.body) for _code, item in sorted(current_library().of("projects").items())]
    told = [DonorOffer(one, tuple(p for p in reversed(one.periods) if p.until <= today)) for one in found]
    return [one for one in told if one.periods]


def _last_over(months: int, today: date) -> Period:
    """Return the last period of so many months that ended before a day."""
    running = date(today.year, (today.month - 1) // months * months + 1, 1)
    year, month = divmod(running.year * 12 + running.month - 1 - months, 12)
    return Period(date(year, month + 1, 1), running - timedelta(days=1))

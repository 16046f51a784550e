"""The only writers of editions: preparing one, publishing it with a second person, withdrawing it."""

from collections.abc import Iterator
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import Max

from onward.access.models import User
from onward.access.queries import acting_user
from onward.evidence import events, problems
from onward.evidence.counting import Asked, dimensions, figures
from onward.evidence.counting.listing import astray
from onward.evidence.editions import Frozen, ReportDefinition, differing, freeze, thaw
from onward.evidence.editions.definition import period_of
from onward.evidence.editions.protecting import Published, left_out, places_read, places_written
from onward.evidence.facts import AsOf, Facts, current_store, known_now, open_facts
from onward.evidence.hooks import references_of
from onward.evidence.models import Decision, Edition
from onward.evidence.policy import APPROVE, PREPARE
from onward.evidence.rules import Period
from onward.kernel.actions import Act, action
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.library import canonical, revive
from onward.kernel.problems import Refused
from onward.kernel.text import clean

_SHOWN = 20
"""So many references are named of files that a split counts twice."""


@action(PREPARE)
def prepare_edition(act: Act, report: str, first: date, *, once: UUID | None = None) -> Edition:
    """Freeze the numbers of a report for the period that begins on a day.

    Raises:
        UnknownDefinition: there is no such report.
        NoPeriodOfThisReport, PeriodIsOpen: of these days there is none.
        SplitAstray: the parts of a split do not add up.
    """
    library = current_library()
    definition = _report(library, report)
    period = period_of(definition, first)
    if period.last >= act.today:
        raise problems.PeriodIsOpen("first", last=period.last)
    # All of this stands before the first row that is written: a transaction that has written holds the mark
    # of the log back itself, for everybody, and what others commit meanwhile never falls below it.
    as_of = known_now()
    # Facts are opened after the mark is known: what is below it is among them.
    facts = open_facts()
    _splits_are_full(facts, library, definition, period, as_of, act)
    frozen = freeze(facts, library, report, period, as_of)
    act.once(once)
    # Two who prepare the same at once are numbered one after the other.
    earlier = Edition.objects.filter(report=report, first=period.first, last=period.last)
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        report=report,
        first=period.first,
        last=period.last,
        number=last + 1,
        mark=as_of.mark or 0,
        upto=as_of.upto or 0,
        snapshot=frozen.snapshot,
        values=canonical(frozen.values),
        digest=frozen.digest,
        prepared_by=_user(act),
        prepared_at=act.at,
    )
    fact = events.EditionPrepared(report=report, digest=frozen.digest)
    act.record(fact, office=_office(act), about=edition, occurred_on=act.today)
    return edition


@action(APPROVE)
def publish_edition(act: Act, edition: Edition, *, once: UUID | None = None) -> Decision:
    """Publish an edition that somebody else prepared; its numbers are computed again first.

    Raises:
        PreparedByYourself: nobody approves their own.
        AlreadyDecided: it is published.
        NumbersDiffer: computed again, it has other numbers.
        CannotBeHidden: whatever is left out, a small number could be found out.
    """
    edition = act.lock(edition)
    act.once(once)
    user = _user(act)
    if edition.prepared_by_id == user.pk:
        raise problems.PreparedByYourself()
    _undecided(edition, Decision.Kind.PUBLISHED)
    again = computed_again(edition)
    if again.digest != edition.digest:
        raise problems.NumbersDiffer(many=len(differing(edition.frozen, again)) or 1)
    hidden = left_out(edition.frozen, list(published_before()))
    if any(note.code in ("cannot-hide", "contradiction") for note in hidden.notes):
        raise problems.CannotBeHidden(many=len(hidden.notes))
    decision = Decision.objects.create(
        edition=edition,
        kind=Decision.Kind.PUBLISHED,
        by=user,
        at=act.at,
        left_out=places_written(hidden.places),
    )
    fact = events.EditionPublished(report=edition.report, digest=edition.digest)
    act.record(fact, office=_office(act), about=edition, occurred_on=act.today)
    return decision


@action(APPROVE)
def withdraw_edition(act: Act, edition: Edition, reason: str, *, once: UUID | None = None) -> Decision:
    """Say that a published edition no longer stands, and why; what it said can still be read.

    Raises:
        NotPublished: it never was.
        AlreadyDecided: it is withdrawn.
    """
    edition = act.lock(edition)
    act.once(once)
    if not edition.decisions.filter(kind=Decision.Kind.PUBLISHED).exists():
        raise problems.NotPublished()
    _undecided(edition, Decision.Kind.WITHDRAWN)
    decision = Decision.objects.create(
        edition=edition,
        kind=Decision.Kind.WITHDRAWN,
        by=_user(act),
        at=act.at,
        reason=clean(reason, 300, field="reason"),
    )
    fact = events.EditionWithdrawn(report=edition.report)
    act.record(fact, office=_office(act), about=edition, occurred_on=act.today)
    return decision


def computed_again(edition: Edition, as_of: AsOf | None = None) -> Frozen:
    """Return the numbers of an edition as its own definitions give them from the log.

    Args:
        edition: which one.
        as_of: as known when; as it was frozen where this is left out.
    """
    _item, library = revive(edition.snapshot)
    facts = open_facts(current_store(library))
    return thaw(facts, edition.snapshot, edition.period, as_of or edition.as_of)


def published_before() -> Iterator[Published]:
    """Give every edition that was ever published, the oldest first: withdrawn ones are known too."""
    made = (
        Decision.objects.filter(kind=Decision.Kind.PUBLISHED).select_related("edition").order_by("at", "pk")
    )
    for one in made:
        yield Published(one.edition.frozen, frozenset(places_read(one.left_out)))


def _splits_are_full(
    facts: Facts, library: Library, report: ReportDefinition, period: Period, as_of: AsOf, act: Act
) -> None:
    for code_of_chapter, chapter in report.chapters.items():
        for table in report.shown_in(code_of_chapter).tables.values():
            figure = figures(library)[table.figure]
            asked = Asked(period.first, period.until, as_of, chapter.only, table.among, library)
            for code in {*table.by} & {*figure.full}:
                found = astray(facts, figure, asked, code)
                if found:
                    cases = {UUID(bytes=case) for one in found.values() for case in one.cases}
                    named = sorted(references_of(cases).values())[:_SHOWN]
                    raise problems.SplitAstray(
                        figure=str(figure.name),
                        split=str(dimensions(library)[code].name),
                        many=len(found),
                        which=", ".join(named),
                    )


def _report(library: Library, code: str) -> ReportDefinition:
    return cast(ReportDefinition, library.get("reports", code).body)


def _undecided(edition: Edition, kind: Decision.Kind) -> None:
    made = edition.decisions.filter(kind=kind).first()
    if made:
        raise problems.AlreadyDecided(on=made.at.astimezone(OFFICE_ZONE).date())


def _user(act: Act) -> User:
    user = acting_user(act)
    if user is None:
        raise Refused(reason="editions-are-prepared-by-persons")
    return user


def _office(act: Act) -> str:
    office = _user(act).office
    return office.code if office else ""

"""The only writers of editions (prepared, judged, published by another, withdrawn) and of kept questions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Max

from onward.access.models import User
from onward.access.queries import acting_user
from onward.evidence import events, problems
from onward.evidence.counting import Asked, dimensions, figures
from onward.evidence.counting.definition import Dimension, FigureDefinition
from onward.evidence.counting.listing import Astray, astray
from onward.evidence.disclosure import TooLongError
from onward.evidence.documents.naming import place_in_words
from onward.evidence.editions import (
    Frozen,
    Layout,
    ReportDefinition,
    differing,
    freeze,
    freeze_for_donor,
    thaw,
)
from onward.evidence.editions.definition import period_of
from onward.evidence.editions.donor import DONOR_REPORT, donor_layout, donor_period
from onward.evidence.editions.protecting import LeftOut, Published, Watch, left_out, places_written
from onward.evidence.facts import AsOf, Facts, current_store, known_now, open_facts
from onward.evidence.hooks import references_of
from onward.evidence.models import NAME_LIMIT, Decision, Edition, Judgement, KeptQuestion
from onward.evidence.policy import APPROVE, PREPARE, READ_EDITIONS, READ_SMALL, told_by_reference
from onward.evidence.queries.beside import beside_public
from onward.evidence.queries.judged import bare_written, basis_of, judged, known_written, published_before
from onward.evidence.queries.printing import must_be_over_and_on_record
from onward.evidence.rules import Period
from onward.kernel.actions import Act, action
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.library import canonical, revive
from onward.kernel.problems import Problem, Refused
from onward.kernel.text import after_one_another, clean, clean_reason
from onward.records.projects.definition import Project

MOST_KEPT = 50
"""So many questions at most are kept by one person."""
_PLACES = 6
"""So many numbers that cannot be hidden are named."""
_SHOWN = 20
"""So many references are named of files that a split counts twice."""


@action(PREPARE)
def prepare_edition(act: Act, report: str, first: date, *, once: UUID | None = None) -> Edition:
    """Freeze the numbers of a report for the period that begins on a day.

    Raises:
        UnknownDefinition: there is no such report.
        NoPeriodOfThisReport, PeriodIsOpen, NothingOnRecord: of these days there is none.
        SplitAstray: the parts of a split do not add up.
    """
    library = current_library()
    definition = _report(library, report)
    period = period_of(definition, first)
    must_be_over_and_on_record(period, "first", act.today, definition)
    # All of this stands before the first row that is written: a transaction that has written holds the mark
    # of the log back itself, for everybody, and what others commit meanwhile never falls below it.
    as_of = known_now()
    # Facts are opened after the mark is known: what is below it is among them.
    facts = open_facts()
    _splits_are_full(facts, library, definition, period, as_of, act)
    frozen = freeze(facts, library, report, period, as_of)
    act.once(once)
    return _kept(act, report, frozen)


@action(PREPARE)
def prepare_donor_report(act: Act, project: str, code: str, *, once: UUID | None = None) -> Edition:
    """Freeze what the donor of a project is told of one of its periods.

    Raises:
        UnknownProject, UnknownDonorPeriod: there is none of this code.
        PeriodIsOpen, NothingOnRecord: of this period there is none.
        SplitAstray: the parts of a split do not add up.
    """
    library = current_library()
    period = donor_period(library, project, code)
    must_be_over_and_on_record(period, "period", act.today)
    as_of = known_now()  # before the first row is written, and before the facts are opened, as above
    facts = open_facts()
    layout = donor_layout(cast(Project, library.get("projects", project).body), library)
    _splits_are_full(facts, library, layout, period, as_of, act)
    frozen = freeze_for_donor(facts, library, project, period, as_of)
    act.once(once)
    return _kept(act, DONOR_REPORT, frozen, project)


def _kept(act: Act, report: str, frozen: Frozen, project: str = "") -> Edition:
    """Keep numbers as the next edition of a report for their period."""
    period, as_of = frozen.period, frozen.as_of
    # Two who prepare the same at once are numbered one after the other.
    earlier = Edition.objects.filter(report=report, project=project, first=period.first, last=period.last)
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        report=report,
        project=project,
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
def publish_edition(act: Act, edition: Edition, *, confirmed: str = "", once: UUID | None = None) -> Decision:
    """Publish an edition that somebody else prepared.

    Its numbers were computed again, and what the public is not shown was decided, beforehand
    (`keep_judgement`); else both is done here, if it takes no more than a moment.

    Args:
        act: this action.
        edition: which one.
        confirmed: the digest of what it tells beside what is public (`Beside.digest`), by who has read it.
        once: the token of its form.

    Raises:
        PreparedByYourself: nobody approves their own.
        AlreadyDecided: it is published.
        NumbersDiffer: computed again, it has other numbers.
        CannotBeHidden: whatever is left out, a small number could be found out. A donor is told all the same,
            and the public nothing: its report then has no copy for the public.
        ContradictsItself: its numbers cannot all be true.
        NotJudgedYet: what to leave out is not decided, or something was published since.
        MovedByFew: it tells much beside what is public, and that was not confirmed.
    """
    user = _user(act)
    if edition.prepared_by_id == user.pk:
        raise problems.PreparedByYourself()
    _undecided(edition, Decision.Kind.PUBLISHED)
    # What takes seconds is done before anything is locked, again only if something was published since. A
    # report that is not for the public hides nothing, and nobody outside knows what it printed. (A donor is
    # told too where the public cannot be.)
    public = edition.frozen.definition.public
    before = list(published_before())
    hidden = judged(edition, before) if public else None
    if hidden is None:
        must_be_the_same(edition)
        hidden = hidden_of(edition, before, at_once=True) if public else LeftOut(frozenset(), ())
    _one_at_a_time()  # all others who publish wait from here: nothing that takes long is done
    edition = act.lock(edition)
    act.once(once)
    _undecided(edition, Decision.Kind.PUBLISHED)
    if public and len(now := list(published_before())) != len(before):
        hidden = judged(edition, now) or hidden_of(edition, now, at_once=True)
    if not hidden.can_be_published and not edition.project:
        raise _cannot_be_published(hidden)
    for_public = public and hidden.can_be_published
    moved = _confirmed(edition, hidden, confirmed) if for_public else ""
    decision = Decision.objects.create(
        edition=edition,
        kind=Decision.Kind.PUBLISHED,
        by=user,
        at=act.at,
        left_out=places_written(hidden.places) if for_public else [],
        for_public=for_public,
        confirmed=moved,
    )
    fact = events.EditionPublished(report=edition.report, digest=edition.digest)
    act.record(fact, office=_office(act), about=edition, occurred_on=act.today)
    return decision


@action(READ_EDITIONS)
def keep_judgement(act: Act, edition: Edition, before: Sequence[Published], hidden: LeftOut) -> Judgement:
    """Keep what the public may be shown of an edition, as it was computed before anybody publishes it.

    Args:
        act: this action.
        edition: which one; its numbers were computed again, and are the same.
        before: the editions that were published before.
        hidden: what was found (`hidden_of`).
    """
    made = Judgement.objects.create(
        edition=edition,
        basis=basis_of(edition, before),
        left_out=places_written(hidden.places),
        bare=bare_written(edition, before, hidden.bare),
        known=known_written(edition, before, hidden.known),
        guessed=bare_written(edition, before, hidden.guessed),
        hurried=sorted(list(one) for one in hidden.hurried),
        contradicts=any(note.code == "contradiction" for note in hidden.notes),
        at=act.at,
    )
    fact = events.EditionJudged(report=edition.report, digest=edition.digest)
    act.record(fact, office=_office(act), about=edition, occurred_on=act.today)
    return made


def _confirmed(edition: Edition, hidden: LeftOut, confirmed: str) -> str:
    """Return the digest of the numbers that differ by few from what is public, which was to be confirmed."""
    beside = beside_public(edition, hidden, list(published_before()))
    if beside.digest not in ("", confirmed):
        raise problems.MovedByFew("confirmed", many=beside.many)
    return beside.digest


def _cannot_be_published(hidden: LeftOut) -> Problem:
    """Return why, with the numbers that are in the way."""
    if not hidden.bare:
        return problems.ContradictsItself()
    which = [place_in_words(one.frozen, one.place) for one in hidden.bare]
    more = ["…"] if len(which) > _PLACES else []
    return problems.CannotBeHidden(many=len(which), which=after_one_another(which[:_PLACES] + more))


@action(APPROVE)
def withdraw_edition(act: Act, edition: Edition, reason: str, *, once: UUID | None = None) -> Decision:
    """Say that a published edition no longer stands, and why; what it said can still be read.

    Raises:
        NotPublished: it never was.
        AlreadyDecided: it is withdrawn.
        NotInWords: the reason is no sentence.
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
        reason=clean_reason(reason, "reason", 300, lines=False),
    )
    fact = events.EditionWithdrawn(report=edition.report)
    act.record(fact, office=_office(act), about=edition, occurred_on=act.today)
    return decision


@action(READ_SMALL)
def keep_question(
    act: Act, name: str, question: str, figure: str, *, once: UUID | None = None
) -> KeptQuestion:
    """Keep a question of the explorer by a name of one's own.

    Args:
        act: this action.
        name: which nobody else sees.
        question: the query of its address.
        figure: the code of the figure that it asks for.
        once: the token of its form.

    Raises:
        NameMissing: the name has nothing to read.
        NameInUse: another question is kept under it.
        TooManyKept: there are as many as fit.
    """
    act.once(once)
    name = clean(name, NAME_LIMIT, field="name")
    if not name:
        raise problems.NameMissing("name")
    # Somebody who keeps two at once, in two windows, does so one after the other.
    owner = User.objects.select_for_update(no_key=True).get(pk=_user(act).pk)
    mine = KeptQuestion.objects.filter(owner=owner)
    if mine.filter(name=name).exists():
        raise problems.NameInUse("name")
    if mine.count() >= MOST_KEPT:
        raise problems.TooManyKept("name", most=MOST_KEPT)
    kept = KeptQuestion.objects.create(owner=owner, name=name, question=question, kept_at=act.at)
    act.record(events.QuestionKept(figure=figure), office=_office(act), about=kept, occurred_on=act.today)
    return kept


@action(READ_SMALL)
def remove_question(act: Act, kept: KeptQuestion) -> None:
    """Keep a question no longer."""
    kept = act.lock(kept)
    act.record(events.QuestionRemoved(), office=_office(act), about=kept, occurred_on=act.today)
    kept.delete()


def computed_again(edition: Edition, as_of: AsOf | None = None) -> Frozen:
    """Return the numbers of an edition as its own definitions give them from the log.

    Args:
        edition: which one.
        as_of: as known when; as it was frozen where this is left out.
    """
    _item, library = revive(edition.snapshot)
    facts = open_facts(current_store(library))
    return thaw(facts, edition.snapshot, edition.period, as_of or edition.as_of)


def must_be_the_same(edition: Edition) -> None:
    """Compute the numbers of an edition again.

    Raises:
        NumbersDiffer: they are others.
    """
    again = computed_again(edition)
    if again.digest != edition.digest:
        raise problems.NumbersDiffer(many=len(differing(edition.frozen, again)) or 1)


def hidden_of(
    edition: Edition, before: Sequence[Published], watch: Watch = lambda _step: None, at_once: bool = False
) -> LeftOut:
    """Return what an edition leaves out beside those that were published before it.

    Args:
        edition: which one.
        before: those.
        watch: is told at each step; what it raises ends it.
        at_once: whether somebody waits for a page.

    Raises:
        NotDecidedInTime: that could not be decided.
        NotJudgedYet: it could not at once.
    """

    def known(printed: Frozen) -> Frozen:
        facts = open_facts(current_store(revive(printed.snapshot)[1]))
        return thaw(facts, printed.snapshot, printed.period, edition.as_of)

    try:
        return left_out(edition.frozen, before, known, watch, at_once=at_once)
    except TooLongError:
        raise problems.NotJudgedYet() if at_once else problems.NotDecidedInTime() from None


def _one_at_a_time() -> None:
    """Wait for whoever publishes just now: an edition is judged beside all that were published before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('evidence.publishing', 0))")


def _splits_are_full(
    facts: Facts, library: Library, report: Layout, period: Period, as_of: AsOf, act: Act
) -> None:
    for code_of_chapter, chapter in report.chapters.items():
        for table in report.shown_in(code_of_chapter).tables.values():
            figure = figures(library)[table.figure]
            when = (table.when,) if table.when else ()
            for days in (report.days(name, period) for name in report.periods):
                asked = Asked(days.first, days.until, as_of, chapter.only, table.among, library, when=when)
                for code in sorted({*table.by} & {*figure.full}):
                    if found := astray(facts, figure, asked, code):
                        raise _split_astray(found, figure, dimensions(library)[code], act)


def _split_astray(
    found: Mapping[Any, Astray], figure: FigureDefinition, split: Dimension, act: Act
) -> problems.SplitAstray:
    cases = {UUID(bytes=case) for one in found.values() for case in one.cases}
    user = acting_user(act)
    told = references_of(cases) if user and told_by_reference(user) else {}
    shown = sorted(told.items(), key=lambda two: two[1])[:_SHOWN]
    return problems.SplitAstray(
        [reference for _key, reference in shown],
        [key for key, _reference in shown],
        figure=str(figure.name),
        split=str(split.name),
        many=len(found),
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

"""The pages of editions: which there are, how one stands, and what has changed since it was printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from babel.lists import format_list
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.policy import may
from onward.evidence.counting import (
    Asked,
    FigureDefinition,
    derived,
    dimensions,
    figures,
)
from onward.evidence.documents.composing import compose
from onward.evidence.documents.html import within_page
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.projects import beyond_words
from onward.evidence.documents.texts import LANGUAGES, Ref
from onward.evidence.editions import Differs, each_once, reports
from onward.evidence.editions.freezing import NOW
from onward.evidence.facts import AsOf, current_store, open_facts
from onward.evidence.forms.editions import GroupedChoice
from onward.evidence.hooks import Keys
from onward.evidence.models import Edition
from onward.evidence.pages.corrected import CorrectedInWords, Correction
from onward.evidence.pages.known import FromWorkbook, from_workbooks
from onward.evidence.pages.shapes import days
from onward.evidence.policy import APPROVE
from onward.evidence.queries.anew import merged_since, told_anew
from onward.evidence.queries.changing import Changed, told_otherwise
from onward.evidence.queries.editions import Standing, donor_offers, imprint_of, offers, standing
from onward.evidence.queries.moved import moved_since
from onward.evidence.rules import Period
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.library import revive
from onward.kernel.text import day_in_words, said_of
from onward.records.projects.definition import Project
from onward.reference.countries import Footnotes

MOST = 100
"""Corrections listed at most."""
NONE = "\N{EN DASH}"
"""Stands where there is no number."""


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list, or above its document.

    `anew` says that something which it counts was told since it was frozen; no list of withdrawn ones asks.
    """

    edition: Edition
    name: str
    period: str
    stands: Standing
    anew: bool = False

    @property
    def known(self) -> date:
        """The day on which its numbers were frozen."""
        return self.edition.prepared_at.astimezone(OFFICE_ZONE).date()

    @property
    def known_words(self) -> str:
        """The moment of it in words."""
        return day_in_words(self.edition.prepared_at, "j F Y, H:i")


@dataclass(frozen=True)
class OfferLine:
    """A period of a report of which an edition may be prepared; `made` says whether there is one already."""

    code: str
    name: str
    first: date
    words: str
    made: bool


@dataclass(frozen=True)
class Moved:
    """A number as printed and as known today, in words."""

    name: str
    part: str
    period: str
    link: str
    printed: str
    known: str
    difference: str


@dataclass(frozen=True)
class MovedChapter:
    """The numbers of a chapter that differ, and the corrections that explain it.

    Attributes:
        name: of the chapter.
        numbers: each that differs.
        corrections: the first of them; None for who may see neither references nor files.
        more: whether there are more.
        merged: whether some are one person who were taken for two, or the other way round.
        dated_back: whether some came from a workbook and are taken as known since a day before that.
    """

    name: str
    numbers: tuple[Moved, ...]
    corrections: tuple[Correction, ...] | None
    more: bool
    merged: bool
    dated_back: bool = False

    @property
    def told(self) -> set[str]:
        """The references of cases that are told with it."""
        return {one.case for one in self.corrections or () if one.case}

    @property
    def of(self) -> set[Keys]:
        """Whose these are, by key."""
        return {keys for one in self.corrections or () if one.case for keys in one.of}


def edition_line(edition: Edition, *, anew: bool = False) -> EditionLine:
    """Return an edition with its words."""
    when = f"({days(edition.period)})" if edition.project else days(edition.period)
    return EditionLine(edition, name_of(edition), when, standing(edition), anew)


def edition_lines(editions: Iterable[Edition]) -> list[EditionLine]:
    """Return editions with their words, and with what was told since of those that stand."""
    listed = [*editions]
    anew = told_anew(open_facts(), [one for one in listed if standing(one).state != "withdrawn"])
    return [edition_line(one, anew=one.key in anew) for one in listed]


def name_of(edition: Edition) -> str:
    """Return what an edition is called, as its report or its project is called now."""
    if edition.project:
        item = current_library().of("projects").get(edition.project)
        return said_of(_("Donor report"), cast(Project, item.body).name if item else edition.project)
    known = reports().get(edition.report)
    return str(known.name) if known else edition.report


def offer_lines(today: date, lines: Iterable[EditionLine]) -> list[OfferLine]:
    """Return the periods that are over, with whether one of these editions is of them."""
    made = {(one.edition.report, one.edition.first) for one in lines}
    return [
        OfferLine(
            one.report.code, str(one.report.name), one.period.first, days(one.period),
            (one.report.code, one.period.first) in made,
        )
        for one in offers(today)
    ]  # fmt: skip


def donor_choices(today: date) -> list[GroupedChoice]:
    """Return each project with the periods of its donor that are over, as a form offers them.

    A list that is closed shows nothing else of a project, so each period says of which it is.
    """
    return [
        (
            str(one.project.name),
            [
                (
                    f"{one.project.code}/{of.code}",
                    f"{one.project.name} · {of.code} · {days(Period(of.first, of.last))}",
                )
                for of in one.periods
            ],
        )
        for one in donor_offers(today)
    ]


def document_of(edition: Edition, notes: Footnotes) -> dict[str, Any]:
    """Return the document of an edition within the page, in the language of the reader."""
    now = language()
    document = compose(edition.frozen, now, imprint_of(edition, now), notes=notes)
    return within_page(document, lambda ref: number_url(edition, ref))


def beyond(edition: Edition) -> str:
    """Return the programmes that count something in its days and stand in none of its chapters, by name."""
    names = beyond_words(edition.frozen, revive(edition.snapshot)[1])
    return format_list(names, locale=language()) if names else ""


def number_url(edition: Edition, ref: Ref, name: str = "evidence:number") -> str:
    """Return the address of the page of a number."""
    asked = [("period", ref.period)] if ref.period != NOW else []
    asked += [("part", one) for one in ref.part]
    address = reverse(name, args=[edition.key, ref.chapter, ref.table])
    return f"{address}?{urlencode(asked)}" if asked else address


def may_publish(user: User, line: EditionLine) -> bool:
    """Say whether the button for publishing is of use to a user: two persons answer for an edition."""
    mine = line.edition.prepared_by_id == user.pk
    return may(user, APPROVE) and not mine and line.stands.published is None


def may_withdraw(user: User, line: EditionLine) -> bool:
    """Say whether the form for withdrawing is of use to a user."""
    return may(user, APPROVE) and line.stands.state == "published"


def language() -> str:
    """Return the language of the reader, as documents have it."""
    now = get_language() or "en"
    return now if now in LANGUAGES else "en"


def what_changed(edition: Edition, user: User, notes: Footnotes) -> list[MovedChapter]:
    """Return the numbers of an edition that are known otherwise today, by chapter, and why."""
    return [*MovedInWords(edition, user, notes).chapters(known_otherwise(edition))]


def known_otherwise(edition: Edition) -> list[Differs]:
    """Return the numbers of an edition that are known otherwise today, each once."""
    return each_once(edition.frozen.definition, moved_since(edition))


class MovedInWords:
    """Says how numbers of an edition moved, and why, for a reader."""

    def __init__(self, edition: Edition, user: User, notes: Footnotes) -> None:
        self.edition, self.user = edition, user
        self.report = edition.frozen.definition
        self.library: Library = revive(edition.snapshot)[1]
        self.namer = Namer(language(), edition.last, notes, self.library)
        self.facts = open_facts(current_store(self.library))
        self.from_workbooks: dict[int, FromWorkbook] = {}

    def chapters(self, found: Iterable[Differs]) -> Iterator[MovedChapter]:
        """Go through the chapters of numbers that moved."""
        by_chapter: dict[str, list[Differs]] = {}
        for one in found:
            by_chapter.setdefault(one.chapter, []).append(one)
        for code, moved in by_chapter.items():
            corrections = self._corrections(code, moved)
            self.from_workbooks = from_workbooks([one for one, _period in corrections])
            told = CorrectedInWords(self.user, self.namer, self.from_workbooks).told(
                [(one, days(self._period(period))) for one, period in corrections]
            )
            yield MovedChapter(
                str(self.report.chapters[code].name),
                tuple(self.moved(one) for one in moved),
                None if told is None else tuple(told[:MOST]),
                told is not None and len(told) > MOST,
                merged_since(self.facts, self.edition, code),
                any(one.since < one.came_on for one in self.from_workbooks.values()),
            )

    def moved(self, one: Differs) -> Moved:
        """Return one of them in words."""
        contents = self.report.shown_in(one.chapter)
        table = contents.tables.get(one.table)
        made = derived(self.library).get(one.table)
        name = str(figures(self.library)[table.figure].name if table else made.name if made else one.table)
        figure = figures(self.library)[table.figure] if table else None
        say = self.namer.percent if made and made.share and not table else self.namer.number
        amounts = self.namer.amount if figure and figure.counts == "amount" else None
        ways = dimensions(self.library)
        part = ", ".join(
            said_of(ways[code].name, self.namer.part(code, part))
            for code, part in zip(table.by, one.part, strict=False)
        ) if table else ""  # fmt: skip
        printed, known = one.printed or Decimal(0), one.known or Decimal(0)
        sign = "+" if known > printed else "\N{MINUS SIGN}"
        # A share or a mean of nothing is no nought, nor is a part of what nothing is on record of.
        made_of_some = not one.part or (figure is not None and figure.counts == "mean")
        then = not one.printed_on_record or (one.printed is None and made_of_some)
        now = not one.known_on_record or (one.known is None and made_of_some)
        return Moved(
            name, part, days(self._period(one.period)),
            number_url(self.edition, Ref(one.chapter, one.table, one.period, one.part)),
            NONE if then else (amounts or say)(printed), NONE if now else (amounts or say)(known),
            NONE if then or now else sign + (amounts or self.namer.number)(abs(known - printed)),
        )  # fmt: skip

    def _period(self, name: str) -> Period:
        return self.report.days(name, self.edition.period)

    def _corrections(self, chapter: str, moved: Iterable[Differs]) -> list[tuple[Changed, str]]:
        """Return what was told anew of the events that figures count, each once a period, with the period."""
        found: dict[tuple[Changed, str], None] = {}
        asked_for = {
            (figure.of, figure.unless, figure.dated_by, one.period): figure.model_copy(
                update={"among": None, "when": None}
            )
            for one in moved
            for figure in self._figures(one)
        }
        since = self.edition.prepared_at.astimezone(OFFICE_ZONE).date()
        for (_events, _without, _dated, period), figure in asked_for.items():
            days_ = self._period(period)
            only = self.report.chapters[chapter].only
            before, after = (
                Asked(days_.first, days_.until, as_of, only, (), self.library)
                for as_of in (self.edition.as_of, AsOf())
            )
            for one in told_otherwise(self.facts, figure, before, after, since):
                found[one, period] = None
        told = [(one, period) for one, period in found if one.kind != "changed" or one.differs]
        return sorted(
            told,
            key=lambda two: (two[0].was_on or date.max, two[0].is_on or date.max, str(two[0].case), two[1]),
        )

    def _figures(self, one: Differs) -> list[FigureDefinition]:
        known = figures(self.library)
        table = self.report.shown_in(one.chapter).tables.get(one.table)
        if table:
            return [known[table.figure]]
        made = derived(self.library)[one.table]
        return [known[code] for code in (made.sum or (made.share.part, made.share.of))]  # type: ignore[union-attr]


def title_of(line: EditionLine) -> str:
    """Return the name of a report with its period."""
    return f"{line.name} {line.period}" if line.edition.project else said_of(line.name, line.period)

"""The shapes that 'Key trends' is made of, for the page and for its copy alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from onward.evidence.hooks import File
from onward.evidence.queries import Question
from onward.evidence.rules import Kind, Period, Shown, is_leap_day
from onward.kernel.components import Bar
from onward.kernel.definitions import Text
from onward.kernel.text import after_one_another, day_in_words

Words = str | Promise | Text


@dataclass(frozen=True)
class Number:
    """One number beside what it is compared with; None is one that is not shown.

    `change` is in whole percent, None from nought and where one of the two is not shown.
    """

    code: str
    name: Words
    now: int | None
    before: int | None
    change: int | None
    share: int | None = None

    @property
    def change_size(self) -> int:
        """The change without its sign, for a sentence that says which way it went."""
        return abs(self.change or 0)

    @property
    def share_words(self) -> str:
        """The share, for a sentence: one that rounds to nought is not called none."""
        return share_words(self.now or 0, self.share)


@dataclass(frozen=True)
class Row:
    """One part of a split: its share of the base, and its length against the longest, in percent.

    `before` is None where it is told among the others alone. `note` says why a month or a year is not whole;
    `untold` that nothing is on record of it, so that its nought says nothing.
    """

    code: str
    name: Words
    now: int
    before: int | None
    share: int | None
    length: str
    note: Words = ""
    untold: bool = False

    @property
    def share_words(self) -> str:
        """The share with its sign, held together; a share that rounds to nought is not called none."""
        words = share_words(self.now, self.share)
        return f"{words}\N{NO-BREAK SPACE}%" if words else ""


def share_words(number: int, share: int | None) -> str:
    """Return a share in whole percent as it is written, without its sign; empty where there is none."""
    if share is None:
        return ""
    return "<1" if number and not share else str(share)


@dataclass(frozen=True)
class Table:
    """A split for one programme. `base` is what shares are of; `remainder` is what a ranking leaves.

    `then` says whether the numbers of the period before are told.
    """

    code: str
    name: Words
    unit: Words
    base: int
    rows: tuple[Row, ...]
    remainder: Row | None = None
    others: int = 0
    then: bool = True


@dataclass(frozen=True)
class Guarded:
    """A protected figure as the reader may see it; None is a number that is not shown."""

    code: str
    name: Words
    now: Shown
    before: Shown
    rows: tuple[tuple[str, Words, int | None, int | None], ...]

    @property
    def overlap_why(self) -> str:
        """Why its rows are not to be added up, where one person may be in several."""
        return _(
            "A person may be vulnerable in several ways: the rows overlap and are not to be added up."
            " “In all” counts each person once."
        )


@dataclass(frozen=True)
class Chapter:
    """One programme. `folded` says that months are left out, as some have few returns.

    `breaks` says from when on its numbers count something else, where that lies within what is compared.
    `withheld` says that something may be left out for what published copies of these days do not tell.
    `recorded_before` says whether anything is on record of it from the period that it is compared with,
    `before_came_later` that all that is came after the day asked for, and `recorded_from` is the month, by
    its first day, from which on its returns are, where it lies within that.
    """

    code: str
    name: str
    numbers: Mapping[str, Number]
    months: tuple[Row, ...]
    by_year: bool
    folded: bool
    tables: tuple[Table, ...]
    by_sex: tuple[Guarded, ...]
    medical: Guarded | None
    vulnerabilities: Guarded | None
    breaks: tuple[str, ...] = ()
    withheld: bool = False
    recorded_before: bool = True
    before_came_later: bool = False
    recorded_from: date | None = None

    @property
    def nothing_before(self) -> str:
        """What is said where nothing is on record of the days compared with; empty where something is."""
        if self.recorded_before:
            return ""
        if self.before_came_later:
            return _("Not recorded then: the days compared with, so their numbers are left empty.")
        return _("Nothing is on record from the days compared with: what was then is left empty.")

    @property
    def in_part(self) -> str:
        """What is said where returns are on record of some of the days compared with; empty where of all."""
        if not self.recorded_from:
            return ""
        month = day_in_words(self.recorded_from, "F Y")
        return _("No return is on record from before %(month)s: the days compared with are told in part.") % {
            "month": month
        }

    @property
    def withheld_why(self) -> str:
        """Why something is left out that is not small."""
        return _(
            "A report is published of these days, or of some of them, which leaves numbers out. What would"
            " tell them beside it is not shown here: the published copy has what may be told."
        )

    @property
    def columns(self) -> list[Bar]:
        """The months, or years, as columns that are drawn."""
        dash = "\N{EN DASH}"
        return [Bar(row.name, row.now, dash if row.untold else "", note=row.note) for row in self.months]

    @property
    def folded_why(self) -> str:
        """Why something is left out."""
        return _(
            "Months and parts with fewer than five returns are not shown to your role, nor what they could be"
            " worked out from."
        )


@dataclass(frozen=True)
class Then:
    """One number as known then and now; `part` says of which part of a split, and `words` names it."""

    code: str
    name: Words
    then: int
    now: int
    part: str = ""
    words: Words = ""

    @property
    def difference(self) -> str:
        """How much it rose or fell, with its sign."""
        moved = self.now - self.then
        return f"{'+' if moved > 0 else chr(0x2212) if moved else ''}{abs(moved)}"


@dataclass(frozen=True)
class Difference:
    """What changed of one programme; nothing in it where that is not told to the reader.

    Attributes:
        code: of the programme.
        name: of the programme.
        numbers: figures as known then and now; of splits, only the parts that differ.
        kinds: code, words and number of the returns that changed in a way; ways that none changed in are
            left out.
        differs: by the way of changing, in what those differ that were told anew: code, words and number; one
            may differ in several.
        told: whether the reader is told.
    """

    code: str
    name: str
    numbers: tuple[Then, ...] = ()
    kinds: tuple[tuple[Kind, Words, int], ...] = ()
    differs: tuple[tuple[Kind, Words, tuple[tuple[str, Words, int], ...]], ...] = ()
    told: bool = True

    @property
    def hidden_why(self) -> str:
        """Why nothing of it is told."""
        return _(
            "How many changed is not shown to your role: nothing changed, or a part of what did is fewer than"
            " five returns."
        )

    @property
    def differs_why(self) -> str:
        """How the parts of what differs are to be read."""
        return _("What differs between then and now (one return may differ in several):")


@dataclass(frozen=True)
class Line:
    """A file in which a return changed: how, and on which days it was known to have happened."""

    file: File
    kind: Words
    was_on: date | None
    is_on: date | None


@dataclass(frozen=True)
class Since:
    """What changed since a day.

    Attributes:
        day: what was known at its end is compared.
        differences: by programme; None for a reader who is told of files instead.
        files: those in the reader's sight; None for a reader who is told numbers.
        more: whether there are more files in sight.
    """

    day: date
    differences: tuple[Difference, ...] | None
    files: tuple[Line, ...] | None = None
    more: bool = False

    @property
    def nothing(self) -> str:
        """What is said where nothing changed."""
        return _("Nothing that is counted here changed.")

    @property
    def files_why(self) -> str:
        """Why no number stands beside files."""
        return _(
            "How many changed in all is not shown beside files: the two could be subtracted from one another."
        )


@dataclass(frozen=True)
class CasesOf:
    """Behind which number cases stand: the figure, to what it is limited, its days, and as known when.

    `edition` is the one that prints it; empty for a question of the explorer. `notes` are those on names.
    """

    figure: str
    name: str
    limits: str
    period: Period
    known: date
    edition: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedLine:
    """An edition that tells the same days to the public; `key` leads there who reads editions."""

    key: UUID
    words: str


@dataclass(frozen=True)
class Trends:
    """The page.

    Attributes:
        question: what was asked.
        chapters: the programmes that have returns in either period.
        sexes: code and words of each sex, as protected tables head their columns.
        withheld: whether protected figures are left out altogether.
        exact: whether small numbers stand as they are.
        on: the day as which the page speaks.
        moment: when it was counted, in the zone of the offices; None where it speaks of the end of a day that
            is over, which nothing recorded later moves.
        limits: what else was asked, in words: a number among some must not be read as one among all.
        running: whether the period was not over on that day, so that its numbers will grow.
        untold: the programmes of which nothing at all is on record of the period, and no chapter tells.
        came_later: those of which all that is on record of it came after the day asked for: likewise.
        recorded_later: whether all that is on record from the period came after the day asked for.
        gaps: the stretches of which nothing at all is on record, where no return is on record of the period.
        gaps_came_later: whether something of each of these is on record by now.
        grown_since: the end of the period, where it is over and its returns differ from what was known then;
            for whoever reads exact numbers.
        since: what changed since an earlier day, where that was asked and may be told.
        published: the editions that are published of exactly these days.
    """

    question: Question
    chapters: tuple[Chapter, ...]
    sexes: tuple[tuple[str, Words], ...]
    withheld: bool
    exact: bool
    on: date
    moment: datetime | None = None
    limits: tuple[str, ...] = ()
    running: bool = False
    untold: tuple[str, ...] = ()
    came_later: tuple[str, ...] = ()
    recorded_later: bool = False
    gaps: tuple[Period, ...] = ()
    gaps_came_later: bool = False
    grown_since: date | None = None
    since: Since | None = None
    published: tuple[PublishedLine, ...] = ()

    @property
    def period(self) -> str:
        """The period in words."""
        return days(self.question.period)

    @property
    def known(self) -> str:
        """As known when, in words."""
        if self.moment:
            return _("as known on %(moment)s") % {"moment": day_in_words(self.moment, "j N Y, H:i")}
        return _("as known at the end of %(day)s") % {"day": day_in_words(self.on, "j F Y")}

    @property
    def known_short(self) -> str:
        """As known when, for the head of a column."""
        told = day_in_words(self.moment, "j N Y, H:i") if self.moment else day_in_words(self.on, "j N Y")
        return _("Known on %(day)s") % {"day": told}

    @property
    def not_over(self) -> str:
        """How a period that is not over was counted; empty where it is."""
        if self.question.part_of_year:
            return _(
                "not over yet: counted up to its last month that is over, and compared with a whole year"
            )
        return _("not over yet: counted up to the last day given") if self.running else ""

    @property
    def untold_words(self) -> str:
        """That nothing is, or was then, on record of some programmes; empty where something is of each."""
        told = []
        if self.untold:
            words = _("Nothing at all is on record of these days for: %(what)s.")
            told.append(words % {"what": after_one_another(self.untold)})
        if self.came_later:
            words = _(
                "Not recorded then: all that is known of these days for %(what)s was recorded after %(day)s"
            )
            told.append(words % {"what": after_one_another(self.came_later), "day": self._on_in_words})
        return " ".join(told)

    @property
    def nobody(self) -> str:
        """What is said where nobody was counted."""
        if self.recorded_later:
            return self.not_recorded_then
        if self.gaps:
            told = _("No return is on record of these days, and nothing at all of %(days)s")
            if self.gaps_came_later:
                told = _(
                    "No return was on record of these days then: all that is known of %(days)s was recorded"
                    " after %(day)s"
                )
            gaps = after_one_another(days(one) for one in self.gaps)
            return told % {"days": gaps, "day": self._on_in_words}
        if self.untold_words:
            return self.untold_words
        if self.limits:
            return _("Nobody who fits these filters departed in these days")
        return _("Nobody departed in these days")

    @property
    def not_recorded_then(self) -> str:
        """That nothing was known of these days yet: no number of them is a count; empty where it was."""
        if not self.recorded_later:
            return ""
        told = _("Not recorded then: all that is known of these days was recorded after %(day)s")
        return told % {"day": self._on_in_words}

    @property
    def _on_in_words(self) -> str:
        return day_in_words(self.on, "j F Y")

    @property
    def against(self) -> str:
        """The period that it is compared with, in words."""
        against = days(self.question.against)
        return _("%(year)s, the whole year") % {"year": against} if self.question.part_of_year else against

    @property
    def against_why(self) -> str:
        """Why it is compared with these days, in a few words; empty where the days say it."""
        asked = self.question
        if asked.part_of_year:
            return ""
        if asked.way == "chosen":
            return _("chosen, and as long")
        if asked.way == "year":
            return _same_days(asked.period, asked.against)
        if asked.period.year_before().last >= asked.period.first:
            return _("as long, just before: it is longer than a year, so the same days a year before overlap")
        return _("as long, just before")


def _same_days(period: Period, before: Period) -> str:
    """Say that these are the same days a year before, and where a 29 February makes a difference."""
    if is_leap_day(period.first) and period.first == period.last:
        return _("the last day of February a year before, which had no 29 February")
    if is_leap_day(period.first):
        return _("the same days a year before, from 1 March: that year had no 29 February")
    if is_leap_day(period.last):
        return _("the same days a year before, to 28 February: that year had no 29 February")
    if is_leap_day(before.last):
        return _("the same months a year before, 29 February included")
    return _("the same days a year before")


def days(period: Period) -> str:
    """Write a period: '2020', its one day, or its first and last."""
    if period.is_year:
        return str(period.first.year)
    if period.first == period.last:
        return day_in_words(period.first, "j F Y")
    dates = {"first": day_in_words(period.first, "j F Y"), "last": day_in_words(period.last, "j F Y")}
    return _("%(first)s to %(last)s") % dates

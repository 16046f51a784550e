"""The shapes that 'Key trends' is made of, for the page and for its copy alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from onward.evidence.hooks import File
from onward.evidence.rules import Kind, Period, Shown
from onward.kernel.components import Bar
from onward.kernel.definitions import Text
from onward.kernel.text import day_in_words

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
    `before_in_part` that something is and no nought can be told all the same, `before_came_later` that all
    that is came after the day asked for, and `recorded_from` is the month, by its first day, from which on
    its returns are, where it lies within that.
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
    before_in_part: bool = False
    recorded_from: date | None = None

    @property
    def nothing_before(self) -> str:
        """What is said where nothing is on record of the days compared with; empty where something is."""
        if self.recorded_before:
            return ""
        if self.before_came_later:
            return _("Not recorded then: the days compared with, so their numbers are left empty.")
        if self.before_in_part:
            return _(
                "No return is on record from the days compared with, and nothing at all from some of their"
                " months: what was then is left empty."
            )
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
    def nought_why(self) -> str:
        """What a nought and a dash say of a month or a year; empty where there is neither."""
        if all(row.now for row in self.months):
            return ""
        return _(
            "A nought: something is on record of the programme in these days, of whatever kind, and no"
            " return. A dash: nothing at all is, or is of one of their months."
        )

    @property
    def folded_why(self) -> str:
        """Why something is left out."""
        return _(
            "Months and parts with fewer than five returns are not shown to your role, nor what they could be"
            " worked out from."
        )


@dataclass(frozen=True)
class Then:
    """One number as known then and now; `part` says of which part of a split, and `words` names it.

    `then` is None where nothing of it was on record by that day.
    """

    code: str
    name: Words
    then: int | None
    now: int
    part: str = ""
    words: Words = ""

    @property
    def difference(self) -> str:
        """How much it rose or fell, with its sign; nothing where it was not on record."""
        if self.then is None:
            return ""
        moved = self.now - self.then
        sign = "+" if moved > 0 else "−" if moved else ""
        return sign + str(number_format(abs(moved), use_l10n=True, force_grouping=True))


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
        recorded_then: whether anything of it was on record by that day.
    """

    code: str
    name: str
    numbers: tuple[Then, ...] = ()
    kinds: tuple[tuple[Kind, Words, int], ...] = ()
    differs: tuple[tuple[Kind, Words, tuple[tuple[str, Words, int], ...]], ...] = ()
    told: bool = True
    recorded_then: bool = True

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

    `known` is a day at whose end it was known, or a moment of a day that was not over. `edition` is the one
    that prints it; empty for a question of the explorer. `notes` are those on names.
    """

    figure: str
    name: str
    limits: str
    period: Period
    known: date | datetime
    edition: str = ""
    notes: tuple[str, ...] = ()


def days(period: Period) -> str:
    """Write a period: '2020', 'March 2020', its one day, or its first and last."""
    if period.is_year:
        return str(period.first.year)
    if period.whole_months == 1:
        return day_in_words(period.first, "F Y")
    if period.first == period.last:
        return day_in_words(period.first, "j F Y")
    dates = {"first": day_in_words(period.first, "j F Y"), "last": day_in_words(period.last, "j F Y")}
    return _("%(first)s to %(last)s") % dates

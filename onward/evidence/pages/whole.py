"""Key trends as a whole: what is said once of all its chapters."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from onward.evidence.pages.shapes import Chapter, Since, Words, days
from onward.evidence.queries import Question
from onward.evidence.rules import Period, is_leap_day
from onward.kernel.text import after_one_another, day_in_words


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
        untold_in_part: those of which something is, and no return: with the stretches of which nothing is.
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
    untold_in_part: tuple[tuple[str, tuple[Period, ...]], ...] = ()
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
        for name, gaps in self.untold_in_part:
            words = _("%(what)s: no return is on record of these days, and nothing at all of %(days)s.")
            told.append(words % {"what": name, "days": after_one_another(days(one) for one in gaps)})
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

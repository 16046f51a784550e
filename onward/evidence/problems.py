"""What can go wrong when figures are asked for."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoSuchQuestion(Problem):
    """A copy was asked for with filters that make no sense; the page itself says which, at their fields."""

    code = "evidence.no-such-question"
    status = 422
    sentence = _("These filters do not fit together, so there is nothing to take away.")
    way_out = _("Open Key trends, mend the filters there, and take the file from that page.")


class PeriodsOverlap(Problem):
    """Days of the period asked for would be compared with themselves."""

    code = "evidence.periods-overlap"
    status = 422
    sentence = _("The two periods overlap: the same returns would count in both.")
    way_out = _("Choose a first day so early that those days are over before the period asked for begins.")


class PeriodIsLater(Problem):
    """What is compared with stands as 'before', and would be what came after."""

    code = "evidence.compared-period-later"
    status = 422
    sentence = _("The period to compare with comes after the one asked for.")
    way_out = _("Ask for the later of the two, and compare it with the earlier one.")


class PeriodIsOpen(Problem):
    """A report was asked for of a period that is not over, or of days that are no such period."""

    code = "evidence.period-open"
    status = 422
    sentence = _("This period ends on %(last)s and is not over: its numbers would not be those of the whole.")
    way_out = _("Choose a period that is over. Until then Key trends shows how it stands.")


class NothingOnRecord(Problem):
    """A report was asked for of days of which nothing is on record: its noughts would be read as told."""

    code = "evidence.nothing-on-record"
    status = 422
    sentence = _(
        "Nothing at all is on record from %(first)s to %(last)s: a report would say of each thing that there"
        " was none."
    )
    way_out = _("Choose a period of which something is on record, or bring in its past first.")


class NothingOfItOnRecord(NothingOnRecord):
    """A report was asked for of days of which something is on record, and nothing of any of its chapters."""

    code = "evidence.nothing-of-it-on-record"
    sentence = _(
        "Nothing at all of what this report is about is on record from %(first)s to %(last)s: it would say of"
        " each thing that there was none."
    )


class LogIsBusy(Problem):
    """Something that is being written has gone on for long: what others wrote since could not be frozen."""

    code = "evidence.log-busy"
    status = 503
    sentence = _(
        "Something else is being written just now, and what was recorded meanwhile would be missing."
    )
    way_out = _("Try again in a minute. Nothing was frozen.")


class FactsNotKept(Problem):
    """What figures are counted from could not be written beside the database."""

    code = "evidence.facts-not-kept"
    status = 503
    sentence = _(
        "What figures are counted from could not be written on this machine: its disk is full, or may not be"
        " written to."
    )
    way_out = _(
        "Tell whoever runs Onward to make room, and ask again afterwards. No case and no figure was lost."
    )


class NoPeriodOfThisReport(Problem):
    """The days asked for are no period of this report, such as two months of a year report."""

    code = "evidence.no-period-of-report"
    status = 422
    sentence = _("Each period of this report begins on %(begins)s.")
    way_out = _("Ask for a period that begins on such a day.")


class OtherLength(Problem):
    """A report is asked for of a length that it does not cover, such as a whole year of a newsletter."""

    code = "evidence.other-length"
    status = 422
    sentence = _("This report covers %(length)s.")
    way_out = _("Ask for it with %(say)s.")


class SplitAstray(Problem):
    """A split that ought to be full is not, so nothing is frozen.

    `references` are those of its cases that it tells, and `cases` their keys: none to who is told of no cases
    by reference.
    """

    code = "evidence.split-astray"
    status = 422
    sentence = _(
        "In “%(figure)s” the parts of “%(split)s” do not add up to the whole: %(many)s counted once stand"
        " in several parts (%(which)s)."
    )
    way_out = _("Have these files looked at: what was recorded twice, and differently, is corrected there.")

    def __init__(self, references: Sequence[str] = (), cases: Collection[UUID] = (), **params: Any) -> None:
        self.references, self.cases = references, cases
        which = ", ".join(references) or gettext("their references are for who reads figures and no files")
        super().__init__(which=which, **params)


class PreparedByYourself(Problem):
    """Who prepared an edition wants to approve it."""

    code = "evidence.prepared-by-yourself"
    sentence = _("You prepared this edition yourself, and two persons answer for what is published.")
    way_out = _("Ask somebody else who may approve to look at it.")


class AlreadyDecided(Problem):
    """An edition was published or withdrawn before."""

    code = "evidence.already-decided"
    sentence = _("This was decided already, on %(on)s.")
    way_out = _("Open the edition again to see by whom.")


class NotPublished(Problem):
    """An edition that was never published cannot be withdrawn."""

    code = "evidence.not-published"
    sentence = _("This edition was never published, so there is nothing to withdraw.")
    way_out = _("Leave it: nobody outside has seen it.")


class CannotBeHidden(Problem):
    """Nothing that could still be left out would hide a small number of an edition."""

    code = "evidence.cannot-be-hidden"
    sentence = _(
        "Whatever is left out of this edition, numbers of few people could be found out with what was"
        " published before (%(many)s): %(which)s."
    )
    way_out = _(
        "What is published stays known. Take the tables named here out of the report, or the parts they are"
        " split by, and prepare it anew. Publishing half-years before their year avoids it."
    )


class ContradictsItself(Problem):
    """The numbers of an edition cannot all be true, so nothing of it is known to be hidden."""

    code = "evidence.contradicts-itself"
    sentence = _("Numbers of this edition contradict one another, so what may be shown cannot be decided.")
    way_out = _(
        "Nothing was published. Compare the tables that count the same people in several ways, and tell who"
        " runs Onward: a figure or a population says less or more than its definition."
    )


class MovedByFew(Problem):
    """Beside what is public, an edition tells of few records that moved; nobody confirmed to know that."""

    code = "evidence.moved-by-few"
    sentence = _(
        "Numbers of this edition (%(many)s) tell so much beside what was published before that they may point"
        " at one person, and it is not confirmed that this is known."
    )
    way_out = _(
        "Nothing was published. Read under “What the public would see” which numbers these are, and either"
        " wait until more corrections have come together, or confirm it there."
    )


class NotJudgedYet(Problem):
    """What the public may be shown of an edition is not worked out: no request waits for that."""

    code = "evidence.not-judged-yet"
    status = 409
    sentence = _("What the public may be shown of this edition is not worked out yet.")
    way_out = _(
        "Nothing was published. It is worked out on the page “What the public would see”, and published there"
        " once it is."
    )


class NotDecidedInTime(Problem):
    """Not even that an edition shows nothing could be audited in the time that there is for it."""

    code = "evidence.not-decided-in-time"
    status = 503
    sentence = _("What may be shown of this edition could not be decided in the time that there is for it.")
    way_out = _("Nothing was published. Tell who runs Onward.")


class JudgingBrokenOff(Problem):
    """The work on what the public may be shown ended by a fault of the house."""

    code = "evidence.judging-broken-off"
    status = 500
    sentence = _("What the public may be shown could not be worked out: the work was broken off by a fault.")
    way_out = _("Begin again. If it happens again, tell whoever runs Onward.")


class NumbersDiffer(Problem):
    """The numbers of an edition, computed again, are not what it holds: never to be published."""

    code = "evidence.numbers-differ"
    status = 500
    sentence = _("Computed again, %(many)s numbers of this edition are not what was prepared.")
    way_out = _("Do not publish it. Prepare a new one, and tell who runs Onward about this.")


class UnknownReport(Problem):
    """No definition of a report has this code."""

    code = "evidence.unknown-report"
    status = 404
    sentence = _("There is no report “%(name)s”.")
    way_out = _("Reports are: %(known)s. They stand in definitions/reports/.")


class UnknownLanguage(Problem):
    """No sentences of reports are written in this language."""

    code = "evidence.unknown-language"
    status = 404
    sentence = _("Reports are not written in “%(name)s”.")
    way_out = _("Languages are: %(known)s. Their sentences stand in reports/.")


class UnknownForm(Problem):
    """A report cannot be written as a file with this ending."""

    code = "evidence.unknown-form"
    status = 422
    sentence = _("A report is not written as “%(name)s”.")
    way_out = _("Name a file that ends in one of: %(known)s.")


class UnknownFigure(Problem):
    """The explorer was asked for a figure that no definition has."""

    code = "evidence.unknown-figure"
    status = 422
    sentence = _("There is no figure “%(name)s”.")
    way_out = _("Choose one from the list.")


class PeriodUnreadable(Problem):
    """The address names a period in no way that is known, or gives no days."""

    code = "evidence.period-unreadable"
    status = 422
    sentence = _("Which days are meant is not clear.")
    way_out = _("Choose a period from the list, or “Days, from … to …” with both of them.")


class PeriodBackwards(Problem):
    """A period ends before it begins."""

    code = "evidence.period-backwards"
    status = 422
    sentence = _("The period ends before it begins.")
    way_out = _("Give a last day that is not before the first.")


class PeriodOutOfReach(Problem):
    """A period is longer than anybody would ask for, or begins before there was an office."""

    code = "evidence.period-out-of-reach"
    status = 422
    sentence = _("Nothing is on record from before %(first)s, and %(years)s years are the most at once.")
    way_out = _("Choose a shorter or a later period.")


class PeriodAhead(Problem):
    """A period has not begun."""

    code = "evidence.period-ahead"
    status = 422
    sentence = _("These days have not begun: nothing of them can be known.")
    way_out = _("Choose a period that began today or before.")


class KnownAhead(Problem):
    """A number was asked for as it will be known."""

    code = "evidence.known-ahead"
    status = 422
    sentence = _("What will be known on %(day)s is not known yet.")
    way_out = _("Choose today or a day before, or leave it empty for what is known now.")


class NotSplitBy(Problem):
    """A figure was asked for by a dimension that its definition does not name."""

    code = "evidence.not-split-by"
    status = 422
    sentence = _("“%(figure)s” is not split by “%(split)s”: its definition does not say so.")
    way_out = _("Split it by one of: %(known)s.")


class SplitsDoNotFit(Problem):
    """Two ways of splitting make no table: the same twice, two over time, two whose parts overlap."""

    code = "evidence.splits-do-not-fit"
    status = 422
    sentence = _("“%(one)s” and “%(other)s” make no table together: one says the other.")
    way_out = _("Keep one of them, or choose another for rows or columns.")


class RowsFirst(Problem):
    """Columns were asked for without rows."""

    code = "evidence.rows-first"
    status = 422
    sentence = _("Columns stand beside rows, and no rows were chosen.")
    way_out = _("Choose it for rows, or choose rows as well.")


class TooManySteps(Problem):
    """A long period was to be split so finely that nobody could read it."""

    code = "evidence.too-many-steps"
    status = 422
    sentence = _("That would be %(many)s columns or rows over time; at most %(most)s can be read.")
    way_out = _("Choose quarters or years in place of months, or a shorter period.")


class NotLimitedBy(Problem):
    """A figure was to be limited by what its events do not say."""

    code = "evidence.not-limited-by"
    status = 422
    sentence = _("“%(figure)s” cannot be limited by this: what it counts does not say so.")
    way_out = _("Take this condition out, or choose another figure.")


class UnknownPart(Problem):
    """A condition names what stands in no list, or a choice is none of those offered."""

    code = "evidence.unknown-part"
    status = 422
    sentence = _("“%(name)s” is none of what can be chosen here.")
    way_out = _("Choose one from the list, or leave it open.")


class NameInUse(Problem):
    """Somebody keeps another question under the same name."""

    code = "evidence.name-in-use"
    sentence = _("You keep another question under this name.")
    way_out = _("Give this one another name, or remove the other one first.")


class TooManyKept(Problem):
    """Somebody keeps as many questions as fit on the page."""

    code = "evidence.too-many-kept"
    sentence = _("You keep %(most)s questions, and more would not be found again.")
    way_out = _("Remove one that you no longer ask.")


class NameMissing(Problem):
    """A question is to be kept without a name that could be read."""

    code = "evidence.name-missing"
    status = 422
    sentence = _("A question is found again by its name, and this one has none.")
    way_out = _("Write a few words.")


class UnknownProject(Problem):
    """No donor is told of a project of this code."""

    code = "evidence.unknown-project"
    status = 422
    sentence = _("No donor is told of a project “%(name)s”.")
    way_out = _("Name one of these: %(known)s.")


class UnknownDonorPeriod(Problem):
    """The donor of the project knows no such period."""

    code = "evidence.unknown-donor-period"
    status = 422
    sentence = _("The donor of this project knows no period “%(name)s”.")
    way_out = _("Name one of these: %(known)s.")


class NotForThePublic(Problem):
    """The copy for the public was asked for of numbers that nobody has published."""

    code = "evidence.not-for-the-public"
    status = 409
    sentence = _("No edition of this report for this period is published for the public.")
    way_out = _("Have one prepared and published by two persons, or leave the public copy out.")

"""What can go wrong when figures are asked for."""

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


class LogIsBusy(Problem):
    """Something that is being written has gone on for long: what others wrote since could not be frozen."""

    code = "evidence.log-busy"
    status = 503
    sentence = _(
        "Something else is being written just now, and what was recorded meanwhile would be missing."
    )
    way_out = _("Try again in a minute. Nothing was frozen.")


class NoPeriodOfThisReport(Problem):
    """The days asked for are no period of this report, such as two months of a year report."""

    code = "evidence.no-period-of-report"
    status = 422
    sentence = _("This report covers whole calendar months, %(months)s of them, from the first day of one.")
    way_out = _("Choose the first day of a month.")


class SplitAstray(Problem):
    """A split that ought to be full is not, so nothing is frozen."""

    code = "evidence.split-astray"
    status = 422
    sentence = _(
        "In “%(figure)s” the parts of “%(split)s” do not add up to the whole: %(many)s counted once stand"
        " in several parts (%(which)s)."
    )
    way_out = _("Have these files looked at: what was recorded twice, and differently, is corrected there.")


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
        "A small number of this edition could be found out whatever else is left out, from it or from"
        " editions before it (in %(many)s places)."
    )
    way_out = _("Leave the table out of the report, or take a longer period, and prepare the edition anew.")


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


class NowhereToWrite(Problem):
    """The folder of the file that a report should be written to is not there, or takes no file."""

    code = "evidence.nowhere-to-write"
    status = 422
    sentence = _("Nothing can be written in the folder “%(folder)s”.")
    way_out = _("Make the folder first, or name another one.")


class NotForThePublic(Problem):
    """The copy for the public was asked for of numbers that nobody has published."""

    code = "evidence.not-for-the-public"
    status = 409
    sentence = _("There is no copy for the public: no edition of this report for this period is published.")
    way_out = _("Have one prepared and published by two persons, or leave the public copy out.")

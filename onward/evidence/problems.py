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

"""What can go wrong with expenditure."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NotWithinProject(Problem):
    """The project did not run on that day."""

    code = "projects.not-within-project"
    status = 422
    sentence = _("The project runs from %(first)s to %(last)s, and this day lies outside.")
    way_out = _("Give a day on which it runs, or charge it to another project.")


class AmountOutOfBounds(Problem):
    """No such amount can be spent."""

    code = "projects.amount-out-of-bounds"
    status = 422
    sentence = _("An amount lies above nought and below %(most)s, with two digits behind the point at most.")
    way_out = _("Write the amount as it stands on the voucher.")


class NotOfThisOffice(Problem):
    """The project's file names the offices that charge it, and this is none of them."""

    code = "projects.not-of-this-office"
    status = 403
    sentence = _("The office %(office)s does not charge this project.")
    way_out = _("Choose a project of your office. The file of a project names the offices that charge it.")


class VoucherKnown(Problem):
    """One voucher of an office is charged to a budget line once."""

    code = "projects.voucher-known"
    status = 409
    sentence = _("The voucher “%(voucher)s” of your office is charged to this budget line already.")
    way_out = _("Correct what stands there, or give the number of another voucher.")


class NothingChanged(Problem):
    """A correction says something else than what stands there."""

    code = "projects.nothing-changed"
    status = 422
    sentence = _("Nothing differs from what is recorded.")
    way_out = _("Change what is wrong, or leave it as it is.")


class TakenBack(Problem):
    """What was taken back is not corrected any more."""

    code = "projects.taken-back"
    status = 409
    sentence = _("This expenditure was taken back on %(on)s.")
    way_out = _("Record it anew if it was spent after all.")

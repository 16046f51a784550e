"""Why a whole workbook cannot be read, with what to do. What is wrong with a row stands beside the row."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoWorkbook(Problem):
    """The bytes are no workbook and no CSV, whatever the file is called."""

    code = "history.no-workbook"
    status = 422
    sentence = _("This file is no workbook: %(why)s.")
    way_out = _("Save it as an Excel workbook (.xlsx) or as CSV in UTF-8, and try again.")


class TooLarge(Problem):
    """There is more in the file than is read at once."""

    code = "history.too-large"
    status = 413
    sentence = _("This file has more than %(limit)s %(what)s: so much is not read at once.")
    way_out = _("Bring the past in year by year, each year in a file of its own.")


class TooCostly(Problem):
    """A file takes more to read than its rows could; `what` says what there is too much of."""

    code = "history.too-costly"
    status = 413
    sentence = _("This file takes more to read than rows do: %(what)s.")
    way_out = _(
        "Copy its rows, as values alone, into the empty workbook that the program writes, and hand that in;"
        " where they are very many, year by year."
    )


class HiddenSheets(Problem):
    """The workbook has sheets that whoever looks at it does not see."""

    code = "history.hidden-sheets"
    status = 422
    sentence = _("Of this workbook some sheets are hidden: %(sheets)s. What nobody sees is not brought in.")
    way_out = _("Show the sheets, look at them, and delete those that do not belong here.")


class NoRows(Problem):
    """No sheet has the headings of the template."""

    code = "history.no-rows"
    status = 422
    sentence = _("No sheet of this file begins with the headings of the template. Missing: %(missing)s.")
    way_out = _("Let the program write a template, and copy your rows under its headings.")


class StrangeHeadings(Problem):
    """A column has a heading that the template does not have."""

    code = "history.strange-headings"
    status = 422
    sentence = _("The sheet “%(sheet)s” has headings that are not understood: %(headings)s.")
    way_out = _("Use the headings of the template, each once, and delete columns that it does not have.")


class DoubledHeadings(Problem):
    """Two columns are for the same thing: which of them counts, nobody says."""

    code = "history.doubled-headings"
    status = 422
    sentence = _("The sheet “%(sheet)s” has two columns for one thing: %(headings)s.")
    way_out = _("Keep one of the two, and delete the other.")


class ComesInElsewhere(Problem):
    """Rows of this file came in by another hand at the same time."""

    code = "history.comes-in-elsewhere"
    sentence = _("Rows of this file are being brought in at this moment from elsewhere.")
    way_out = _("Check the file again: what has come in is left out then.")


class CorrectedMeanwhile(Problem):
    """Quantities were corrected since a file was checked: what it says may be there by now."""

    code = "history.corrected-meanwhile"
    sentence = _("Quantities of this office were corrected or taken back since this file was checked.")
    way_out = _("Check the file again: what is there already is left out then.")


class BrokenOff(Problem):
    """The work on a file ended by a fault of the house."""

    code = "history.broken-off"
    status = 500
    sentence = _("The work on this file was broken off by a fault. What had come in by then stays.")
    way_out = _(
        "Try again: what is there already does not come in twice. If it happens again, tell whoever runs"
        " Onward."
    )


class QuantityTakenBack(Problem):
    """What was taken back is not corrected any more."""

    code = "history.quantity-taken-back"
    status = 409
    sentence = _("This quantity was taken back.")
    way_out = _(
        "If it is right after all, bring it in by a workbook, with a number in your files that no other has."
    )


class OfAnotherOffice(Problem):
    """A quantity stays with the office for which it came in."""

    code = "history.of-another-office"
    status = 422
    sentence = _("This programme or initiative is of another office.")
    way_out = _("Take the quantity back here, and bring it in for that office by a workbook.")


class SameQuantity(Problem):
    """A correction says something else than what stands."""

    code = "history.same-quantity"
    status = 422
    sentence = _("Nothing differs from what is recorded.")
    way_out = _("Change what is wrong, or leave it as it is.")


class StandsAlready(Problem):
    """A correction would make a quantity that nothing tells from another one."""

    code = "history.stands-already"
    sentence = _(
        "Another quantity of the same kind, place and day stands already: %(quantity)s, of a workbook"
        " brought in on %(day)s."
    )
    way_out = _(
        "If both are the same one, take one of the two back. If both are right, take this one back, and bring"
        " it in by a workbook, with a number in your files that no other has."
    )


class TakenBackMeanwhile(Problem):
    """Cases were taken back since a file was checked, and rows of it say just what these said."""

    code = "history.taken-back-meanwhile"
    sentence = _("Cases of this office were taken back since this file was checked.")
    way_out = _("Check the file again: what was taken back is left out then.")


class CaseTakenBack(Problem):
    """What was taken back is not taken back once more."""

    code = "history.case-taken-back"
    status = 409
    sentence = _("This case was taken back already, on %(on)s by %(who)s: %(why)s.")
    way_out = _("What is right comes in by a workbook, under the same number.")


class RecordedSince(Problem):
    """Something was recorded in a case since its page was opened, and would go with it unread.

    `now` is the place in the log up to which the page tells when it is drawn again.
    """

    code = "history.recorded-since"
    status = 409
    sentence = _("More was recorded in this case since you opened the page.")
    way_out = _("This page names it, and it goes with the case too. Read it, and send this once more.")

    def __init__(self, now: int, **params: Any) -> None:
        super().__init__(**params)
        self.now = now


class WorkedOnSince(Problem):
    """What somebody recorded in a case would go with it."""

    code = "history.worked-on-since"
    status = 409
    sentence = _("This case was worked on since it came in.")
    way_out = _(
        "This page names what was recorded in it, with where it stands. Take that back first; where it cannot"
        " be taken back, correct on the file itself what came in wrongly."
    )


class NotAtPresent(Problem):
    """What somebody recorded of whom the actor does not see would go with it; of that nothing is said."""

    code = "history.not-at-present"
    status = 409
    sentence = _("This case cannot be taken back as a whole at present.")
    way_out = _("Correct on the file itself what came in wrongly.")

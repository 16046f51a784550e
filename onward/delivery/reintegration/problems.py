"""What can go wrong with help after return."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class DoesNotQualify(Problem):
    """The programme does not give this help to the traveller."""

    code = "reintegration.does-not-qualify"
    sentence = _("Under its programme, this case does not qualify for “%(service)s”.")
    way_out = _("Choose help for which it qualifies; the page of the case lists it.")


class NotKnownYet(Problem):
    """Whether the traveller qualifies hangs on a fact that nobody has recorded."""

    code = "reintegration.not-known-yet"
    sentence = _("Whether this case qualifies for “%(service)s” is not known yet: %(missing)s.")
    way_out = _("Record what is missing, then ask again.")


class AskedBefore(Problem):
    """The same traveller has asked for the same help already."""

    code = "reintegration.asked-before"
    sentence = _("This help was asked for on %(asked_on)s already.")
    way_out = _("Open that request to see what was answered.")


class AnsweredBefore(Problem):
    """A request is answered once."""

    code = "reintegration.answered-before"
    sentence = _("This request was answered on %(answered_on)s.")
    way_out = _("Open the request to see the answer. If it was declined, it can be asked for anew.")


class NotGranted(Problem):
    """Only what was granted can be drawn."""

    code = "reintegration.not-granted"
    sentence = _("This help is not granted, or was drawn before.")
    way_out = _("Open the request to see where it stands.")


class AnswerStands(Problem):
    """What was asked for is not taken back from under its answer, nor given to another country."""

    code = "reintegration.answer-stands"
    sentence = _("This request was answered on %(answered_on)s: the answer rests on what was asked for.")
    way_out = _(
        "Take back first that help was drawn, if it was, and then the answer, each on the page of the"
        " request."
    )


class RequestTakenBack(Problem):
    """What was asked for is asked for no more: nothing of it is corrected or answered."""

    code = "reintegration.taken-back"
    sentence = _("This request was taken back on %(on)s: help was not asked for so.")
    way_out = _(
        "Nothing was saved. Help that was asked for after all is asked for anew on the page of the case."
    )


class NothingToTakeBack(Problem):
    """What is to be taken back does not stand: a colleague was quicker, or something followed it."""

    code = "reintegration.nothing-to-take-back"
    sentence = _("That does not stand of this request, or help was drawn since.")
    way_out = _(
        "Open the request to see where it stands. Where help was drawn by mistake, take that back first."
    )


class DoesNotPay(Problem):
    """The project does not pay for this help on that day."""

    code = "reintegration.does-not-pay"
    status = 422
    sentence = _("This project does not pay for this help on %(on)s.")
    way_out = _("Choose a project that does.")


class ForAnotherCountry(Problem):
    """Help counts for the country of return for which it was asked."""

    code = "reintegration.for-another-country"
    sentence = _(
        "This help was asked for the return to %(asked_for)s, and the return is to %(country)s by now: it"
        " does not count."
    )
    way_out = _(
        "Ask for help anew on the page of the case. What was asked for counts again if the country of return"
        " changes back."
    )


class LeftThePathway(Problem):
    """A request is closed with the pathway of whoever asked."""

    code = "reintegration.left-the-pathway"
    sentence = _("Who asked for this help has left the pathway: the request is closed with it.")
    way_out = _(
        "If they came back, record that on the page of the case first: then the request counts again."
    )


class NotArrivedYet(Problem):
    """Help after return is drawn after the return."""

    code = "reintegration.not-arrived-yet"
    sentence = _("Help after return is drawn after the return, and no arrival of this person is recorded.")
    way_out = _("Record the arrival on the page of the journey first, then this.")

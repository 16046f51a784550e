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


class DoesNotPay(Problem):
    """The project does not pay for this help on that day."""

    code = "reintegration.does-not-pay"
    status = 422
    sentence = _("This project does not pay for this help on %(on)s.")
    way_out = _("Choose a project that does.")

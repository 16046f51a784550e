"""What can go wrong with consents."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoEvidence(Problem):
    """A consent without a sheet or a witness."""

    code = "consents.no-evidence"
    status = 422
    sentence = _("A consent needs evidence: a signed sheet, or the name of who witnessed it.")
    way_out = _("Add the scanned sheet, or write down who was present.")


class NobodySpoke(Problem):
    """A child, or who may be one, is said to have consented alone."""

    code = "consents.nobody-spoke"
    status = 422
    sentence = _("Whoever may be under 18 does not consent alone: a parent or guardian speaks for them.")
    way_out = _("Write down the name of the parent or guardian who did.")


class NoSuchRecipient(Problem):
    """The recipient is no office and no organisation of the directory."""

    code = "consents.no-such-recipient"
    status = 422
    sentence = _("There is no such recipient.")
    way_out = _("Choose an office or an organisation from the list.")


class EndsBeforeItBegins(Problem):
    """A consent or an override that would be over before it holds."""

    code = "consents.ends-before-it-begins"
    status = 422
    sentence = _("The last day comes before the first.")
    way_out = _("Put the two days in order, or leave the last one empty.")


class AlreadyWithdrawn(Problem):
    """The consent was withdrawn before."""

    code = "consents.already-withdrawn"
    sentence = _("This consent was already withdrawn.")
    way_out = _("Nothing was done twice. Open the consents of the person to see it.")


class AlreadyGiven(Problem):
    """The same consent stands already, from the same day to the same day."""

    code = "consents.already-given"
    sentence = _("This consent stands already, with the same days.")
    way_out = _("Record it again only with later days, or with a signed sheet.")


class TakenBackSince(Problem):
    """A consent of before the day on which the person took it back does not stand up again."""

    code = "consents.taken-back-since"
    sentence = _("The person took this consent back on %(day)s.")
    way_out = _("Ask them again, and record it with the day on which they agree anew.")


class AlreadyDecided(Problem):
    """The request was answered before."""

    code = "consents.already-decided"
    sentence = _("This request was already answered.")
    way_out = _("Open the list of requests: it shows who answered it, and how.")


class OwnRequest(Problem):
    """Nobody decides what they asked for themselves."""

    code = "consents.own-request"
    status = 403
    sentence = _("You asked for this yourself, so somebody else has to decide it.")
    way_out = _("Ask another data-protection officer.")


class AlreadyAsked(Problem):
    """The same leave is being asked for already."""

    code = "consents.already-asked"
    sentence = _("Leave for this purpose and recipient has been asked for and is waiting for an answer.")
    way_out = _("Wait for the data-protection officer, or tell them that it is urgent.")

"""What can go wrong with a referral."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoConsent(Problem):
    """Nobody is referred without having agreed to it."""

    code = "referrals.no-consent"
    status = 422
    sentence = _("A referral needs the consent of the persons, and who witnessed it.")
    way_out = _("Ask them first. If they agree, say who heard it and on which day.")


class NobodyReferred(Problem):
    """A referral names at least one person."""

    code = "referrals.nobody-referred"
    status = 422
    sentence = _("A referral names at least one person.")
    way_out = _("Fill in the first person: a name is enough to begin with.")


class PrincipalMissing(Problem):
    """A referral names one principal applicant."""

    code = "referrals.one-principal"
    status = 422
    sentence = _("A household has exactly one principal applicant; here there are %(count)s.")
    way_out = _("Mark the one person in whose name the household applies.")


class AlreadyAnswered(Problem):
    """Somebody answered first, or the partner took it back."""

    code = "referrals.already-answered"
    sentence = _("This referral was already answered: %(state)s.")
    way_out = _("Open it to see the answer.")


class TooMany(Problem):
    """A form has its bounds."""

    code = "referrals.too-many"
    status = 422
    sentence = _("A referral names at most %(limit)s persons.")
    way_out = _("Send a second referral for the others and say so in the message.")

"""What can go wrong with a referral."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoConsent(Problem):
    """Nobody is referred without having agreed to it."""

    code = "referrals.no-consent"
    status = 422
    sentence = _("A referral needs the consent of the persons, and who witnessed it.")
    way_out = _("Ask them first. If they agree, say who heard it and on which day.")


class ConsentEnded(Problem):
    """The consent that came with the referral ran out before it was answered."""

    code = "referrals.consent-ended"
    status = 422
    sentence = _("The consent of these persons ended on %(day)s.")
    way_out = _(
        "Ask them again, and write down who heard it and on which day. If they do not agree, decline."
    )


class ConsentTakenBack(Problem):
    """Somebody of the records took their word back after the referral was sent."""

    code = "referrals.consent-taken-back"
    status = 422
    sentence = _("Somebody of these persons has taken the consent to be referred back.")
    way_out = _(
        "Ask them again, and write down who heard it and on which day. If they do not agree, decline."
    )


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


class NotCounted(Problem):
    """A form says of how many persons it is, and no page says it otherwise than in a number."""

    code = "referrals.not-counted"
    status = 422
    sentence = _("How many persons there are did not arrive as it was sent.")
    way_out = _("See whether everybody stands here, and send it again.")


class NoPartnerAnyMore(Problem):
    """The office works with the organisation of who refers no more."""

    code = "referrals.no-partner-any-more"
    status = 403
    sentence = _("Your organisation is no partner of the office any more, since %(day)s: it refers nobody.")
    way_out = _("Give the persons the telephone number of the office: they can come by themselves.")


class OneHead(Problem):
    """A household has one head; the others are something to them."""

    code = "referrals.one-head"
    status = 422
    sentence = _("A household has one head; here there are %(count)s.")
    way_out = _("Write one person as the head, and say what each of the others is to them.")


class AlreadyReferred(Problem):
    """A call becomes a referral once."""

    code = "referrals.already-referred"
    sentence = _("This call has already become a referral.")
    way_out = _("Open that referral: its page names the call.")


class SamePersonTwice(Problem):
    """Two lines of a referral cannot be one person."""

    code = "referrals.same-person-twice"
    status = 422
    sentence = _("Two persons of this referral were taken for the same person of the records.")
    way_out = _("Choose for each line the person that it is, or enter one of them as new.")

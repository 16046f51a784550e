"""What can go wrong with users and with the audit."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class AlreadySeen(Problem):
    """The opening was looked at before."""

    code = "access.already-seen"
    sentence = _("This opening was already looked at.")
    way_out = _("Nothing was done twice.")


class EmailTaken(Problem):
    """One address, one user."""

    code = "access.email-taken"
    sentence = _("Somebody signs in with this address already.")
    way_out = _("Open that user in the list; one who was closed can be opened again.")


class OfficeCodeTaken(Problem):
    """One code, one office."""

    code = "access.office-code-taken"
    sentence = _("There is an office with this code already.")
    way_out = _("Open that office in the list, or choose another code.")


class NotThemselves(Problem):
    """Nobody changes their own rights, nor closes their own door."""

    code = "access.not-themselves"
    status = 403
    sentence = _("Nobody gives or takes their own roles.")
    way_out = _("Ask another administrator.")


class CannotSignIn(Problem):
    """Who is closed has no use for a password."""

    code = "access.cannot-sign-in"
    sentence = _("This user is closed and cannot sign in.")
    way_out = _("Let them in again first.")


class SeesNoCase(Problem):
    """Who gives roles sees no person; else they could give themselves everything by a friend."""

    code = "access.sees-no-case"
    status = 422
    sentence = _("A role that manages users does not go together with one that sees persons or referrals.")
    way_out = _("Give the two roles to two users.")


class BelongsNowhere(Problem):
    """A scope needs something to be measured by."""

    code = "access.belongs-nowhere"
    status = 422
    sentence = _("The role “%(role)s” reaches only what belongs to an office or organisation; none is given.")
    way_out = _("Choose the office, or for a partner the organisation.")


class MasterKeyMissing(Problem):
    """What was told is wrapped under a master key that the house was started without."""

    code = "access.master-key-missing"
    status = 503
    sentence = _("What was told in confidence cannot be read or kept: a master key is missing (%(master)s).")
    way_out = _(
        "Tell your administrator: the key of that name goes into ONWARD_MASTER_KEYS, or into the file that"
        " ONWARD_MASTER_KEYS_FILE names; then Onward is started again. Nothing is lost."
    )


class MasterKeyWrong(Problem):
    """The master key of that name is not the one under which it was wrapped."""

    code = "access.master-key-wrong"
    status = 503
    sentence = _(
        "What was told in confidence cannot be read: a master key is not the right one (%(master)s)."
    )
    way_out = _(
        "Tell your administrator: the key of that name is another one than before. With the one of before in"
        " ONWARD_MASTER_KEYS everything can be read again."
    )


class SealedOtherwise(Problem):
    """A sealed value stands where it was not sealed for, or was altered: nobody did that by a page."""

    code = "access.sealed-otherwise"
    status = 503
    sentence = _("Words of this file were moved or altered in the database (%(place)s). They are not shown.")
    way_out = _("Tell your administrator and the data-protection officer: no page of Onward does that.")

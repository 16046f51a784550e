"""What can go wrong in protection."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NotTheirFocalPoint(Problem):
    """Only a focal point for the category marks a file with it, or takes the mark away."""

    code = "protection.not-their-focal-point"
    status = 403
    sentence = _("Only a focal point for this category can restrict a file, or lift the restriction.")
    way_out = _("Ask a focal point of your office.")


class AlreadyRestricted(Problem):
    """The file has this mark already."""

    code = "protection.already-restricted"
    sentence = _("This file is restricted for this reason already.")
    way_out = _("Nothing was done twice. Open the file to see its marks.")


class NotRestricted(Problem):
    """There is no such mark to take away."""

    code = "protection.not-restricted"
    sentence = _("This file is not restricted for this reason, or no longer.")
    way_out = _("Open the file to see its marks.")


class AlreadyAsked(Problem):
    """The same assessment of the same person waits for its outcome."""

    code = "protection.already-asked"
    sentence = _("This assessment was asked for on %(asked_on)s and is not decided yet.")
    way_out = _("Open it to see of whom it was asked, and to record the outcome.")


class NotHandedOver(Problem):
    """A mission answers about whom it sees: nobody's name goes there by way of a question."""

    code = "protection.not-handed-over"
    status = 422
    sentence = _("This mission sees nothing of this person: the file was not handed over to it.")
    way_out = _("Hand the case over to the mission first, or name somebody else who makes the assessment.")


class AlreadyDecided(Problem):
    """An assessment is decided once; a new one can be asked for."""

    code = "protection.already-decided"
    sentence = _("The outcome of this assessment was recorded on %(decided_on)s.")
    way_out = _("If circumstances have changed, ask for a new assessment.")


class NotTheCompetentBody(Problem):
    """The programme says who decides, and it was somebody else."""

    code = "protection.not-the-competent-body"
    status = 422
    sentence = _("In this programme, the decision is that of %(body)s.")
    way_out = _("Send them the file, and record here what they decided, with their paper.")


class NotAChild(Problem):
    """Guardians are named for children; this traveller is certainly of age on the day of departure."""

    code = "protection.not-a-child"
    status = 422
    sentence = _("This traveller is of age on the day of departure and needs no guardian.")
    way_out = _("Check the birth date and the planned day of departure.")


class NoGuardian(Problem):
    """The person named is no longer the guardian."""

    code = "protection.no-guardian"
    sentence = _("This guardian was replaced by another.")
    way_out = _("Open the file to see who is the guardian now.")


class HasNotAgreed(Problem):
    """There is no agreement to take back."""

    code = "protection.has-not-agreed"
    sentence = _("The guardian has not agreed to the return, or no longer does.")
    way_out = _("Open the file to see how it stands.")


class BoardedAlready(Problem):
    """An agreement can be taken back until boarding, not after."""

    code = "protection.boarded-already"
    sentence = _("The child has departed: the agreement can no longer be taken back.")
    way_out = _("Record what happened after the departure instead.")


class AgreedBeforeTakenBack(Problem):
    """An agreement that is given again comes after the day on which the last one was taken back."""

    code = "protection.agreed-before-taken-back"
    status = 422
    sentence = _("The guardian took the agreement back on %(taken_back)s: an earlier one counts no more.")
    way_out = _("Give the day on which the guardian agreed again. If nobody did yet, ask first.")


class AlreadyAgreed(Problem):
    """The guardian's agreement stands already."""

    code = "protection.already-agreed"
    sentence = _("The guardian's agreement of %(agreed_on)s is recorded already.")
    way_out = _("Nothing was done twice. Open the file to see it.")

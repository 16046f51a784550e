"""What can go wrong with retention."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoSigningKey(Problem):
    """A run could not be proven."""

    code = "retention.no-signing-key"
    status = 503
    sentence = _(
        "What goes is written into a signed record, and the key to sign it with is missing or is none."
    )
    way_out = _("The administrator sets ONWARD_SIGNING_KEY (docs/running.md says how to make one).")


class RunUnderWay(Problem):
    """Another run is at work."""

    code = "retention.under-way"
    sentence = _("Retention is at work already.")
    way_out = _("Wait until it is done, or stop it first.")


class NotUnderWay(Problem):
    """There is no run to stop."""

    code = "retention.not-under-way"
    sentence = _("Retention is not at work.")
    way_out = _("There is nothing to stop. Open the page anew.")


class HeldAlready(Problem):
    """A second hold on the same person or case."""

    code = "retention.held-already"
    status = 422
    sentence = _("There is a legal hold on this already.")
    way_out = _("Lift that one first, if its reason or its end is another now.")


class HoldLiftedAlready(Problem):
    """A hold that somebody lifted before."""

    code = "retention.lifted-already"
    sentence = _("This legal hold has been lifted.")
    way_out = _("Open the page anew.")


class HoldIsOver(Problem):
    """A hold that would end before it begins."""

    code = "retention.hold-is-over"
    status = 422
    sentence = _("The last day of a legal hold lies in the past.")
    way_out = _("Give today or a later day, or leave it empty until somebody lifts it.")

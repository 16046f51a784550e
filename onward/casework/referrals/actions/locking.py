"""Holding a referral that is still to be answered."""

from onward.casework.referrals import problems
from onward.casework.referrals.models import Referral
from onward.kernel.actions import Act


def lock_waiting(act: Act, referral: Referral, version: int | None) -> Referral:
    """Return a referral held, which nobody has answered and its partner has not taken back.

    That somebody was quicker is said before anything else: whoever answers second wants to know how it was
    answered, and that a number has changed tells them nothing.

    Raises:
        AlreadyAnswered: it was answered, or taken back.
        ChangedMeanwhile: it waits, and is not as it was read.
    """
    held = act.lock(referral)
    if held.state != Referral.State.SENT:
        raise problems.AlreadyAnswered(state=held.get_state_display())
    return held if version is None else act.lock(referral, version=version)

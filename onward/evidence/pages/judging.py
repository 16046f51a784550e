"""How the work on what the public may be shown of an edition stands, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onward.evidence.judging import State, Work
from onward.evidence.judging.folder import Doing
from onward.evidence.models import Edition
from onward.evidence.problems import JudgingBrokenOff, NotDecidedInTime, NumbersDiffer
from onward.kernel import clock
from onward.kernel.problems import Problem

DOING: dict[Doing, Promise] = {
    "starting": gettext_lazy("The work is being taken up."),
    "recounting": gettext_lazy("The numbers of this edition are computed again."),
    "reading": gettext_lazy("Its numbers are laid beside those that were published before."),
    "hiding": gettext_lazy(
        "It is looked for what must be left out, so that no small number can be computed back."
    ),
    "showing": gettext_lazy("What need not be left out is shown again."),
    "auditing": gettext_lazy("It is checked what could still be found out of what is left."),
    "counting": gettext_lazy(
        "What was published before is counted again: some of it may have been corrected."
    ),
}
AGAIN = 5
"""Seconds after which a page without scripts looks again; `edition_public.html` and `edition.html` say it."""


@dataclass(frozen=True)
class WorkPage:
    """The work on an edition.

    Attributes:
        state: `at-work`, `stopping` once somebody asked for it, `stopped`, `cut-off` without a word,
            `failed`; `too-long`, where it could not be decided.
        doing: what is done now, in words.
        so_far: how long it has been at it, in words.
        problem: sentence and way out of what ended it.
        again: seconds after which a page without scripts looks again.
    """

    state: Literal["at-work", "stopping", "stopped", "cut-off", "failed", "too-long"]
    doing: str = ""
    so_far: str = ""
    problem: tuple[str, str] = ("", "")
    again: int = AGAIN

    @property
    def at_work(self) -> bool:
        """Whether somebody is at it."""
        return self.state in ("at-work", "stopping")


def work_page(edition: Edition, state: State) -> WorkPage:
    """Return what is shown of the work on an edition."""
    work = Work(edition.key)
    if work.cut_off(state):
        return WorkPage("cut-off")
    if state.stage == "at-work":
        return WorkPage(
            "stopping" if work.is_to_stop else "at-work", str(DOING[state.doing]), _so_far(state.asked_at)
        )
    if state.stage == "stopped":
        return WorkPage("stopped")
    if state.fault == NotDecidedInTime.code:
        return WorkPage("too-long")
    problem: Problem = JudgingBrokenOff()
    if state.fault == NumbersDiffer.code:
        problem = NumbersDiffer(many=state.many)
    return WorkPage("failed", problem=(problem.say(), problem.say_way_out()))


def _so_far(asked_at: str) -> str:
    """Return how long ago a moment was."""
    passed = max(0, int((clock.now() - datetime.fromisoformat(asked_at)).total_seconds()))
    minutes, seconds = divmod(passed, 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": seconds}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}

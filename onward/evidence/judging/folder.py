"""How the work on an edition stands: a folder under the edition's key, gone a day after it was asked for.

Nothing of the edition lies in it: what was found stands in the database, beside the edition.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from onward.evidence.editions.protecting import Step
from onward.kernel import clock
from onward.kernel.files.working import WorkFolder, keys

KEPT = timedelta(days=1)
Stage = Literal["at-work", "done", "stopped", "failed"]
Doing = Step | Literal["starting", "recounting"]
_ROOM = "judging"


@dataclass(frozen=True)
class State:
    """How the work on an edition stands.

    Attributes:
        basis: what was to be judged as it was asked for (`queries.judged.basis_of`).
        asked_at: when that was asked for.
        asked_by: random key of who asked, as long as the work lasts: in their name its outcome is kept.
        stage: what became of it.
        begun: whether its process has been at it.
        doing: what it does now, or did last.
        fault: code of the problem that ended it; empty for one of the house.
        many: how many numbers differ, where that is the problem.
    """

    basis: str
    asked_at: str
    asked_by: str = ""
    stage: Stage = "at-work"
    begun: bool = False
    doing: Doing = "starting"
    fault: str = ""
    many: int = 0


class Work(WorkFolder):
    """The folder of the work on an edition, by the edition's key."""

    def __init__(self, key: UUID) -> None:
        super().__init__(_ROOM, key)

    def state(self) -> State | None:
        """Return how it stands now; None where nobody asked for it, or it is long over."""
        try:
            return State(**self.read_state())
        except FileNotFoundError:
            return None

    def ask(self, state: State) -> None:
        """Write what is asked for, in place of all that was."""
        self.go_on()
        self.write_state(asdict(state))

    def note(self, **changed: Any) -> None:
        """Write what has changed.

        Raises:
            FileNotFoundError: it has been taken away.
        """
        self.write_state(asdict(replace(State(**self.read_state()), **changed)))

    def cut_off(self, state: State) -> bool:
        """Say whether the work on it ended without a word: its process is gone."""
        if state.stage != "at-work" or not self.let_go_of(state.asked_at, begun=state.begun):
            return False
        now = self.state()
        return now is not None and now.stage == "at-work"


def sweep() -> None:
    """Take away what was asked for more than a day ago; not what is being worked on."""
    until = clock.now() - KEPT
    for work in map(Work, keys(_ROOM)):
        with suppress(FileNotFoundError):
            state = work.state()
            if state is None or datetime.fromisoformat(state.asked_at) < until:
                with work.held() as free:
                    if free:
                        work.remove()

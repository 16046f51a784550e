"""What the public may be shown of an edition, worked out by a process of its own beforehand."""

from onward.evidence.judging.folder import State, Work
from onward.evidence.judging.working import begin, is_at_work, stop, taken_up, work

__all__ = ["State", "Work", "begin", "is_at_work", "stop", "taken_up", "work"]

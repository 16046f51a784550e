"""How much reading one file may take of the machine: what nobody thought of to bound is bounded by this.

Whoever hands a file in may do so; what they hand in was made by somebody else.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.utils.translation import gettext as _

from onward.history import problems

SECONDS = 600
"""Of a processor: a hundred thousand rows take 80 of them on a busy machine of two."""
MEMORY = 1_500_000_000
"""Bytes beyond what the program has taken before: a hundred thousand rows and what they say take a fifth."""


@contextmanager
def bounded(seconds: int = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """Let the block take so much of the machine, and no more. To be entered in the main thread of a process.

    Raises:
        TooCostly: it wants more.
    """
    has, most_seconds = resource.getrlimit(resource.RLIMIT_CPU)
    held, most_memory = resource.getrlimit(resource.RLIMIT_AS)
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    was = signal.signal(signal.SIGXCPU, _too_long)
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (_least(until, has, most_seconds), most_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (_least(_taken() + memory, held, most_memory), most_memory))
        yield
    except MemoryError:
        raise problems.TooCostly(what=_("its memory is used up")) from None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (held, most_memory))
        resource.setrlimit(resource.RLIMIT_CPU, (has, most_seconds))
        signal.signal(signal.SIGXCPU, was)


def _too_long(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise problems.TooCostly(what=_("its time is used up"))


def _taken() -> int:
    """Return how many bytes of addresses the program has by now."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _least(*limits: int) -> int:
    """Return the lowest of some limits, of which some may be none."""
    return min((one for one in limits if one != resource.RLIM_INFINITY), default=resource.RLIM_INFINITY)

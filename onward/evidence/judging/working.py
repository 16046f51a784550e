"""Working out what the public may be shown of an edition, in a process of its own.

Whoever serves pages may come and go meanwhile. What was found is kept beside the edition with all that
decided it, so it does no harm where something was published while it was worked out: it is asked for anew.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from uuid import UUID

from onward.access.models import User
from onward.evidence.actions import hidden_of, keep_judgement, must_be_the_same
from onward.evidence.editions.protecting import LeftOut
from onward.evidence.judging.folder import Doing, State, Work, sweep
from onward.evidence.models import Edition
from onward.evidence.policy import READ_EDITIONS
from onward.evidence.problems import NotDecidedInTime, NumbersDiffer
from onward.evidence.queries.editions import edition_seen
from onward.evidence.queries.judged import basis_of, judged, published_before
from onward.kernel import clock
from onward.kernel.actions import gatekeeper
from onward.kernel.problems import Missing, Problem

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """Somebody asked to stop."""


def taken_up(user: User, edition: Edition) -> LeftOut | State:
    """Return what was decided of an edition that nobody has published yet, or how the work on it stands.

    Where there is neither, the work begins. What has ended is begun anew by itself only where something else
    is to be judged by now: a process that decides by another program than this one would never end it.
    """
    # Asked in this order, work that ends in between is found: it is kept before it is told to be done.
    state, before = Work(edition.key).state(), list(published_before())
    found = judged(edition, before)
    if found is not None:
        return found
    basis = basis_of(edition, before)
    if state is None or (state.stage != "at-work" and state.basis != basis):
        state = begin(user, edition, basis)
    return state


def begin(user: User, edition: Edition, basis: str = "") -> State:
    """Begin to work out what the public may be shown of an edition, and return how that stands.

    Where somebody works on it already, nothing is begun.

    Args:
        user: who asks.
        edition: which one.
        basis: what is to be judged, where that is known.
    """
    sweep()
    work, asked_at = Work(edition.key), clock.now().isoformat()
    work.make()
    with work.held() as free:
        state = work.state()
        if state is not None and (not free or _is_awaited(work, state)):
            return state
        basis = basis or basis_of(edition, list(published_before()))
        state = State(basis, asked_at, str(user.key))
        if free:
            work.ask(state)
    if free:
        work.begin("editions")
    return state


def _is_awaited(work: Work, state: State) -> bool:
    """Say whether work that nobody holds has been asked for just now."""
    return state.stage == "at-work" and not state.begun and not work.is_late(state.asked_at)


def is_at_work(edition: Edition) -> bool:
    """Say whether somebody works on an edition, or is about to."""
    work = Work(edition.key)
    state = work.state()
    return state is not None and state.stage == "at-work" and not work.cut_off(state)


def stop(edition: Edition) -> None:
    """Let whoever works on an edition stop at the next step."""
    with suppress(FileNotFoundError):
        Work(edition.key).ask_to_stop()


def work(key: UUID) -> None:
    """Do what was asked for an edition, unless somebody does it already; how it ends stands in the state."""
    folder = Work(key)
    with suppress(FileNotFoundError), folder.held() as free:
        state = folder.state()
        if not free or state is None or state.stage != "at-work":
            return
        folder.note(begun=True)
        try:
            _work(folder, state)
        except _Stopped:
            folder.note(stage="stopped", asked_by="")
        except NumbersDiffer as problem:
            folder.note(stage="failed", asked_by="", fault=problem.code, many=problem.params["many"])
        except NotDecidedInTime as problem:
            folder.note(stage="failed", asked_by="", fault=problem.code)
        except FileNotFoundError:
            raise  # taken away meanwhile
        except Problem as problem:
            folder.note(stage="failed", asked_by="")
            log.warning("Work on an edition was refused: %s.", problem.code)
        except Exception:
            folder.note(stage="failed", asked_by="")
            log.exception("Work on an edition was broken off.")


def _work(folder: Work, state: State) -> None:
    actor = User.objects.filter(key=state.asked_by, is_active=True).first()
    if actor is None:
        raise Missing()
    gatekeeper().permit(actor, READ_EDITIONS)
    last: Doing = state.doing

    def watch(doing: Doing) -> None:
        nonlocal last
        if folder.is_to_stop:
            raise _Stopped
        if doing != last:
            last = doing
            folder.note(doing=doing)

    edition, before = edition_seen(actor, folder.key), list(published_before())
    if judged(edition, before) is None:
        watch("recounting")
        must_be_the_same(edition)
        hidden = hidden_of(edition, before, watch)
        keep_judgement(actor, edition, before, hidden)
    folder.note(stage="done", asked_by="")

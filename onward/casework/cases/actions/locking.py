"""Holding what an action changes: a case that is open, a traveller who is still in it."""

from datetime import date

from onward.casework.cases import problems
from onward.casework.cases.changes import changes_in_words
from onward.casework.cases.choices import IN_THE_FUTURE
from onward.casework.cases.models import Case, Traveller
from onward.kernel.actions import Act
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing


def lock_case(act: Act, case: Case, *, version: int | None = None) -> Case:
    """Return the case held, if it is open; where a colleague was quicker, the problem says what they changed.

    Raises:
        Missing, Refused, ChangedMeanwhile: as `Act.lock`.
        CaseIsClosed: nothing can be changed in it any more.
    """
    try:
        held = act.lock(case, version=version)
    except ChangedMeanwhile as meanwhile:
        meanwhile.changes = changes_in_words(case, version or 0)
        raise
    if held.closed_on:
        raise problems.CaseIsClosed()
    return held


def lock_traveller(act: Act, traveller: Traveller, *, version: int | None = None) -> Traveller:
    """Return the traveller held, if they still travel in this case and the case is open.

    The case itself is not held: two counsellors may work on two travellers of a family at once.

    Raises:
        Missing, Refused, ChangedMeanwhile: as `Act.lock`.
        WentOnApart: they go on in a case of their own.
        CaseIsClosed: nothing can be changed in it any more.
    """
    held = act.lock(traveller, version=version)
    if held.left_case_on:
        raise problems.WentOnApart()
    if held.case.closed_on:
        raise problems.CaseIsClosed()
    return held


def lock_about(act: Act, case: Case, about: Traveller | None) -> Traveller | None:
    """Return the traveller whom a note, a session or the like is about: one of this very case, or nobody."""
    held = act.lock(about) if about else None
    if held is not None and held.case_id != case.pk:
        raise Missing()
    return held


def day_of(act: Act, field: str, given: date | None) -> date:
    """Return the day on which something happened: today where none is given, never one to come."""
    day = given or act.today
    if day > act.today:
        raise Invalid(field, message=IN_THE_FUTURE)
    return day

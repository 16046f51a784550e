"""What each scope means for a case, and for rows that stand in one."""

from django.db.models import Exists, OuterRef, Q

from onward.access.policy import EVERYTHING, ScopeFilter
from onward.casework.cases.models import STANDS, HandOver

MOVING = "moving"
"""The scope of who moves people: whoever travels, restricted or not, and only what moving them needs."""


def case_scopes(path: str = "") -> dict[str, ScopeFilter]:
    """Return what each scope means for rows whose case stands at `path` (`case__`, or nothing for cases).

    None reaches a case that was taken back, or what stands in it.
    """
    return {code: _standing(path, scope) for code, scope in scopes_whatever_became(path).items()}


def stands(path: str = "") -> Q:
    """Return the filter for rows whose case at `path` was not taken back."""
    return Q(**{f"{path}taken_back_on": None})


def _standing(path: str, scope: ScopeFilter) -> ScopeFilter:
    return lambda user: stands(path) & scope(user)


def scopes_whatever_became(path: str = "") -> dict[str, ScopeFilter]:
    """Return what each scope means, cases that were taken back among them (see `case_scopes`)."""
    return {
        "all": lambda user: EVERYTHING,
        "office": lambda user: Q(**{f"{path}office_id": user.office_id}),
        MOVING: lambda user: Q(**{f"{path}office_id": user.office_id}),
        "accepted": lambda user: Q(
            Exists(
                HandOver.objects.filter(
                    STANDS, case=OuterRef(f"{path}pk"), mission_id=user.office_id, accepted=True
                )
            )
        ),
        "handed-over": lambda user: Q(
            Exists(HandOver.objects.filter(STANDS, case=OuterRef(f"{path}pk"), mission_id=user.office_id))
        ),
    }


HANDED_OVER = frozenset({"handed-over", "accepted"})
"""The scopes of what came to a mission, which is told only of those who agreed to it."""

"""What each scope means for a case, and for rows that stand in one."""

from django.db.models import Exists, OuterRef, Q

from onward.access.policy import EVERYTHING, ScopeFilter
from onward.casework.cases.models import STANDS, HandOver

MOVING = "moving"
"""The scope of who moves people: whoever travels, restricted or not, and only what moving them needs."""


def case_scopes(path: str = "") -> dict[str, ScopeFilter]:
    """Return what each scope means for rows whose case stands at `path` (`case__`, or nothing for cases)."""
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

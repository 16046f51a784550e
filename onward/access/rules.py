"""Pure decisions on users: which roles go together, and what a role needs to be of use."""

from collections.abc import Iterable

from onward.access.problems import BelongsNowhere, SeesNoCase
from onward.access.roles import roles
from onward.access.verbs import tells_of_persons

MANAGES = "users.manage"


def check_together(codes: Iterable[str]) -> None:
    """Refuse roles of which one gives roles and another sees persons."""
    verbs = {verb for code in codes for verb in roles()[code].verbs}
    if MANAGES in verbs and any(map(tells_of_persons, verbs)):
        raise SeesNoCase("roles")


def check_place(codes: Iterable[str], *, has_office: bool, has_organisation: bool) -> None:
    """Refuse a role whose reach is measured by an office or organisation that the user does not have."""
    for code in codes:
        scopes = set(roles()[code].verbs.values())
        if "own" in scopes and not has_organisation:
            raise BelongsNowhere("organisation", role=str(roles()[code].name))
        if scopes & {"office", "handed-over", "accepted", "moving"} and not has_office:
            raise BelongsNowhere("office", role=str(roles()[code].name))

"""Pure decisions on users: which roles go together, and what a role needs to be of use."""

from collections.abc import Iterable

from onward.access.problems import BelongsNowhere, SeesNoCase
from onward.access.roles import roles
from onward.access.verbs import counts_everybody, knows_of_persons, tells_of_persons

MANAGES = "users.manage"


def check_together(codes: Iterable[str]) -> None:
    """Refuse roles of which one gives roles and another sees persons."""
    verbs = {verb for code in codes for verb in roles()[code].verbs}
    if MANAGES in verbs and any(map(tells_of_persons, verbs)):
        raise SeesNoCase("roles")


def counted_beside_files(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the roles that read numbers of everybody and those that read files; none without both.

    No role has both (`figures_stand_apart`). Who is given one of each could subtract the files from the
    numbers: whoever is left over is hidden from them.
    """
    held = {code: roles()[code].verbs for code in codes if code in roles()}
    numbers = [code for code, verbs in held.items() if any(map(counts_everybody, verbs))]
    files = [code for code, verbs in held.items() if any(map(knows_of_persons, verbs))]
    return (numbers, files) if numbers and files else ([], [])


def check_place(codes: Iterable[str], *, has_office: bool, has_organisation: bool) -> None:
    """Refuse a role whose reach is measured by an office or organisation that the user does not have."""
    for code in codes:
        scopes = set(roles()[code].verbs.values())
        if "own" in scopes and not has_organisation:
            raise BelongsNowhere("organisation", role=str(roles()[code].name))
        if scopes & {"office", "handed-over", "accepted", "moving"} and not has_office:
            raise BelongsNowhere("office", role=str(roles()[code].name))

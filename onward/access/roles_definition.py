"""What `definitions/roles.yaml` says: each role, its verbs, and how far each verb reaches."""

from collections.abc import Mapping
from typing import Literal, cast

from django.utils.translation import gettext as _
from pydantic import Field

from onward.access.verbs import counts_everybody, knows_of_persons, verbs
from onward.kernel.definitions import Code, Definition, Flag, Item, Library, Report, Text, register_kind
from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.definitions.library import load_alone

Scope = Literal["all", "office", "own", "handed-over", "accepted", "moving"]
"""How far a verb reaches: every office; the user's own; what her organisation referred; what was handed over
to her mission; only what moving somebody needs."""


class RoleDefinition(Definition):
    """A role.

    Attributes:
        code: what users carry in `User.roles`.
        name: as pages show it.
        verbs: verb → the scope within which the role has it.
        mfa: whether who holds the role must sign in with a second factor.
    """

    code: Code
    name: Text
    verbs: dict[str, Scope] = Field(min_length=1)
    mfa: Flag = True


def verbs_are_known(item: Item, library: Library, report: Report) -> None:
    """Report verbs that no room registers: they would permit nothing, silently."""
    known = verbs()
    for verb in cast(RoleDefinition, item.body).verbs:
        if verb not in known:
            report.unknown(item, ("verbs", verb), _("verb"), verb, known, key=True)


def figures_stand_apart(item: Item, library: Library, report: Report) -> None:
    """Report a role that reads numbers of everybody beside files: the hidden are what is left over."""
    held = cast(RoleDefinition, item.body).verbs
    files = sorted(verb for verb in held if knows_of_persons(verb))
    for verb in held:
        if files and counts_everybody(verb):
            wrong = _("the role reads figures of everybody, and files with “%(verb)s”") % {"verb": files[0]}
            report(item, ("verbs", verb), wrong, _("Give the two to two roles"), key=True)


def register_kinds() -> None:
    """Register the kind of this room; called when the house starts."""
    register_kind("roles", RoleDefinition, [verbs_are_known, figures_stand_apart], one_file=True)


def load_roles() -> Mapping[str, RoleDefinition]:
    """Return the roles by code, read alone: who may sign in is known even while another file has faults.

    Raises:
        DefinitionFaults: the file of the roles has faults of its own.
    """
    register_kinds()
    items = load_alone(definitions_root(), "roles")
    return {code: cast(RoleDefinition, item.body) for code, item in items.items()}

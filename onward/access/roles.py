"""The roles of the house, read from their definition file."""

from collections.abc import Mapping
from functools import cache

from onward.access.roles_definition import RoleDefinition, load_roles


@cache
def roles() -> Mapping[str, RoleDefinition]:
    """Return the roles by their code, as `definitions/roles.yaml` gives them."""
    return load_roles()

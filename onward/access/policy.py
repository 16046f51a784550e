"""May she? Verbs come from roles, rows from scopes, and both answer with a reason.

A role gives verbs, each with a scope (`definitions/roles.yaml`). A room registers for its tables what a
scope means as a filter; `visible_to` and the lock of every action use the same filter, so a page can never
show what an action would not find.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models
from django.db.models import Q

from onward.kernel.actions import Actor
from onward.kernel.problems import Missing, NotSignedIn, Problem, Refused

if TYPE_CHECKING:
    from onward.access.models import User

M = TypeVar("M", bound=models.Model)
ScopeFilter = Callable[["User"], Q]
Veil = Callable[["User", models.QuerySet[Any], str], models.QuerySet[Any]]

_scopes: dict[type[models.Model], tuple[str, dict[str, ScopeFilter], Veil | None]] = {}
_everybodys: set[str] = set()
ONESELF = "oneself"
"""The scope of what everybody may do who is signed in, whatever their roles; no role names it."""
NOTHING = Q(pk__in=[])
EVERYTHING = Q()


def register_scopes(
    model: type[models.Model], *, read: str, scopes: dict[str, ScopeFilter], veil: Veil | None = None
) -> None:
    """Say who reaches the rows of `model`.

    Args:
        model: the table.
        read: the verb that seeing a row asks for.
        scopes: code of a scope → its filter; a scope that is not named here reaches nothing.
        veil: takes out what restrictions hide; it is told the user, the rows and the verb.
    """
    _scopes[model] = (read, dict(scopes), veil)


def extend_scopes(model: type[models.Model], scopes: dict[str, ScopeFilter]) -> None:
    """Say what further scopes mean for the rows of an earlier tier's `model`."""
    _scopes[model][1].update(scopes)


def allow_everybody(verb: str) -> None:
    """Give `verb` to whoever is signed in, for what is their own (the scope `ONESELF`), whether they may read
    such rows or not.
    """
    _everybodys.add(verb)


def scopes_of(actor: Actor, verb: str) -> frozenset[str]:
    """Return the scopes within which the actor has `verb`, by their roles or as everybody; none means no."""
    from onward.access.roles import roles

    known = roles()
    active = getattr(actor, "is_active", False)
    if active and verb in _everybodys:
        return frozenset({ONESELF})
    held = getattr(actor, "roles", ()) if active else ()
    return frozenset(known[role].verbs[verb] for role in held if role in known and verb in known[role].verbs)


def scopes_held(actor: Actor) -> frozenset[str]:
    """Return the scopes of all verbs that the actor's roles give."""
    from onward.access.roles import roles

    known = roles()
    held = getattr(actor, "roles", ()) if getattr(actor, "is_active", False) else ()
    return frozenset(scope for role in held if role in known for scope in known[role].verbs.values())


def may(actor: Actor, verb: str) -> bool:
    """Say whether the actor's roles have `verb` within any scope."""
    return bool(scopes_of(actor, verb))


def reads_as_far(actor: Actor, model: type[models.Model], verb: str) -> bool:
    """Say whether seeing rows of `model` reaches at least as far, for the actor, as `verb` does."""
    return scopes_of(actor, _scopes[model][0]) >= scopes_of(actor, verb)


def within_scope(actor: Actor, verb: str, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Return those of `rows` that the actor's roles reach with `verb`, hidden ones among them.

    Only for the policy of a room, which goes on to take out what restrictions hide.
    """
    read, filters, _veil = _scopes[rows.model]
    user = cast("User", actor)
    for needed in (verb,) if verb in _everybodys else dict.fromkeys((read, verb)):
        wanted = NOTHING
        for scope in scopes_of(actor, needed):
            if scope in filters:
                wanted = filters[scope](user) if wanted is NOTHING else wanted | filters[scope](user)
        if wanted is NOTHING:
            return rows.none()
        rows = rows.filter(wanted) if wanted else rows
    return rows


def reach(actor: Actor, verb: str, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Return those of `rows` that the actor may see and do `verb` to."""
    veil = _scopes[rows.model][2]
    found = within_scope(actor, verb, rows)
    return veil(cast("User", actor), found, verb) if veil else found


class VisibleQuerySet(models.QuerySet[M]):
    """A queryset with the only way from a view to its rows."""

    def visible_to(self, actor: Actor, verb: str | None = None) -> "VisibleQuerySet[M]":
        """Return the rows that the actor may see (and do `verb` to, where it is given)."""
        read = _scopes[self.model][0]
        return cast("VisibleQuerySet[M]", reach(actor, verb or read, self))


class HouseGatekeeper:
    """The judge that the kernel's actions ask."""

    def permit(self, actor: Actor, verb: str) -> None:
        """Raise `Refused` with its reason unless the actor's roles have `verb`."""
        if not getattr(actor, "is_active", False):
            raise NotSignedIn(reason="inactive")
        if not may(actor, verb):
            raise Refused(reason=f"no-role-with:{verb}")

    def reach(self, actor: Actor, verb: str, rows: type[M]) -> models.QuerySet[M]:
        """Return the rows that the actor may see and do `verb` to."""
        return reach(actor, verb, rows._default_manager.all())

    def refusal(self, actor: Actor, verb: str, row: models.Model) -> Problem:
        """Return why `row` is out of reach."""
        read = _scopes[type(row)][0]
        if reach(actor, read, type(row)._default_manager.filter(pk=row.pk)).exists():
            return Refused(reason=f"out-of-scope:{verb}")
        return Missing()

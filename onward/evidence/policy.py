"""Who reads figures: those whose role may, of every office or of their own; small numbers only where a role
says so.
"""

from typing import cast

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.access.policy import EVERYTHING, may, register_scopes, scopes_of
from onward.access.verbs import register_verbs
from onward.evidence.hooks import reads_files
from onward.kernel.actions import Actor, gatekeeper

READ = "figures.read"
READ_SMALL = "figures.read-small"
READ_EDITIONS = "editions.read"
PREPARE = "editions.prepare"
APPROVE = "editions.approve"


def register() -> None:
    """Declare the room's verbs, who reaches editions, and that a kept question is its owner's alone."""
    from onward.evidence.models import Edition, KeptQuestion

    register_verbs(
        {
            READ: _("See figures: counts without names, restricted persons included"),
            READ_SMALL: _(
                "See numbers below five, and figures of any days: among lone children,"
                " victims of trafficking, medical cases too"
            ),
            READ_EDITIONS: _("See editions of reports with their exact numbers, published or not"),
            PREPARE: _("Prepare an edition of a report: freeze its numbers"),
            APPROVE: _("Publish an edition that somebody else prepared, and withdraw one"),
        },
        count_everybody=[READ, READ_SMALL, READ_EDITIONS, PREPARE, APPROVE],
    )
    register_scopes(Edition, read=READ_EDITIONS, scopes={"all": lambda _user: EVERYTHING})
    own = dict.fromkeys(("all", "office"), lambda user: Q(owner=user))
    register_scopes(KeptQuestion, read=READ_SMALL, scopes=own)


def told_by_reference(user: User) -> bool:
    """Say whether a user is told of all cases behind a number, by their references.

    That is who counts small numbers and reads no file. Who reads files besides, in a second role, is shown
    those in their own sight: a reference would lead them further, and of a sealed file it is the key.
    """
    return may(user, READ_SMALL) and not reads_files(user)


def office_read_by(actor: Actor) -> str | None:
    """Return the code of the one office whose figures the actor reads: None for all, empty for none.

    Raises:
        Refused: the actor's roles read no figures.
    """
    gatekeeper().permit(actor, READ)
    if "all" in scopes_of(actor, READ):
        return None
    office = cast(User, actor).office
    return office.code if office else ""

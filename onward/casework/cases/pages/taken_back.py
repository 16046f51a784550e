"""What is still shown of a case that came in wrongly: that it was taken back, and what was told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from onward.access.models import User
from onward.access.policy import may
from onward.access.restrictions import marked
from onward.casework.cases import queries
from onward.casework.cases.hooks import OfBefore, of_before
from onward.casework.cases.models import Case
from onward.casework.cases.pages.case import TIMELINE
from onward.casework.cases.pages.happened import Happening, happenings
from onward.casework.cases.policy import travellers_whatever_became
from onward.casework.programmes import queries as programmes


@dataclass(frozen=True)
class WhoWasInIt:
    """Somebody who was told to be in the case; `in_sight` says that the reader may open their own page."""

    key: UUID
    name: str
    in_sight: bool


@dataclass(frozen=True)
class TakenBackPage:
    """A case that was taken back, for who could see it until then.

    `sealed` are the keys of restricted persons, `of_before` what the files of before call it.
    """

    case: Case
    programme: str
    travellers: Sequence[WhoWasInIt]
    happened: Sequence[Happening]
    older: str | None
    sealed: frozenset[UUID]
    of_before: OfBefore | None


def taken_back_page(user: User, case: Case, before: int | None) -> TakenBackPage:
    """Return what is shown of a case that was taken back (`queries.taken_back_case`)."""
    rules, travellers = programmes.rules_of(case.version_of_programme), travellers_whatever_became(user, case)
    events = queries.timeline(user, case, travellers, before, TIMELINE)
    keys, opens = [one.person.key for one in travellers], may(user, "people.read")
    return TakenBackPage(
        case=case,
        programme=str(rules.definition.name),
        travellers=[WhoWasInIt(one.person.key, one.person.name, opens) for one in travellers],
        happened=happenings(user, case, events.rows, rules, travellers, ()),
        older=events.older,
        sealed=frozenset(marked(keys)),
        of_before=of_before(user, case),
    )

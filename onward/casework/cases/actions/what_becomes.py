"""What becomes of a child where it, or whoever of age was with it, leaves the pathway after they left.

ADR 15. Of who is on the way whoever keeps the journeys asks (`hooks.on_leaving`); of who arrived it is asked
here, by who is in the case: how they travelled matters no more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from onward.casework.cases import problems, rules
from onward.casework.cases.actions.going import MOST_WORDS, ask_after_child, forget_company_of
from onward.casework.cases.actions.locking import in_sight
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.policy import readers_of
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Act
from onward.kernel.text import clean


@dataclass(frozen=True)
class _Alone:
    """Children who arrived and are recorded as accompanied, by primary key, with nobody of age beside them.

    By whom counts as company: `anybody`; those in the sight `of_actor`; those whom all see who read of the
    child (`on_record`).
    """

    anybody: frozenset[int] = frozenset()
    of_actor: frozenset[int] = frozenset()
    on_record: frozenset[int] = frozenset()

    def since(self, before: "_Alone") -> "_Alone":
        """Return who is alone and was not before."""
        return _Alone(
            self.anybody - before.anybody,
            self.of_actor - before.of_actor,
            self.on_record - before.on_record,
        )


@contextmanager
def asked_what_becomes(act: Act, leaving: Traveller, became: str) -> Iterator[None]:
    """Let a traveller, held, leave the pathway, and ask what becomes of a child who left with nobody of age.

    Of who leaves, where it is a child of whom nobody knows who is with it; and of the children who arrived,
    where nobody of age stays with them. The words are a task on the desks of who counsels and of who protects
    children. What is asked and recorded hangs on nobody hidden (`rules.Readers`).

    Args:
        act: the action.
        leaving: who leaves; their case is held with them.
        became: the answer; empty where it was not asked for.

    Raises:
        LostChildLeaves, ChildLeftAlone: see `problems`.
    """
    case, words = leaving.case, clean(became, MOST_WORDS, field="became")
    programme = programmes.rules_of(case.version_of_programme).definition
    lost = rules.company_not_known(programme, leaving, act.today)
    if lost and not words:
        raise problems.LostChildLeaves("became", who=leaving.person.name)
    grown = rules.certainly_adult(leaving.person.born_to, act.today)
    before, _rows = _alone(act, case) if grown else (_Alone(), {})
    yield
    if lost:
        ask_after_child(act, case, leaving, words)
    if grown:
        after, rows = _alone(act, case)
        _ask(act, leaving, after.since(before), rows, words)


def _ask(act: Act, gone: Traveller, anew: _Alone, rows: dict[int, Traveller], words: str) -> None:
    case, asked = gone.case, anew.of_actor | anew.on_record
    seen = set(in_sight(act, case).values_list("pk", flat=True)) if asked else set()
    told = [rows[pk] for pk in sorted(asked & seen)]
    if told and not words:
        raise problems.ChildLeftAlone("became", who=", ".join(one.person.name for one in told))
    for pk in sorted(anew.anybody | asked):
        child = rows[pk]
        # Where somebody reads of the child and not of who went, the child's own file says nothing of it.
        on_record = pk in anew.on_record
        if on_record:
            forget_company_of(act, case, child)
        ask_after_child(act, case, child if on_record else gone, words if child in told else "")


def _alone(act: Act, case: Case) -> tuple[_Alone, dict[int, Traveller]]:
    """Return which children who arrived are alone as the case stands, and all who arrived, by primary key."""
    programme = programmes.rules_of(case.version_of_programme).definition
    rows = Traveller.objects.filter(case=case, exit="", left_case_on=None).select_related("person")
    there = [
        one
        for one in rows.select_for_update(of=("self",), no_key=True).order_by("pk")
        if rules.has_departed(programme, one.stage) and rules.has_arrived(programme, one.stage)
    ]
    if not any(one.accompanied for one in there):
        return _Alone(), {}
    seen = set(in_sight(act, case).values_list("pk", flat=True))
    found = (
        rules.left_without_adult(there, act.today),
        rules.left_without_adult([one for one in there if one.pk in seen], act.today),
        rules.left_without_adult(there, act.today, readers_of(there)),
    )
    return _Alone(*(frozenset(one.pk for one in each) for each in found)), {one.pk: one for one in there}

"""A child who has departed has somebody of age beside it, or whoever acts says what becomes of it.

As in leaving and cancelling (ADR 15): asked by whatever records that somebody is not on the way after all.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from onward.casework.cases.actions.going import ask_after_child, forget_company_of
from onward.casework.cases.models import Traveller
from onward.casework.cases.policy import readers_of
from onward.casework.cases.rules import certainly_adult
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.company import in_sight
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.actions import Act, gatekeeper
from onward.kernel.text import clean

State = Passenger.State


@dataclass(frozen=True)
class Alone:
    """The children who have departed with nobody of age beside them, by primary key of the passenger.

    By whom counts as company: `anybody`; those in the sight `of_actor`; those whom all see who read of the
    child (`on_record`).
    """

    anybody: frozenset[int] = frozenset()
    of_actor: frozenset[int] = frozenset()
    on_record: frozenset[int] = frozenset()


@contextmanager
def children_asked_about(
    act: Act, movement: Movement, who: Sequence[Passenger], became: str, *, retold: bool = False
) -> Iterator[None]:
    """Let something be recorded of who is on the way, unless a child stays there with nobody of age.

    Then whoever acts is asked: what became of the child, in their words, if they see the child. It is no
    longer taken for granted who goes along, where that rested on somebody whom all see who read of the child;
    and who counsels and who protects children find a task on their desks. Whether it is asked and what is
    recorded of the child hangs on nobody hidden (`cases.rules.Readers`).

    Args:
        act: the action.
        movement: the journey, held.
        who: of whom it records something.
        became: the answer; empty where it was not asked for.
        retold: it tells anew who departed, so that the child's departure was not with them.

    Raises:
        ChildStaysAlone: see `problems`.
    """
    before, _rows = _alone(act, movement)
    yield
    after, rows = _alone(act, movement)
    asked = (after.of_actor - before.of_actor) | (after.on_record - before.on_record)
    seen = set(in_sight(act, [rows[pk] for pk in asked])) if asked else set()
    told = [rows[pk] for pk in sorted(asked) if rows[pk].traveller_id in seen]
    words = clean(became, MOST_WORDS, field="became")
    if told and not words:
        names = ", ".join(one.traveller.person.name for one in told)
        raise problems.ChildStaysAlone("became", who=names)
    for pk in sorted((after.anybody - before.anybody) | asked):
        child, about = rows[pk], _about(act, rows[pk], who)
        if pk in after.on_record - before.on_record:
            about = child.traveller
            _forget(act, movement, child, retold=retold)
        ask_after_child(act, movement.case, about, words if child in told else "")


MOST_WORDS = 300
"""Signs in the words of a task."""


def _alone(act: Act, movement: Movement) -> tuple[Alone, dict[int, Passenger]]:
    """Return who is alone on a journey as it stands, and all who have departed on it, by primary key."""
    gone = list(queries.with_them(movement, [State.DEPARTED, State.ARRIVED]).order_by("pk"))
    rows = {one.pk: one for one in gone}
    if not any(one.traveller.accompanied for one in gone):
        return Alone(), rows
    reached = gatekeeper().reach(act.actor, act.verb, Passenger).filter(pk__in=list(rows))
    in_reach = set(reached.values_list("pk", flat=True))
    readers = readers_of([one.traveller for one in gone])

    def keys(found: Sequence[Passenger]) -> frozenset[int]:
        return frozenset(one.pk for one in found)

    return Alone(
        keys(rules.gone_alone(gone)),
        keys(rules.gone_alone(gone, [one for one in gone if one.pk in in_reach])),
        keys(rules.gone_alone(gone, readers=readers)),
    ), rows


def _about(act: Act, child: Passenger, who: Sequence[Passenger]) -> Traveller:
    """Return whom the task is about where somebody reads of the child and not of its company.

    Who went: the child's own file says nothing then. Of who departed, not known is not recorded by hand, and
    would tell of somebody hidden.
    """
    grown = [one.traveller for one in who if certainly_adult(one.traveller.person.born_to, act.today)]
    return next(iter(grown), child.traveller)


def _forget(act: Act, movement: Movement, child: Passenger, *, retold: bool) -> None:
    """Record that it is not known who goes along with a child; of a departure `retold`, that it was not."""
    held = Traveller.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    forget_company_of(act, movement.case, held.get(pk=child.traveller_id))
    departed = queries.outcomes_of(child).get(events.Departed.type) if retold else None
    fact = departed.fact() if departed else None
    if departed and isinstance(fact, events.Departed) and fact.child == "accompanied":
        right = {"child": None, "corrected": rules.PARTICULARS}
        act.correct(departed, fact.model_copy(update=right), occurred_on=departed.occurred_on)

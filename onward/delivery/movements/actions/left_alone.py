"""A child who has departed has somebody of age beside it, or whoever acts says what becomes of it.

As in leaving and cancelling (ADR 15): asked by whatever records that somebody is not on the way after all,
arrives without the child, or is refused entry as a child while whoever is of age goes on.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from onward.casework.cases.actions.going import MOST_WORDS, ask_after_child, forget_company_of
from onward.casework.cases.models import Traveller
from onward.casework.cases.policy import readers_of
from onward.casework.cases.rules import Readers, certainly_adult, has_departed, left_without_adult
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.company import in_sight
from onward.delivery.movements.actions.steps import programme_of
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.actions import Act, gatekeeper
from onward.kernel.problems import Problem
from onward.kernel.text import clean

State = Passenger.State
Outcome = tuple[str, date, date]


@dataclass(frozen=True)
class Alone:
    """The children with nobody of age beside them who departed or came `back`, by key of the passenger.

    By whom counts as company: `anybody`; those in the sight `of_actor`; those whom all see who read of the
    child (`on_record`). `outcomes` are those of the children of whom it is not known who is with them.
    """

    anybody: frozenset[int] = frozenset()
    of_actor: frozenset[int] = frozenset()
    on_record: frozenset[int] = frozenset()
    back: frozenset[int] = frozenset()
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)

    def since(self, before: "Alone") -> "Alone":
        """Return who is alone and was not before.

        One who came back is asked about as somebody new, and so is each further outcome of a child of whom
        it is not known who is with it.
        """
        further = {pk for pk, outcome in self.outcomes.items() if before.outcomes.get(pk) != outcome}
        new = (self.back - before.back) | further

        def anew(now: frozenset[int], then: frozenset[int]) -> frozenset[int]:
            return now - then | now & new

        return replace(
            self,
            anybody=anew(self.anybody, before.anybody),
            of_actor=anew(self.of_actor, before.of_actor),
            on_record=anew(self.on_record, before.on_record),
        )


@contextmanager
def children_asked_about(
    act: Act, movement: Movement, who: Sequence[Passenger], became: str, *, retold: bool = False
) -> Iterator[None]:
    """Let something be recorded of who is on the way, unless a child stays there with nobody of age.

    Then whoever acts is asked: what became of the child, in their words, if they see the child. It is no
    longer taken for granted who goes along, where that rested on somebody whom all see who read of the child;
    and who counsels and who protects children find a task on their desks. Whether it is asked and what is
    recorded of the child hangs on nobody hidden (`cases.rules.Readers`). Once it is not known who is with a
    child, each further outcome of it is asked about again.

    Args:
        act: the action.
        movement: the journey, held.
        who: of whom it records something.
        became: the answer; empty where it was not asked for.
        retold: it tells anew who departed, so that the child's departure was not with them.

    Raises:
        ChildStaysAlone, ChildAloneAgain: see `problems`.
    """
    before, _rows = _alone(act, movement)
    yield
    after, rows = _alone(act, movement)
    anew = after.since(before)
    asked = anew.of_actor | anew.on_record
    seen = set(in_sight(act, [rows[pk] for pk in asked])) if asked else set()
    told = [rows[pk] for pk in sorted(asked) if rows[pk].traveller_id in seen]
    words = clean(became, MOST_WORDS, field="became")
    if told and not words:
        raise _question(told)
    for pk in sorted(anew.anybody | asked):
        child, about = rows[pk], _about(act, rows[pk], who)
        if pk in anew.on_record:
            about = child.traveller
            _forget(act, movement, child, retold=retold and pk not in anew.back)
        ask_after_child(act, movement.case, about, words if child in told else "")


def _question(told: Sequence[Passenger]) -> Problem:
    """Return what whoever acts is asked of children in sight: what becomes of them."""
    names = ", ".join(one.traveller.person.name for one in told)
    promised = any(one.traveller.accompanied for one in told)
    return (problems.ChildStaysAlone if promised else problems.ChildAloneAgain)("became", who=names)


@contextmanager
def asked_about_who_stays(act: Act, traveller: Traveller, became: str) -> Iterator[None]:
    """Let somebody leave the pathway, unless a child stays on the way with nobody of age.

    As `cases.hooks.on_leaving` asks. The case is held, and with it its journeys.
    """
    under_way = Passenger.objects.filter(traveller=traveller, state=State.DEPARTED)
    one = under_way.select_related("movement__case__office", "traveller__person").first()
    if one is None:
        yield
        return
    with children_asked_about(act, one.movement, [one], became):
        yield


@contextmanager
def asked_who_goes_along(act: Act, movement: Movement, who: Sequence[Passenger]) -> Iterator[None]:
    """Let it be recorded that somebody did not come, and ask on the desks about a child who waits without.

    It is recorded always: the child waits with its seat, and what is on record of its company stays. Whether
    a task is about the child hangs on nobody hidden; where somebody hidden did not come, it is about them.
    """
    before, _rows = _waiting_alone(act, movement)
    yield
    after, rows = _waiting_alone(act, movement)
    anew = after.since(before)
    for pk in sorted(anew.anybody | anew.on_record):
        about = rows[pk].traveller if pk in anew.on_record else _about(act, rows[pk], who)
        ask_after_child(act, movement.case, about, "")


def _waiting_alone(act: Act, movement: Movement) -> tuple[Alone, dict[int, Passenger]]:
    """Return which children wait for a departure with nobody of age, and all who wait, by primary key."""
    day = max(movement.departs_on, act.today)
    waiting = [one for one in queries.with_them(movement, [State.BOOKED]) if not rules.seat_to_cancel(one)]
    rows = {one.pk: one for one in waiting}
    children = rules.without_adult(waiting, (), day)
    if not children:
        return Alone(), rows
    beside = list(queries.left_with_them(movement, waiting, day))
    grown = [one for one in beside if rules.is_adult(one.traveller, day)]
    readers = readers_of([one.traveller for one in [*children, *grown]])

    def seen_beside(child: Passenger) -> bool:
        of_child = readers[child.traveller_id]
        return any(of_child.all_see(readers[one.traveller_id]) for one in grown)

    anybody = frozenset(one.pk for one in rules.without_adult(waiting, beside, day))
    on_record = frozenset(one.pk for one in children if not seen_beside(one))
    return Alone(anybody=anybody, on_record=on_record), rows


ON_THE_WAY = (State.DEPARTED, State.ARRIVED)


def _alone(act: Act, movement: Movement) -> tuple[Alone, dict[int, Passenger]]:
    """Return who is alone on a journey as it stands, or came back alone; and all of these, by primary key."""
    found = list(queries.with_them(movement, [*ON_THE_WAY, State.REFUSED_ENTRY]).order_by("pk"))
    rows = {one.pk: one for one in found}
    unknown = [one for one in found if one.traveller.accompanied is None and not _grown(act, one.traveller)]
    promised = [one for one in found if one.traveller.accompanied]
    if not unknown and not promised:
        return Alone(), rows
    gone = [one for one in found if one.state in ON_THE_WAY]
    came_back = [one for one in found if one not in gone]
    home = _at_home(movement, came_back) if promised else []
    in_reach = _in_reach(act, Passenger, [one.pk for one in (found if unknown else gone)])
    reached = _in_reach(act, Traveller, [one.pk for one in home])
    readers = readers_of(list({one.pk: one for one in [*(row.traveller for row in found), *home]}.values()))
    back = {one.traveller_id: one.pk for one in came_back if not rules.has_escort(one)}

    def keys(*on_the_way: Sequence[Passenger], children: Sequence[Traveller]) -> frozenset[int]:
        at_home = (back[one.pk] for one in children if one.pk in back)
        return frozenset([*(one.pk for each in on_the_way for one in each), *at_home])

    def alone(
        beside: Sequence[Passenger],
        company: Sequence[Traveller],
        read: Mapping[int, Readers] | None = None,
    ) -> frozenset[int]:
        with_them = [one for one in gone if one in beside]
        return keys(
            rules.gone_alone(gone, with_them, read),
            rules.outcome_alone(found, beside, read),
            children=left_without_adult(company, act.today, read),
        )

    seen = [one for one in home if not _grown(act, one) or one.pk in reached]
    return Alone(
        alone(found, home),
        alone([one for one in found if one.pk in in_reach], seen),
        alone(found, home, readers),
        frozenset(one.pk for one in promised if one.pk in back.values()),
        {one.pk: rules.outcome_of(one) for one in unknown},
    ), rows


def _grown(act: Act, one: Traveller) -> bool:
    return certainly_adult(one.person.born_to, act.today)


def _at_home(movement: Movement, back: Sequence[Passenger]) -> list[Traveller]:
    """Return who of the case is still to depart, where somebody was refused entry and came back to them."""
    if not back:
        return []
    programme = programme_of(movement.case)
    rows = Traveller.objects.filter(case=movement.case, exit="", left_case_on=None).select_related("person")
    return [one for one in rows.order_by("pk") if not has_departed(programme, one.stage)]


def _in_reach(act: Act, model: type[Passenger] | type[Traveller], found: Sequence[int]) -> set[int]:
    """Return the primary keys of those whom the actor reaches."""
    if not found:
        return set()
    return set(
        gatekeeper().reach(act.actor, act.verb, model).filter(pk__in=found).values_list("pk", flat=True)
    )


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
    traveller = held.get(pk=child.traveller_id)
    if traveller.accompanied:
        forget_company_of(act, movement.case, traveller)
    departed = queries.outcomes_of(child).get(events.Departed.type) if retold else None
    fact = departed.fact() if departed else None
    if departed and isinstance(fact, events.Departed) and fact.child == "accompanied":
        right = {"child": None, "corrected": rules.COMPANY}
        act.correct(departed, fact.model_copy(update=right), occurred_on=departed.occurred_on)

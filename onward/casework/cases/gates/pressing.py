"""Which cases press: what the database can tell of gates before any case is read.

Gates answer in Python, of cases that were read; a counsellor's list is made of a few cases out of all that
are open. What is asked here finds those few: it is made anew from the programmes whenever a version is kept,
and reckons from the day on which it is asked, so nothing is stored that a clock or a definition could
overtake.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as Case_
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.db.models.lookups import LessThan

from onward.access.models import User
from onward.access.policy import within_scope
from onward.casework.cases.gates.perhaps import perhaps
from onward.casework.cases.gates.settled import first_due, first_told, settled
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.policy import counsels, seen_travellers
from onward.casework.programmes.definition import Each, Gate
from onward.casework.programmes.queries import kept_versions, remembered
from onward.casework.programmes.requirements import requirement_kind
from onward.kernel.conditions.tree import Node
from onward.kernel.questions import Blank, question

FAR = Value(date.max, DateField())
NOBODY = Q(pk__in=[])
TIME_GIVEN = timedelta(days=30)
"""Where no programme says how long there is."""


def pressing_cases(user: User, after: tuple[date, int] | None, size: int) -> Sequence[Case]:
    """Return open cases of the user's own that a gate may stop, the most pressing first, from `after` on.

    Each has `presses_on`, the first of the days on which one of its travellers is to depart, or on which the
    time runs out that the programme gives for what is needed next. Gates know it better (who was asked, and
    when), but only of cases that were read.
    """
    day, key = after or (None, None)
    return _pressing_cases(user, kept_versions(), after is not None, size, day=day, key=key)


@question(day=DateField(), key=BigIntegerField())
def _pressing_cases(
    user: User, versions: tuple[int, ...], later: bool, size: int, *, day: Blank, key: Blank
) -> QuerySet[Case]:
    gated, time_given = _before_a_gate(versions)
    travelling = seen_travellers(user).filter(exit="", left_case_on=None)
    travelling = travelling.alias(rules=_version())
    runs_out = Cast(F("stage_since") + time_given, DateField())
    first = travelling.filter(gated).annotate(on=Least(Coalesce("travels_on", FAR), runs_out))
    own = Case.objects.visible_to(user).filter(counsellor=user.pk, closed_on=None)
    cases = own.annotate(presses_on=Subquery(first.order_by("on").values("on")[:1]))
    cases = cases.filter(presses_on__isnull=False)
    if later:
        cases = cases.filter(Q(presses_on__gt=day) | Q(presses_on=day, pk__gt=key))
    return cases.order_by("presses_on", "pk")[:size]


def _version() -> Combinable:
    """Return the version of the programme of the case in the query around."""
    return ExpressionWrapper(OuterRef("version_of_programme"), output_field=BigIntegerField())


def _coming(versions: Iterable[int]) -> Iterator[tuple[int, str, Collection[str], list[Gate]]]:
    """Give each stage of each version, the stages that come next, and the gates before those."""
    for pk in versions:
        programme = remembered(pk).definition
        for stage in programme.stage_codes():
            coming = programme.next_stages(stage)
            asked = {before for each in coming for before in programme.asked_before(each)}
            yield pk, stage, coming, [gate for gate in programme.gates if gate.before in asked]


def _before_a_gate(versions: Iterable[int]) -> tuple[Q, Case_]:
    """Return the test that a traveller stands before a gate or a departure, and how long there is there.

    That is the shortest time among the requirements of the gates before the next stages.
    """
    gated, given = NOBODY, []
    for pk, stage, coming, gates in _coming(versions):
        rules = remembered(pk)
        if not gates and rules.definition.at("departure") not in coming:
            continue
        here = Q(rules=pk, stage=stage)
        gated |= here
        asked = [one.within or rules.requirements[one.code].within for gate in gates for one in gate.require]
        if times := [span for span in asked if span]:
            given.append(When(here, then=Value(min(times))))
    return gated, Case_(*given, default=Value(TIME_GIVEN), output_field=DurationField())


def perhaps_overdue(user: User, today: date, after: tuple[date, int] | None, size: int) -> list[Case]:
    """Return open cases of the user's own of which a gate or a step may be overdue, the most overdue first.

    No other case is overdue at a gate, or late with a step that its counsellor takes; most of these are. Each
    has `presses_on`, the day by which the first thing was to be there that may be missing, or a step to be
    taken, as far as it is known here. `after` is the place of the last case that was read.
    """
    day, key = after or (None, None)
    found = _perhaps_overdue(user, kept_versions(), after is not None, size, today=today, day=day, key=key)
    return [case for case in found if case.presses_on]  # type: ignore[attr-defined]  # annotated there


@question(today=DateField(), day=DateField(), key=BigIntegerField())
def _perhaps_overdue(
    user: User, versions: tuple[int, ...], later: bool, size: int, *, today: Blank, day: Blank, key: Blank
) -> QuerySet[Case]:
    travelling = seen_travellers(user).filter(exit="", left_case_on=None)
    days = with_first_day(travelling, versions, today, whose=counsels)
    first = days.order_by("on").values("on")[:1]
    soonest = Func(Subquery(first), FAR, function="NULLIF", output_field=DateField())
    own = within_scope(user, "cases.read", Case.objects.filter(counsellor=user.pk, closed_on=None))
    cases = own.annotate(presses_on=soonest)
    if later:
        cases = cases.filter(Q(presses_on__gt=day) | Q(presses_on=day, pk__gt=key))
    # Cases with no such day stand last, and who asks leaves them out: a filter would reckon each day twice.
    return cases.order_by(F("presses_on").asc(nulls_last=True), "pk")[:size]


def with_first_day(
    travelling: QuerySet[Traveller],
    versions: Iterable[int],
    today: Combinable,
    *,
    whose: Callable[[str], bool] = bool,
) -> QuerySet[Any]:
    """Give travellers, of a case in the query around, the day `on` since which they may be late.

    At their stage, or with what a gate asks of them next; `FAR` ahead where they are not.

    Args:
        travelling: who is on the pathway.
        versions: of programmes, that their cases may have.
        today: the day on which the question is asked.
        whose: says of a role whether being late at a stage counts where it takes the step; each does.
    """
    gated = {stage for _version, stage, _coming_stages, gates in _coming(versions) if gates}
    timed = _late_steps(versions, today, whose)
    stages = gated | {stage for _day, stages in timed for stage in stages}
    asked = sorted(_all_asked(versions).items(), key=lambda one: one[0].within or date.max - date.min)
    # What there is the least time for is looked for first, and whoever lacks it is asked for nothing else.
    # A step costs no look at the log: who is late with one is asked for nothing that a gate wants.
    days = [day for day, _stages in timed] + [one.late(stages, today) for one, stages in asked]
    return travelling.filter(stage__in=sorted(stages)).annotate(on=Coalesce(*days, FAR, FAR))


def _late_steps(
    versions: Iterable[int], today: Combinable, whose: Callable[[str], bool]
) -> list[tuple[Combinable, Collection[str]]]:
    """Return the day on which the time at a stage ended where one of `whose` roles takes the step, else null.

    One for each span of time that programmes give, the shortest first, with the stages that have it.
    """
    spans: dict[timedelta, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, code, coming, _gates in _coming(versions):
        stage = remembered(pk).definition.stage(code)
        if stage.deadline and coming and whose(stage.acts):
            spans[timedelta(days=stage.deadline.days)][code].append(pk)
    found: list[tuple[Combinable, Collection[str]]] = []
    for span, stages in sorted(spans.items(), key=lambda one: one[0]):
        ends = Cast(F("stage_since") + Value(span), DateField())
        past = Q(LessThan(ends, today))
        found.append((Case_(When(_at(stages) & past, then=ends), output_field=DateField()), stages))
    return found


def _at(stages: Mapping[str, Sequence[int]]) -> Q:
    """Return the test that a traveller stands at one of some stages, each with the versions that have it."""
    here = NOBODY
    for stage, versions in stages.items():
        here |= Q(stage=stage, case__version_of_programme__in=versions)
    return here


def _all_asked(versions: Iterable[int]) -> "dict[_Asked, dict[str, list[int]]]":
    """Return what the gates ask for, and at which stages of which versions it is the next to be asked for."""
    found: dict[_Asked, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, stage, _coming_stages, gates in _coming(versions):
        rules = remembered(pk)
        for gate in gates:
            when = rules.condition(gate.when, gate.each).tree if gate.when else None
            for one in gate.require:
                declared = rules.requirements[one.code]
                kind = requirement_kind(declared.needs)
                sure = kind.settled if kind else None
                accepts = declared.accepts if one.accepts is None else one.accepts
                asked = _Asked(
                    needs=declared.needs,
                    within=one.within or declared.within,
                    by=one.by if sure and sure.by else None,
                    accepts=tuple(accepts) if sure and sure.sort else (),
                    ages=one.valid_for is not None,
                    for_destination=declared.for_destination,
                    each=gate.each,
                    when=when,
                )
                if pk not in found[asked][stage]:
                    found[asked][stage].append(pk)
    return found


@dataclass(frozen=True)
class _Asked:
    """What a gate asks for, alike in every version and at every stage that has it.

    Attributes:
        needs: code of the kind of requirement.
        within: how long there is for it.
        by, accepts: who must bring it, and which sorts of it count, where the log is asked for that.
        ages: whether it holds for some time only.
        for_destination: whether it is for one country of return.
        each: whether the gate is asked of each traveller or of the case.
        when: the condition under which the gate asks; None where it always does.
    """

    needs: str
    within: timedelta | None
    by: str | None
    accepts: tuple[str, ...]
    ages: bool
    for_destination: bool
    each: Each
    when: Node | None

    def late(self, stages: Mapping[str, Sequence[int]], today: Combinable) -> Combinable:
        """Return the day by which it is to be there, where a traveller may lack it and may be late with it.

        Null otherwise. The gate may tell another day, where it reckons from that on which it was asked for.

        Args:
            stages: at which it is asked for next, with the keys of the versions of the programme.
            today: the day on which the question is asked.
        """
        kind = requirement_kind(self.needs)
        here = _at(stages)
        if self.when is not None:
            here &= perhaps(self.when, today)
        began = F("stage_since") if self.each == "traveller" else F("case__opened_on")
        past = Q(LessThan(self._ends(began), today)) | Q(LessThan(self._departs(Min), today))
        if kind is not None and kind.asks and self.within is not None:
            past |= Q(LessThan(self._ends(Subquery(first_told(kind))), today))
        if kind is not None and kind.due:
            past |= Q(LessThan(Subquery(first_due(kind)), today))
        day = Least("travels_on", self._ends(began), today)  # today, where only another one's days are past
        return Case_(When(here & past & ~self._settled(today), then=day), output_field=DateField())

    def _ends(self, since: Combinable) -> Combinable:
        """Return the end of the time that is given since a day."""
        return Cast(since + Value(self.within), DateField()) if self.within is not None else FAR

    def _departs(self, which: type[Min] | type[Max], *, inner: bool = False) -> Combinable:
        """Return the day of departure; where the gate is the case's, the first or the last one in it.

        As a query of travellers says it, or one `inner` to that.
        """
        if self.each == "traveller":
            return OuterRef("travels_on") if inner else F("travels_on")
        case = OuterRef(OuterRef("case")) if inner else OuterRef("case")
        others = Traveller.objects.filter(case=case, exit="", left_case_on=None).order_by()
        return Subquery(others.values("case").annotate(day=which("travels_on")).values("day"))

    def _settled(self, today: Combinable) -> Q:
        """Return the test that it is there for certain."""
        kind = requirement_kind(self.needs)
        sure = kind.settled if kind else None
        if kind is None or sure is None or self.ages:
            return NOBODY
        until = Greatest(self._departs(Max, inner=True), today, output_field=DateField())
        return settled(
            kind,
            sure,
            by=self.by,
            accepts=self.accepts,
            needed=until,
            for_destination=self.for_destination,
        )

"""An office at work, hastily: what every machine of random sequences shares."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from onward.access.models import User
from onward.casework.cases.models import Case, Document, Traveller
from onward.casework.cases.tests.factories import a_case
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.programmes.queries import forget_versions
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Problem, catalogue
from onward.records.people.actions import Member, make_household, register_person
from onward.records.people.models import Household, Person
from onward.records.people.rules import Born, GivenName
from tests.cast import Cast, make_cast
from tests.sequences import told
from tests.sequences.traces import check_that_every_change_is_told, settle, trace
from tests.sequences.words import which, who
from tests.support.overdue import looked_at, overdue

M = TypeVar("M", bound=Model)
BIRTHS = (
    Born.on(date(1984, 5, 2)),
    Born.on(date(2012, 1, 1)),
    Born(date(2000, 1, 1), date(2012, 12, 31)),
    Born(),
)
STALE = 12
"""From this number on, `pick` hands out an instance as it was first read, however old it is."""
POWERLESS = ("outsider", "ruth", "anna")
"""Who reads figures, administers or is nobody: nothing that these machines try is theirs to do."""
LAST = 6


@dataclass(frozen=True)
class Opening:
    """The morning of the office: made once, and found as it was at the beginning of each sequence."""

    cast: Cast
    people: list[Person]
    homes: list[Household]


def open_office() -> Opening:
    """Return an office with twelve persons, two households and two open cases, made through the actions.

    Four of the persons belong to nobody yet. A signed receipt lies in each case. There are two versions of
    the programme of both.
    """
    cast = make_cast()
    people = [
        register_person(
            cast.sam, cast.be, [GivenName(full=f"Person {letter}")], born=born, nationalities=["IQ"]
        )
        for letter, born in zip("ABCDEFGHIJKL", BIRTHS * 3, strict=True)
    ]
    homes = [
        make_household(
            cast.sam,
            cast.be,
            [Member(one, "child" if number else "head") for number, one in enumerate(members)],
            joined_on=clock.today() - timedelta(days=40),
        )
        for members in (people[:4], people[4:8])
    ]
    cases = [
        a_case(cast.lies, *people[:3], household=homes[0]),
        a_case(cast.sam, people[4], household=homes[1]),
    ]
    for number, case in enumerate(cases):
        _lay_a_receipt(case, number)
    _keep_another_version(cases[0])
    return Opening(cast, people, homes)


def _keep_another_version(case: Case) -> None:
    """Keep the programme of a case as a second version of the same text: cases move between the two."""
    first = case.version_of_programme
    ProgrammeVersion.objects.create(code=first.code, number=2, hash="another", body=first.body)
    forget_versions()


def _lay_a_receipt(case: Case, number: int) -> None:
    """Put a paper into a case; its row alone, as no sequence looks into files."""
    paper = {"name": "receipt.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64}
    document = Document.objects.create(case=case, kind="receipt", stored_as=f"nowhere-{number}", **paper)
    Event.objects.create(
        type="cases.document_added",
        case_key=case.key,
        office=case.office.code,
        occurred_on=clock.today(),
        recorded_at=clock.now(),
        payload={"document": str(document.key), "kind": "receipt"},
    )


class Office(RuleBasedStateMachine):
    """An office, its people, and a clock that goes on."""

    opening: ClassVar[Opening]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.time = ExitStack()
        self.cast, self.people, self.homes = self.opening.cast, self.opening.people, self.opening.homes
        self.first_seen: dict[tuple[type[Model], Any], Model] = {}
        self.lately: list[Callable[[User], object]] = []
        self.changed = False

    def teardown(self) -> None:
        """Undo the whole sequence; before that, nothing that will be overdue may be overlooked."""
        for user in (self.cast.lies, self.cast.sam):
            Case.objects.filter(closed_on=None).update(counsellor=user)
            for days in (0, 15, 50):
                with clock.at(clock.now() + timedelta(days=days)):
                    assert overdue(user) <= looked_at(user)
        self.time.close()
        transaction.savepoint_rollback(self.savepoint)

    def attempt(self, name: str, deed: Callable[[User], object]) -> bool:
        """Let somebody do it: either it is done whole and told, or refused in words, and leaves no trace."""
        self.lately = [*self.lately[1 - LAST :], deed]
        before, refused = trace(), None
        try:
            deed(getattr(self.cast, name))
        except Problem as problem:
            refused = problem
        if refused is not None:
            assert catalogue()[refused.code] is type(refused)
            assert type(refused) is not Problem
            assert refused.say()
            assert refused.say_way_out()
            assert trace() == before, refused
            return False
        assert name not in POWERLESS
        check_that_every_change_is_told(before)
        settle()
        self.changed = True
        return True

    @invariant()
    def events_and_state_agree(self) -> None:
        """After each step that changed something, the tables say what the events tell."""
        if self.changed:
            told.check()
            self.changed = False

    def pick(self, rows: QuerySet[M], number: int) -> M | None:
        """Return one of the rows, the newest first; by a high number one as it was first read."""
        found = list(rows.order_by("-pk"))
        if not found:
            return None
        chosen = found[number % len(found)]
        first = self.first_seen.setdefault((type(chosen), chosen.pk), chosen)
        return first if number >= STALE and isinstance(first, type(chosen)) else chosen

    def case(self, number: int) -> Case | None:
        """Return one of the cases."""
        return self.pick(Case.objects.all(), number)

    def traveller(self, number: int) -> Traveller | None:
        """Return one of the travellers."""
        return self.pick(Traveller.objects.select_related("person", "case"), number)

    def person(self, number: int) -> Person:
        """Return one of the persons."""
        found = self.pick(Person.objects.all(), number)
        assert found is not None
        return found

    @rule(who=who, number=which)
    def do_it_again(self, who: str, number: int) -> None:
        """Do once more, with the same arguments, what somebody did lately."""
        if self.lately:
            self.attempt(who, self.lately[number % len(self.lately)])

    @rule(days=st.sampled_from([1, 3, 20, 100]))
    def time_passes(self, days: int) -> None:
        """Come back to the office some days later."""
        self.time.enter_context(clock.at(clock.now() + timedelta(days=days)))


def drive(machine: type[Office], examples: int, steps: int) -> None:
    """Run `examples` sequences of at most `steps` steps, each from the same opening.

    A sequence that fails is told as it was drawn: making it shorter takes minutes of a database's work.
    """
    machine.opening = open_office()
    told.check()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

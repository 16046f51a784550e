"""Workbooks come in and cases of them are taken back, in any order: rows, events and files agree."""

from collections import Counter
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from onward.casework.cases.actions import add_note, close_case, reopen_case
from onward.casework.cases.models import Case, Traveller
from onward.history.actions import take_back_case
from onward.history.loading import load
from onward.history.models import ImportedRow
from onward.history.problems import WorkedOnSince
from onward.history.queries import before
from onward.history.tests.filled import ONE, Row, csv_file
from onward.history.workbook import Checked, check, read
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.records.people.models import Membership
from tests.cast import Cast, make_cast
from tests.sequences.traces import trace
from tests.support.counts import counts

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ROWS: st.SearchStrategy[Row] = st.builds(
    dict,
    case=st.sampled_from(["A1", "A2", "A3"]),
    person=st.sampled_from(["1", "2"]),
    own_number=st.sampled_from(["", "P-1", "P-2", "P-3"]),
    programme=st.sampled_from(["avrr-be", "avrr-be", "avrr-lu"]),
    departed_on=st.sampled_from(["2018-10-05", "2018-10-05", "2019-02-01"]),
    vulnerabilities=st.sampled_from(["", "", "", "violence"]),
)
"""Rows of few cases and persons, so that much of it comes again, and much of it otherwise."""


class Past(RuleBasedStateMachine):
    """Two offices whose files come in, wrongly and mended."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.folder = TemporaryDirectory()
        self.digests = count()
        self.gone: list[list[Row]] = []
        self.came: dict[str, list[Row]] = {}

    def teardown(self) -> None:
        """Undo the whole sequence."""
        self.folder.cleanup()
        transaction.savepoint_rollback(self.savepoint)

    def checked(self, rows: list[Row]) -> Checked:
        """Return what a file of some rows would bring in."""
        path = csv_file(Path(self.folder.name) / "a.csv", [{**ONE, "channel": "self", **one} for one in rows])
        return check(read(path), before(), clock.today())

    @rule(rows=st.lists(ROWS, min_size=1, max_size=4))
    def bring_in(self, rows: list[Row]) -> None:
        """Bring a file in, as far as it may come in."""
        found = self.checked(rows)
        load(self.cast.anna, found, f"digest {next(self.digests)}", "a.csv")
        for case in found.cases:
            lines = [rows[one.line - 2] for one in case.persons]
            key = ImportedRow.objects.standing().get(content=case.first.content).case_key
            self.came[str(key)] = lines

    def case(self, number: int) -> Case | None:
        """Return one of the cases that stand."""
        found = Case.objects.filter(taken_back_on=None).order_by("pk")
        return found[number % len(found)] if found else None

    @rule(number=st.integers(0, 5))
    def take_back(self, number: int) -> None:
        """Take a case back: done whole, or refused in words, and without a trace."""
        case = self.case(number)
        if case is None:
            return
        self.cast.sam.office = case.office
        traces = trace()
        noted = Event.objects.filter(case_key=case.key, type="cases.note_added")
        if noted.exclude(person_key=None).exists():
            with pytest.raises(WorkedOnSince):
                take_back_case(self.cast.sam, case, "wrong-rows")
            assert trace() == traces
            return
        take_back_case(self.cast.sam, case, "wrong-rows")
        self.gone.append(self.came[str(case.key)])

    @rule(
        number=st.integers(0, 5), what=st.sampled_from(["reopen", "reopen", "close", "note", "note on her"])
    )
    def work(self, number: int, what: str) -> None:
        """Work on a case by hand."""
        case = self.case(number)
        if case is None:
            return
        user = self.cast.lies if case.office == self.cast.be else self.cast.paul
        with suppress(Problem):  # it is open, or closed, already
            if what == "reopen":
                reopen_case(user, case, "to-correct")
            elif what == "close":
                close_case(user, case, "other")
            else:
                her = case.travellers.first() if what == "note on her" else None
                add_note(user, case, "They called.", about=her)

    @rule(number=st.integers(0, 9))
    def the_same_does_not_come_in_again(self, number: int) -> None:
        """Hand in the rows of a case that was taken back, just as they were."""
        if self.gone:
            assert self.checked(self.gone[number % len(self.gone)]).cases == []

    @invariant()
    def rows_events_and_files_agree(self) -> None:
        """What stands is told once, and of what was taken back nothing stands."""
        rows = ImportedRow.objects.standing()
        stands = Traveller.objects.filter(case__taken_back_on=None)
        pairs = sorted(stands.values_list("case__key", "person__key"))
        assert sorted(rows.values_list("case_key", "person_key")) == pairs
        departed = Event.objects.filter(type="movements.departed").standing()
        assert sorted(departed.values_list("case_key", "person_key")) == pairs
        joined = Event.objects.filter(type="people.household_joined").standing()
        assert Counter(joined.values_list("person_key", "occurred_on")) == Counter(
            Membership.objects.values_list("person__key", "joined_on")
        )
        assert joined.count() == len(pairs)
        gone = Case.objects.exclude(taken_back_on=None)
        assert not gone.filter(closed_on=None).exists()
        told = Event.objects.filter(case_key__in=gone.values("key")).standing()
        assert set(told.values_list("type", flat=True)) <= {
            "protection.restricted",
            "cases.note_added",
        }


def test_whatever_comes_in_and_is_taken_back_rows_events_and_files_agree() -> None:
    Past.cast = make_cast()
    run_state_machine_as_test(
        Past,
        settings=settings(
            max_examples=counts(4, 150),
            stateful_step_count=counts(15, 40),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

"""A list goes on from a place of its own table, and from no other."""

from datetime import date

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from onward.access.models import AuditEntry, Office, User
from onward.access.paging import number_at, page_by_key, place, place_of
from onward.access.queries import page_by_time
from onward.casework.cases.models import Case, Task
from onward.casework.cases.pages import worklist
from onward.casework.cases.tests.factories import a_case
from onward.kernel import clock
from onward.kernel.models import Event
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def going_on(**places: str) -> HttpRequest:
    return RequestFactory().get("/", places)


def test_a_place_in_a_list_of_one_table_is_none_in_a_list_of_another() -> None:
    make_cast()
    for ours, other in ((User, Office), (Office, User)):
        rows = ours.objects.all()
        everything = page_by_key(rows, going_on(), ascending=True).rows
        for name, number in (("after", rows.latest("pk").pk), ("before", rows.earliest("pk").pk)):
            own = page_by_key(rows, going_on(**{name: place(ours, number)}), ascending=True)
            assert own.rows == [], "nothing stands behind the end"
            foreign = page_by_key(rows, going_on(**{name: place(other, number)}), ascending=True)
            assert foreign.rows == everything, "as from any place that is none"


def test_the_audit_goes_on_from_its_own_lines_alone() -> None:
    make_cast()
    rows = AuditEntry.objects.all()
    last = rows.order_by("at", "pk")[0]
    assert page_by_time(rows, going_on(after=place_of(last))).rows == []
    assert (
        page_by_time(rows, going_on(after=place(User, last.pk))).rows == page_by_time(rows, going_on()).rows
    )


def test_tasks_cases_journeys_and_what_happened_go_on_from_their_own_alone() -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    Task.objects.create(case=case, words="Call", due_on=clock.today(), assigned_to=cast.lies)
    # Journeys go on from a day and a random key, which says nothing of any row.
    end, tables = date.max, (Task, Case, Event)
    for chosen, own in (("due", Task), ("blocked", Case)):
        whole = worklist(cast.lies, chosen, "").rows
        assert whole
        for table in tables:
            shown = worklist(cast.lies, chosen, f"{end}.{place(table, 1)}").rows
            assert shown == ([] if table is own else whole)
    for table in tables:
        for other in tables:
            assert (number_at(other, place(table, 7)) is None) == (other is not table)

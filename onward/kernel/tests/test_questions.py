"""Questions: compiled once, asked with other values, and answering as the queryset would."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Prefetch, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext

from onward.kernel import clock, questions
from onward.kernel.models import Event, Sending
from onward.kernel.questions import Blank, question, the_moment

pytestmark = pytest.mark.django_db
built: list[str] = []


@question(cases=UUIDField(), above=BigIntegerField())
def _events_of(office: str, most: int, *, cases: Blank, above: Blank) -> QuerySet[Event]:
    built.append(office)
    rows = Event.objects.filter(office=office, case_key__among=cases, position__gt=above)
    return rows.standing().order_by("position")[:most]


@question(cases=UUIDField())
def _types_of(*, cases: Blank) -> QuerySet[Event, tuple[str, UUID | None]]:
    return Event.objects.filter(case_key__among=cases).order_by("position").values_list("type", "case_key")


@question()
def _sent_until_now() -> QuerySet[Sending]:
    return Sending.objects.filter(sent_at__lte=the_moment())


@question()
def _nothing() -> QuerySet[Event]:
    return Event.objects.filter(pk__in=[])


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    built.clear()
    questions._kept.clear()
    yield
    questions._kept.clear()


def an_event(case: UUID, office: str = "be") -> Event:
    today = clock.today()
    return Event.objects.create(
        type="test.happened", case_key=case, office=office, occurred_on=today, recorded_at=clock.now()
    )


def test_a_question_is_built_once_and_answers_as_its_queryset_would() -> None:
    one, other = uuid4(), uuid4()
    first, second = an_event(one), an_event(other)
    an_event(one, office="lu")
    assert _events_of("be", 10, cases=[one, other], above=0) == [first, second]
    assert _events_of("be", 10, cases=[other], above=0) == [second]
    assert _events_of("be", 10, cases=[one, other], above=first.position) == [second]
    assert _events_of("be", 10, cases=[], above=0) == []
    assert built == ["be"]
    row = _events_of("be", 10, cases=[one], above=0)[0]
    assert (row.case_key, row.office, row.recorded_at) == (one, "be", first.recorded_at)


def test_each_key_has_its_own_statement() -> None:
    case = uuid4()
    an_event(case), an_event(case), an_event(case, office="lu")
    assert len(_events_of("be", 10, cases=[case], above=0)) == 2
    assert len(_events_of("be", 1, cases=[case], above=0)) == 1
    assert len(_events_of("lu", 10, cases=[case], above=0)) == 1
    assert built == ["be", "be", "lu"]


def test_a_question_costs_one_statement_however_long_its_list_is() -> None:
    cases = [uuid4() for _ in range(40)]
    for case in cases:
        an_event(case)
    for some in (cases[:1], cases):
        with CaptureQueriesContext(connection) as asked:
            assert len(_types_of(cases=some)) == len(some)
        assert len(asked) == 1


def test_rows_of_values_come_as_tuples() -> None:
    case = uuid4()
    an_event(case)
    assert _types_of(cases=[case]) == [("test.happened", case)]
    assert _types_of.first(cases=[case]) == ("test.happened", case)
    assert _types_of.first(cases=[uuid4()]) is None


def test_the_database_counts_up_to_what_the_question_says() -> None:
    case = uuid4()
    for _ in range(3):
        an_event(case)
    assert _events_of.number("be", 10, cases=[case], above=0) == 3
    assert _events_of.number("be", 2, cases=[case], above=0) == 2


def test_what_is_counted_begins_with_the_name_of_its_question_too() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _events_of.number("be", 5, cases=[uuid4()], above=0) == 0
    assert asked.captured_queries[0]["sql"].startswith(f"/* {__name__}._events_of */ SELECT count(*)")


def test_the_moment_is_that_of_the_asking_and_not_that_of_the_building() -> None:
    noon = datetime(2021, 5, 1, 12, tzinfo=UTC)
    Sending.objects.create(token=uuid4(), actor_key=uuid4(), action="x", sent_at=noon)
    with clock.at(noon.replace(hour=11)):
        assert _sent_until_now() == []
    with clock.at(noon.replace(hour=13)):
        assert len(_sent_until_now()) == 1
        assert Sending.objects.filter(sent_at__lte=the_moment()).count() == 1


def test_a_question_that_can_have_no_answer_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _nothing() == []
        assert _nothing.number() == 0
    assert len(asked) == 0


def test_a_blank_outside_a_question_is_refused() -> None:
    with pytest.raises(RuntimeError, match="no question"):
        list(Event.objects.filter(position=Blank("position", BigIntegerField())))


def test_no_more_questions_are_kept_than_the_house_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_KEPT", 2)
    for most in (1, 2, 3):
        _events_of("be", most, cases=[], above=0)
    assert len(questions._kept) == 2
    _events_of("be", 1, cases=[], above=0)
    assert built == ["be"] * 4, "the oldest went, and is built again"


@question(position=BigIntegerField())
def _corrected(*, position: Blank) -> QuerySet[Event]:
    later = Event.objects.filter(supersedes=position)
    return Event.objects.filter(pk=position).prefetch_related(Prefetch("superseded_by", later))


def test_rows_that_come_along_have_the_blanks_filled_too() -> None:
    first = an_event(uuid4())
    second = an_event(uuid4())
    Event.objects.create(
        type="test.happened",
        case_key=first.case_key,
        office="be",
        occurred_on=clock.today(),
        recorded_at=clock.now(),
        supersedes=first,
    )
    [found] = _corrected(position=first.pk)
    with CaptureQueriesContext(connection) as asked:
        assert found.superseded_by.supersedes_id == first.pk
    assert len(asked) == 0
    assert not hasattr(_corrected(position=second.pk)[0], "superseded_by")

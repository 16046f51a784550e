"""The whole sample office in the database: how much there is, whether events and state agree, what counts."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import connection

from onward.access.models import AuditEntry, User
from onward.casework.cases.actions import add_note
from onward.casework.cases.models import Case, Task
from onward.casework.referrals.models import Referral
from onward.delivery.movements.models import Movement
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.evidence.pages import trends
from onward.evidence.queries import Question
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.reference.countries import Footnotes
from onward.web.owner import as_owner
from sample.draw.present import draw_present
from sample.draw.sources import published
from sample.draw.stories import Office
from sample.load.bulk import copy_in, loaded
from sample.load.house import open_house
from sample.load.living import living

STAGES_THAT_DIFFER = """
    SELECT count(*) FROM cases_traveller t JOIN cases_case c ON c.id = t.case_id
    JOIN people_person p ON p.id = t.person_id
    JOIN LATERAL (
        SELECT payload ->> 'stage' AS stage FROM kernel_event e
        WHERE e.case_key = c.key AND e.person_key = p.key AND e.type = 'cases.stage_entered'
        ORDER BY e.position DESC LIMIT 1
    ) last ON true
    WHERE last.stage <> t.stage
"""
EXITS_THAT_DIFFER = """
    SELECT count(*) FROM cases_traveller t JOIN cases_case c ON c.id = t.case_id
    JOIN people_person p ON p.id = t.person_id
    WHERE (t.exit <> '') <> EXISTS (
        SELECT FROM kernel_event e
        WHERE e.case_key = c.key AND e.person_key = p.key AND e.type = 'cases.exit_taken'
    )
"""
CLOSED_WITHOUT_WORD = """
    SELECT count(*) FROM cases_case c WHERE (c.closed_on IS NOT NULL) <> EXISTS (
        SELECT FROM kernel_event e WHERE e.case_key = c.key AND e.type = 'cases.closed'
    )
"""
OUT_OF_ORDER = """
    SELECT count(*) FROM (
        SELECT recorded_at < lag(recorded_at) OVER (ORDER BY position) AS earlier FROM kernel_event
        WHERE case_key IS NOT NULL
    ) e WHERE earlier
"""
RECORDED_BEFORE_IT_HAPPENED = """
    SELECT count(*) FROM kernel_event WHERE (recorded_at AT TIME ZONE 'Europe/Brussels')::date < occurred_on
"""
TRIGGERS_OFF = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
MAIN_COUNSELLOR = "an.peeters@onward.example"


def number(question: str) -> Any:
    """Return the one number that a question to the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_the_whole_office_is_there_and_agrees_with_its_events(committed_db: str, drawn: Office) -> None:
    open_house()
    timeline = living(drawn, clock.today())
    with as_owner():
        rows = copy_in(timeline, "whole")

    present = len(draw_present(clock.today()).stories)
    assert len(drawn.stories) == 8_000
    assert rows["referrals_referral"] == 8_000 + present
    assert 12_000 + present < rows["people_person"] < 12_000 + 2 * present
    waiting = rows["referrals_referral"] - rows["cases_case"]
    assert 0 < waiting < 40  # the newest referrals wait for an answer
    for question in (
        STAGES_THAT_DIFFER,
        EXITS_THAT_DIFFER,
        CLOSED_WITHOUT_WORD,
        OUT_OF_ORDER,
        RECORDED_BEFORE_IT_HAPPENED,
        TRIGGERS_OFF,
    ):
        assert number(question) == 0, question

    assert loaded() == "whole"
    assert AuditEntry.objects.filter(kind="load").count() == 1
    assert not AuditEntry.objects.filter(table="cases_case").exists()
    assert AuditEntry.objects.filter(kind="open").exists()
    assert AuditEntry.objects.filter(table="cases_declaration", kind="insert").exists()
    assert not AuditEntry.objects.filter(at__gt=clock.now()).exists()
    _figures_come_out()
    _the_demo_lives()
    _work_goes_on()


def _figures_come_out() -> None:
    """Key trends says what was printed."""
    for figure in published().figures:
        plain = not any(value is not None for value in figure.of.model_dump().values())
        if figure.counts not in ("persons", "cases", "destinations") or not plain or figure.by:
            continue
        period = Period(figure.period.first, figure.period.last)
        question = Question(period=period, against=period.year_before(), programme=figure.programme)
        [chapter] = trends(question, small=True, notes=Footnotes()).chapters
        assert chapter.numbers[figure.counts].now == figure.number, figure.id


def _the_demo_lives() -> None:
    """Somebody waits, somebody is due, and nothing lies in the future."""
    main = User.objects.get(email=MAIN_COUNSELLOR)
    tasks = Task.objects.filter(assigned_to=main, done_on=None)
    assert 7 <= tasks.count() <= 40
    assert tasks.filter(due_on__lte=clock.today()).exists()
    assert Referral.objects.filter(state="sent").count() >= 4
    assert Movement.objects.filter(departs_on__gt=clock.today()).exists()
    assert 1 <= ReintegrationRequest.objects.filter(state="asked").count() <= 60
    assert Case.objects.filter(counsellor=main, closed_on=None).count() >= 15
    assert not Case.objects.filter(closed_on=None, opened_on__year=2021).exists()


def _work_goes_on() -> None:
    """The next row and the next reference come after the loaded ones."""
    main = User.objects.get(email=MAIN_COUNSELLOR)
    case = Case.objects.visible_to(main).filter(closed_on=None, counsellor=main).first()
    assert case is not None
    note = add_note(main, case, "Called, and nobody answered.")
    assert note.pk > 1_000


def test_a_second_load_of_the_same_recipe_does_nothing(committed_db: str, capsys: Any) -> None:
    call_command("sample", "load", "--small")
    first = (Case.objects.count(), AuditEntry.objects.count())
    call_command("sample", "load", "--small")
    assert (Case.objects.count(), AuditEntry.objects.count()) == first
    call_command("sample", "logins")
    told = capsys.readouterr().out
    assert MAIN_COUNSELLOR in told
    assert "made-up persons" in told

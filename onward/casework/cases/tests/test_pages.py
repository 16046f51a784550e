"""The pages of casework, asked for as a browser does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from onward.access.paging import number_at
from onward.casework.cases import actions, queries
from onward.casework.cases.models import Case, Note
from onward.casework.cases.pages.happened import happenings
from onward.casework.cases.problems import NotDone
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.casework.programmes.queries import rules_in_force
from onward.delivery.movements.actions import assign_escort
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def test_the_page_of_a_case_says_what_is_missing(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi", name_native="حسن الزبيدي"))
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "No counselling session was held with the household yet." in text
    assert "حسن الزبيدي" in text


def test_the_worklist_and_the_list_show_the_case(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    client.force_login(cast.lies)
    for address in (
        "/work/?list=mine",
        "/work/?list=blocked",
        "/cases/",
        "/cases/?stage=registered&late=1&all=1",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert (case.reference in page.content.decode()) == ("late" not in address), address


def test_a_note_is_written_once_however_often_it_is_sent(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/do/note/")
    token = page.context["form"].initial["once"]
    sent = {"text": "Called, will come on Monday.", "once": str(token), "about": ""}
    assert client.post(f"/cases/{case.reference}/do/note/", sent).status_code == 302
    assert client.post(f"/cases/{case.reference}/do/note/", sent).status_code == 409
    assert Note.objects.count() == 1


def test_a_session_opens_the_gate_and_the_step_can_be_taken(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    actions.hold_session(cast.lies, case, way="phone")
    assert "Go on to “Counselled”" in client.get(f"/cases/{case.reference}/").content.decode()
    traveller = traveller_of(case)
    client.post(f"/cases/{case.reference}/advance/", {"stage": "counselled", "traveller": traveller.key})
    traveller.refresh_from_db()
    assert traveller.stage == "counselled"


@pytest.mark.parametrize("who", ["outsider", "rik", "ruth", "paul", "erbil"])
def test_whoever_has_no_business_there_finds_nothing(client: Client, who: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(getattr(cast, who))
    assert client.get(f"/cases/{case.reference}/").status_code in (403, 404)
    assert case.reference not in client.get("/cases/").content.decode()


def test_every_thing_that_can_be_recorded_has_a_page(client: Client) -> None:
    from onward.casework.cases.doings import DOINGS

    cast = make_cast()
    case = a_case(cast.lies)
    handed_over(case, cast.iraq)
    for code, doing in DOINGS.items():
        client.force_login(cast.erbil if doing.verb == "cases.answer-hand-over" else cast.lies)
        assert client.get(f"/cases/{case.reference}/do/{code}/").status_code == 200, code


def test_what_is_missing_leads_to_the_form_that_brings_it(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/")
    assert page.context["page"].next.way.url == f"/cases/{case.reference}/do/session/"
    assert f'href="/cases/{case.reference}/do/session/">Record a session</a>' in page.content.decode()


def test_a_paper_under_way_leads_to_the_person_and_another_funder_question_to_its_answer() -> None:
    from onward.casework.cases.bringing import Wanted, way_to

    cast = make_cast()
    case = a_case(cast.lies)
    traveller = traveller_of(case)
    person = traveller.person.key

    def led(code: str, state: str) -> str | None:
        way = way_to(cast.lies, Wanted(case, code, state, traveller))
        return way.url if way else None

    back = f"/cases/{case.reference}/"
    assert led("travel-document", "missing") == f"/people/{person}/papers/new/?back={back}"
    assert led("travel-document", "asked") == f"/people/{person}/#papers"
    assert (
        led("funder-approval", "missing") == f"/cases/{case.reference}/do/ask-approval/?about={traveller.key}"
    )
    assert led("funder-approval", "asked") == f"/cases/{case.reference}/do/decide-approval/"
    assert led("best-interest-determination", "missing") is None, "that is for the focal point"


def test_a_task_is_told_by_its_kind_and_what_befell_a_family_in_one_go_in_one_line(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Amal Zubaidi"))
    actions.set_task(cast.lies, case, due_on=clock.today(), kind="call-back")
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/")
    assert "call-back" not in page.content.decode()
    told = [(line.words, line.about) for line in page.context["page"].happened]
    assert ("Joined the case", "Hassan Zubaidi, Amal Zubaidi") in told


def test_a_task_is_ticked_off_from_the_worklist_and_the_worklist_comes_back(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    task = actions.set_task(cast.lies, case, due_on=clock.today(), words="Ring the guardian")
    client.force_login(cast.lies)
    page = client.get("/work/").content.decode()
    assert f'form="tick" formaction="/tasks/{task.key}/done/"' in page
    assert "Done: Ring the guardian, Hassan Zubaidi" in page
    answer = client.post(f"/tasks/{task.key}/done/", {"back": "work"})
    assert answer["Location"] == f"/work/?done={task.key}#undo"
    assert "Ring the guardian" not in client.get("/work/").content.decode()


def test_a_tick_leads_to_its_confirmation_in_the_place_of_the_row_and_is_taken_back_from_there(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    due = clock.today()
    first = actions.set_task(cast.lies, case, due_on=due, words="Ring the guardian")
    second = actions.set_task(cast.lies, case, due_on=due + timedelta(days=1), words="Ask the doctor")
    client.force_login(cast.lies)
    page = client.get("/work/").content.decode()
    assert f'id="tick-{first.key}" type="submit" form="tick" formaction="/tasks/{first.key}/done/"' in page
    answer = client.post(f"/tasks/{first.key}/done/", {"back": "work"})
    again = client.post(f"/tasks/{first.key}/done/", {"back": "work"})
    assert again.headers["Location"] == answer.headers["Location"]
    assert answer["Location"] == f"/work/?done={first.key}#undo"
    page = client.get(f"/work/?done={first.key}").content.decode()
    assert page.index("<table") < page.index("Task done: Ring the guardian") < page.index('id="undo"')
    assert page.index('id="undo"') < page.index(f"tick-{second.key}")
    answer = client.post(f"/tasks/{first.key}/done/", {"back": "work", "undo": "1"})
    assert answer["Location"] == f"/work/#tick-{first.key}"
    first.refresh_from_db()
    assert (first.done_on, first.done_by) == (None, None)
    told = Event.objects.filter(case_key=case.key, type="cases.task_done").order_by("position")
    assert [one.retracts for one in told] == [False, True]
    page = client.get(f"/work/?done={first.key}").content.decode()
    assert f'id="tick-{first.key}"' in page
    assert "Task done: Ring the guardian" not in page, "an old address says nothing that is no longer so"
    assert client.post(f"/tasks/{first.key}/done/", {"undo": "1"}).status_code == NotDone.status


def test_what_is_blocked_stands_by_its_deadline_and_says_what_blocks(client: Client) -> None:
    cast = make_cast()
    today = clock.today()
    ages = {"Old": 30, "New": 1, "Middle": 12}
    cases = {
        name: a_case(
            cast.lies,
            a_person(cast.be, name),
            counsellor=cast.lies,
            opened_on=today - timedelta(days=days),
        )
        for name, days in ages.items()
    }
    client.force_login(cast.lies)
    page = client.get("/work/?list=blocked")
    assert [row.name for row in page.context["page"].rows] == ["Old", "Middle", "New"]
    text = page.content.decode()
    assert "What blocks" in text
    assert "before “Counselled”" in text
    assert "No counselling session was held with the household yet." in text
    assert all(case.reference in text for case in cases.values())


def test_the_pages_of_what_is_blocked_follow_one_another_without_gap(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onward.casework.cases.queries.PAGE", 2)
    cast = make_cast()
    for number in range(5):
        day = clock.today() - timedelta(days=number % 3)
        a_case(cast.lies, a_person(cast.be, f"Person {number}"), counsellor=cast.lies, opened_on=day)
    client.force_login(cast.lies)
    seen, address = [], "/work/?list=blocked"
    for _page in range(3):
        page = client.get(address).context["page"]
        seen += [row.case.pk for row in page.rows]
        address = f"/work/?list=blocked&before={page.older}"
    assert not page.older
    assert len(set(seen)) == len(seen) == 5


def test_the_first_page_has_who_is_to_depart_tomorrow_however_many_have_waited_longer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onward.casework.cases.queries.PAGE", 1)
    monkeypatch.setattr("onward.casework.cases.pages.lists.BATCH", 1)
    cast = make_cast()
    today = clock.today()
    waits = a_case(cast.lies, a_person(cast.be, "Waits"), counsellor=cast.lies, opened_on=today)
    leaves = a_case(cast.lies, a_person(cast.be, "Leaves"), counsellor=cast.lies, opened_on=today)
    leaves.travellers.update(travels_on=today + timedelta(days=1))
    client.force_login(cast.lies)
    assert [row.case for row in client.get("/work/?list=blocked").context["page"].rows] == [leaves]
    waits.travellers.update(stage_since=today - timedelta(days=60))
    assert [row.case for row in client.get("/work/?list=blocked").context["page"].rows] == [waits]


def test_a_case_that_only_a_hold_stops_says_so_and_not_that_everything_is_there() -> None:
    from onward.casework.cases.pages.lists import rows_of
    from onward.delivery.movements.tests.factories import a_cleared_case, a_journey

    cast = make_cast()
    case = a_cleared_case(cast)
    a_journey(cast, case)
    actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="pandemic")
    [row] = rows_of(cast.sam, [case], clock.today())
    assert row.next.startswith("Departures are on hold since")


def test_a_vulnerability_ends_on_a_page_that_names_whose_and_the_timeline_says_why(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    address = f"/cases/{case.reference}/do/end-vulnerability/"
    client.force_login(cast.lies)
    assert "No vulnerability stands." in client.get(address).content.decode()
    found = actions.find_vulnerability(cast.lies, traveller_of(case), "elderly", "mild")
    assert address in client.get(f"/cases/{case.reference}/").content.decode()
    assert "Hassan Zubaidi: " in client.get(address).content.decode()
    sent = {"standing": told_as(found), "reason": "found-otherwise", "ended_on": clock.today().isoformat()}
    assert client.post(address, sent | {"ended_on": "2001-01-01"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    text = client.get(f"/cases/{case.reference}/").content.decode()
    assert address not in text
    assert "an assessment found otherwise" in text


def test_a_gate_whose_time_has_passed_stands_among_what_is_due_and_the_list_is_counted(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    client.force_login(cast.lies)
    assert "No counselling session" not in client.get("/work/").content.decode()
    with clock.at(clock.now() + timedelta(days=15)):
        client.force_login(cast.lies)
        page = client.get("/work/")
    rows = page.context["page"].rows
    assert [(row.case, row.task is None) for row in rows].count((case, True)) == 1
    assert all(row.due < clock.today() + timedelta(days=15) for row in rows)
    assert rows == sorted(rows, key=lambda row: row.due)
    assert page.context["page"].number == str(len(rows))
    assert f"<b>{len(rows)}</b>" in page.content.decode()


def a_declared_case(cast: Cast, name: str) -> Case:
    """Return a case in which nothing is missing, and six weeks to go on from where it stands."""
    case = a_case(cast.lies, a_person(cast.be, name), counsellor=cast.lies)
    actions.hold_session(cast.lies, case, way="in-person")
    actions.advance(cast.lies, traveller_of(case), "counselled")
    actions.sign_declaration(cast.lies, traveller_of(case), "self")
    return case


def test_an_overdue_gate_is_due_though_cases_that_press_more_have_their_gates_open(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onward.casework.cases.pages.lists.MOST_OVERDUE", 1)
    monkeypatch.setattr("onward.casework.cases.pages.lists.BATCH", 2)
    cast = make_cast()
    for name in "ABCD":
        a_declared_case(cast, name)
    late = a_case(cast.lies, a_person(cast.be, "Late"), counsellor=cast.lies)
    with clock.at(clock.now() + timedelta(days=15)):
        client.force_login(cast.lies)
        page = client.get("/work/").context["page"]
    assert [row.case for row in page.rows if row.task is None] == [late]


def test_more_is_said_only_where_more_is_overdue(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onward.casework.cases.pages.lists.MOST_OVERDUE", 1)
    cast = make_cast()
    late = a_case(cast.lies, a_person(cast.be, "Late"), counsellor=cast.lies)
    a_declared_case(cast, "Declared")
    with clock.at(clock.now() + timedelta(days=15)):
        client.force_login(cast.lies)
        page = client.get("/work/").context["page"]
        assert [row.case for row in page.rows if row.task is None] == [late]
        assert page.number == str(len(page.rows))
        a_case(cast.lies, a_person(cast.be, "Later"), counsellor=cast.lies)
    with clock.at(clock.now() + timedelta(days=40)):
        client.force_login(cast.lies)
        page = client.get("/work/").context["page"]
    assert page.number == f"{len(page.rows)}+"


def test_a_late_step_that_nothing_stands_before_is_due(client: Client) -> None:
    cast = make_cast()
    case = a_declared_case(cast, "Waiting")
    late = "nothing is missing, and the time for “Counselled” ended on"
    client.force_login(cast.lies)
    assert case not in [row.case for row in client.get("/work/").context["page"].rows]
    with clock.at(clock.now() + timedelta(days=42)):
        client.force_login(cast.lies)
        assert late not in client.get("/work/").content.decode(), "the last day is a day"
    with clock.at(clock.now() + timedelta(days=43)):
        client.force_login(cast.lies)
        [row] = [row for row in client.get("/work/").context["page"].rows if row.task is None]
        assert row.case == case
        assert row.next.startswith(f"Take the step to “Cleared”: {late}")
        assert (row.who, row.due) == ("Counsellor", clock.today() - timedelta(days=1))
        [step] = client.get(f"/cases/{case.reference}/").context["page"].steps
        assert (step.stage, step.due) == ("cleared", row.due)
        actions.advance(cast.lies, traveller_of(case), "cleared")
    with clock.at(clock.now() + timedelta(days=60)):
        client.force_login(cast.lies)
        said = client.get("/work/").context["page"].rows
        assert not [row.next for row in said if "“Cleared”" in row.next], "that step is not the counsellor's"


def test_the_list_of_what_is_late_agrees_with_today_and_says_whose_step_it_is(client: Client) -> None:
    cast = make_cast()
    step = a_declared_case(cast, "Step")
    there, gate, soon = (
        a_case(cast.lies, a_person(cast.be, name), counsellor=cast.lies) for name in ("There", "Gate", "Soon")
    )
    now = clock.now() + timedelta(days=44)
    there.travellers.update(stage="arrived", stage_since=localdate(now - timedelta(days=30)))
    soon.travellers.update(stage_since=localdate(now))
    with clock.at(now):
        actions.hold_session(cast.lies, soon, way="phone")
        client.force_login(cast.lies)
        rows = client.get("/cases/?mine=1&late=1").context["page"].rows
        assert [row.case for row in rows] == [gate, step, there], "the most overdue first"
        today = {row.case: row for row in client.get("/work/").context["page"].rows if not row.task}
        for row in rows[:2]:
            assert (row.next, row.who, row.due) == (
                today[row.case].next,
                today[row.case].who,
                today[row.case].due,
            )
        assert there not in today, "the step is the mission's"
        assert rows[2].next.startswith("The time for “Arrived” ended on")
        assert (rows[2].who, rows[2].due) == ("Mission colleague", clock.today() - timedelta(days=2))


def test_of_a_family_the_late_step_names_those_who_can_go_on(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Ready"), a_person(cast.be, "Asked"), counsellor=cast.lies)
    actions.hold_session(cast.lies, case, way="phone", about=traveller_of(case))
    case.travellers.filter(principal=True).update(stage_since=clock.today() - timedelta(days=1))
    with clock.at(clock.now() + timedelta(days=20)):
        client.force_login(cast.lies)
        page = client.get("/work/").content.decode()
    assert "Take the step to “Counselled” for Ready: nothing is missing" in page


def test_the_next_step_of_a_case_says_that_it_is_late(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)

    def next_step() -> str:
        client.force_login(cast.lies)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        return page.partition('aria-labelledby="next"')[2].partition("</section>")[0]

    assert "is-late" not in next_step()
    with clock.at(clock.now() + timedelta(days=15)):
        assert '<span class="due is-late">' in next_step()


def test_a_line_names_each_traveller_once_however_often_the_same_was_saved(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Suad Mahdi"))
    first, second = a_journey(cast, case).passengers.order_by("pk")
    for name in ("Griet Maes", "Lien Maes", "Griet Maes"):
        for one in (first, second):
            assign_escort(cast.omar, one, "operational", name)
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").context["page"]
    told = [line.about for line in page.happened if line.event.type == "movements.escort_assigned"]
    assert {*told} == {"Hassan Zubaidi, Suad Mahdi"}, "each line, of the first naming and of the later ones"


def test_no_page_of_the_timeline_ends_within_what_stands_in_one_line() -> None:
    cast = make_cast()
    names = ("Ali", "Bushra", "Cemal", "Dina", "Emre")
    case = a_case(cast.lies, *(a_person(cast.be, name) for name in names))
    for hours in range(1, 4):
        with clock.at(clock.now() + timedelta(hours=hours)):
            actions.add_note(cast.lies, case, f"Called {hours} times")
    travellers, rules = list(case.travellers.select_related("person", "case")), rules_in_force("avrr-be")

    def lines(size: int) -> list[list[tuple[str, str]]]:
        found: list[list[tuple[str, str]]] = []
        before = None
        while not found or before:
            page = queries.timeline(cast.lies, case, travellers, before, size)
            told = happenings(cast.lies, case, page.rows, rules, travellers, ())
            found.append([(one.words, one.about) for one in told])
            before = number_at(Event, page.older or "")
        return found

    [whole] = lines(100)
    assert any(set(about.split(", ")) == set(names) for _words, about in whole)
    for size in range(1, 12):
        cut = lines(size)
        assert [line for page in cut for line in page] == whole, size
        assert len(cut) > 1 or size > 3

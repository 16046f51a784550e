"""The worklist in a real browser, also where there is little room."""

from datetime import timedelta
from typing import Any

import pytest

from onward.casework.cases import actions
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from tests.cast import make_cast


def test_a_worklist_on_a_phone_begins_with_ten_rows_and_a_link_to_the_others(
    page: Any, sign_in: Any, site: Any
) -> None:
    cast = make_cast()
    for number in range(12):
        a_case(cast.lies, a_person(cast.be, f"Person {number}"), counsellor=cast.lies)
    sign_in(page, cast.lies)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.url}/work/?list=mine")
    rows = page.locator(".row-link >> visible=true")
    assert rows.count() == 10
    page.get_by_role("link", name="2 more").click()
    assert rows.count() == 12
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/work/?list=mine")
    assert rows.count() == 12


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("place", [4, 11, 12])
def test_after_a_tick_the_keyboard_is_at_its_undoing_in_view_and_a_second_enter_finishes_no_other_task(
    page: Any, sign_in: Any, site: Any, width: int, place: int
) -> None:
    cast = make_cast()
    tasks = []
    for number in range(13):
        case = a_case(cast.lies, a_person(cast.be, f"Person {number}"), counsellor=cast.lies)
        due = clock.today() + timedelta(days=number)
        tasks.append(actions.set_task(cast.lies, case, due_on=due, words=f"Task {number}"))
    sign_in(page, cast.lies)
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{site.url}/work/#further")
    page.locator(f"#tick-{tasks[place].key}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/?done=*")
    focused = page.evaluate("document.activeElement.id")
    assert focused == "undo"
    box = page.locator("#undo").bounding_box()
    assert 0 <= box["y"] <= 700 - box["height"]
    below = page.get_by_text(f"Task done: Task {place}", exact=True).bounding_box()
    above = page.locator(f"#tick-{tasks[place - 1].key}").bounding_box()
    assert below["y"] > above["y"], "it stands where the row was"
    if place < 12:
        page.keyboard.press("Tab")
        there = page.evaluate("document.activeElement.textContent")
        assert there == f"Person {place + 1}"
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/work/#tick-{tasks[place].key}")
    for task in tasks:
        task.refresh_from_db()
    assert [one.done_on for one in tasks] == [None] * 13

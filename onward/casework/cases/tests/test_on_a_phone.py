"""The worklist where there is little room, in a real browser."""

from typing import Any

from onward.casework.cases.tests.factories import a_case, a_person
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

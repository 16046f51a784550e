"""A task about a person names them, wherever tasks are listed, for whoever sees that person."""

from datetime import date, timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.casework.protection.actions import restrict
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_two_tasks_in_the_same_words_say_whom_each_is_about(client: Client) -> None:
    cast = make_cast()
    people = [a_person(cast.be, name, born=date(2012, 3, 1)) for name in ("Ali Zubaidi", "Dara Zubaidi")]
    father = a_person(cast.be)
    joining = [actions.Joining(father, principal=True), *(actions.Joining(one) for one in people)]
    case = a_case(cast.lies, joining=joining, counsellor=cast.lies)
    for one in people:
        about = traveller_of(case, one)
        actions.set_task(cast.lies, case, due_on=clock.today(), words="Call the school.", about=about)
    actions.set_task(cast.lies, case, due_on=clock.today() + timedelta(days=1), words="Call the family.")
    said = {line.words for line in page_of(cast.lies, case).tasks}
    wanted = {"Ali Zubaidi: Call the school.", "Dara Zubaidi: Call the school.", "Call the family."}
    assert wanted <= said
    client.force_login(cast.lies)
    listed = client.get("/work/").content.decode()
    for words in wanted:
        assert words in listed
    closing = client.get(f"/cases/{case.reference}/do/close/").content.decode()
    assert "Ali Zubaidi: Call the school." in closing


def test_whoever_does_not_see_the_child_reads_neither_the_task_nor_the_name(client: Client) -> None:
    cast = make_cast()
    son, father = a_person(cast.be, "Ali Zubaidi", born=date(2012, 3, 1)), a_person(cast.be)
    joining = [actions.Joining(father, principal=True), actions.Joining(son)]
    case = a_case(cast.lies, joining=joining, counsellor=cast.lies)
    about = traveller_of(case, son)
    actions.set_task(cast.lies, case, due_on=clock.today(), words="Call the school.", about=about)
    restrict(cast.sam, son, "child")
    client.force_login(cast.lies)
    assert "Ali Zubaidi" not in client.get("/work/").content.decode()
    assert not page_of(cast.lies, case).tasks or all(
        "Ali" not in line.words for line in page_of(cast.lies, case).tasks
    )

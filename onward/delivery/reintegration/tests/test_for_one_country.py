"""Help is asked for one country of return: for another one it does not count, nor once somebody has left."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations import RunSQL
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import traveller_of
from onward.casework.protection.tests.test_gone_before_the_change import gone_and_changed
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    passenger_of,
    travellers_of,
)
from onward.delivery.reintegration import actions, problems, queries
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.tests.test_helping import (
    ADMINISTRATIVE,
    GRANT,
    PROJECT,
    asked,
    on_the_first_of_june,
)
from onward.kernel import clock
from onward.kernel.problems import Invalid
from tests.cast import Cast, make_cast

__all__ = ["on_the_first_of_june"]

pytestmark = pytest.mark.django_db


def granted_for_iraq(cast: Cast) -> ReintegrationRequest:
    return actions.answer(cast.lies, asked(cast.lies), True, project=PROJECT)


def counted(user: User, state: str) -> int:
    return queries.in_state(user, state).count()


def shown(client: Client, user: User, request: ReintegrationRequest) -> str:
    client.force_login(user)
    return client.get(reverse("reintegration:request", args=[request.key])).content.decode()


def test_for_another_country_it_is_neither_answered_nor_drawn_and_counts_again_once_it_changes_back() -> None:
    cast = make_cast()
    waits, granted = asked(cast.lies), granted_for_iraq(cast)
    assert {waits.destination, granted.destination} == {"IQ"}
    for one in (waits, granted):
        casework.change_destination(cast.lies, one.case, "RS")
    with pytest.raises(problems.ForAnotherCountry) as refused:
        actions.answer(cast.lies, waits, False)
    assert "Iraq" in refused.value.say()
    assert "Serbia" in refused.value.say()
    assert "anew" in refused.value.say_way_out()
    with pytest.raises(problems.ForAnotherCountry):
        actions.draw(cast.lies, granted)
    assert (counted(cast.lies, "asked"), counted(cast.lies, "granted")) == (0, 0)
    casework.change_destination(cast.lies, waits.case, "IQ")
    assert counted(cast.lies, "asked") == 1
    actions.answer(cast.lies, waits, False)


def test_it_is_asked_for_anew_for_the_present_country() -> None:
    cast = make_cast()
    request = granted_for_iraq(cast)
    casework.change_destination(cast.lies, request.case, "TR")
    anew = actions.ask(cast.lies, traveller_of(request.case), GRANT, "tools")
    assert anew.destination == "TR"
    with pytest.raises(problems.AskedBefore):
        actions.ask(cast.lies, traveller_of(request.case), GRANT, "tools")


def test_pages_say_for_which_country_it_was_asked(client: Client) -> None:
    cast = make_cast()
    request = granted_for_iraq(cast)
    casework.change_destination(cast.lies, request.case, "RS")
    page = shown(client, cast.lies, request)
    head = page[page.index('<header class="page-head"') :]
    assert "Iraq" in head[: head.index("</header>")]
    assert "Asked for the return to Iraq. The return is to Serbia by now: it does not count" in page
    assert 'name="drawn_on"' not in page
    case = client.get(reverse("cases:case", args=[request.case.reference])).content.decode()
    assert "Asked for the return to Iraq." in case
    form = client.get(reverse("reintegration:ask", args=[traveller_of(request.case).key])).context["form"]
    assert [code for code, _name in form.fields["service"].choices] == [ADMINISTRATIVE]


def test_it_is_drawn_once_somebody_has_arrived_and_not_for_a_day_before(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    [one] = travellers_of(case)
    request = actions.answer(cast.sam, actions.ask(cast.sam, one, GRANT, "tools"), True, project=PROJECT)
    assert "no arrival is recorded yet" in shown(client, cast.sam, request)
    with pytest.raises(problems.NotArrivedYet):
        actions.draw(cast.sam, request)
    movement = a_journey(cast, case)
    movements.depart(cast.omar, movement)
    with pytest.raises(problems.NotArrivedYet):
        actions.draw(cast.sam, request)
    with clock.at(NOON + timedelta(days=2)):
        movements.arrive(cast.omar, movement)
        with pytest.raises(Invalid):
            actions.draw(cast.sam, request, drawn_on=NOON.date() + timedelta(days=1))
        assert 'name="drawn_on"' in shown(client, cast.sam, request)
        assert actions.draw(cast.sam, request).state == "drawn"


def test_a_request_is_closed_with_the_pathway_of_whoever_asked(client: Client) -> None:
    cast = make_cast()
    waits, granted = asked(cast.lies), granted_for_iraq(cast)
    for one in (waits, granted):
        casework.leave(cast.lies, traveller_of(one.case), "withdrawn")
    assert (counted(cast.lies, "asked"), counted(cast.lies, "granted")) == (0, 0)
    with pytest.raises(problems.LeftThePathway):
        actions.answer(cast.lies, waits, True, project=PROJECT)
    with pytest.raises(problems.LeftThePathway):
        actions.draw(cast.lies, granted)
    with pytest.raises(problems.LeftThePathway):
        actions.ask(cast.lies, traveller_of(waits.case), GRANT, "tools")
    page = shown(client, cast.lies, waits)
    assert "Closed: who asked has left the pathway." in page
    assert 'name="answered_on"' not in page
    casework.undo_exit(cast.lies, traveller_of(waits.case))
    assert counted(cast.lies, "asked") == 1


def test_who_has_departed_asks_for_where_they_went_and_it_is_worked_on_there() -> None:
    cast = make_cast()
    case, _movement = gone_and_changed(cast)
    child = travellers_of(case)[1]
    request = actions.ask(cast.erbil, child, GRANT, "tools")
    assert request.destination == "IQ"
    assert counted(cast.erbil, "asked") == 1
    assert actions.answer(cast.sam, request, True, project=PROJECT).state == "granted"


def test_who_was_refused_entry_returns_with_the_case_again() -> None:
    cast = make_cast()
    case, movement = gone_and_changed(cast)
    child = travellers_of(case)[1]
    request = actions.ask(cast.sam, child, GRANT, "tools")
    movements.refuse_entry(cast.omar, passenger_of(movement, child.person), "IST")
    assert counted(cast.sam, "asked") == 0
    with pytest.raises(problems.ForAnotherCountry):
        actions.answer(cast.sam, request, False)


def test_what_was_asked_before_there_was_a_country_is_for_where_they_return_or_went() -> None:
    cast = make_cast()
    case, _movement = gone_and_changed(cast)
    [uncle, child] = travellers_of(case)
    actions.ask(cast.sam, uncle, ADMINISTRATIVE, "papers")
    actions.ask(cast.sam, child, GRANT, "tools")
    rows = ReintegrationRequest.objects.order_by("pk")
    told = list(rows.values_list("destination", flat=True))
    assert told == ["AL", "IQ"]
    rows.update(destination="")
    migration = import_module("onward.delivery.reintegration.migrations.0002_a_request_is_for_a_country")
    [fill] = [one for one in migration.Migration.operations if isinstance(one, RunSQL)]
    with connection.cursor() as cursor:
        cursor.execute(str(fill.sql))
    assert list(rows.values_list("destination", flat=True)) == told

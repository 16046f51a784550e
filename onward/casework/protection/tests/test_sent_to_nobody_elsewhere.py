"""Who has departed to one country is not sent to the mission of another, to which the case returns by now."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import Office
from onward.casework.cases import actions as casework
from onward.casework.cases.forms import ConsentsForm, HandOverForm
from onward.casework.cases.models import Case, HandOver
from onward.casework.cases.problems import NobodyGoesThere
from onward.casework.cases.queries import travellers_of as in_sight
from onward.casework.cases.tests.factories import page_of
from onward.casework.protection.tests.test_gone_before_the_change import gone_and_changed
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, passenger_of, travellers_of
from onward.kernel import clock
from onward.records.consents.tests.factories import a_consent
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def with_a_mission_there(cast: Cast) -> tuple[Case, Movement, Office]:
    """Return the case that goes to Albania by now, the niece's journey to Iraq, and Albania's mission."""
    case, movement = gone_and_changed(cast)
    mission = Office.objects.create(code="al", name="Tirana", kind="mission", country="AL")
    return case, movement, mission


def the_form(kind: type[Any], cast: Cast, case: Case, **initial: str) -> Any:
    members = in_sight(cast.sam, [case])[case.pk]
    return kind(user=cast.sam, case=case, travellers=members, initial=initial)


@pytest.mark.parametrize("arrived", [False, True])
def test_the_form_asks_for_nothing_in_her_name_and_she_is_not_sent(arrived: bool) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement, mission = with_a_mission_there(cast)
        [uncle, child] = travellers_of(case)
        if arrived:
            actions.arrive(cast.omar, movement, [passenger_of(movement, child.person)])
        form = the_form(HandOverForm, cast, case, mission=str(mission.key))
        assert [one.name for one in form.wanted] == ["Hassan Zubaidi"]
        assert [line.partition(":")[0] for line in form.beforehand] == [
            "Noor Zubaidi departed to another country (Iraq)"
        ]
        a_consent(uncle.person.key, mission.key, office=cast.be)
        handed = casework.hand_over(cast.sam, case, mission)
        assert handed.travellers == [uncle.person.key]


def test_not_even_where_she_had_agreed_to_it_before() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement, mission = with_a_mission_there(cast)
        for one in travellers_of(case):
            a_consent(one.person.key, mission.key, office=cast.be)
        handed = casework.hand_over(cast.sam, case, mission)
        assert handed.travellers == [travellers_of(case)[0].person.key]


def test_recording_consents_of_several_does_not_tick_her(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement, mission = with_a_mission_there(cast)
        typed = {"purpose": "share-with-mission", "recipient": str(mission.key)}
        form = the_form(ConsentsForm, cast, case, **typed)
        [uncle, child] = travellers_of(case)
        assert form.initial["travellers"] == [str(uncle.key)]
        assert "departed to another country: Iraq" in dict(form.fields["travellers"].choices)[str(child.key)]
        there = typed | {"recipient": str(cast.iraq.key)}
        child_there = dict(the_form(ConsentsForm, cast, case, **there).fields["travellers"].choices)
        assert "another country" not in child_there[str(child.key)]


def test_she_alone_is_sent_to_the_mission_where_she_is() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement, _mission = with_a_mission_there(cast)
        HandOver.objects.all().delete()
        [_uncle, child] = travellers_of(case)
        form = the_form(HandOverForm, cast, case, mission=str(cast.iraq.key))
        assert form.wanted == []
        assert casework.hand_over(cast.sam, case, cast.iraq).travellers == [child.person.key]


def test_where_nobody_else_is_on_the_way_nothing_is_sent() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement, mission = with_a_mission_there(cast)
        casework.leave(cast.sam, travellers_of(case)[0], "withdrawn")
        with pytest.raises(NobodyGoesThere) as refused:
            casework.hand_over(cast.sam, case, mission)
        assert "Tirana" in refused.value.say()
        assert not page_of(cast.sam, case).sharing.still_with


def test_the_page_of_the_case_does_not_contradict_itself(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement, mission = with_a_mission_there(cast)
        shared = page_of(cast.sam, case).sharing
        told = [(bool(one.hand_over.ended_at), one.names, one.keeps) for one in shared.lines]
        assert sorted(told) == [(False, "Noor Zubaidi", ""), (True, "Hassan Zubaidi", "Noor Zubaidi")]
        assert (shared.left_out, shared.still_with) == ("", "Tirana")
        client.force_login(cast.sam)
        page = client.get(reverse("cases:case", args=[case.reference])).content.decode()
        assert "this mission has the file no longer" not in page
        assert "This mission keeps only the file of who had departed there: Noor Zubaidi" in page
        row = page[page.index("Noor Zubaidi</a>") :]
        assert "departed to another country: Iraq" in row[: row.index("</li>")]
        for one in travellers_of(case)[:1]:
            a_consent(one.person.key, mission.key, office=cast.be)
        casework.hand_over(cast.sam, case, mission)
        shared = page_of(cast.sam, case).sharing
        assert (shared.left_out, shared.still_with) == ("", "")


def test_what_ended_is_told_no_more_once_the_others_are_sent_again() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        casework.change_destination(cast.lies, case, "IQ")
        casework.hand_over(cast.sam, case, cast.iraq)
        shared = page_of(cast.sam, case).sharing
        assert not [one for one in shared.lines if one.hand_over.ended_at]
        assert sorted(one.names for one in shared.lines) == ["Hassan Zubaidi", "Noor Zubaidi"]
        assert (shared.left_out, shared.still_with) == ("", "")


def test_her_mission_reads_on_top_where_she_went(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        client.force_login(cast.erbil)
        page = client.get(reverse("cases:case", args=[case.reference])).content.decode()
        head = page[page.index('<header class="page-head"') :]
        head = head[: head.index("</header>")]
        assert "Iraq" in head
        assert "Albania" not in head
        assert "departed to another country" not in page


def test_what_waits_for_the_answer_of_her_mission_names_where_she_went(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        HandOver.objects.filter(departed_only=True).update(accepted=None)
        client.force_login(cast.erbil)
        page = client.get("/work/").content.decode()
        row = page[page.index("handed-over-head") :]
        row = row[: row.index("</section>")]
        assert f"{case.reference} · " in row
        assert "Albania" not in row


def test_who_was_refused_entry_and_came_back_goes_with_the_case_again() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement, mission = with_a_mission_there(cast)
        [uncle, child] = travellers_of(case)
        actions.refuse_entry(cast.omar, passenger_of(movement, child.person), "IST")
        form = the_form(HandOverForm, cast, case, mission=str(mission.key))
        assert [one.name for one in form.wanted] == [uncle.person.name, child.person.name]


def test_nor_is_she_while_her_departure_is_being_corrected() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, movement, mission = with_a_mission_there(cast)
        [uncle, child] = travellers_of(case)
        for one in (uncle, child):
            a_consent(one.person.key, mission.key, office=cast.be)
    with clock.at(NOON + timedelta(days=2)):
        actions.correct_departure(cast.omar, passenger_of(movement, child.person), "told-wrongly")
        assert casework.hand_over(cast.sam, case, mission).travellers == [uncle.person.key]
        movement.refresh_from_db()
        actions.cancel(cast.omar, movement, "changed-mind")
        assert casework.hand_over(cast.sam, case, mission).travellers == [child.person.key], "she did not go"


def test_nothing_of_her_shows_to_who_does_not_see_her() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement, mission = with_a_mission_there(cast)
        [uncle, _child] = travellers_of(case)
        a_consent(uncle.person.key, mission.key, office=cast.be)
        page = page_of(cast.lies, case)
        assert page.to == "AL"
        assert page.sharing.still_with == "Tirana"
        assert casework.hand_over(cast.lies, case, mission).travellers == [uncle.person.key]

"""What a mission sees of who parts from a case that it has, and of the papers of those who are in one."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import Case, HandOver
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.records.people.actions.papers import Paper, add_document
from onward.records.people.models import Person, TravelDocument
from onward.records.people.queries import papers_of
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PASSPORT = Paper("passport", "received", number="A1234567", issuer="IQ", expires_on=date(2090, 1, 1))


def a_couple_at_the_mission(cast: Cast) -> tuple[Case, Person, Person]:
    """Return a case of two that the mission has accepted, each with a paper."""
    husband, wife = a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, husband, wife)
    add_document(cast.lies, husband, PASSPORT)
    add_document(cast.lies, wife, replace(PASSPORT, number="B7"))
    handed_over(case, cast.iraq, accepted=True)
    return case, husband, wife


def test_who_parted_takes_their_own_page_along_and_stays_named_in_the_file_that_the_mission_has(
    client: Client,
) -> None:
    cast = make_cast()
    case, husband, wife = a_couple_at_the_mission(cast)
    client.force_login(cast.erbil)
    assert client.get(f"/people/{wife.key}/").status_code == 200
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    assert client.get(f"/people/{wife.key}/").status_code == 404
    assert list(Person.objects.visible_to(cast.erbil)) == [husband]
    assert f"/people/{wife.key}/" not in client.get("/people/?q=Suad").content.decode()
    told = client.get(f"/cases/{case.reference}/").content.decode()
    assert "Gone on in a case of their own: Suad Mahdi" in told
    assert f"/people/{wife.key}/" not in told
    assert f"/people/{wife.key}/" not in client.get(f"/people/{husband.key}/").content.decode()
    HandOver.objects.create(case=new, mission=cast.iraq)
    assert client.get(f"/people/{wife.key}/").status_code == 200


def test_a_mission_reads_the_papers_of_those_whom_it_has_by_the_rules_of_papers(client: Client) -> None:
    cast = make_cast()
    case, husband, wife = a_couple_at_the_mission(cast)
    client.force_login(cast.erbil)
    assert "A1234567" in client.get(f"/people/{husband.key}/").content.decode()
    assert {one.person for one in TravelDocument.objects.visible_to(cast.erbil)} == {husband, wife}
    one = traveller_of(case, wife)
    actions.part_travellers(cast.lies, case, [one], one, "separation")
    assert [one.person for one in TravelDocument.objects.visible_to(cast.erbil)] == [husband]
    assert not TravelDocument.objects.visible_to(cast.rik).exists()


def test_the_papers_on_a_person_s_page_are_those_within_the_reader_s_scope() -> None:
    cast = make_cast()
    _case, husband, _wife = a_couple_at_the_mission(cast)
    assert [one.number for one in papers_of(cast.erbil, husband)] == ["A1234567"]
    assert papers_of(cast.rik, husband) == []

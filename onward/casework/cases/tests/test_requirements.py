"""What the requirements of casework read in the events, and what the definitions let them accept."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from onward.casework.cases.models import Traveller
from onward.casework.cases.requirements import travel_document
from onward.casework.cases.tests.factories import a_case, traveller_of
from onward.casework.programmes.queries import rules_in_force
from onward.casework.programmes.requirements import Parameters
from onward.casework.programmes.tests.conftest import Fact
from onward.kernel import clock
from onward.kernel.events.log import row as event_row
from onward.records.people.events import DocumentRecorded
from tests.cast import make_cast

ON = date(2021, 6, 1)


def a_paper(kind: str, state: str = "received") -> Fact:
    return told(kind=kind, state=state, issuer="IQ", expires_on="2030-01-01")


def told(document: str = "1", **payload: Any) -> Fact:
    return Fact("people.document_recorded", payload={"document": document, "state": "received"} | payload)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("passport", "met"),
        ("laissez-passer", "met"),
        ("identity-card", "met"),
        ("residence-permit", "missing"),
        ("other", "missing"),
    ],
)
def test_one_travels_on_the_papers_that_the_definitions_name(kind: str, state: str) -> None:
    accepts = rules_in_force("avrr-be").requirements["travel-document"].accepts
    assert travel_document([a_paper(kind)], Parameters(accepts=accepts), ON).state == state


def test_a_gate_may_accept_fewer_papers_than_usual() -> None:
    assert (
        travel_document([a_paper("identity-card")], Parameters(accepts=("passport",)), ON).state == "missing"
    )


def test_a_version_that_names_no_papers_accepts_each_as_it_did() -> None:
    assert travel_document([a_paper("passport")], Parameters(), ON).state == "met"


WHOLE: dict[str, Any] = {"kind": "passport", "issuer": "IQ", "numbered": True, "expires_on": "2022-01-01"}


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ({"expires_on": None}, ("paper.expires_on",)),
        ({"issuer": None}, ("paper.issuer",)),
        ({"numbered": False}, ("paper.number",)),
        ({"numbered": None, "issuer": None, "expires_on": None}, ("paper.issuer", "paper.expires_on")),
    ],
)
def test_of_a_paper_that_is_not_wholly_known_it_is_not_known_whether_one_travels_on_it(
    left_out: dict[str, Any], missing: tuple[str, ...]
) -> None:
    answer = travel_document([told(**WHOLE | left_out)], Parameters(), ON)
    assert (answer.state, answer.missing) == ("unknown", missing)


def test_another_paper_that_is_wholly_known_and_holds_is_enough() -> None:
    vague = told("2", kind="passport")
    assert travel_document([told(**WHOLE), vague], Parameters(), ON).state == "met"
    assert travel_document([told(**WHOLE), vague], Parameters(departs_on=date(2022, 2, 1)), ON).state == (
        "unknown"
    )


def test_a_kind_without_expiry_holds_for_ever() -> None:
    answer = travel_document([told(**WHOLE | {"kind": "other", "expires_on": None})], Parameters(), ON)
    assert (answer.state, answer.until) == ("met", None)


@pytest.mark.django_db
def test_a_gate_names_what_is_not_known_of_a_paper_and_leads_to_the_papers() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    person = traveller_of(case).person
    Traveller.objects.filter(case=case).update(stage="cleared")
    told_before = DocumentRecorded(document=uuid4(), kind="passport", state="received")
    on = date(2021, 6, 1)
    event_row(
        told_before, office="be", occurred_on=on, recorded_at=clock.now(), actor_key=None, person=person.key
    ).save(force_insert=True)
    client = Client()
    client.force_login(cast.lies)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert f"Travel document: not known yet for {person.name}: who issued the travel document; " in page
    assert f"/people/{person.key}/#papers" in page

"""What the requirements of casework read in the events, and what the definitions let them accept."""

from datetime import date

import pytest

from onward.casework.cases.requirements import travel_document
from onward.casework.programmes.queries import rules_in_force
from onward.casework.programmes.requirements import Parameters
from onward.casework.programmes.tests.conftest import Fact

ON = date(2021, 6, 1)


def a_paper(kind: str, state: str = "received") -> Fact:
    return Fact("people.document_recorded", payload={"document": "1", "kind": kind, "state": state})


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

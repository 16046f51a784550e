"""What the tables of this room hold of persons."""

from onward.access.holdings import NOTHING_LEFT, Left, register_holding, register_nobodys
from onward.records.people.models import (
    Contact,
    Household,
    Membership,
    Person,
    PersonName,
    ReferenceNumber,
    TravelDocument,
)


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        Person,
        whose=("key",),
        told={
            "name": "identity",
            "name_native": "identity",
            "script": "identity",
            "search": "identity",
            "born_from": "identity",
            "born_to": "identity",
        },
        coded={"sex": "identity", "nationalities": "origin", "languages": "origin"},
        plain=("office", "made_at"),
        left=Left.ROW,
        goes=("nationalities", "languages"),
        derived=("search", "script"),
        empty_as={"name": NOTHING_LEFT},
    )
    register_holding(
        PersonName,
        whose=("person__key",),
        told={"given": "identity", "family": "identity", "full": "identity", "script": "identity"},
        coded={"person": "identity", "kind": "identity"},
        derived=("script",),
    )
    register_holding(
        Contact,
        whose=("person__key",),
        told={"value": "contact", "found_as": "contact", "note": "contact"},
        coded={"person": "contact", "kind": "contact", "safe": "contact", "ended_on": "contact"},
        derived=("found_as",),
    )
    register_holding(
        TravelDocument,
        whose=("person__key",),
        told={"number": "papers", "held_by": "papers", "asked_of": "papers"},
        coded={
            "person": "papers",
            "kind": "papers",
            "state": "papers",
            "issuer": "papers",
            "issued_on": "papers",
            "expires_on": "papers",
            "asked_on": "papers",
            "interview_on": "papers",
            "received_on": "papers",
        },
    )
    register_holding(
        ReferenceNumber,
        whose=("person__key",),
        told={"number": "identity"},
        coded={"person": "identity", "issuer": "identity"},
    )
    register_nobodys(Household, "a number under which memberships stand: who is in it is told there")
    register_holding(
        Membership,
        whose=("person__key",),
        coded={
            "household": "family",
            "person": "family",
            "relation": "family",
            "head": "family",
            "other_relation": "family",
            "other_head": "family",
            "joined_on": "family",
            "left_on": "family",
        },
    )

"""Who spends, and what is spent, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from onward.access.models import Office, User
from onward.records.projects.actions import Given

PROJECT = "fedasil-avrr-be"


def a_manager(office: Office, name: str = "Pia Planner") -> User:
    """Return somebody who manages programmes at an office."""
    email = f"{name.split()[0].lower()}.{office.code}@onward.example"
    return User.objects.create(
        key=uuid4(), email=email, name=name, office=office,
        roles=["programme-manager"], password="!",
    )  # fmt: skip


def an_invoice(**given: Any) -> Given:
    """Return a flight of 420.50 euros, unless told otherwise."""
    usual: dict[str, Any] = {
        "line": "travel",
        "amount": Decimal("420.50"),
        "currency": "EUR",
        "voucher": f"V-{uuid4().hex[:8]}",
        "spent_on": date(2020, 5, 4),
    }
    return Given(**usual | given)

"""Travellers who need protection, made through the actions."""

from datetime import date
from typing import Any

from onward.access.models import User
from onward.casework.cases.actions import Joining
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_person
from onward.casework.protection import actions
from onward.casework.protection.models import Assessment
from onward.kernel import clock

ALONE_BORN = date(clock.today().year - 16, 1, 1)
"""A birth date that makes somebody 16 today."""


def a_child_alone(user: User, **fields: Any) -> tuple[Case, Traveller]:
    """Return a case of an uncle and his niece of 16 without parents; her file is restricted by that."""
    assert user.office is not None
    uncle = a_person(user.office)
    niece = a_person(user.office, "Noor Zubaidi", sex="female", born=fields.pop("born", ALONE_BORN))
    joining = [Joining(uncle, principal=True), Joining(niece, accompanied=False)]
    case = a_case(user, uncle, niece, joining=joining, **fields)
    return case, case.travellers.select_related("person", "case").get(person=niece)


def an_assessment(user: User, traveller: Traveller, kind: str = "risk-assessment") -> Assessment:
    """Return an assessment that `user` asked for."""
    return actions.ask_assessment(user, traveller, kind)

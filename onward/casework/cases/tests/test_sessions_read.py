"""A counselling session that was written down can be read, by whoever sees whom it is about."""

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def page_of(client: Client, user: User, case: Case) -> str:
    client.force_login(user)
    return str(client.get(f"/cases/{case.reference}/").content.decode())


def test_the_timeline_tells_how_a_session_was_held_and_what_was_said(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.hold_session(
        cast.lies,
        case,
        way="in-person",
        place="Rue de la Gare",
        language="ar",
        interpreter=True,
        minutes=55,
        topics=["information", "health"],
        summary="Asked after a school\nfor the eldest",
    )
    text = page_of(client, cast.lies, case)
    for part in (
        "Information on return, Health",
        "<bdi>Arabic</bdi>",
        "With an interpreter",
        "55 minutes",
        "<bdi>Rue de la Gare</bdi>",
        "Asked after a school<br>for the eldest",
    ):
        assert part in text, part


def test_a_session_of_which_little_is_known_says_no_more_than_that(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.hold_session(cast.lies, case, way="phone")
    happened = page_of(client, cast.lies, case).split('id="happened"')[1]
    assert "Counselling, by telephone" in happened
    assert "<bdi>" not in happened


def test_what_was_said_to_a_restricted_traveller_is_read_by_her_focal_point_alone(client: Client) -> None:
    cast = make_cast()
    hers = a_person(cast.be, "Seraphine Unverwechselbar", sex="female")
    case = a_case(cast.lies, a_person(cast.be), hers, counsellor=cast.lies)
    one = traveller_of(case, hers)
    actions.hold_session(cast.lies, case, way="phone", place="At the hotline", summary="For all of them")
    actions.hold_session(
        cast.lies, case, way="phone", place="Her shelter", minutes=77, summary="Her secret", about=one
    )
    assert "Her secret" in page_of(client, cast.lies, case)
    actions.find_vulnerability(cast.sam, one, "trafficking", "severe")
    seen = page_of(client, cast.lies, case)
    assert "For all of them" in seen
    assert "At the hotline" in seen
    for hidden in ("Her secret", "Her shelter", "77 minutes"):
        assert hidden not in seen, hidden
        assert hidden in page_of(client, cast.vera, case), hidden

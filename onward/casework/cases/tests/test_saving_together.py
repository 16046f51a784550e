"""Two counsellors save the same case: the second sees what the first changed, and loses nothing typed."""

from typing import Any
from zlib import crc32

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def opened(client: Client, case: Case, what: str) -> dict[str, Any]:
    """Open a form and return what its hidden fields hold."""
    form = client.get(f"/cases/{case.reference}/do/{what}/").context["form"]
    return {"once": str(form.initial["once"]), "version": form.initial["version"]}


def send(client: Client, case: Case, what: str, data: dict[str, Any]) -> Any:
    return client.post(f"/cases/{case.reference}/do/{what}/", data)


def test_the_second_one_to_change_a_destination_sees_the_first_ones_and_keeps_her_own(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    form = opened(client, case, "destination") | {
        "destination": "GE",
        "destination_place": "Batumi on the sea",
    }
    actions.change_destination(cast.nora, case, "AL", "Tirana")

    answer = send(client, case, "destination", form)
    text = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert "Batumi on the sea" in text
    assert "Tirana" in text
    assert "Albania" in text
    assert "Iraq" in text
    case.refresh_from_db()
    assert case.destination == "AL"

    form["version"] = answer.context["form"]["version"].value()
    assert send(client, case, "destination", form).status_code == 302
    case.refresh_from_db()
    assert (case.destination, case.destination_place) == ("GE", "Batumi on the sea")


def test_whoever_gives_a_case_away_after_a_colleague_did_is_told_to_whom(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    form = opened(client, case, "assign") | {"counsellor": str(cast.lies.key)}
    actions.assign_counsellor(cast.nora, case, cast.nora)
    answer = send(client, case, "assign", form)
    assert "Nora Dillen" in answer.content.decode()
    assert "nothing" in answer.content.decode()
    case.refresh_from_db()
    assert case.counsellor == cast.nora


@pytest.mark.parametrize("what", ["close", "part", "add-traveller"])
def test_grave_steps_are_not_taken_from_an_old_page(client: Client, what: str) -> None:
    cast = make_cast()
    wife, son = a_person(cast.be, "Suad Mahdi"), a_person(cast.be, "Ali Zubaidi")
    case = a_case(cast.lies, a_person(cast.be), wife)
    case.household.memberships.create(person=son, relation="child", joined_on=case.opened_on)
    one = traveller_of(case, wife)
    client.force_login(cast.lies)
    typed: dict[str, dict[str, Any]] = {
        "close": {"reason": "other"},
        "part": {"travellers": [one.key], "principal": one.key, "reason": "separation"},
        "add-traveller": {"person": son.key, "accompanied": "yes", "joined_on": case.opened_on},
    }
    form = opened(client, case, what) | typed[what]
    actions.change_destination(cast.nora, case, "AL")
    answer = send(client, case, what, form)
    text = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert "A colleague changed this meanwhile" in text or "What they changed" in text
    assert "Albania" in text
    case.refresh_from_db()
    assert (case.closed_on, case.travellers.count(), Case.objects.count()) == (None, 2, 1)


def test_who_joined_meanwhile_is_told_without_a_name(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    form = opened(client, case, "destination") | {"destination": "GE", "destination_place": ""}
    joining = actions.Joining(a_member(case, "Noor Hidden"), accompanied=None)
    actions.add_traveller(cast.nora, case, joining)
    text = send(client, case, "destination", form).content.decode()
    assert "Who travels in the case" in text
    assert "Noor Hidden" not in text


def test_the_version_that_a_form_tells_is_no_check_sum_of_a_row_s_number(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    told = opened(client, case, "destination")["version"]
    number = traveller_of(case).pk
    guessed = (guess for guess in range(number + 1) if crc32(str(guess).encode()) == told % 2**32)
    assert next(guessed, None) is None, "who tries all numbers finds the traveller's"

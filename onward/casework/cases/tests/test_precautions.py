"""What a hold demands before a case is released goes by its reason, or by who places it."""

from typing import Any

import pytest
from django.test import Client

from onward.casework.cases.models import Hold
from onward.reference import choices
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ticked", "demanded"),
    [
        ({"usual": "on"}, ["route-open", "onward", "informed"]),
        (
            {"usual": "on", "precautions": ["entry-allowed"]},
            ["route-open", "entry-allowed", "onward", "informed"],
        ),
        ({"precautions": ["informed"]}, ["informed"]),
        ({}, []),
    ],
)
def test_a_hold_demands_what_is_usual_for_its_reason_unless_something_else_is_chosen(
    client: Client, ticked: dict[str, Any], demanded: list[str]
) -> None:
    client.force_login(make_cast().omar)
    page = client.get("/holds/")
    assert page.context["form"].fields["usual"].initial
    once = str(page.context["form"].initial["once"])
    sent = {"once": once, "from_on": "2020-03-17", "reason": "disaster", "destination": "SV", **ticked}
    assert client.post("/holds/", sent).status_code == 302
    assert Hold.objects.get().precautions == demanded


@pytest.mark.parametrize("reason", ["pandemic", "security", "entry-ban", "no-flights", "disaster"])
def test_what_is_usual_for_a_reason_is_of_the_list(reason: str) -> None:
    assert reason in choices.listed("hold-reasons")
    found = choices.usual("precautions", reason)
    assert found
    assert ("masks" in found) is (reason == "pandemic")

"""Where each role is led, and where nobody is."""

from __future__ import annotations

import pytest
from django.test import Client

from onward.access.models import User
from onward.records.projects.tests.factories import a_manager
from tests.cast import make_cast


@pytest.mark.django_db
def test_who_has_no_role_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(User.objects.create_user("new@onward.example", None, name="New"))
    response = client.get("/")
    assert response.status_code == 200
    assert "Ask the administrator of your office" in response.content.decode()


@pytest.mark.django_db
def test_the_navigation_of_who_has_no_role_is_empty(client: Client) -> None:
    client.force_login(User.objects.create_user("new@onward.example", None, name="New"))
    assert not client.get("/accounts/2fa/").context["navigation"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "led"),
    [
        ("sam", {"Protection", "Reintegration"}),
        ("erbil", {"Protection", "Reintegration"}),
        ("lies", {"Reintegration"}),
        ("duty", {"Reintegration", "Sealed files"}),
        ("omar", set()),
        ("rik", set()),
    ],
)
def test_protection_and_help_after_return_are_a_step_away_for_whoever_works_there(
    client: Client, who: str, led: set[str]
) -> None:
    client.force_login(getattr(make_cast(), who))
    shown = {entry.label for entry in client.get("/accounts/2fa/").context["navigation"]}
    assert shown & {"Protection", "Reintegration", "Sealed files"} == led


@pytest.mark.django_db
def test_who_reports_begins_at_the_figures_and_who_spends_at_the_projects(client: Client) -> None:
    cast = make_cast()
    for who, first in ((cast.ruth, "Key trends"), (a_manager(cast.be), "Projects")):
        client.force_login(who)
        led = client.get("/", follow=True)
        labels = [entry.label for entry in led.context["navigation"]]
        assert [entry.label for entry in led.context["navigation"] if entry.current] == labels[:1] == [first]
        assert labels.count("Projects") == 1


def test_a_stranger_is_led_to_signing_in(client: Client) -> None:
    assert client.get("/").headers["Location"].startswith("/accounts/login/")

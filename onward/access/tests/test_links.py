"""Where no letters are sent, an administrator hands over a link by which a colleague sets a password."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from onward.access import actions
from onward.access.actions import Particulars
from onward.access.models import AuditEntry, User
from onward.access.problems import CannotSignIn, NotThemselves
from onward.kernel import clock
from onward.kernel.models import Event
from onward.web.logs import Discreet
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

PASSWORD = "a long and quiet river"
LINK = re.compile(r"http://testserver(/accounts/password/reset/key/[^<\s]+)")


@pytest.fixture(autouse=True)
def without_letters(settings: Any) -> None:
    settings.SENDS_LETTERS = False


def administrator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.anna)
    return client


def let_in(cast: Cast) -> tuple[User, str]:
    """Let a colleague in, and return them with the address that the administrator is shown."""
    given = {
        "once": "6f0f2c5e-58ee-4b3c-9a58-6a1a7b5a0b11",
        "email": "new@onward.example",
        "name": "New Colleague",
        "roles": ["counsellor"],
        "office": "be",
        "language": "en",
    }
    response = administrator(cast).post("/users/new/", given)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return User.objects.get(email="new@onward.example"), link_in(response)


def link_in(response: Any) -> str:
    (address,) = LINK.findall(response.content.decode())
    return str(address)


def set_password(link: str, password: str = PASSWORD) -> Any:
    """Follow a link as its reader does, and set a password."""
    client = Client()
    form = client.get(link, follow=True)
    if not form.redirect_chain:
        return form
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_a_colleague_who_is_let_in_sets_a_password_by_the_link_and_is_in() -> None:
    made, link = let_in(make_cast())
    assert not made.has_usable_password()
    assert set_password(link).status_code == 302
    client = Client()
    client.post("/accounts/login/", {"login": made.email, "password": PASSWORD})
    assert client.get("/work/").status_code == 200


def test_a_link_works_once() -> None:
    _made, link = let_in(make_cast())
    set_password(link)
    assert "invalid" in set_password(link, "another long river").content.decode()
    client = Client()
    client.post("/accounts/login/", {"login": "new@onward.example", "password": "another long river"})
    assert client.get("/work/").status_code == 302


def test_a_link_ends_by_itself(settings: Any) -> None:
    _made, link = let_in(make_cast())
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "invalid" in set_password(link).content.decode()


def test_a_second_one_is_given_on_the_page_of_the_user_and_nothing_keeps_the_link() -> None:
    cast = make_cast()
    client = administrator(cast)
    assert "Make the link" in client.get(f"/users/{cast.lies.key}/").content.decode()
    link = link_in(client.post(f"/users/{cast.lies.key}/link/"))
    assert "key/" not in client.get(f"/users/{cast.lies.key}/").content.decode()
    fact = Event.objects.get(type="access.link_given")
    assert (fact.about_key, fact.actor_key, fact.payload) == (cast.lies.key, cast.anna.key, {})
    token = link.rstrip("/").rpartition("/")[2]
    kept = [str(one) for one in AuditEntry.objects.values_list("before", "after", "action")]
    assert not any(token in one for one in [*kept, *(str(one.payload) for one in Event.objects.all())])
    assert not any(token in str(dict(one.items())) for one in [client.session])


def test_a_second_link_ends_the_first_within_the_same_second_too() -> None:
    cast = make_cast()
    client = administrator(cast)
    with clock.at(clock.now()):
        first, second = (link_in(client.post(f"/users/{cast.lies.key}/link/")) for _ in range(2))
    assert first != second
    assert "invalid" in set_password(first).content.decode()
    assert set_password(second).status_code == 302


def test_closing_a_user_ends_the_links_that_they_were_given_though_they_are_let_in_again() -> None:
    cast = make_cast()
    link = link_in(administrator(cast).post(f"/users/{cast.lies.key}/link/"))
    actions.close_user(cast.anna, cast.lies)
    actions.reopen_user(cast.anna, cast.lies)
    assert "invalid" in set_password(link).content.decode()


def test_a_link_whose_form_is_open_ends_too() -> None:
    cast = make_cast()
    link = link_in(administrator(cast).post(f"/users/{cast.lies.key}/link/"))
    client = Client()
    form = client.get(link, follow=True)
    actions.give_link(cast.anna, cast.lies)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    cast.lies.refresh_from_db()
    assert not cast.lies.check_password(PASSWORD)


def test_the_page_of_a_user_says_until_when_a_link_is_open() -> None:
    cast = make_cast()
    client = administrator(cast)
    page, open_one = f"/users/{cast.lies.key}/", "A link to set a password was handed over"
    assert open_one not in client.get(page).content.decode()
    with clock.at(datetime(2026, 11, 30, 9, 0, tzinfo=UTC)):
        link = link_in(client.post(f"{page}link/"))
        assert "it works until 3 December 2026, 10:00" in client.get(page).content.decode()
    with clock.at(datetime(2026, 12, 3, 9, 0, tzinfo=UTC)):
        assert open_one not in client.get(page).content.decode()
    link = link_in(client.post(f"{page}link/"))
    set_password(link)
    assert open_one not in client.get(page).content.decode()


@pytest.mark.parametrize("way", ["closed", "signed in"])
def test_no_link_is_called_open_that_does_not_work(way: str) -> None:
    cast = make_cast()
    given = actions.give_link(cast.anna, cast.lies)
    assert given.link_open_until
    if way == "closed":
        actions.close_user(cast.anna, given)
        given = actions.reopen_user(cast.anna, given)
    else:
        Client().force_login(given)
    assert User.objects.get(pk=given.pk).link_open_until is None


def test_a_link_is_not_written_into_logs() -> None:
    _made, link = let_in(make_cast())
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (link,), None)
    written = Discreet().format(record)
    assert link.rstrip("/").rpartition("/")[2] not in written
    assert written.endswith("Not Found: /accounts/password/reset/key/…/")


def test_nobody_gives_a_link_to_themselves_or_to_who_is_closed() -> None:
    cast = make_cast()
    with pytest.raises(NotThemselves):
        actions.give_link(cast.anna, cast.anna)
    actions.close_user(cast.anna, cast.lies)
    with pytest.raises(CannotSignIn):
        actions.give_link(cast.anna, cast.lies)
    assert "Make the link" not in administrator(cast).get(f"/users/{cast.lies.key}/").content.decode()


def test_who_forgot_a_password_is_told_whom_to_ask_and_that_nothing_is_sent() -> None:
    make_cast()
    for response in (
        Client().get("/accounts/password/reset/"),
        Client().post("/accounts/password/reset/", {"email": "lies@onward.example"}),
    ):
        told = response.content.decode()
        assert response.status_code == 200
        assert "This office sends no letters" in told
        assert "Ask your administrator" in told
        assert "We have sent you" not in told


def test_where_letters_are_sent_no_link_is_shown(settings: Any) -> None:
    settings.SENDS_LETTERS = True
    cast = make_cast()
    client = administrator(cast)
    actions.make_user(cast.anna, "other@onward.example", Particulars("Other", ["counsellor"], cast.be))
    assert "Make the link" not in client.get(f"/users/{cast.lies.key}/").content.decode()
    assert client.post(f"/users/{cast.lies.key}/link/").status_code == 404
    assert "your email address" in Client().get("/accounts/password/reset/").content.decode()

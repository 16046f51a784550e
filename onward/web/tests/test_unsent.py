"""A button that was pressed after the session had ended, and every other page on which one cannot stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from onward.access.models import User
from onward.casework.cases.models import Note
from onward.casework.cases.tests.factories import a_case
from onward.web.form_owner import MOST_AN_HOUR
from onward.web.unsent import MOST_KEPT
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

PASSWORD = "a long and quiet river"
HERE = {"Origin": "http://testserver"}


def somebody(language: str = "en") -> tuple[User, Client, str]:
    """A counsellor who is in, and the address of a case of theirs."""
    user = make_cast().lies
    user.language = language
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.force_login(user)
    case = a_case(user)
    return user, client, f"/cases/{case.reference}/"


def let_session_end() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=5))


def press(client: Client, page: str, fields: dict[str, Any], to: str = "do/note/") -> Any:
    return client.post(f"{page}{to}", fields, headers={"Referer": f"http://testserver{page}"} | HERE)


def come_in(client: Client, user: User, led_to: str) -> Any:
    onward = led_to.partition("next=")[2]
    return client.post(led_to, {"login": user.email, "password": PASSWORD, "next": onward})


def words(response: Any) -> str:
    return str(response.content.decode())


NOTE = {"text": "She called: the school certificate came.", "once": "", "version": ""}


def test_what_was_typed_before_the_session_ended_is_there_after_signing_in_and_can_be_sent() -> None:
    user, client, page = somebody()
    let_session_end()
    answer = press(client, page, NOTE)
    assert "Your session had ended" in words(client.get(answer.url))
    shown = client.get(come_in(client, user, answer.url).url)
    assert "the school certificate came" in words(shown)
    assert not Note.objects.exists()
    assert press(client, page, dict(shown.context["again"]["fields"])).status_code == 302
    assert "school certificate" in Note.objects.get().text
    assert client.get("/unsent/").url == "/"  # type: ignore[attr-defined]


def test_it_can_be_looked_at_in_its_form_and_nothing_is_done_by_that() -> None:
    user, client, page = somebody()
    let_session_end()
    fields = NOTE | {"text": "Half a sentence", "once": "0e6f34c2-55c6-4a37-a2a0-8ac4ea6e1ba2"}
    answer = press(client, page, fields)
    shown = client.get(come_in(client, user, answer.url).url)
    assert "Show the form again" in words(shown)
    again = press(client, page, dict(shown.context["again"]["fields"]) | {shown.context["look_first"]: "1"})
    assert "Half a sentence" in words(again)
    assert "Nothing was saved yet" in words(again)
    assert not Note.objects.exists()


def test_it_can_be_put_aside_and_leads_to_the_page_with_the_button() -> None:
    user, client, page = somebody()
    let_session_end()
    come_in(client, user, press(client, page, NOTE).url)
    assert client.post("/unsent/").headers["Location"] == page
    assert client.get("/unsent/").headers["Location"] == "/"


def test_the_sign_in_page_and_the_greeting_are_in_the_users_language_not_in_the_browsers() -> None:
    user, client, page = somebody("fr")
    client.get(page)
    let_session_end()
    answer = press(client, page, NOTE)
    entrance = words(client.get(answer.url, headers={"Accept-Language": "en"}))
    assert '<html lang="fr"' in entrance
    assert "Votre session" in entrance
    other = Client()
    greeted = other.get(come_in(other, user, "/accounts/login/?next=/cases/").url)
    assert "Connexion réussie" in words(greeted)
    assert "Successfully" not in words(greeted)


def test_nobody_else_sees_what_was_typed() -> None:
    _user, client, page = somebody()
    other = User.objects.create_user("other@onward.example", PASSWORD, name="Other", office=_user.office)
    let_session_end()
    answer = press(client, page, NOTE)
    come_in(client, other, answer.url)
    assert client.get("/unsent/").headers["Location"] == "/"
    assert "unsent" not in client.session


def test_of_a_stranger_nothing_is_kept_and_passwords_and_documents_never_are() -> None:
    _user, client, page = somebody()
    stranger = Client()
    answer = press(stranger, page, NOTE)
    assert answer.url == f"/accounts/login/?next={page}"
    assert "unsent" not in stranger.session
    let_session_end()
    press(client, page, NOTE | {"password": "open sesame", "scan": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert "open sesame" not in str(client.session["unsent"])
    assert client.session["unsent"]["files"] == 1


def test_a_form_opened_before_signing_in_again_elsewhere_can_still_be_sent() -> None:
    user, _client, page = somebody()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    answer = press(strict, page, NOTE | {"csrfmiddlewaretoken": "of another session"})
    assert answer.status_code == 403
    assert "the school certificate came" in words(answer)
    fields = dict(answer.context["again"]["fields"]) | {"csrfmiddlewaretoken": answer.context["csrf_token"]}
    assert press(strict, page, fields).status_code == 302
    assert Note.objects.count() == 1


def test_what_a_foreign_page_sends_is_refused_and_not_offered_again() -> None:
    user, _client, page = somebody("fr")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    answer = strict.post(f"{page}do/note/", NOTE, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "school" not in words(answer)
    assert '<html lang="fr"' in words(answer)
    assert 'href="/"' in words(answer)


def test_signing_in_with_a_buttons_address_as_the_goal_leads_to_the_page_above_it() -> None:
    _user, client, page = somebody()
    answer = client.get(f"{page}advance/", headers={"Referer": "http://testserver/accounts/login/"})
    assert answer.headers["Location"] == page


def test_a_page_on_which_one_cannot_stay_has_a_way_out_in_the_users_language() -> None:
    _user, client, page = somebody("fr")
    came = {"Referer": f"http://testserver{page}"}
    answers = {
        404: client.get("/cases/no-such-case/", headers=came),
        403: client.get("/users/", headers=came),
        405: client.get(f"{page}advance/", headers=came),
        413: client.post(page, b"", "text/plain", CONTENT_LENGTH=str(100 * 1024**2), headers=came),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert '<html lang="fr"' in words(answer), status
        assert f'href="{page}"' in words(answer), status
        assert 'href="/"' in words(answer), status
    assert answers[405].headers["Allow"] == "POST"


def test_sessions_that_nobody_comes_back_to_are_swept_out_when_somebody_signs_in() -> None:
    user, _client, _page = somebody()
    Session.objects.update(expire_date=timezone.now() - timedelta(days=2))
    Client().force_login(user)
    assert Session.objects.count() == 1


def test_a_second_form_that_comes_too_late_is_kept_like_the_first() -> None:
    user, client, page = somebody()
    let_session_end()
    press(client, page, {**NOTE, "text": "The first one."})
    answer = press(client, page, {**NOTE, "text": "And what she said then."})
    shown = client.get(come_in(client, user, answer.url).url)
    assert "And what she said then." in words(shown)


def test_what_is_refused_when_it_is_sent_again_stays_kept() -> None:
    user, client, page = somebody()
    let_session_end()
    answer = press(client, page, NOTE)
    client.get(come_in(client, user, answer.url).url)
    assert press(client, page, {**NOTE, "text": ""}).status_code == 422
    assert "the school certificate came" in words(client.get("/unsent/"))


def test_what_somebody_else_typed_does_not_lie_in_the_session_of_who_comes_in_next() -> None:
    _user, client, page = somebody()
    other = make_cast().paul
    other.set_password(PASSWORD)
    other.save()
    let_session_end()
    answer = press(client, page, NOTE)
    come_in(client, other, answer.url)
    assert "unsent" not in client.session


def test_a_way_back_leads_to_no_other_house() -> None:
    _user, client, _page = somebody()
    for path in ("//evil.example/x", "/\\evil.example/x"):
        answer = client.get("/no/such/page/", headers={"Referer": f"http://testserver{path}"})
        assert "evil.example" not in words(answer)


# --- the browser dropped the cookie of the session ------------------------------------------------------


def drop_session_cookie(client: Client) -> None:
    del client.cookies["sessionid"]


def test_what_was_typed_is_there_after_signing_in_though_the_browser_dropped_the_session() -> None:
    user, client, page = somebody()
    client.get(page)
    drop_session_cookie(client)
    answer = press(client, page, NOTE)
    assert "is kept until you are in again" in words(client.get(answer.url))
    shown = client.get(come_in(client, user, answer.url).url)
    assert "the school certificate came" in words(shown)
    assert press(client, page, dict(shown.context["again"]["fields"])).status_code == 302
    assert "school certificate" in Note.objects.get().text


def test_a_second_form_replaces_the_first_where_the_session_was_dropped() -> None:
    user, client, page = somebody()
    client.get(page)
    drop_session_cookie(client)
    press(client, page, {**NOTE, "text": "The first one."})
    answer = press(client, page, {**NOTE, "text": "And what she said then."})
    assert "And what she said then." in words(client.get(come_in(client, user, answer.url).url))


def test_without_a_session_nobody_but_who_was_in_on_this_browser_sees_what_was_typed() -> None:
    _user, client, page = somebody()
    other = make_cast().paul
    other.set_password(PASSWORD)
    other.save()
    client.get(page)
    drop_session_cookie(client)
    come_in(client, other, press(client, page, NOTE).url)
    assert "unsent" not in client.session
    assert client.get("/unsent/").headers["Location"] == "/"


def test_a_form_of_who_was_in_before_is_not_kept_for_who_was_in_last() -> None:
    first, _client, page = somebody()
    other = make_cast().paul
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(first)
    of_the_first = str(strict.get(page).context["csrf_token"])
    for user in (first, other):
        user.set_password(PASSWORD)
        user.save()
    strict.logout()
    entrance = strict.get("/accounts/login/")
    came = {"login": other.email, "password": PASSWORD, "csrfmiddlewaretoken": entrance.context["csrf_token"]}
    strict.post("/accounts/login/", came, headers=HERE)
    for _ended_or_dropped in range(2):
        let_session_end()
        answer = press(strict, page, NOTE | {"csrfmiddlewaretoken": of_the_first})
        assert answer.url.startswith("/accounts/login/")
        assert "unsent" not in strict.session
        drop_session_cookie(strict)


def test_a_mark_names_nobody_and_no_other_browsers_mark_keeps_anything() -> None:
    user, client, page = somebody()
    client.get(page)
    mark = client.cookies["onward_forms"]
    assert mark["httponly"]
    assert mark["samesite"] == "Lax"
    assert user.email not in mark.value
    thief = Client()
    thief.get("/accounts/login/")
    for cookie in (mark.value, "", "made-up", "made.up:signature"):
        thief.cookies["onward_forms"] = cookie
        press(thief, page, NOTE)
        assert "unsent" not in thief.session


def test_without_a_session_no_more_is_kept_than_an_hour_allows() -> None:
    _user, client, page = somebody()
    client.get(page)
    for n in range(MOST_AN_HOUR + 1):
        client.cookies.pop("sessionid", None)
        press(client, page, NOTE)
        assert ("unsent" in client.session) == (n < MOST_AN_HOUR), n


def test_a_form_that_is_too_long_to_keep_is_said_to_be_lost() -> None:
    _user, client, page = somebody()
    client.get(page)
    drop_session_cookie(client)
    answer = press(client, page, NOTE | {"text": "x" * (MOST_KEPT + 1)})
    assert "nothing was saved. Sign in" in words(client.get(answer.url))
    assert "unsent" not in client.session

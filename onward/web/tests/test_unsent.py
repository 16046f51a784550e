"""A button that was pressed after the session had ended, and every other page on which one cannot stay."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from onward.access.models import User
from onward.casework.cases.models import Note
from onward.casework.cases.tests.factories import a_case
from onward.web.form_owner import HOUR, MOST_AN_HOUR, not_too_many
from onward.web.unsent import AT_MOST, MOST_KEPT
from onward.web.unsent_words import fields_in_words, is_offered
from tests.cast import make_cast

SOMEBODY = "9b385628-f73b-4e77-9f0c-a19334f01831"
"""A key of nobody; drawn anew, it would name another test in each worker."""
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
    assert press(client, page, dict(shown.context["offers"][-1]["fields"])).status_code == 302
    assert "school certificate" in Note.objects.get().text
    assert client.get("/unsent/").url == "/"  # type: ignore[attr-defined]


def test_it_can_be_looked_at_in_its_form_and_nothing_is_done_by_that() -> None:
    user, client, page = somebody()
    let_session_end()
    fields = NOTE | {"text": "Half a sentence", "once": "0e6f34c2-55c6-4a37-a2a0-8ac4ea6e1ba2"}
    answer = press(client, page, fields)
    shown = client.get(come_in(client, user, answer.url).url)
    assert "Show the form again" in words(shown)
    again = press(
        client,
        page,
        dict(shown.context["offers"][-1]["fields"]) | {shown.context["offers"][-1]["look_first"]: "1"},
    )
    assert "Half a sentence" in words(again)
    assert "Nothing was saved yet" in words(again)
    assert not Note.objects.exists()


def test_it_can_be_put_aside_and_leads_to_the_page_with_the_button() -> None:
    user, client, page = somebody()
    let_session_end()
    come_in(client, user, press(client, page, NOTE).url)
    kept = client.session["unsent"][-1]["key"]
    assert client.post("/unsent/", {"unsent": kept}).headers["Location"] == page
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
    assert client.session["unsent"][-1]["files"] == 1


def strict_client(user: User) -> Client:
    """A browser whose forms need their token, in which somebody signed in."""
    user.set_password(PASSWORD)
    user.save()
    client = Client(enforce_csrf_checks=True)
    enter(client, user)
    return client


def enter(client: Client, user: User) -> Any:
    token = client.get("/accounts/login/").context["csrf_token"]
    came = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    return client.post("/accounts/login/", came, headers=HERE)


def token_on(client: Client, page: str) -> str:
    return str(client.get(page).context["csrf_token"])


def test_a_form_opened_before_signing_in_again_elsewhere_can_still_be_sent() -> None:
    user, _client, page = somebody()
    strict = strict_client(user)
    old = token_on(strict, page)
    let_session_end()
    enter(strict, user)
    answer = press(strict, page, NOTE | {"csrfmiddlewaretoken": old})
    assert answer.status_code == 403
    assert "the school certificate came" in words(answer)
    fields = dict(answer.context["offers"][0]["fields"])
    fields["csrfmiddlewaretoken"] = str(answer.context["csrf_token"])
    assert press(strict, page, fields).status_code == 302
    assert Note.objects.count() == 1


def test_an_old_tab_of_somebody_else_or_of_nobody_known_shows_nothing_and_offers_nothing() -> None:
    user, _client, page = somebody()
    strict = strict_client(user)
    old = token_on(strict, page)
    let_session_end()
    other = make_cast().sam
    other.set_password(PASSWORD)
    other.save()
    enter(strict, other)
    for token in (old, "of another session", "x" * 64):
        answer = press(strict, page, NOTE | {"csrfmiddlewaretoken": token})
        assert answer.status_code == 403
        assert "school certificate" not in words(answer)
        assert "Send it now" not in words(answer)
        assert "This form is too old" in words(answer)


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
    assert "The first one." in words(shown)
    for one in shown.context["offers"]:
        assert press(client, page, {**dict(one["fields"]), "unsent": one["key"]}).status_code == 302
    assert {one.text for one in Note.objects.all()} == {"The first one.", "And what she said then."}
    assert "unsent" not in client.session


def test_where_five_are_kept_the_sixth_is_refused_and_said_to_be_and_none_is_replaced() -> None:
    user, client, page = somebody()
    let_session_end()
    for number in range(AT_MOST):
        press(client, page, {**NOTE, "text": f"Number {number} of them"})
    answer = press(client, page, {**NOTE, "text": "One too many"})
    assert "this form is not kept either" in words(client.get(answer.url))
    shown = words(client.get(come_in(client, user, answer.url).url))
    assert [f"Number {number} of them" in shown for number in range(AT_MOST)] == [True] * AT_MOST
    assert "One too many" not in shown
    assert "No more than 5 forms are kept" in shown


def test_a_form_pressed_twice_is_kept_once_and_another_sent_meanwhile_takes_none_away() -> None:
    user, client, page = somebody()
    let_session_end()
    press(client, page, NOTE)
    come_in(client, user, press(client, page, NOTE).url)
    assert len(client.session["unsent"]) == 1
    assert press(client, page, {**NOTE, "text": "Something else."}).status_code == 302
    assert len(client.session["unsent"]) == 1


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
    assert press(client, page, dict(shown.context["offers"][-1]["fields"])).status_code == 302
    assert "school certificate" in Note.objects.get().text


def test_a_second_form_is_kept_beside_the_first_where_the_session_was_dropped() -> None:
    user, client, page = somebody()
    client.get(page)
    drop_session_cookie(client)
    press(client, page, {**NOTE, "text": "The first one."})
    answer = press(client, page, {**NOTE, "text": "And what she said then."})
    shown = words(client.get(come_in(client, user, answer.url).url))
    assert "And what she said then." in shown
    assert "The first one." in shown


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


@pytest.mark.parametrize("dropped", [True, False], ids=["the session was dropped", "the session ended"])
def test_no_more_is_kept_than_an_hour_allows_on_whichever_path(dropped: bool) -> None:
    _user, client, page = somebody()
    client.get(page)
    ended = client.cookies["sessionid"].value
    let_session_end()
    for n in range(MOST_AN_HOUR + 1):
        client.cookies.pop("sessionid", None)
        if not dropped:
            client.cookies["sessionid"] = ended
        press(client, page, NOTE)
        assert ("unsent" in client.session) == (n < MOST_AN_HOUR), n


def test_the_hour_is_counted_for_forms_that_come_into_one_session_too() -> None:
    _user, client, page = somebody()
    let_session_end()
    for _n in range(MOST_AN_HOUR):
        press(client, page, NOTE)
    answer = press(client, page, {**NOTE, "text": "Another one"})
    assert "nothing was saved. Sign in" in words(client.get(answer.url))
    assert "Another one" not in str(client.session["unsent"])


def test_the_hour_of_forms_begins_anew_and_is_not_put_off_by_those_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began = 1_900_000_800 // HOUR * HOUR
    monkeypatch.setattr("onward.web.form_owner.time.time", lambda: began + 1)
    assert [not_too_many("x") for _n in range(MOST_AN_HOUR + 3)] == [True] * MOST_AN_HOUR + [False] * 3
    monkeypatch.setattr("onward.web.form_owner.time.time", lambda: began + HOUR)
    assert not_too_many("x")


def test_a_mark_lives_about_as_long_as_a_session() -> None:
    _user, client, page = somebody()
    client.get(page)
    lives = int(client.cookies["onward_forms"]["max-age"])
    assert settings.SESSION_COOKIE_AGE <= lives <= settings.SESSION_COOKIE_AGE + 10 * 60
    drop_session_cookie(client)
    with patch("django.core.signing.time.time", return_value=time.time() + lives + 5):
        press(client, page, NOTE)
    assert "unsent" not in client.session


# --- whoever sits at the desk after somebody left it ----------------------------------------------------


def sign_out(client: Client) -> None:
    token = client.get("/accounts/logout/").context["csrf_token"]
    client.post("/accounts/logout/", {"csrfmiddlewaretoken": str(token)}, headers=HERE)


def test_after_signing_out_nothing_that_the_desk_sends_is_kept_for_who_left() -> None:
    user, _client, page = somebody()
    strict = strict_client(user)
    of_theirs = token_on(strict, page)
    before = strict.cookies["csrftoken"].value
    sign_out(strict)
    assert not strict.cookies["onward_forms"].value
    assert strict.cookies["csrftoken"].value != before
    for token in (of_theirs, token_on(strict, "/accounts/login/")):
        press(strict, page, NOTE | {"csrfmiddlewaretoken": token})
        assert "unsent" not in strict.session
    enter(strict, user)
    assert strict.get("/unsent/").headers["Location"] == "/"


def test_who_signs_out_after_the_session_had_ended_left_as_they_wanted_all_the_same() -> None:
    _user, client, page = somebody()
    client.get(page)
    let_session_end()
    client.post("/accounts/logout/")
    press(client, page, NOTE)
    assert "unsent" not in client.session


def test_the_page_says_where_a_form_goes_and_shows_all_that_it_sends_short_values_too() -> None:
    user, client, _page = somebody()
    let_session_end()
    fields = {"name": "Zed", "sex": "female", "strange": "x1", "password": "open sesame", "phone": ""}
    answer: Any = client.post("/people/new/", fields, headers=HERE)
    shown = client.get(come_in(client, user, answer.url).url)
    offer = shown.context["offers"][0]
    assert offer["words"] == "People · Enter a person"
    told = {one.label: one.value for one in offer["told"]}
    assert told["Sex"] == "woman"
    assert told["strange"] == "x1"
    assert "Zed" in told.values()
    assert [name for name, _value in offer["fields"] if name == "password"] == []
    assert words(shown).index("Zed") < words(shown).index("Send it now")


@pytest.mark.parametrize(
    "address",
    [
        "/users/new/",
        "/offices/new/",
        f"/users/{SOMEBODY}/",
        f"/users/{SOMEBODY}/active/",
        f"/protection/travellers/{SOMEBODY}/marks/",
        "/protection/sealed/",
        "/protection/sealed/BE-26-00001/",
        f"/consents/of/{SOMEBODY}/ask/",
        f"/consents/requests/{SOMEBODY}/",
        "/no/such/page/",
    ],
)
def test_what_gives_rights_restricts_or_opens_is_told_of_and_never_offered_for_sending(address: str) -> None:
    assert not is_offered(address)


def test_a_form_on_users_is_told_of_with_a_link_and_without_what_it_said() -> None:
    user, client, _page = somebody()
    let_session_end()
    fields = {"name": "Planted Admin", "roles": "administrator"}
    answer: Any = client.post("/users/new/", fields, headers=HERE)
    shown = words(client.get(come_in(client, user, answer.url).url))
    assert "Let somebody in" in shown
    assert 'href="/users/new/"' in shown
    assert "Planted" not in shown
    assert "Planted" not in str(client.session["unsent"])
    assert "Send it now" not in shown


# --- too much to be read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"message": "x" * 2_600_000}, "Le texte de ce formulaire est trop long"),
        ({f"f{n}": "x" for n in range(3_000)}, "Ce formulaire a trop de parties"),
    ],
    ids=["a long message", "many fields"],
)
def test_a_form_that_is_too_long_to_be_read_is_told_what_is_too_long(sent: Any, said: str) -> None:
    user, _client, _page = somebody("fr")
    client = strict_client(user)
    came = HERE | {"Referer": "http://testserver/referrals/new/"}
    content = urlencode(sent)
    answer = client.post("/referrals/new/", content, "application/x-www-form-urlencoded", headers=came)
    assert answer.status_code == 413
    assert said in words(answer)
    assert 'href="/referrals/new/"' in words(answer)


def test_a_long_text_of_a_referral_is_held_to_its_length_while_it_is_typed() -> None:
    client = Client()
    client.force_login(make_cast().rik)
    page = words(client.get("/referrals/new/"))
    assert re.search(r'<textarea name="message"[^>]*maxlength="5000"', page)


def test_a_form_that_is_too_long_to_keep_is_said_to_be_lost() -> None:
    _user, client, page = somebody()
    client.get(page)
    drop_session_cookie(client)
    answer = press(client, page, NOTE | {"text": "x" * (MOST_KEPT + 1)})
    assert "nothing was saved. Sign in" in words(client.get(answer.url))
    assert "unsent" not in client.session


def test_a_day_that_would_be_sent_is_written_in_words() -> None:
    [told] = fields_in_words("/cases/BE-26-00001/do/session/", [["held_on", "2026-07-01"]])
    assert told.value == "1 July 2026"
    [odd] = fields_in_words("/cases/BE-26-00001/do/session/", [["held_on", "soon"]])
    assert odd.value == "soon"

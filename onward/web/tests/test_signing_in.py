"""Coming in and going out, as a user does it; and what a stranger learns by trying."""

import re
import time
from datetime import timedelta
from threading import Event as Signal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from onward.access import actions
from onward.access.models import AuditEntry, User
from onward.access.policy import reach
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, NotSignedIn
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "a long and quiet river"


def somebody() -> User:
    user = make_cast().lies
    user.set_password(PASSWORD)
    user.save()
    return user


def try_in(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password} | more)


def words(response: Any) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


def test_with_the_right_password_one_is_in() -> None:
    user, client = somebody(), Client()
    assert try_in(client, user.email, PASSWORD).status_code == 302
    assert client.get("/cases/").status_code == 200


def test_a_wrong_password_is_said_plainly_and_lets_nobody_in() -> None:
    user, client = somebody(), Client()
    response = try_in(client, user.email, "a short one")
    assert response.status_code == 200
    assert "not correct" in words(response)
    assert client.get("/cases/").status_code == 302


def test_a_stranger_does_not_learn_who_has_an_account() -> None:
    user = somebody()
    known, unknown = (try_in(Client(), email, "a short one") for email in (user.email, "who@onward.example"))
    assert words(known) == words(unknown)
    asked = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in (user.email, "who@onward.example")
    ]
    assert (asked[0].status_code, asked[0].url) == (asked[1].status_code, asked[1].url)  # type: ignore[attr-defined]


RESET = "/accounts/password/reset/"


def letters(number: int) -> list[str]:
    """Return to whom letters went, once `number` are there."""
    until = time.monotonic() + 5
    while len(mail.outbox) < number and time.monotonic() < until:
        time.sleep(0.01)
    return [one.to[0] for one in mail.outbox]


def test_no_letter_goes_to_an_address_that_has_no_account() -> None:
    user = somebody()
    for email in ("who@onward.example", user.email):
        assert Client().post(RESET, {"email": email}).status_code == 302
    assert letters(1) == [user.email]
    time.sleep(0.2)
    assert letters(1) == [user.email], "and no more came"


def test_a_letter_that_is_slow_or_fails_is_not_told_by_the_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    user, gone = somebody(), Signal()

    def fails(letter: EmailMessage) -> int:
        gone.wait(5)
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", fails)
    known, unknown = (Client().post(RESET, {"email": email}) for email in (user.email, "who@onward.example"))
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    gone.set()
    until = time.monotonic() + 5
    while not caplog.records and time.monotonic() < until:
        time.sleep(0.01)
    assert [one.getMessage() for one in caplog.records] == ["A letter could not be sent."]
    assert user.email not in caplog.text


@pytest.mark.parametrize("known", [True, False])
def test_the_answer_to_who_asks_for_a_new_password_goes_out_on_a_beat(settings: Any, known: bool) -> None:
    user = somebody()
    settings.RESET_BEAT = 0.3
    began = time.monotonic()
    Client().post(RESET, {"email": user.email if known else "who@onward.example"})
    assert time.monotonic() - began >= 0.3


def test_who_was_closed_does_not_come_in() -> None:
    user, client = somebody(), Client()
    user.is_active = False
    user.save()
    try_in(client, user.email, PASSWORD)
    assert client.get("/cases/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led_to"), [("/holds/", "/holds/"), ("https://evil.example/", "/"), ("//evil.example/", "/")]
)
def test_one_is_led_on_within_the_house_only(wanted: str, led_to: str) -> None:
    user = somebody()
    assert try_in(Client(), user.email, PASSWORD, next=wanted).headers["Location"] == led_to


def test_a_page_that_needs_signing_in_leads_there_and_back() -> None:
    response = Client().get("/holds/")
    assert response.headers["Location"] == f"{LOGIN}?next=/holds/"


def test_nobody_makes_an_account_for_themselves() -> None:
    make_cast()
    given = {"email": "new@onward.example", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", given)
    assert not User.objects.filter(email="new@onward.example").exists()


def test_signing_out_asks_by_post_and_ends_the_session() -> None:
    user, client = somebody(), Client()
    client.force_login(user)
    client.get("/accounts/logout/")
    assert client.get("/cases/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/cases/").status_code == 302


def test_the_language_is_chosen_before_one_is_in() -> None:
    client = Client()
    client.post("/language/", {"language": "nl", "next": LOGIN})
    assert '<html lang="nl"' in client.get(LOGIN).content.decode()


def test_the_language_that_somebody_chooses_is_theirs_in_every_browser() -> None:
    user, client = somebody(), Client()
    other = make_cast().paul
    client.force_login(user)
    client.post("/language/", {"language": "nl", "next": "/cases/"})
    elsewhere = Client()
    elsewhere.force_login(user)
    assert '<html lang="nl"' in elsewhere.get("/cases/").content.decode()
    kept = Event.objects.get(type="access.language_chosen")
    assert (kept.about_key, kept.actor_key, kept.payload["language"]) == (user.key, user.key, "nl")
    assert AuditEntry.objects.filter(table="access_user", row=user.pk, after={"language": "nl"}).exists()
    other.refresh_from_db()
    assert other.language == "en"
    client.post("/language/", {"language": "nl", "next": "/cases/"})
    assert Event.objects.filter(type="access.language_chosen").count() == 1


def test_in_a_browser_that_others_used_the_account_s_language_counts_and_none_is_left_behind() -> None:
    client, dutch, french = Client(), somebody(), make_cast().paul
    User.objects.filter(pk=french.pk).update(language="fr")
    client.post("/language/", {"language": "nl", "next": LOGIN})
    client.force_login(french)
    assert '<html lang="fr"' in client.get("/cases/").content.decode()
    client.post("/language/", {"language": "nl", "next": "/cases/"})
    assert '<html lang="nl"' in client.get("/cases/").content.decode()
    entrance = client.post("/accounts/logout/", headers={"Accept-Language": "en"}, follow=True)
    assert '<html lang="en"' in entrance.content.decode()
    assert "afgemeld" not in entrance.content.decode()
    assert not {name for name, one in client.cookies.items() if one.value in ("fr", "nl")}
    client.force_login(dutch)
    assert '<html lang="en"' in client.get("/cases/").content.decode()


def test_who_signs_out_after_the_session_ended_by_itself_leaves_no_language_either() -> None:
    client, french = Client(), make_cast().paul
    User.objects.filter(pk=french.pk).update(language="fr")
    client.force_login(french)
    client.get("/cases/")
    client.session.flush()
    assert '<html lang="fr"' in client.get(LOGIN, headers={"Accept-Language": "en"}).content.decode()
    client.post("/accounts/logout/")
    assert not [name for name, one in client.cookies.items() if one.value == "fr"]
    assert '<html lang="en"' in client.get(LOGIN, headers={"Accept-Language": "en"}).content.decode()


def test_who_has_no_role_chooses_a_language_too_and_a_closed_account_does_not() -> None:
    outsider = make_cast().outsider
    assert actions.choose_language(outsider, "fr").language == "fr"
    with pytest.raises(Invalid):
        actions.choose_language(outsider, "de")
    outsider.is_active = False
    with pytest.raises(NotSignedIn):
        actions.choose_language(outsider, "nl")


def test_nobody_reaches_another_account_by_the_verb_that_everybody_has() -> None:
    cast = make_cast()
    for who in cast.everybody().values():
        assert list(reach(who, "users.language", User.objects.all())) == [who]
    assert not reach(cast.outsider, "users.manage", User.objects.all())


def test_a_second_factor_is_set_up_and_then_asked_for() -> None:
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = _code(secret)
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302

    again = Client()
    assert "2fa/authenticate" in try_in(again, user.email, PASSWORD).headers["Location"]
    assert again.get("/cases/").status_code == 302


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_the_page_for_passkeys_opens() -> None:
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_an_idle_session_ends_and_a_used_one_goes_on() -> None:
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    client.get("/cases/")
    session = Session.objects.get()
    assert session.expire_date - timezone.now() <= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert settings.SESSION_COOKIE_AGE <= 60 * 60
    session.expire_date = timezone.now() - timedelta(seconds=1)
    session.save()
    assert client.get("/cases/").status_code == 302


def test_working_prolongs_the_session() -> None:
    user, client = somebody(), Client()
    client.force_login(user)
    client.get("/cases/")
    data = client.session
    data["awake_at"] = int(time.time()) - 600
    data.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=30))
    client.get("/cases/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=50)


def test_nobody_changes_the_address_under_which_they_sign_in() -> None:
    user, client = somebody(), Client()
    client.force_login(user)
    for sent in (
        {"action_add": "", "email": "other@onward.example"},
        {"action_primary": "", "email": "x@y.example"},
    ):
        assert client.post("/accounts/email/", sent).status_code == 404
    assert client.get("/accounts/email/").status_code == 404


def test_who_needs_a_second_factor_first_is_told_so_and_why_and_led_nowhere_else(settings: Any) -> None:
    settings.REQUIRE_MFA = True
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    page = client.get("/work/", follow=True)
    told = page.content.decode()
    assert page.redirect_chain == [("/accounts/2fa/", 302)]
    assert "Before anything else a second factor is needed" in told
    assert 'href="/work/"' not in told
    assert "Find a person" not in told
    User.objects.filter(pk=user.pk).update(language="fr")
    assert "un second facteur est nécessaire" in client.get("/accounts/2fa/").content.decode()


def test_the_first_second_factor_is_set_up_without_the_password_of_a_moment_ago(settings: Any) -> None:
    settings.REQUIRE_MFA = True
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    activated = {"code": _code(page.context["form"].secret)}
    codes = client.post("/accounts/2fa/totp/activate/", activated, follow=True)
    assert codes.redirect_chain == [("/accounts/2fa/recovery-codes/", 302)], "shown, and nothing asked again"
    after = client.get("/accounts/2fa/").content.decode()
    assert "Before anything else" not in after
    assert 'href="/work/"' in after


def test_to_take_a_second_factor_away_the_password_or_a_code_is_asked_for(settings: Any) -> None:
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert "reauthenticate" in client.get("/accounts/2fa/totp/deactivate/").headers["Location"]


def test_later_the_password_is_asked_for_again_before_a_second_factor_is_set_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, client = somebody(), Client()
    try_in(client, user.email, PASSWORD)
    monkeypatch.setattr("onward.web.sign_in.JUST_NOW", 0)
    assert "reauthenticate" in client.get("/accounts/2fa/totp/activate/").headers["Location"]

"""What every request meets on its way: headers, problems, an absent database, a missing second factor."""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from onward.access.models import User
from onward.kernel.problems import Missing
from onward.web.logs import Discreet
from onward.web.urls import urlpatterns as of_the_house


def lost(request: HttpRequest) -> HttpResponse:
    raise Missing


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError('server closed the connection; DETAIL: name "Amina"')


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


TYPED = {"note": "came with her aunt", "password": "open sesame", "otp_code": "1"}

handler500 = "onward.web.problem_pages.fault"
urlpatterns = [path("", fine), path("lost", lost), path("away", away), path("fine", fine), *of_the_house]


@pytest.fixture(autouse=True)
def _addresses() -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def test_every_answer_forbids_foreign_scripts_frames_and_forms(client: Client) -> None:
    policy = client.get("/fine").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_page_may_be_kept_by_a_cache(client: Client) -> None:
    assert client.get("/fine").headers["Cache-Control"] == "no-store, private"


def test_a_problem_is_answered_under_its_own_status_with_a_way_out(client: Client) -> None:
    response = client.get("/lost")
    assert response.status_code == 404
    assert "Check the address or the reference" in text(response)


def test_a_fragment_gets_the_problem_as_a_fragment(client: Client) -> None:
    response = client.get("/lost", headers={"HX-Request": "true"})
    assert response.status_code == 404
    assert response.headers["HX-Retarget"] == "#problem"
    assert "<html" not in text(response)


def test_a_program_gets_the_problem_as_json(client: Client) -> None:
    response = client.get("/lost", headers={"Accept": "application/json"})
    assert response.json()["problem"]["code"] == "kernel.missing"


def test_a_database_that_goes_away_keeps_what_was_typed_but_no_password(client: Client) -> None:
    response = client.post("/away", TYPED)
    assert response.status_code == 503
    assert "came with her aunt" in text(response)
    assert "open sesame" not in text(response)
    assert "otp_code" not in text(response)
    assert "Amina" not in text(response)
    assert "Try again" in text(response)


@pytest.mark.django_db
def test_a_database_that_is_away_from_the_start_is_told_in_the_language_of_the_browser(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User.objects.create_user("amina@onward.example", None, name="Amina")
    client.force_login(user)
    client.raise_request_exception = False

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(type(connections["default"]), "ensure_connection", refuse)
    response = client.post("/fine", {"note": "typed"}, headers={"Accept-Language": "en"})
    assert response.status_code == 503
    assert "typed" in text(response)


def test_a_request_of_100_megabytes_is_refused_unread() -> None:
    client = Client()
    response = client.post("/fine", b"", content_type="text/plain", CONTENT_LENGTH=str(100 * 1024**2))
    assert response.status_code == 413
    assert "at most 20 MB" in text(response)


@pytest.mark.django_db
@override_settings(REQUIRE_MFA=True)
def test_who_has_no_second_factor_is_led_to_setting_one_up(client: Client) -> None:
    user = User.objects.create_user("amina@onward.example", None, name="Amina")
    client.force_login(user)
    response = client.get("/fine")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200


@pytest.mark.django_db
def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    answer = {"email": "x@example.org", "password1": "aVeryLongOne123", "password2": "aVeryLongOne123"}
    client.post("/accounts/signup/", answer)
    assert not User.objects.filter(email="x@example.org").exists()


@pytest.mark.django_db
def test_a_user_signs_in_with_address_and_password(client: Client) -> None:
    User.objects.create_user("amina@onward.example", "aVeryLongOne123", name="Amina")
    response = client.post(
        "/accounts/login/", {"login": "amina@onward.example", "password": "aVeryLongOne123"}
    )
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_a_log_line_holds_no_query_and_no_words_of_an_exception() -> None:
    request = RequestFactory().get("/people/?name=Amina")
    try:
        raise ValueError("Amina is not a date")
    except ValueError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "Failed: %s", (request.get_full_path(),), sys.exc_info()
        )
    line = Discreet().format(record)
    assert "Amina" not in line
    assert "ValueError" in line
    assert "test_requests.py" in line


def logged(error: Exception) -> str:
    """Return what the log says of an exception that was raised while a lookup found nothing."""
    try:
        try:
            os.environ["ONWARD_OF_NOBODY"]
        except KeyError:
            raise error  # noqa: B904  (what Python then takes for the cause is what this asks about)
    except type(error):
        told = sys.exc_info()
    return Discreet().format(logging.LogRecord("onward", logging.ERROR, __file__, 1, "It failed", (), told))


def test_each_occurrence_is_one_line_of_the_log_and_a_lookup_before_it_is_no_part_of_it() -> None:
    for error in (OperationalError("no\nserver"), ValueError("one\ntwo")):
        line = logged(error)
        assert "\n" not in line
        assert type(error).__name__ in line
        assert "test_requests.py" in line
        assert "KeyError" not in line
    line = Discreet().format(logging.LogRecord("onward", logging.ERROR, __file__, 1, "a\r\nforged", (), None))
    assert line.endswith("ERROR onward a | forged")


@pytest.mark.django_db
def test_a_database_that_is_away_takes_one_short_line_a_request(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(User.objects.create_user("amina@onward.example", None, name="Amina"))
    client.raise_request_exception = False

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(type(connections["default"]), "ensure_connection", refuse)
    assert client.get("/people/").status_code == 503
    [record] = caplog.records
    line = Discreet().format(record)
    assert re.search(r"OperationalError at \S+/onward/\S+:[0-9]+ in \w+$", line)
    assert "AttributeError" not in line


def test_what_may_not_be_shown_is_answered_on_the_beat_however_long_the_look_took(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOT_FOUND_BEAT = 0.05
    began = time.monotonic()
    client.get("/lost")
    took = time.monotonic() - began
    waited: list[float] = []
    monkeypatch.setattr("onward.web.middleware.time.sleep", waited.append)
    client.get("/lost")
    client.get("/fine")
    assert took >= 0.05
    assert len(waited) == 1, "what is there is handed out at once"
    assert 0 < waited[0] <= 0.05

"""A real browser for journeys, and axe for every page of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from onward.web import database
from tests.support.database import CLUSTER

CHROMIUM = Path("/usr/bin/chromium")
GRAVE = {"serious", "critical"}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Site:
    """A running Onward: `url` has no slash at its end, `faults` collects what the server let through."""

    url: str


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output readable."""


class _Server(ThreadedWSGIServer):
    """One thread a request, and each closes the connection that it opened."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@pytest.fixture
def site(committed_db: str) -> Iterator[Site]:
    """Serve Onward on a free port of this machine, on a fresh database."""
    import threading

    server = _Server(("127.0.0.1", 0), _Silent, ipv6=False, allow_reuse_address=False)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless, without a word to the outside."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing. `make browser` installs it (Debian: chromium fonts-noto-core).")
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses root
    # Playwright keeps an event loop running in this thread; Django would refuse the database for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of its own, in English, 1280 wide; a script error or a refused resource fails the test."""
    context = browser.new_context(base_url=site.url, locale="en-GB", timezone_id="Europe/Brussels")
    context.set_default_timeout(10_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(f"script: {error}"))
    opened.on(
        "console",
        lambda message: (
            faults.append(f"console: {message.text}") if "Content Security Policy" in message.text else None
        ),
    )
    yield opened
    context.close()
    assert not faults, "The page complained:\n" + "\n".join(faults)


@pytest.fixture
def sign_in(site: Site) -> Callable[[Page, Any], None]:
    """Sign a user in by a session of their own: `sign_in(page, user)`."""

    def enter(page: Page, user: Any) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": site.url}]
        )

    return enter


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail on what axe finds serious or critical: `axe(page)`."""
    inspector = Axe()

    def inspect(page: Page) -> None:
        results = inspector.run(page, options={"runOnly": STANDARDS})
        grave = [each for each in results.response["violations"] if each["impact"] in GRAVE]
        told = [
            f"{each['id']} ({each['impact']}): {each['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in each["nodes"][:5])
            for each in grave
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return inspect


@pytest.fixture
def second_connection(committed_db: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection of another process's kind, as the application's role."""
    with psycopg.connect(CLUSTER.url(committed_db, database.APPLICATION)) as connection:
        yield connection


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes a page as a browser test."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")

"""Users of the measurements: each a thread with one lasting connection and the cookie of a session."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.pages import Page

FORM_FIELD = re.compile(rb'name="(csrfmiddlewaretoken|once)" value="([^"]*)"')
HOST = "127.0.0.1"
IDLE = 10.0
"""Seconds after which a resting connection is not trusted any more."""


@dataclass(frozen=True)
class Taken:
    """One page that was had: how long it took in milliseconds, and how many bytes came over the wire."""

    page: str
    milliseconds: float
    size: int


class Answered(Exception):
    """The server answered something else than the page."""


class Visitor:
    """A signed-in user with one connection."""

    def __init__(self, port: int, session: str, values: Callable[[random.Random], dict[str, str]]) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.session = session
        self.values = values
        self.rng = random.Random(session)
        self.cookies = {"sessionid": session}
        self.last = time.monotonic()

    def take(self, page: Page) -> Taken:
        """Have one page and time it, the reading of its form aside.

        Raises:
            Answered: it did not come.
        """
        values = self.values(self.rng)
        address, body = page.address.format(**values), None
        if page.post:
            _status, _where, form = self._send("GET", page.form_at.format(**values), None)
            fields = {name.decode(): value.decode() for name, value in FORM_FIELD.findall(form)}
            body = urlencode({**dict(page.post), **fields})
        began = time.perf_counter()
        status, where, answer = self._send("POST" if body else "GET", address, body)
        size = len(answer)
        if page.follow and status == 302:
            status, where, answer = self._send("GET", where, None)
            size += len(answer)
        took = (time.perf_counter() - began) * 1000
        if status != (302 if body else 200):
            raise Answered(f"{page.name}: {address} answered {status} {where}")
        return Taken(page.name, took, size)

    def _send(self, method: str, address: str, body: str | None) -> tuple[int, str, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif not address.endswith("/do/note/"):
            headers["Accept-Encoding"] = "gzip"  # a form that is to be read comes plain
        if time.monotonic() - self.last > IDLE:
            self.connection.close()  # the server is about to; the next request opens another one
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        found = answer.read()
        self.last = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.getheader("Location", ""), found


def one_after_the_other(visitor: Visitor, page: Page, times: int) -> list[Taken]:
    """Have a page so many times, by one user without pause."""
    return [visitor.take(page) for _time in range(times)]


def together(
    visitors: Sequence[Visitor], pages: Sequence[Page], *, seconds: float, pause: float
) -> tuple[list[Taken], float]:
    """Let all visit at once, each in an order of its own; returns what they had, and how long it lasted."""
    taken: list[Taken] = []
    faults: list[Exception] = []
    began = time.perf_counter()

    def visit(visitor: Visitor) -> None:
        try:
            time.sleep(visitor.rng.random() * pause)
            for page in _in_turn(visitor.rng, pages):
                if time.perf_counter() - began > seconds:
                    return
                taken.append(visitor.take(page))
                time.sleep(pause)
        except Exception as fault:  # told by the thread that waits
            faults.append(fault)

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return taken, time.perf_counter() - began


def _in_turn(rng: random.Random, pages: Sequence[Page]) -> Iterator[Page]:
    """Give every page once in each round, each round in another order."""
    while True:
        yield from rng.sample(list(pages), len(pages))

"""An identity provider that speaks OpenID Connect (core 1.0, with PKCE) over HTTP, as an office has one.

It checks what a provider must: client, secret, redirect address, verifier, and that a code is used once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "onward", secrets.token_urlsafe(24)


@dataclass
class Provider:
    """Who can sign in there, and what was handed out.

    Attributes:
        people: subject → the claims about them.
        refused: why requests were turned away.
    """

    people: dict[str, dict[str, Any]]
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def settings(self) -> dict[str, Any]:
        """Return what Onward's settings hold of it."""
        app = {"provider_id": "office", "name": "the office account", "client_id": CLIENT, "secret": SECRET}
        return {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [{**app, "settings": {"server_url": self.url}}],
            }
        }


class _Handler(BaseHTTPRequestHandler):
    provider: ClassVar[Provider]

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output readable."""

    def do_GET(self) -> None:
        """Say where everything is, ask who signs in, hand out keys and claims."""
        here = urlsplit(self.path)
        provider = self.provider
        if here.path == "/.well-known/openid-configuration":
            places = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "userinfo_endpoint": "userinfo",
                "jwks_uri": "jwks",
            }
            self._json({"issuer": provider.url} | {k: f"{provider.url}/{v}" for k, v in places.items()})
        elif here.path == "/authorize":
            buttons = "".join(
                f'<button name="subject" value="{escape(one)}">{escape(claims["email"])}</button>'
                for one, claims in provider.people.items()
            )
            hidden = escape(here.query)
            form = f'<form method="post" action="/authorize?{hidden}">{buttons}</form>'
            self._answer(200, "text/html", f"<!doctype html><title>Who are you?</title>{form}".encode())
        elif here.path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(provider.key.public_key()))
            self._json({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})
        elif here.path == "/userinfo":
            subject = provider.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            self._json(
                {"sub": subject, **provider.people[subject]} if subject else {}, 200 if subject else 401
            )
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        """Send whoever signed in back with a code, and change a code for tokens."""
        here = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if here.path == "/authorize":
            asked = {**dict(parse_qsl(here.query)), **dict(parse_qsl(sent))}
            code = secrets.token_urlsafe(16)
            self.provider.codes[code] = asked
            answer = urlencode({"code": code, "state": asked["state"]})
            self._answer(302, "text/plain", b"", Location=f"{asked['redirect_uri']}?{answer}")
        elif here.path == "/token":
            self._exchange({name: values[0] for name, values in parse_qs(sent).items()})
        else:
            self._json({}, 404)

    def _exchange(self, given: dict[str, str]) -> None:
        provider = self.provider
        basic = self.headers.get("Authorization", "")
        if basic.startswith("Basic "):
            name, _colon, secret = base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")
        else:
            name, secret = given.get("client_id", ""), given.get("client_secret", "")
        asked = provider.codes.pop(given.get("code", ""), {})
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        checks = {
            "client": (name, secret) == (CLIENT, SECRET),
            "code": bool(asked),
            "address": asked.get("redirect_uri") == given.get("redirect_uri"),
            "verifier": asked.get("code_challenge") == base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }
        if wrong := [what for what, right in checks.items() if not right]:
            provider.refused += wrong
            self._json({"error": "invalid_grant"}, 400)
            return
        subject, token, now = asked["subject"], secrets.token_urlsafe(16), int(time.time())
        provider.tokens[token] = subject
        claims = {"iss": provider.url, "aud": CLIENT, "sub": subject, "iat": now, "exp": now + 60}
        signed = jwt.encode({**claims, **provider.people[subject]}, provider.key, "RS256", {"kid": "one"})
        self._json({"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def _json(self, what: Any, status: int = 200) -> None:
        self._answer(status, "application/json", json.dumps(what).encode())

    def _answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(people: dict[str, dict[str, Any]]) -> Iterator[Provider]:
    """Serve a provider for these people on a free port of this machine."""
    provider = Provider(people)
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

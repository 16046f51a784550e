"""Every setting of Onward, from the environment; docs/running.md says what each variable does.

Nothing here needs editing to run an office. Without any variable set, this is the demo: an embedded
PostgreSQL, a secret key made on the spot, synthetic people. As soon as ``DATABASE_URL`` names a server,
the secret key and the hosts have to be named too.
"""

from __future__ import annotations

import base64
import os
import secrets
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from onward.web import database

ROOT = database.ROOT
LOCAL = database.LOCAL


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "1", "no", "yes", "false", "true"}:
        return default if not value else value in {"1", "yes", "true"}
    raise ImproperlyConfigured(f"{name} is {value!r}; say 1 or 0.")


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _secret_key() -> str:
    given = os.environ.get("ONWARD_SECRET_KEY")
    if given:
        return given
    if TESTING:
        return "known to everybody who reads the tests"
    if not DEMO:
        raise ImproperlyConfigured(
            "ONWARD_SECRET_KEY is missing. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return _kept_by_the_demo("secret-key", lambda: secrets.token_urlsafe(50))


def _master_keys() -> str:
    """Return what is given as master keys, unread: `access.secrecy.masters` says what is wrong with it."""
    given, file = os.environ.get("ONWARD_MASTER_KEYS", ""), os.environ.get("ONWARD_MASTER_KEYS_FILE")
    if given and file:
        raise ImproperlyConfigured("Set ONWARD_MASTER_KEYS or ONWARD_MASTER_KEYS_FILE, not both.")
    if file:
        try:
            return Path(file).read_text()
        except (OSError, UnicodeDecodeError) as wrong:
            why = wrong.strerror if isinstance(wrong, OSError) else "it is no text"
            raise ImproperlyConfigured(
                f"The file of ONWARD_MASTER_KEYS_FILE cannot be read: {why}."
            ) from None
    if given or not DEMO:
        return given
    if TESTING:
        return f"tests:{b64encode(b'known to everybody who reads the').decode()}\n"
    return _kept_by_the_demo("master-keys", lambda: f"demo:{b64encode(secrets.token_bytes(32)).decode()}\n")


def _kept_by_the_demo(name: str, make: Callable[[], str]) -> str:
    """Return a secret that the demo keeps in a file which nobody else reads, made at its first start."""
    kept = LOCAL / name
    if not kept.exists():
        LOCAL.mkdir(exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return kept.read_text()


def _signing_key() -> str:
    """Return the key that signs records of retention, in base64; empty where an office has none yet."""
    given = os.environ.get("ONWARD_SIGNING_KEY", "")
    if given or not (DEMO or TESTING):
        return given
    return base64.b64encode(sha256(b"signs made-up records: " + SECRET_KEY.encode()).digest()).decode()


# --- What kind of installation this is ------------------------------------------------------------------

TESTING = "PYTEST_VERSION" in os.environ
DEMO = TESTING or "DATABASE_URL" not in os.environ or _flag("ONWARD_DEMO")
"""Whether this is the demo; with ``DATABASE_URL`` only where ``ONWARD_DEMO`` says so: ``make demo`` does."""
DEBUG = _flag("ONWARD_DEBUG")
SYNTHETIC = _flag("ONWARD_SYNTHETIC", default=DEMO)
"""Whether the people in here are made up; every page says so then."""
REQUIRE_MFA = _flag("ONWARD_REQUIRE_MFA", default=not (DEMO or TESTING))
"""Whether somebody without a second factor is led to set one up before anything else."""
SECRET_KEY = _secret_key()
MASTER_KEYS = _master_keys()
"""Under these the keys of persons and cases are wrapped; an office without one does not start."""
ALLOWED_HOSTS = _words("ONWARD_HOSTS", "localhost,127.0.0.1,[::1],testserver" if DEMO else "")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not DEMO]
ONWARD_SIGNING_KEY = _signing_key()
ONWARD_FILES = Path(os.environ.get("ONWARD_FILES", LOCAL / "files"))
ONWARD_FACTS = Path(os.environ.get("ONWARD_FACTS", LOCAL / "facts"))
"""Where documents lie: outside the web root, never served but through a view that asks who is asking."""

ONWARD_FIRST_DAY = date.fromisoformat(os.environ.get("ONWARD_FIRST_DAY", "1951-12-05"))
"""The first day of which anything is counted or comes in: no office of this kind is older."""

ONWARD_UNLIKELY_DAYS = int(os.environ.get("ONWARD_UNLIKELY_DAYS", "30"))
"""A departure or arrival further than this from what goes with it is asked about before it is saved."""
ONWARD_ARRIVAL_GRACE_DAYS = int(os.environ.get("ONWARD_ARRIVAL_GRACE_DAYS", "1"))
"""Days after the one on which a journey was to end that an arrival may still be recorded in good time."""

# --- Rooms ----------------------------------------------------------------------------------------------

ROOMS = [
    "onward.kernel",
    "onward.access",
    "onward.reference",
    "onward.records.people",
    "onward.records.consents",
    "onward.records.partners",
    "onward.records.projects",
    "onward.casework.programmes",
    "onward.casework.cases",
    "onward.casework.referrals",
    "onward.casework.protection",
    "onward.delivery.movements",
    "onward.delivery.reintegration",
    "onward.evidence",
    "onward.history",
    "onward.safekeeping.retention",
    "onward.safekeeping.rights",
    "onward.web",
]
INSTALLED_APPS = [
    *ROOMS,
    *(["sample"] if SYNTHETIC else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "onward.web.middleware.on_the_beat",
    "onward.web.middleware.notes_on_names",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "onward.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "onward.web.middleware.awake",
    "onward.web.middleware.own_language",
    "onward.web.middleware.request_size",
    "django.contrib.messages.middleware.MessageMiddleware",
    "onward.web.middleware.past_figures",
    "django_htmx.middleware.HtmxMiddleware",
    "onward.web.form_owner.marks",
    "onward.web.unsent.unsent",
    "allauth.account.middleware.AccountMiddleware",
    "onward.web.middleware.second_factor",
    "onward.web.middleware.Problems",
]
# Seconds. Longer than it takes to find out that nothing may be shown (2 to 4 ms on a million persons).
NOT_FOUND_BEAT = 0.0 if TESTING else 0.025
# Longer than it takes to make a letter with the way to a new password, which is sent afterwards.
RESET_BEAT = NOT_FOUND_BEAT * 10
ROOT_URLCONF = "onward.web.urls"
WSGI_APPLICATION = "onward.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "onward.web.context.house",
                "onward.reference.context.footnotes",
            ],
        },
    }
]

FORM_RENDERER = "onward.web.forms_renderer.OnwardFormRenderer"

# --- Database -------------------------------------------------------------------------------------------


def _address(name: str, default: str = "") -> str:
    """Return the address of a database, if it is one; the words never repeat it, for its password."""
    given = os.environ.get(name, default)
    try:
        database.parse_url(given)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is no address of a database: {wrong}.") from None
    return given


if TESTING or "DATABASE_URL" not in os.environ:
    _cluster = database.throw_away_cluster() if TESTING else database.demo_cluster()
    DATABASE_URL = _cluster.url(database.DEMO_DATABASE, database.APPLICATION)
    DATABASE_OWNER_URL = _cluster.url(database.DEMO_DATABASE, database.OWNER)
else:
    DATABASE_URL = _address("DATABASE_URL")
    DATABASE_OWNER_URL = _address("DATABASE_OWNER_URL", DATABASE_URL)
"""Only ``migrate`` uses this one: the role that owns the tables."""
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **database.parse_url(DATABASE_URL),
        # One lasting connection a thread: a tenth less CPU a page than a pool (8.1 ms against 9.0, measured),
        # and a database that went away is noticed at once, not after the wait of a pool.
        "CONN_MAX_AGE": 600,
        # One look before each request (0.1 ms): a server that was restarted costs nobody an error page.
        "CONN_HEALTH_CHECKS": True,
    }
}

# A page's statements touch a few hundred rows: to start parallel workers takes longer than to read them, and
# to plan what was prepared (docs/adr/0008-questions.md) again for each value takes longer than to run it.
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan"
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Failed sign-ins are counted over all workers, in one table, where each would have a count of its own. The
# rates are allauth's. What has run out is swept away when there are more entries than this.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_sharedcount",
        "KEY_FUNCTION": "onward.web.shared_counts.hidden_key",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Who comes in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["onward.web.sign_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "onward.web.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "onward.web.sign_in.SocialAccountAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "onward.web.password_links.Tokens"  # noqa: S105 - names a class
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, who knows the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # else anybody has letters of ours sent to any address
# Of an office, everybody comes from one address at nine in the morning.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/300s/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Onward"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the office's own identity provider vouches for addresses
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if os.environ.get("ONWARD_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "office",
                "name": os.environ.get("ONWARD_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ.get("ONWARD_OIDC_CLIENT", ""),
                "secret": os.environ.get("ONWARD_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["ONWARD_OIDC_SERVER"]},
            }
        ],
    }
SESSION_ENGINE = "onward.web.sign_in"
SESSION_COOKIE_AGE = 60 * 60  # of idleness: `middleware.awake` prolongs it while somebody works
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "onward.web.problem_pages.stale_form"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not (DEMO or DEBUG)
SECURE_SSL_REDIRECT = _flag("ONWARD_HTTPS_REDIRECT", default=not (DEMO or DEBUG))
SECURE_HSTS_SECONDS = 0 if DEMO or DEBUG else 365 * 24 * 60 * 60
if _flag("ONWARD_BEHIND_PROXY"):
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else everybody has the proxy's address, and one stranger locks out all
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Languages, time, words -----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "onward.web.formats"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("nl", _("Dutch"))]
LOCALE_PATHS = [ROOT / "onward" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# --- Files ----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ONWARD_FILES},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG
MEDIA_ROOT = ONWARD_FILES
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # larger files wait on disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # everything typed into one form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
REQUEST_MAX_BYTES = 20 * 1024 * 1024
"""A longer request is refused by its Content-Length, before a byte of it is read."""

# --- What is written down about running -----------------------------------------------------------------
# Logs hold no personal data: addresses without their query, no posted value, no message of the database
# (which quotes rows). `onward.web.logs` does the leaving out.

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "onward.web.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ONWARD_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

# --- Letters: only to reset a password ------------------------------------------------------------------

EMAIL_HOST = os.environ.get("ONWARD_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("ONWARD_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("ONWARD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ONWARD_SMTP_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = os.environ.get("ONWARD_EMAIL_FROM", "onward@localhost")
SENDS_LETTERS = bool(EMAIL_HOST) or TESTING
"""Where it does not, an administrator hands over a link by which a colleague sets a password."""
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # of that link, and of the one in a letter
_post = "smtp" if EMAIL_HOST else "console" if DEMO else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{_post}.EmailBackend"

"""Draw every component from the real templates with made-up people, to be looked at and photographed.

    python tools/gallery.py FOLDER            # writes the pages and the static files beside them
    python tools/gallery.py FOLDER --shots    # and photographs them with Debian's Chromium

Nothing here touches a database: Django is set up with the templates alone.
"""

import argparse
import functools
import http.server
import secrets
import shutil
import sys
import threading
from pathlib import Path
from typing import Any, Literal

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "onward" / "web"
CHROMIUM = "/usr/bin/chromium"
VIEWS = [("1280", 1280, 900), ("390", 390, 844), ("320", 320, 700)]


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves the gallery without telling."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def set_up() -> None:
    """Configure Django with our rooms and templates; no database, and none of our own settings."""
    sys.path.insert(0, str(ROOT))
    from onward.web.settings import FORM_RENDERER, INSTALLED_APPS, LANGUAGES, MIDDLEWARE, ONWARD_FIRST_DAY

    settings.configure(
        INSTALLED_APPS=INSTALLED_APPS,
        MIDDLEWARE=MIDDLEWARE,  # some rooms look for theirs at the start
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [WEB / "templates", ROOT / "tools" / "gallery"],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        ROOT_URLCONF="tools.gallery_urls",
        FORM_RENDERER=FORM_RENDERER,
        STATIC_URL="static/",
        LANGUAGES=[*LANGUAGES, ("ar", "Arabic")],
        USE_I18N=True,
        SECRET_KEY=secrets.token_urlsafe(),
        ALLOWED_HOSTS=["*"],
        ONWARD_FIRST_DAY=ONWARD_FIRST_DAY,
    )
    django.setup()


def write_pages(folder: Path) -> list[str]:
    """Render each page of the gallery into `folder`, and return the names of the files."""
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation

    from tools.gallery_people import PAGES

    shutil.copytree(WEB / "static", folder / "static", dirs_exist_ok=True)
    import django_htmx

    shutil.copytree(Path(django_htmx.__file__).parent / "static", folder / "static", dirs_exist_ok=True)
    names = []
    for name, template, language, make in PAGES:
        with translation.override(language):
            context: dict[str, Any] = make()
            request = RequestFactory().get("/" + name)
            page = render_to_string(template, context, request)
        (folder / f"{name}.html").write_text(page)
        names.append(name)
    return names


def photograph(folder: Path, names: list[str]) -> None:
    """Take each page wide and narrow, light and dark, into `folder`/shots."""
    from playwright.sync_api import sync_playwright

    handler = functools.partial(Silent, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shots = folder / "shots"
    shots.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        looks: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for look in looks:
            for label, width, height in VIEWS:
                if look == "dark" and label == "320":
                    continue
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=look)
                for name in names:
                    page.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
                    page.wait_for_timeout(150)
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    if wide > 0:
                        sys.stdout.write(f"{name} at {label}: {wide} px too wide\n")
                    page.screenshot(path=str(shots / f"{name}-{label}-{look}.png"), full_page=True)
                page.close()
        browser.close()
    server.shutdown()


def main() -> None:
    """Write the gallery, and photograph it if asked."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("folder", type=Path)
    reader.add_argument("--shots", action="store_true")
    wanted = reader.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    set_up()
    names = write_pages(wanted.folder)
    if wanted.shots:
        photograph(wanted.folder, names)
    sys.stdout.write(f"{len(names)} pages in {wanted.folder}\n")


if __name__ == "__main__":
    main()

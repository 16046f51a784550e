"""``manage.py sample load``: the made-up office, loaded once; ``manage.py sample logins``: who signs in.

``manage.py sample look`` refuses a database that is neither empty nor a sample office.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from onward.access.models import User
from onward.kernel import clock
from onward.web.owner import as_owner
from sample.draw.draw import draw_office
from sample.draw.sources import SAMPLE
from sample.draw.stories import Office
from sample.load import crew
from sample.load.bulk import copy_in, loaded
from sample.load.house import open_house, password
from sample.load.living import living
from sample.load.paperwork import store_papers
from sample.load.quantities import bring_quantities_in
from sample.progress import Progress

FOR_THE_TOUR = (
    "an.peeters",
    "greet.wouters",
    "koen.maes",
    "jana.desmet",
    "lotte.redcross",
    "awaz.karim",
    "lies.jacobs",
    "tania.wagner",
    "joke.lambert",
    "marc.fontaine",
    "nele.aerts",
    "odile.weber",
)
LANGUAGES = {"en": "in English", "fr": "in French", "nl": "in Dutch"}
"""The language in which each of them finds the pages."""
SMALL = 20
"""One story of so many is loaded with `--small`."""


class Command(BaseCommand):
    """Load the sample office, or say who may sign in."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=("look", "load", "logins"))
        parser.add_argument("--small", action="store_true", help="a twentieth of the cases")

    def handle(self, *args: Any, what: str, small: bool, **options: Any) -> None:
        """Do it, where people are made up and nowhere else."""
        if not settings.SYNTHETIC:
            raise CommandError("This is no house of made-up people: the sample is not loaded into it.")
        if what == "look":
            self._look()
        elif what == "load":
            self._load(small)
        else:
            self._logins()

    def _look(self) -> None:
        tables = connection.introspection.table_names()
        if not tables:
            return
        if User._meta.db_table not in tables:
            raise CommandError("The database holds tables of something else; give the demo an empty one.")
        made_up = [one.email for one in crew.staff().values()]
        if loaded() is None and User.objects.exclude(email__in=made_up).exists():
            raise CommandError("The database holds a real office; give the demo an empty one.")

    def _load(self, small: bool) -> None:
        store_papers()
        recipe, found = recipe_of(small=small), loaded()
        if found == recipe:
            return
        if found is not None:
            self.stdout.write("A sample office made by an earlier recipe is here and stays as it is.")
            return
        gc.disable()  # millions of records that live to the end: looking them over takes a third of the time
        try:
            self._draw_and_load(small, recipe)
        finally:
            gc.enable()

    def _draw_and_load(self, small: bool, recipe: str) -> None:
        began = time.monotonic()
        over = sys.stdout.isatty()
        with Progress(sys.stdout if over else self.stdout, over=over) as progress:
            progress.say("Drawing the sample office")
            drawn = draw_office()
            open_house()
            timeline = living(fewer(drawn) if small else drawn, clock.today())
            with as_owner():
                rows = copy_in(
                    timeline, recipe, say=lambda words: progress.say(f"Loading the sample office: {words}")
                )
        connection.close()
        bring_quantities_in()
        took = time.monotonic() - began
        people, cases, all_of_them = rows["people_person"], rows["cases_case"], sum(rows.values())
        self.stdout.write(
            f"Loaded the sample office: {people:,} made-up persons in {cases:,} cases,"
            f" {all_of_them:,} rows in {took:.0f} s."
        )

    def _logins(self) -> None:
        self.stdout.write(f"\n  Sign in with any of these and the password {password()}:\n")
        for username in FOR_THE_TOUR:
            one = crew.staff()[username]
            where = one.organisation or one.office or ""
            role = (one.role or "").replace("-", " ")
            self.stdout.write(f"    {one.email:<34}{role}, {where}; {LANGUAGES[one.language]}")


def recipe_of(*, small: bool) -> str:
    """Return the hash of all that shapes the load: the data, the draw, the loader, and how much of it."""
    digest = hashlib.sha256(b"small" if small else b"whole")
    for folder in ("choices", "names", "published", "draw", "load"):
        for path in sorted((SAMPLE / folder).glob("*.[py][ya]*")):
            digest.update(path.name.encode() + _content(path))
    digest.update(_content(SAMPLE / "office.yaml"))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    return path.read_bytes()


def fewer(office: Office) -> Office:
    """Return the past of the office with one story of twenty; the present comes whole."""
    stories = tuple(story for number, story in enumerate(office.stories) if number % SMALL == 0)
    came = {story.reference for story in stories}
    calls = tuple(call for call in office.calls if call.case is None or call.case in came)
    return replace(office, stories=stories, calls=calls)

"""``manage.py retention preview|run|stop|verify``: what is kept no longer goes, and leaves a signed record.

``run`` is the work of each night; interrupted at any moment, it goes on the next time.
"""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from onward.access.house import TheHouse
from onward.kernel import clock
from onward.kernel.definitions.values import LANGUAGES
from onward.kernel.problems import Problem
from onward.safekeeping.retention import proof
from onward.safekeeping.retention.actions import stop_run
from onward.safekeeping.retention.definition import rules
from onward.safekeeping.retention.models import Run
from onward.safekeeping.retention.planning import ahead
from onward.safekeeping.retention.policy import RUN
from onward.safekeeping.retention.working import BATCH, work


class Command(BaseCommand):
    """Say what would go by a day, let it go, stop the run that is at work, or check every record."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=("preview", "run", "stop", "verify"))
        parser.add_argument("--day", type=date.fromisoformat, help="the day by which time is reckoned")
        parser.add_argument("--thorough", action="store_true", help="look again at what earlier runs did")
        parser.add_argument("--batch", type=int, default=BATCH, help="units a transaction")
        parser.add_argument("--lang", choices=LANGUAGES, default="en")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it; what is wrong is said with what to do."""
        with translation.override(options["lang"]):
            try:
                getattr(self, f"_{what}")(**options)
            except Problem as problem:
                raise CommandError(f"{problem.say()} {problem.say_way_out()}") from problem

    def _preview(self, day: date | None, **_options: Any) -> None:
        by = day or clock.today()
        with transaction.atomic():
            found = ahead(by)
        self.stdout.write(
            f"By {by.isoformat()} this is due:" if found else f"Nothing is due by {by.isoformat()}."
        )
        for one in found:
            rule = rules()[one.rule]
            numbers = f"{one.persons:,} persons, {one.cases:,} cases, {one.alone:,} referrals alone"
            self.stdout.write(f"  {one.rule} ({rule.name}; {rule.time_in_words}; {rule.then}): {numbers}")

    def _run(self, day: date | None, *, thorough: bool, batch: int, **_options: Any) -> None:
        by = day or clock.today()
        if by > clock.today():
            raise CommandError(
                f"--day {by} lies in the future. Give today or a day before, or ask for a preview."
            )
        if batch < 1:
            raise CommandError("--batch is a number from 1 on.")
        begun = time.monotonic()
        run = work(
            by, thorough=thorough, batch=batch, progress=lambda units: self.stdout.write(f"{units:,} units")
        )
        took = time.monotonic() - begun
        state = "done and signed" if run.ended_at else "stopped; the next run goes on"
        self.stdout.write(f"{run.counts.get('units', 0):,} units in {took:.1f} s: {state}.")

    def _stop(self, **_options: Any) -> None:
        run = Run.objects.filter(ended_at=None).first()
        if run is None:
            raise CommandError("Retention is not at work.")
        stop_run(TheHouse(RUN), run)
        self.stdout.write("It stops after the batch that it is in.")

    def _verify(self, **_options: Any) -> None:
        found = proof.check(Run.objects.exclude(ended_at=None).order_by("ended_at", "pk"))
        for one in found:
            self.stdout.write(f"{one.run.day.isoformat()} {one.run.key}: {one.state}, key {one.key}")
        if any(one.state != "sound" for one in found):
            raise CommandError("Not every record is sound.")
        self.stdout.write(f"{len(found):,} records, each sound.")

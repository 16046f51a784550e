"""`manage.py definitions check` and `manage.py definitions schemas`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import ngettext

from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.definitions.kinds import further_checks
from onward.kernel.definitions.library import check_all
from onward.kernel.definitions.schemas import stale_schemas, write_schemas


class Command(BaseCommand):
    """Checks the definitions of the office, or writes the schemas that editors check them by."""

    help = "Check the definitions of the office, or write the JSON Schemas for editors."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--root", type=Path, help="the folder of the definitions, if it is another one")
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("check", help="list every fault as file:line: what is wrong. what would be right.")
        schemas = what.add_parser("schemas", help="write definitions/schemas/*.json")
        schemas.add_argument(
            "--check", action="store_true", help="write nothing, and fail where one is stale"
        )

    def handle(self, *args: Any, what: str, root: Path | None, **options: Any) -> None:
        """Run what was asked for."""
        folder = (root or definitions_root()).resolve()
        if what == "check":
            self._check(folder)
        else:
            self._schemas(folder / "schemas", options["check"])

    def _check(self, folder: Path) -> None:
        library, faults = check_all(folder)
        if not faults:
            faults = sorted({fault for check in further_checks() for fault in check(folder, library)})
        for fault in faults:
            self.stdout.write(str(fault))
        if faults:
            told = ngettext(
                "%(count)s fault in the definitions.", "%(count)s faults in the definitions.", len(faults)
            )
            raise CommandError(told % {"count": len(faults)}, returncode=1)
        count = sum(len(items) for items in library.items.values())
        whole = ngettext("%(count)s definition is whole.", "%(count)s definitions are whole.", count)
        self.stdout.write(whole % {"count": count})

    def _schemas(self, folder: Path, only_check: bool) -> None:
        files = stale_schemas(folder) if only_check else write_schemas(folder)
        for file in files:
            self.stdout.write(f"{'stale' if only_check else 'written'}: {file.name}")
        if only_check and files:
            raise CommandError("Run `manage.py definitions schemas` and commit what it writes.", returncode=1)

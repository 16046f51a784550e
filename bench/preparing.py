"""Run inside the fresh database: migrations, offices, users and versions; prints what the filling needs."""

from __future__ import annotations

import json
import os
import sys

import django


def main() -> None:
    """Prepare, and print the plan as a line of JSON."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from bench.batches import COUNSELLORS, OFFICES
    from bench.made_up import SIZES
    from onward.access.models import Office, User
    from onward.casework.programmes.actions import keep_version_in_force
    from onward.kernel import clock

    codes = ["be", "lu", *(f"o{number}" for number in range(3, OFFICES + 1))]
    offices = [
        Office.objects.create(code=code, name=f"Office {code}", kind="country", country="BE")
        for code in codes
    ]
    counsellors = []
    for office in offices:
        made = [
            User.objects.create(
                email=f"counsellor-{number}@{office.code}.example",
                name=f"Counsellor {number}",
                roles=["counsellor"],
                office=office,
                password="!",
            )
            for number in range(COUNSELLORS)
        ]
        counsellors.append([user.pk for user in made])
    versions = {code: keep_version_in_force(code).pk for code in ("avrr-be", "avrr-lu")}
    plan = {
        "cases": int(sys.argv[1]) * len(SIZES) // sum(SIZES),
        "today": str(clock.today()),
        "offices": [[office.pk, office.code] for office in offices],
        "counsellors": counsellors,
        "versions": versions,
    }
    sys.stdout.write(json.dumps(plan) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

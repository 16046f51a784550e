"""What writes the committed tables anew. Tests, since only a test has a database; never collected by name."""

import csv

from tests.architecture import access
from tests.architecture.test_access import world as world
from tests.architecture.test_queries import TABLE, counts
from tests.architecture.world import World


def test_the_access_table_is_written(world: World) -> None:
    """Ask everybody everything."""
    access.write({member: access.answers(world, member) for member in access.members(world)})


def test_the_query_table_is_written(world: World) -> None:
    """Count every page."""
    with TABLE.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["page", "queries"])
        out.writerows(sorted(counts(world).items()))

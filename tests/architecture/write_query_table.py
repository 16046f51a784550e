"""Write `queries.csv` anew: `python -m tests.architecture.write_query_table`. Then read the difference."""

import csv
import sys

import pytest

from tests.architecture.test_access import world as world
from tests.architecture.test_queries import TABLE, counts
from tests.architecture.world import World


def test_the_table_is_written(world: World) -> None:
    """Count every page; a test, since only a test has a database. Not collected by its name."""
    with TABLE.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["page", "queries"])
        out.writerows(sorted(counts(world).items()))


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-p", "no:xdist", __file__]))

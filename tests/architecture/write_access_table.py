"""Write `access.csv` anew: `python -m tests.architecture.write_access_table`. Then read the difference.

A row that changed is a door that opened or closed for somebody.
"""

import sys

import pytest

from tests.architecture import access
from tests.architecture.test_access import world as world
from tests.architecture.world import World


def test_the_table_is_written(world: World) -> None:
    """Ask everybody everything; a test, since only a test has a database. Not collected by its name."""
    access.write({member: access.answers(world, member) for member in access.members(world)})


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-p", "no:xdist", __file__]))

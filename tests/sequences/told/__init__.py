"""What the tables should say, told again from the standing events alone."""

from tests.sequences.told import cases, journeys, people, protection, referrals
from tests.sequences.told.log import read_log


def check() -> None:
    """Compare every row that actions write with what the standing events say."""
    log = read_log()
    for room in (people, referrals, cases, protection, journeys):
        room.check(log)

"""What actions are called with: mostly what the definitions offer, and sometimes nonsense."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st

from onward.kernel import clock

T = TypeVar("T")
NONSENSE = ("", "\u202e", "two words", "a\x00b", "-1", "x" * 400, "DROP TABLE", "é", "None")
WHO = (
    *["sam"] * 14,
    *["lies"] * 4,
    *["omar"] * 4,
    *["nora", "vera", "mona", "paul", "erbil", "duty", "rik", "ruth", "outsider"],
)
DESK = (*["lies"] * 8, *["sam"] * 6, *["rik"] * 4, *["desk", "paul", "nora", "dirk", "ruth", "outsider"])
"""Who sits where referrals come in."""


def mostly(
    sense: st.SearchStrategy[T], otherwise: st.SearchStrategy[T], times: int = 9
) -> st.SearchStrategy[T]:
    """Return what makes sense `times` times as often as something else: one thing is wrong at a time."""
    return st.integers(0, times).flatmap(lambda number: otherwise if number == times else sense)


def words(*sense: str) -> st.SearchStrategy[str]:
    """Return mostly what the definitions offer, and sometimes nonsense."""
    return mostly(st.sampled_from(sense), st.sampled_from(NONSENSE), 14)


def _day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)


who = st.sampled_from(WHO)
at_the_desk = st.sampled_from(DESK)
which = st.integers(0, 13)
perhaps = mostly(st.none(), which, 2)
several = st.lists(st.integers(0, 5), max_size=3)
days = mostly(st.none(), st.integers(-60, 3).map(_day), 4)
coming_days = mostly(st.none(), st.integers(-3, 200).map(_day), 2)
versions = mostly(st.none(), st.integers(0, 4), 4)
tokens = mostly(st.none(), st.sampled_from([UUID(int=n) for n in range(1, 4)]), 7)
numbers = mostly(st.none(), st.integers(-5, 700), 4)
money = mostly(
    st.just(Decimal("50")), st.sampled_from([Decimal(one) for one in ("0", "-1", "NaN", "1e9", "0.001")])
)
births = mostly(
    st.just(date(1984, 5, 2)),
    st.sampled_from([date(2012, 1, 1), date(1880, 1, 1), date(2000, 1, 1), date(2999, 1, 1), None]),
    4,
)
names = words("Suad Mahdi", "حسن الزبيدي", "Noor", "\u200bZero \u200bwidth", "Đỗ Thị Hương")
relations = words("child", "partner", "sibling", "child", "other-relative", "head")
countries = words("IQ", "AL", "XK", "stateless")

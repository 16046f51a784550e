"""Rows of an office that never saw Onward, made from nothing but what it printed of the end of 2018.

What print tells stands in `sample/published/`; what it leaves open (who else left, where to, how many of each
channel) is chosen here so that the rankings in print hold.
"""

from collections.abc import Iterator
from itertools import count, cycle
from typing import Any

from sample.draw.check import percent
from sample.draw.records import Record, library
from sample.load.quantities import reported

Row = dict[str, Any]
PAPERS: Row = {"help.administrative-assistance": "drawn"}
GRANT: Row = {"help.reintegration-grant": "drawn"}
DOCUMENT = "2018-sep-dec"
MOST = 12
"""Persons of one destination who drew help, where the ranking does not name it."""
ELSEWHERE = ["UA", "BR", "GE", "AM", "TN", "MA", "IN", "RU", "NP", "DZ"]
OF_THE_TOP = (120, 100, 90, 80, 70)
CHANNELS = ["return-desk"] * 5 + ["reception-centre"] * 4 + ["ngo", "red-cross", "self"]


def printed(name: str) -> Record:
    """Return a record of that document."""
    return library().records[f"{DOCUMENT}-{name}"]


def number(name: str) -> int:
    """Return the number in print."""
    value = printed(name).value
    assert isinstance(value, int)
    return value


class Books:
    """The files of that office, as rows of the workbook."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._numbers = count(1)
        self._channels = cycle(CHANNELS)
        self._days = cycle(f"2018-{month:02d}-{day:02d}" for month in (9, 10, 11, 12) for day in (3, 17, 28))

    def case(self, destination: str, persons: int = 1, programme: str = "avrr-be", **told: Any) -> None:
        """Add a case of so many persons, who are told alike."""
        case, channel, day = next(self._numbers), next(self._channels), next(self._days)
        sexes = cycle(["male", "female"])
        for person in range(1, persons + 1):
            row = {"case": f"N-{case}", "person": person, "programme": programme, "channel": channel}
            row |= {"sex": next(sexes), "born": 1985, "destination": destination, "departed_on": day}
            self.rows.append(row | told)

    def leaving(self, programme: str) -> Iterator[Row]:
        """Give the rows of those who left in the four months."""
        return (
            row for row in self.rows if row["programme"] == programme and str(row["departed_on"]) > "2018-08"
        )

    def to(self, destination: str) -> int:
        """Return how many left Belgium for a destination so far."""
        return sum(row["destination"] == destination for row in self.leaving("avrr-be"))


def rows() -> list[Row]:
    """Return the rows of the whole office."""
    books = Books()
    _children(books)
    _patients(books)
    _helped(books)
    _others(books)
    _luxembourg(books)
    return books.rows


def quantities() -> list[Row]:
    """Return what that office printed of its initiatives."""
    return [one for name, one in reported() if name.startswith(DOCUMENT)]


def _children(books: Books) -> None:
    """The lone children, with a plan for some of them, and those of a year before."""
    split = printed("umc-returns").breakdown
    sexes = [sex for sex, how_many in split["sex"].items() for _one in range(how_many)]
    helped = number("umc-reintegration")
    # Albania has no regular help: the plans were of the others.
    destinations = sorted(split["destination"], key=lambda one: one == "AL")
    for at, (sex, destination) in enumerate(zip(sexes, destinations, strict=True)):
        told: Row = {"sex": sex, "born": "2002-06-01", "accompanied": "no", "vulnerabilities": "umc"}
        if at < helped:
            told["help.reintegration-grant"] = "drawn"
        books.case(destination, **told)
    for _child in range(number("umc-returns-2017")):
        books.case("MA", born=2003, accompanied="no", vulnerabilities="umc", departed_on="2017-10-02")


def _patients(books: Books) -> None:
    aided = number("amaar-persons")
    for at in range(number("medical-returns")):
        help_: Row = {"help.medical-aid": "drawn"} if at < aided else {}
        books.case("AM", medical="severe", escorts="medical", **help_)


def _helped(books: Books) -> None:
    """Those who drew help: the first three countries, help with papers by case, and the rest."""
    first, second, _third = printed("be-reintegration-top").value  # type: ignore[misc]  # a ranking in print
    for destination, cases in printed("administrative-assistance").breakdown["destination"].items():
        for _case in range(cases):
            persons = 3 if destination == second else 1
            books.case(destination, persons, **PAPERS)
    for _person in range(40):
        books.case(str(first), **GRANT)
    kinds = ("help.administrative-assistance", "help.reintegration-grant")
    so_far = sum(any(row.get(kind) for kind in kinds) for row in books.leaving("avrr-be"))
    for at in range(number("be-reintegration-persons") - so_far):
        assert at < len(ELSEWHERE) * MOST
        books.case(ELSEWHERE[at // MOST], **GRANT)


def _others(books: Books) -> None:
    """Everybody else, so that the first five come first and the sum is that in print."""
    top = printed("be-top-countries").value
    assert isinstance(top, list)
    for destination, how_many in zip(map(str, top), OF_THE_TOP, strict=True):
        for _person in range(how_many - books.to(destination)):
            books.case(destination)
    left = number("be-returns") - sum(1 for _row in books.leaving("avrr-be"))
    for at in range(left):
        books.case(["PL", "SK", "BG", "IN"][at % 4])


def _luxembourg(books: Books) -> None:
    whole = number("lu-returns")
    named = printed("lu-returns").breakdown["destination"]
    destinations = [one for one, how_many in named.items() for _person in range(how_many)]
    destinations += ["BR", "AL", "RS"] * whole
    men = next(one for one in range(whole) if percent(one, whole) == number("lu-share-men"))
    escorted = number("lu-medical-escort")
    for at, destination in enumerate(destinations[:whole]):
        told: Row = {"channel": "reception-centre"} | ({"escorts": "medical"} if at < escorted else {})
        books.case(destination, programme="avrr-lu", sex="male" if at < men else "female", **told)

"""What a check finds: what may come in, what is there already, and what is wrong with the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import CaseRows, PersonRow, QuantityRow, Reported
from onward.records.people.rules import Born


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: the code of its column, and the sentence."""

    column: str
    words: str


@dataclass(frozen=True)
class BadRow:
    """A row that does not come in, as it stood, and why."""

    raw: RawRow
    faults: tuple[Fault, ...]


@dataclass
class Checked:
    """What a file would bring in, what of it is there already, and what cannot come in.

    `corrected` is that of `Before`: what was looked at when the file was checked.
    """

    cases: list[CaseRows] = field(default_factory=list)
    quantities: list[QuantityRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    already: int = 0
    rows: int = 0
    corrected: Mapping[str, int] = field(default_factory=dict)

    @property
    def returns(self) -> int:
        """How many rows of persons would come in: each is one departure."""
        return sum(len(case.persons) for case in self.cases)

    @property
    def persons(self) -> int:
        """How many persons would come in: who has a number of their own counts once, in all their cases."""
        return len({_who(one) for case in self.cases for one in case.persons})

    def by_programme_and_year(self) -> dict[tuple[str, int], tuple[int, int, int]]:
        """Return (programme, year of departure) → (cases, persons, returns), of what would come in."""
        cases: Counter[tuple[str, int]] = Counter()
        returns: dict[tuple[str, int], list[tuple[str, ...]]] = defaultdict(list)
        for case in self.cases:
            cases[case.first.programme, case.first.departed_on.year] += 1
            for one in case.persons:
                returns[one.programme, one.departed_on.year].append(_who(one))
        return {key: (cases[key], len({*who}), len(who)) for key, who in sorted(returns.items())}

    def quantities_by_year(self) -> dict[tuple[str, int], int]:
        """Return (programme or initiative, year) → rows of quantities, of what would come in."""
        return dict(sorted(Counter((one.programme, one.day.year) for one in self.quantities).items()))


def _who(row: PersonRow) -> tuple[str, ...]:
    """Return what tells a person from all others: the own number, or else the row, which is of one office."""
    return (row.own_number,) if row.own_number else (row.programme, row.number)


@dataclass(frozen=True)
class Return:
    """One return of a person who has a number of their own, as a row tells it.

    Without days, both of them, where the case was taken back, and tells no more than who the person is.
    """

    sex: str
    born: Born
    opened_on: date | None
    departed_on: date | None
    case: str


@dataclass(frozen=True)
class Earlier:
    """A quantity that came in earlier.

    Attributes:
        number: the key of its row in its office.
        own_number: what the office calls it in its files; empty where nothing was told.
        said: hashes of all that was told of it, by the workbook and by each correction.
        stands: what stands; None where it was taken back.
        taken_back: whether it was.
    """

    number: str
    own_number: str
    said: frozenset[str]
    stands: Reported | None
    taken_back: bool = False


@dataclass(frozen=True)
class Before:
    """What came in earlier: a row's key → hash of what it said; the numbers of cases; a person's own number,
    in whichever office → what is told of them (sex, first and last day of birth, the days of their cases).

    `quantities` has each under the key of its row, and also under the keys of rows without a number that
    would say what was told of it at any time (`again.filed`), whether it stands or was taken back.
    `corrected` has for each office a number that grows with every correction of a quantity there.
    `taken_back` has for an office and the number of a case what its rows said together, each time that it was
    taken back: a hash of each row.
    """

    rows: Mapping[tuple[str, str], str] = field(default_factory=dict)
    cases: frozenset[tuple[str, str]] = frozenset()
    own: Mapping[str, list[Return]] = field(default_factory=dict)
    offices: frozenset[str] | None = None
    quantities: Mapping[tuple[str, str], Sequence[Earlier]] = field(default_factory=dict)
    corrected: Mapping[str, int] = field(default_factory=dict)
    taken_back: Mapping[tuple[str, str], frozenset[frozenset[str]]] = field(default_factory=dict)

    def was_taken_back(self, office: str, case: str, content: str) -> bool:
        """Say whether a row that said this was taken back with the case of this number."""
        return any(content in said for said in self.taken_back.get((office, case), ()))

"""Everything public, as rows over whole numbers: what a reader may reason with.

A variable is a number that exists, printed or not. A row says between what a sum of them lies. Which cells
are printed is not decided here: the same rows serve every choice of what to hide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from onward.evidence.disclosure.alike import at_least_one, leaves
from onward.evidence.disclosure.believing import borne_out
from onward.evidence.disclosure.between import between
from onward.evidence.disclosure.cells import (
    Cell,
    Edition,
    Item,
    Note,
    Release,
    Share,
    Table,
    cells_of,
    share_told,
)
from onward.evidence.disclosure.crossing import Crossing
from onward.evidence.disclosure.listing import full_tables, noughts
from onward.evidence.disclosure.slices import Node, Reading, completed

Terms = dict[int, int]
"""Variable → by how many times it counts."""


@dataclass(frozen=True, eq=False)
class Row:
    """A sum of variables lies between two numbers, both included; None is no bound.

    Attributes:
        terms: the sum.
        low: least.
        high: greatest.
        says: the statement of this edition without which the row does not stand.
        claim: what an earlier edition said, which holds as long as nothing public contradicts it.
    """

    terms: Mapping[int, int]
    low: int | None
    high: int | None
    says: Item | None = None
    claim: Item | None = None

    def stands(self, hidden: Collection[Item]) -> bool:
        """Say whether a reader knows of the row where so much is left out."""
        return self.says not in hidden


@dataclass
class Model:
    """Rows over variables.

    Attributes:
        count: how many variables there are, numbered from 0.
        rows: all that may hold.
        of: what is printed or was → its variable.
        printed: variable → the cells of this edition that print it.
        most: above this a variable is any number.
        notes: what could not be taken as it was given.
    """

    most: int
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    of: dict[Item, int] = field(default_factory=dict)
    printed: dict[int, list[Cell]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def new(self) -> int:
        """Return one more variable."""
        self.count += 1
        return self.count - 1


def build(release: Release, asked: Iterable[Cell] = ()) -> Model:
    """Return the rows that follow from a release and from the editions before it.

    Args:
        release: the edition, with those before it.
        asked: numbers that have a variable though nothing of theirs is in the release.
    """
    cells = sorted({*_all_cells(release), *between(release), *asked}, key=lambda cell: cell.order)
    model = Model(most=2**20 + 8 * max((abs(number) for _cell, number in _numbers(release)), default=0))
    loose = _loose(release, model)
    reading = Reading(borne_out(release.knowledge, release.cells), loose)
    nodes = {cell: reading.node(cell) for cell in cells}
    _cross(model, release, reading, nodes)
    for cell in release.cells:
        model.printed.setdefault(model.of[cell], []).append(cell)
    for table in release.tables:
        _tie_table(model, release.cells, reading, table)
    for statement in release.statements:
        for terms, low, high in _rows(model, statement, release.cells):
            model.rows.append(Row(terms, low, high, says=statement))
    for number, edition in enumerate(release.earlier):
        _claim(model, edition, at_least_one(edition, release.earlier[:number]))
    return model


def _numbers(release: Release) -> Iterator[tuple[Cell, int]]:
    yield from release.cells.items()
    for edition in release.earlier:
        yield from edition.release.cells.items()


def _all_cells(release: Release) -> list[Cell]:
    found = dict.fromkeys(cell for cell, _number in _numbers(release))
    for one in (release, *(edition.release for edition in release.earlier)):
        spoken: tuple[Item, ...] = (*one.statements, *(table.whole for table in one.tables))
        for item in spoken:
            for cell in cells_of(item):
                if cell not in one.cells:
                    raise KeyError(f"A release gives the number of every cell it speaks of: {cell}")
    return sorted(found, key=lambda cell: cell.order)


def _loose(release: Release, model: Model) -> frozenset[tuple[str, str]]:
    """Return the (figure, dimension) by which parts do not add up: somebody is in two of them."""
    found: set[tuple[str, str]] = set()
    known = release.knowledge
    for one in (release, *(edition.release for edition in release.earlier)):
        for table in sorted(one.tables, key=lambda table: len(table.by)):
            figure = table.whole.figure
            by = [each for each in table.by if each not in known.overlapping | known.calendar]
            if not table.full or len(by) < len(table.by) or any((figure, each) in found for each in by):
                continue
            if sum(one.cells[cell] for cell in leaves(table, one.cells)) != one.cells[table.whole]:
                found |= {(figure, each) for each in by}
                model.notes.append(Note("parts-exceed-whole", table.whole))
    return frozenset(found)


def _cross(model: Model, release: Release, reading: Reading, nodes: Mapping[Cell, Node]) -> None:
    """Add the variables of all nodes, and the rows by which they are parts of one another."""
    slices = completed({slice_ for slice_, _where in nodes.values()}, reading)
    full = [table for _whole, table in full_tables(release, reading)]
    crossing = Crossing(reading, set(nodes.values()), slices, full)
    numbers: dict[Node, int] = {}

    def variable(node: Node) -> int:
        if node not in numbers:
            numbers[node] = model.new()
        return numbers[node]

    for cell, node in nodes.items():
        model.of[cell] = variable(node)
    for whole, parts, relation in crossing.relations():
        terms: Terms = {variable(whole): 1}
        for part in parts:
            terms[variable(part)] = terms.get(variable(part), 0) - 1
        low, high = {"adds": (0, 0), "covered": (None, 0), "within": (0, None)}[relation]
        model.rows.append(Row(terms, low, high))
    for sums in crossing.slack():
        more: Terms = {}
        for node, times in sums:
            more[variable(node)] = more.get(variable(node), 0) + times
        model.rows.append(Row(more, 0, None))
    _behind(model, release, reading, numbers)
    for edition in release.earlier:
        for nought, whole_of in noughts(edition, reading, numbers):
            model.rows.append(Row({nought: 1}, None, 0, claim=whole_of))
    model.notes += [Note("too-wide", names) for names in crossing.too_wide]


def _behind(model: Model, release: Release, reading: Reading, numbers: Mapping[Node, int]) -> None:
    """Add that somebody stands behind whatever there is: of whom there is nobody, there are no returns.

    Where numbers break that (returns of no family that is known), nobody goes by it.
    """
    releases = (release, *(edition.release for edition in release.earlier))
    broken = {
        (figure, other)
        for figure, other in reading.knowledge.counted_in
        for one in releases
        for cell, number in one.cells.items()
        if cell.figure == figure and not number and one.cells.get(replace(cell, figure=other))
    }
    pairs: dict[tuple[int, int], None] = {}
    for one in releases:
        for cell in one.cells:
            for figure, other in reading.knowledge.counted_in:
                node = reading.node(replace(cell, figure=other))
                if figure == cell.figure and (figure, other) not in broken and node in numbers:
                    pairs[model.of[cell], numbers[node]] = None
    for who, times in pairs:
        model.rows.append(Row({times: 1, who: -model.most}, None, 0))


def _tie_table(model: Model, numbers: Mapping[Cell, int], reading: Reading, table: Table) -> None:
    """Add what a full table says where its parts are no plain ones: months, or parts that overlap."""
    figure, known = table.whole.figure, reading.knowledge
    if not table.full or any(each in known.overlapping for each in table.by):
        return
    if all(reading.splits(figure, each) for each in table.by):
        return
    parts = leaves(table, numbers)
    adds = figure in known.adds and not any((figure, each) in reading.loose for each in table.by)
    over = sum(numbers[cell] for cell in parts) - numbers[table.whole]
    if over < 0 or (adds and over):
        return
    terms: Terms = {model.of[table.whole]: -1}
    for cell in parts:
        terms[model.of[cell]] = terms.get(model.of[cell], 0) + 1
    model.rows.append(Row(terms, 0, 0 if adds else None))


def _claim(model: Model, edition: Edition, there: frozenset[Cell]) -> None:
    """Add as claims about today's numbers what an earlier edition printed, and that what it hid is there."""
    numbers = edition.release.cells
    for cell, number in numbers.items():
        if cell in edition.release.silent:
            continue
        if cell not in edition.hidden:
            model.rows.append(Row({model.of[cell]: 1}, number, number, claim=cell))
        elif cell in there:
            model.rows.append(Row({model.of[cell]: 1}, 1, None, claim=cell))
    for statement in edition.release.statements:
        if statement not in edition.hidden:
            for terms, low, high in _rows(model, statement, numbers):
                model.rows.append(Row(terms, low, high, claim=statement))


Bounded = tuple[Terms, int | None, int | None]


def _rows(model: Model, share: Share, numbers: Mapping[Cell, int]) -> Iterator[Bounded]:
    """Say that a part is of its base what was told, half rounded up; of nought no share is told."""
    part, base = model.of[share.part], model.of[share.base]
    told = share_told(numbers[share.part], numbers[share.base], share.places)
    if told is None:
        yield {base: 1}, 0, 0
        return
    yield {base: 1}, 1, None
    if part == base:
        return
    times = 200 * 10**share.places
    yield {part: times, base: 1 - 2 * told}, 0, None
    yield {part: times, base: -1 - 2 * told}, None, -1

"""Quantities that come again: in one file, or in a file after what they say had come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from onward.history.workbook.cells import quantity_said
from onward.history.workbook.findings import Before, Earlier, Fault
from onward.history.workbook.reading import RawRow
from onward.history.workbook.rows import QuantityRow, Reported
from onward.kernel.text import day_in_words

Key = tuple[str, str]
"""The code of an office, and the key of a row in it."""


class Quantities:
    """The quantities of one file, taken one by one.

    Two of one kind, place and day are two where their numbers tell them apart. Where neither has one, neither
    comes in: nobody knows yet whether one is too many.

    Attributes:
        already: how many of them are there already.
        bad: those that cannot come in, with the reason.
    """

    def __init__(self, before: Before) -> None:
        self.before = before
        self.already = 0
        self.bad: list[tuple[RawRow, Fault]] = []
        self._coming: dict[Key, tuple[RawRow, QuantityRow]] = {}
        self._lines: dict[Key, int] = {}
        self._there: dict[tuple[str, str, str], tuple[RawRow, QuantityRow]] = {}
        self._lines_there: set[int] = set()
        self._perhaps_there: list[tuple[RawRow, QuantityRow]] = []

    def take(self, raw: RawRow, row: QuantityRow) -> None:
        """Take a row that can be understood."""
        key, said = (row.office, row.number), (row.office, row.number, row.content)
        line = self._lines.setdefault(key, row.line)
        if said not in self._there and self._answers(row):
            self._there[said] = raw, row
            self._lines_there.add(row.line)
        elif line != row.line:
            self._twin(raw, row, line)
        elif fault := self._fault(row):
            self.bad.append((raw, fault))
        elif row.own_number and self._is_there_without_number(row):
            self._perhaps_there.append((raw, row))
        else:
            self._coming[key] = raw, row

    def done(self) -> list[QuantityRow]:
        """Return those that may come in, in the order of the file, once all were taken."""
        self._look_who_is_there()
        for raw, row in self._perhaps_there:
            if (row.office, row.unnumbered) in self._lines:
                self._coming[row.office, row.number] = (
                    raw,
                    row,
                )  # that one stands in the file, beside this one
                continue
            words = _(
                "The same came in before without a number. If it is that one, leave the number empty here. If"
                " it is another one, take that one back under “Quantities that came in”, and bring both in,"
                " each with its number."
            )
            self.bad.append((raw, Fault("number", words)))
        return sorted((row for _raw, row in self._coming.values()), key=lambda one: one.line)

    def _look_who_is_there(self) -> None:
        """Let each quantity that came in answer for one row: one that says what stands, where there is one.

        What it said before it was corrected may stand in another row, and that may be another quantity.
        """
        answering: dict[Key, QuantityRow] = {}
        rows = sorted(self._there.values(), key=lambda one: (not self._stands_so(one[1]), one[1].line))
        for raw, row in rows:
            if self._find_one(row, answering, set()):
                self.already += 1
            else:
                line = answering[row.office, self._answers(row)[0].number].line
                self.bad.append((raw, _of_the_same(line)))

    def _find_one(self, row: QuantityRow, answering: dict[Key, QuantityRow], asked: set[Key]) -> bool:
        """Find a quantity that answers for a row, and another one for the row for which that answered."""
        for one in self._answers(row):
            key = row.office, one.number
            if key in asked:
                continue
            asked.add(key)
            if key not in answering or self._find_one(answering[key], answering, asked):
                answering[key] = row
                return True
        return False

    def _stands_so(self, row: QuantityRow) -> bool:
        return any(one.stands and one.stands.content == row.content for one in self._answers(row))

    def _twin(self, raw: RawRow, row: QuantityRow, line: int) -> None:
        """Refuse what nothing tells from an earlier row of the file; without numbers, that one too."""
        if row.own_number:
            words = _("The row %(line)s has this number already. Each has a number of its own.")
            self.bad.append((raw, Fault("number", words % {"line": line})))
            return
        self.bad.append((raw, _beside(line) if line in self._lines_there else _one_too_many(line)))
        if first := self._coming.pop((row.office, row.number), None):
            self.bad.append((first[0], _one_too_many(row.line)))

    def _at(self, row: QuantityRow) -> Sequence[Earlier]:
        return self.before.quantities.get((row.office, row.number), ())

    def _answers(self, row: QuantityRow) -> list[Earlier]:
        """Return which of those that stand were told to be this: by the workbook of then, or a correction.

        That which says it still comes first.
        """
        content = row.content
        found = [
            one
            for one in self._at(row)
            if content in one.said and one.own_number == row.own_number and not one.taken_back
        ]
        return sorted(found, key=lambda one: one.stands is None or one.stands.content != content)

    def _is_there_without_number(self, row: QuantityRow) -> bool:
        content = row.content
        known = self.before.quantities.get((row.office, row.unnumbered), ())
        return any(content in one.said and not one.own_number and not one.taken_back for one in known)

    def _fault(self, row: QuantityRow) -> Fault | None:
        """Return why a row cannot come in beside what came in earlier."""
        content, known = row.content, self._at(row)
        own = next((one for one in known if one.number == row.number), None)
        if own and own.taken_back:
            return _taken_back()
        if own and row.own_number:
            words = _(
                "The quantity with this number came in before with other values. Correct it under “Quantities"
                " that came in”."
            )
            return Fault("number", words)
        others = [one for one in known if one is own or one.stands]
        if numbered := next((one for one in others if one.own_number and content in one.said), None):
            words = _(
                "The same came in before with the number “%(number)s”. If it is that one, write its number"
                " here. If it is another one, give it a number of its own."
            )
            return Fault("number", words % {"number": numbered.own_number})
        if any(one.taken_back and content in one.said for one in known):
            return _taken_back()
        return _of_the_same_kind(row, others)


def _taken_back() -> Fault:
    words = _(
        "This came in before and was taken back. If it is right after all, give it a number in your"
        " files that no other has: with that it comes in."
    )
    return Fault("number", words)


def _of_the_same_kind(row: QuantityRow, others: Sequence[Earlier]) -> Fault | None:
    """Return why a row without a number is not told from others that came in earlier."""
    here = [one for one in others if one.number == row.number or _is_of(one.stands, row)]
    if not here:
        return None
    stands = here[0].stands
    told = {"quantity": quantity_said(stands.quantity) if stands else "–"}
    words = _(
        "One of the same kind, place and day came in before, and stands with %(quantity)s. If it is that"
        " one, correct it under “Quantities that came in”. If both are right, give this one a number in your"
        " files."
    )
    if stands and not _is_of(stands, row):
        told["day"] = day_in_words(stands.day)
        words = _(
            "One of the same kind, place and day came in before. It was corrected, and now stands on %(day)s"
            " with %(quantity)s. If it is that one, correct it under “Quantities that came in”. If both are"
            " right, give this one a number in your files."
        )
    return Fault("number", words % told)


def _is_of(stands: Reported | None, row: QuantityRow) -> bool:
    return stands is not None and stands.unnumbered == row.unnumbered


def _of_the_same(line: int) -> Fault:
    """Return why a row is not there already where another row tells of the one quantity that is."""
    words = _(
        "One quantity was told both so and as in the row %(line)s: it came in, and was corrected. If this"
        " row is too many, delete it. If both are right, give this one a number in your files."
    )
    return Fault("number", words % {"line": line})


def _one_too_many(line: int) -> Fault:
    words = _(
        "The row %(line)s is of the same kind, place and day. If one of the two is too many, delete it. If"
        " both are right, give each a number in your files."
    )
    return Fault("number", words % {"line": line})


def _beside(line: int) -> Fault:
    """Return why a row does not come in next to one of its file that is there already."""
    words = _(
        "The row %(line)s is of the same kind, place and day, and came in before. If this one is too many,"
        " delete it. If both are right, give this one a number in your files, and leave that one as it is."
    )
    return Fault("number", words % {"line": line})


def filed(found: Iterable[tuple[str, Earlier, Iterable[Reported]]]) -> dict[Key, list[Earlier]]:
    """Return quantities that came in earlier as `Before.quantities` has them.

    Args:
        found: the code of the office, the quantity, and all that was told of it.
    """
    made: dict[Key, list[Earlier]] = defaultdict(list)
    for office, one, told in found:
        for key in {one.number, *(each.unnumbered for each in told)}:
            made[office, key].append(one)
    return made

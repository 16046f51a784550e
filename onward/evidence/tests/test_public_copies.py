"""Two worlds that differ in what is left out alone give one public copy, to the byte, in whichever file."""

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from onward.evidence.documents.blocks import Document, Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copies import WAYS, copy_of
from onward.evidence.documents.html import alone
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.texts import Ref
from onward.evidence.editions import Frozen
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.public import public_copy
from onward.evidence.tests.test_composed import PUBLIC, blocks, frozen

BE = "avrr-be"
Parts = Mapping[str, int]
SICK: Parts = {
    "health": 9,
    "elderly": 3,
    "pregnancy": 2,
    "disability": 2,
    "trafficking": 1,
    "aged-out-umc": 4,
}
LEFT: Parts = {
    "BR": 60,
    "GE": 9,
    "IQ": 8,
    "UA": 8,
    "RO": 7,
    "AM": 6,
    "MD": 6,
    "AL": 6,
    "TG": 6,
    "BJ": 6,
    "XK": 4,
    "RS": 1,
}


def copy_for_the_public(made: Frozen, places: set[Place]) -> tuple[Document, list[bytes]]:
    """Return all that the public gets: the document that page and print are set from, and each file."""
    told = public_copy(made, frozenset(places))
    imprint = replace(PUBLIC, hidden=len(told.hidden), digest=told.digest)

    def shown(ref: Ref) -> bool:
        return told.shows((ref.chapter, ref.table, ref.period, ref.part))

    document = compose(told.frozen, "en", imprint, shown)
    copied = copy_of(told.frozen, "en", imprint, shown)
    return document, [alone(document).encode(), *(way.write(copied) for way in WAYS.values())]


def year(now: Mapping[str, Parts], before: Mapping[str, Parts] | None = None, total: int = 0) -> Frozen:
    def told(of: Mapping[str, Parts]) -> dict[str, tuple[int, Parts]]:
        whole = total or max(sum(parts.values()) for parts in of.values())
        return {
            "returns": (whole, {}),
            "persons": (whole, {}),
            **{name: (whole, one) for name, one in of.items()},
        }

    return frozen(told(now), told(before) if before else None)


def moved(draw: random.Random, made: Frozen, places: set[Place]) -> Frozen:
    """Return an edition with other numbers wherever they are left out."""
    chapters: dict[str, Any] = {}
    for chapter, periods in made.values["chapters"].items():
        for period, tables in periods.items():
            for table, kept in tables.items():
                at = chapter, table, period
                told = dict(kept)
                if (*at, ()) in places:
                    told = {name: None if name == "percent" else str(draw.randrange(1, 50)) for name in kept}
                if "parts" in kept:
                    told["parts"] = [
                        [part, str(draw.randrange(1, 50)) if (*at, tuple(part)) in places else number]
                        for part, number in kept["parts"]
                    ]
                chapters.setdefault(chapter, {}).setdefault(period, {})[table] = told
    return replace(made, values={**made.values, "chapters": chapters})


def test_hidden_rows_stand_by_name_whatever_their_numbers_are() -> None:
    hidden: set[Place] = {(BE, "vulnerabilities", "now", (part,)) for part in ("disability", "aged-out-umc")}
    document, _files = copy_for_the_public(year({"vulnerabilities": SICK}), hidden)
    table = next(one for one in blocks(document, Table) if one.caption == "Vulnerabilities")
    words = [row.words for row in table.rows]
    assert len(words) == 7
    assert words[-3].startswith("Disab")
    assert words[-2].startswith("Former")
    assert words[-1] == "In all"


@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_out_moves_nothing_in_any_copy(seed: int) -> None:
    draw = random.Random(seed)
    tables: dict[str, Parts] = {
        "vulnerabilities": SICK,
        "by-destination": LEFT,
        "by-sex": {"male": 80, "female": 40, "other": 7},
        "by-channel": {"ngo": 50, "shelter": 4, "red-cross": 70, "hospital": 3},
        "by-age": {"under-12": 3, "from-18-to-64": 120, "unknown": 4},
        "by-month": {"2020-02": 100, "2020-05": 24, "2020-07": 3},
    }
    made = year(tables, {name: parts for name, parts in tables.items() if name != "by-month"})
    every = [
        (BE, table, period, part)
        for table, parts in (*tables.items(), ("returns", {}), ("persons", {}), ("women-share", {}))
        for period in ("now", "before")
        for part in [(), *((one,) for one in parts)]
    ]
    hidden = {place for place in every if draw.random() < (0.4 if place[3] else 0.15)}
    other = moved(draw, made, hidden)
    assert other.values != made.values
    one, another = copy_for_the_public(made, hidden), copy_for_the_public(other, hidden)
    assert one[0] == another[0]
    assert one[1] == another[1]


def test_beside_a_hidden_whole_nothing_says_of_whom_the_few_are() -> None:
    """One left in December, or three in May: month, country, channel and age are told of neither."""

    def few(many: int, month: str, country: str, channel: str, age: str) -> tuple[Document, list[bytes]]:
        split = {"by-month": {month: many}, "by-destination": {country: many}, "by-channel": {channel: many},
                 "by-age": {age: many}}  # fmt: skip
        whole = (BE, "returns", "now", ()), (BE, "persons", "now", ())
        hidden: set[Place] = {*whole, *((BE, table, "now", ()) for table in split)}
        hidden |= {(BE, table, "now", (part,)) for table, parts in split.items() for part in parts}
        always = ("under-12", "from-12-to-17", "from-18-to-64", "from-65")
        hidden |= {(BE, "by-age", "now", (part,)) for part in always}
        before = {"by-month": {"2019-03": 40}, "by-destination": {"XK": 20, "BR": 20},
                  "by-channel": {"ngo": 40}, "by-age": {"unknown": 40}}  # fmt: skip
        return copy_for_the_public(year(split, before), hidden)

    document, files = few(1, "2020-12", "XK", "ngo", "from-18-to-64")
    another, other_files = few(3, "2020-05", "GE", "shelter", "unknown")
    assert document == another
    assert files == other_files
    rows = [row for one in document.sections[0].blocks if isinstance(one, Table) for row in one.rows]
    assert all(row.numbers[0] is None for row in rows)


def test_how_many_others_there_are_is_told_only_where_all_are_shown() -> None:
    """A nought may be hidden among them, so that a number of countries would not be true."""
    made = year({"by-destination": LEFT})
    one: set[Place] = {(BE, "by-destination", "now", ("RS",))}
    none: set[Place] = set()
    for hidden, told in ((none, True), (one, False)):
        document, files = copy_for_the_public(made, hidden)
        rows = next(one for one in blocks(document, Table) if one.ref == Ref(BE, "by-destination")).rows
        assert [row.words for row in rows][-2] == ("Others (2 in 2020)" if told else "Others")
        assert rows[-2].numbers[0] is not None
        text = files[0].decode()
        assert bool(re.search(r"the rest led to \d+ other destinations", text)) == told
        assert ("the rest led to other destinations" in text) != told
        for said in (files[[*WAYS].index("json") + 1].decode(),):
            assert ("A number that is not shown may also be nought." in said) != told


def test_an_exact_copy_is_as_it_was() -> None:
    made = year({"vulnerabilities": SICK})
    document = compose(made, "en", Imprint(1, PUBLIC.known))
    table = next(one for one in blocks(document, Table) if one.caption == "Vulnerabilities")
    numbers = [getattr(row.numbers[0], "text", "") for row in table.rows]
    assert numbers == ["9", "4", "3", "2", "2", "1", "21"]


def test_who_stands_behind_an_amount_is_in_no_digest() -> None:
    made = year({"by-sex": {"male": 80}})
    with_two = [moved(random.Random(1), made, set()) for _each in range(2)]
    for number, one in enumerate(with_two):
        one.values["chapters"][BE]["now"]["by-sex"]["behind"] = [["male", number, "5"]]
    assert with_two[0].values != with_two[1].values
    assert len({public_copy(one, frozenset()).digest for one in with_two}) == 1

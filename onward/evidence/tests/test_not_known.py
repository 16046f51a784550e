"""No sentence states what nobody knows: of whom sex, age or company are unknown, each of them says so."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from onward.evidence.documents.texts import Ref, counted, sentences
from onward.evidence.editions import ReportTable
from onward.evidence.editions.numbers import Numbers
from onward.evidence.editions.protecting import moved_since
from onward.evidence.tests.test_composed import frozen
from onward.evidence.tests.test_public_copies import BE, copy_for_the_public
from onward.evidence.tests.test_sentences import BROKEN, LANGUAGES, MANY, ONE_MAN, made, said

GAPS = ("age-unknown", "company-unknown")


def unknown(many: int, of: dict[str, Any] = MANY) -> dict[str, Any]:
    """Return numbers of which so many are not known, of each kind."""
    told: dict[str, Any] = {} if of is not MANY else {"umc": (0, {}), "children": (40, {"male": 40})}
    returns = of["returns"][0]
    sexes = {"male": returns - many} | ({"unknown": many} if many else {})
    ages = {"unknown": many} if many else {"from-18-to-64": returns}
    gaps: dict[str, Any] = {name: (many, {}) for name in GAPS}
    return {**of, **told, "by-sex": (returns, sexes), "by-age": (returns, ages), **gaps}


def in_one(tables: dict[str, Any], language: str = "en") -> str:
    return " ".join(said(made(tables), language))


def hides(*tables: str) -> Callable[[Ref], bool]:
    return lambda ref: ref.table not in tables or (not ref.part and ref.table not in GAPS)


def test_what_is_known_of_everybody_is_stated() -> None:
    told = in_one(unknown(0))
    assert "Of the 300 returns, none was that of a woman or a girl." in told
    assert "No child returned without a parent or guardian." in told
    assert "40 were children (13%)." in told


def test_where_one_is_not_known_it_is_said_of_that_one() -> None:
    told = in_one(unknown(1))
    assert "none is recorded as that of a woman or a girl; for one return the sex is not known." in told
    assert "recorded as having returned without a parent or guardian; of one child it is not known." in told
    assert "40 were children (13%); of one person it is not known whether it was a child." in told


def test_where_many_are_not_known_it_is_said_of_how_many() -> None:
    tables = unknown(4) | {
        "umc": (5, {"male": 5}),
        "by-sex": (300, {"female": 30, "unknown": 4, "male": 266}),
    }
    told = in_one(tables)
    assert "30 were those of women and girls (10%); for 4 returns the sex is not known." in told
    assert "5 were without a parent or guardian; of 4 other children it is not known." in told
    assert "of 4 persons it is not known whether they were children." in told


def test_of_one_of_whom_nothing_is_known_nothing_is_stated() -> None:
    told = in_one(unknown(1, ONE_MAN))
    assert "It is not known whether the one return was that of a woman or a girl." in told
    assert "It is not known whether the one person who returned was a child." in told


def test_who_is_a_child_for_certain_is_known_though_the_age_group_is_not() -> None:
    assert "40 were children (13%)." in in_one(unknown(4) | {"age-unknown": (0, {})})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("many", "children", "umc"), [*itertools.product((0, 1, 30), (0, 40), (0, 1, 5))])
def test_no_sentence_of_what_is_not_known_is_broken(
    language: str, many: int, children: int, umc: int
) -> None:
    tables = unknown(many) | {"children": (children, {"male": children}), "umc": (umc, {"male": umc})}
    for hidden in ((), GAPS, (*GAPS, "by-sex", "by-age")):
        for sentence in said(made(tables), language, hides(*hidden)):
            assert not BROKEN.search(sentence), sentence
            assert sentence.endswith("."), sentence
    for sentence in said(made(unknown(many % 2, ONE_MAN)), language):
        assert not BROKEN.search(sentence), sentence


def test_the_public_gets_the_careful_sentence_whatever_is_not_known() -> None:
    """Its choice must not tell whether there is anybody of whom it is not known."""
    hidden = frozenset((BE, table, "now", ("unknown",)) for table in ("by-sex", "by-age"))
    worlds = []
    for many in (1, 3):
        tables = unknown(many) | {
            "by-sex": (300, {"male": 290, "unknown": many}),
            "by-age": (300, {"under-12": 9, "unknown": many}),
            "company-unknown": (many - 1, {}), "age-unknown": (3 - many, {}),
        }  # fmt: skip
        worlds.append(copy_for_the_public(made(tables), {*hidden}))
    assert worlds[0] == worlds[1]
    text = worlds[0][1][0].decode()
    assert "As far as is recorded, no child returned without a parent or guardian." in text
    assert "none is recorded as that of a woman or a girl." in text
    assert "as far as is recorded." in text
    for file in worlds[0][1]:
        assert b"company-unknown" not in file.split(b'"definitions"')[0]


def test_what_is_exact_alone_is_weighed_by_no_audit_and_corrects_nothing() -> None:
    one, other = (frozen(unknown(3) | {"company-unknown": (many, {})}) for many in (3, 9))
    assert not {place[1] for place in Numbers(one).cells} & {*GAPS}
    assert moved_since(one, other) == frozenset()


def test_an_edition_from_before_they_were_counted_states_nothing_either() -> None:
    """Its sentences are written anew, and it holds no number of those whose company is not known."""
    told = {
        name: counted(Decimal(many), Ref(BE, name))
        for name, many in (("returns", 9), ("umc", 0), ("children", 2))
    }
    runs = sentences("en").runs("umc-lead", told)
    assert runs == ["As far as is recorded, no child returned without a parent or guardian."]


def test_what_is_exact_alone_is_no_split() -> None:
    with pytest.raises(ValidationError, match="one number"):
        ReportTable(figure="returns", by=("sex",), exact=True)

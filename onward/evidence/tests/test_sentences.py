"""Every sentence of the reports of returns reads right of none, of one and of many, in each language."""

import itertools
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from onward.evidence.documents.blocks import Paragraph
from onward.evidence.documents.composing import compose
from onward.evidence.documents.texts import Ref
from onward.evidence.editions import Frozen
from onward.evidence.tests.test_composed import PUBLIC, Tables, frozen

LANGUAGES = ("en", "fr", "nl")
BROKEN = re.compile(r"^\s|\s$|  |\s[.,](?:\s|$)|: [.;\u202f]|:[.;]|\(\)|^[;,.]|\{|None|\b0\b")
SHARES = {"women-share": ("by-sex", "returns"), "children-share": ("children", "persons")}


def made(tables: Tables, before: Tables | None = None) -> Frozen:
    """Return a report with these numbers, and the shares that follow from them."""
    found = frozen(tables, before)
    kept = found.values["chapters"]["avrr-be"]["now"]
    for code, (part, base) in SHARES.items():
        told = {name: int(many) for [name], many in kept[part].get("parts", [])}
        some = told.get("female", 0) if part == "by-sex" else int(kept[part]["total"])
        whole = int(kept[base]["total"])
        percent = str(round(Decimal(100 * some) / whole)) if whole else None
        kept[code] |= {"part": str(some), "base": str(whole), "percent": percent}
    return found


def said(report: Frozen, language: str, shown: Callable[[Ref], bool] = lambda _ref: True) -> list[str]:
    """Return the sentences of the first chapter."""
    document = compose(report, language, PUBLIC, shown)
    first = next(one for one in document.sections if one.code == "avrr-be")
    told = [one for one in first.blocks if isinstance(one, Paragraph)]
    return [
        "".join(run if isinstance(run, str) else run.text for run in one.runs).replace("\xa0", " ")
        for one in told
    ]


def ranking(*numbers: int) -> tuple[int, dict[str, int]]:
    codes = ("BR", "IQ", "GE", "UA", "AM", "AL", "MA", "TR", "RO", "IN", "CN", "VN", "GH")
    return sum(numbers), dict(zip(codes, numbers, strict=False))


NONE: dict[str, Any] = {}
ONE: dict[str, Any] = {
    "returns": (1, {}), "persons": (1, {}), "families": (1, {}), "destinations": (1, {}),
    "by-destination": ranking(1), "by-sex": (1, {"female": 1}), "by-channel": (1, {"return-desk": 1}),
    "by-age": (1, {"unknown": 1}), "children": (1, {"female": 1}), "umc": (1, {"female": 1}),
    "trafficking": (1, {"female": 1}), "medical": (1, {"severe": 1}),
}  # fmt: skip
ONE_MAN = ONE | {
    "by-sex": (1, {"male": 1}), "children": (0, {}), "umc": (0, {}), "trafficking": (0, {}),
    "medical": (1, {"mild": 1}),
}  # fmt: skip
MANY: dict[str, Any] = {
    "returns": (300, {}), "persons": (299, {}), "families": (200, {}), "destinations": (13, {}),
    "by-destination": ranking(90, 60, 40, 30, 20, 15, 12, 10, 9, 8, 3, 2, 1),
    "by-sex": (300, {"female": 1, "male": 299}),
    "by-channel": (300, {"return-desk": 200, "red-cross": 100}), "by-age": (300, {"unknown": 2}),
    "children": (40, {"male": 40}), "umc": (5, {"male": 5}), "trafficking": (6, {"female": 6}),
    "medical": (12, {"severe": 5, "mild": 7}),
}  # fmt: skip
SOME = MANY | {
    "by-destination": ranking(150, 150), "by-channel": (300, {"return-desk": 300}), "destinations": (2, {}),
    "children": (0, {}), "by-sex": (300, {"male": 300}), "medical": (12, {"mild": 12}),
}  # fmt: skip
CASES = {"none": NONE, "one": ONE, "one man": ONE_MAN, "some": SOME, "many": MANY}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("now", "before"), itertools.product(CASES, ("none", "one", "many")))
def test_no_sentence_is_broken(language: str, now: str, before: str) -> None:
    for sentence in said(made(CASES[now], CASES[before]), language):
        assert not BROKEN.search(sentence), sentence
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
        assert sentence.endswith("."), sentence


def test_of_none_only_that_is_said() -> None:
    assert said(made(NONE, NONE), "en") == [
        "Nobody returned from Belgium in 2020.", "There had been none in 2019 either.",
    ]  # fmt: skip


def test_of_one_it_is_said_of_that_one() -> None:
    assert said(made(ONE, MANY), "en") == [
        "One return from Belgium was organised in 2020.",
        "In 2019 there had been 300.",
        "It led to Brazil.",
        "The return was that of a woman or a girl.",
        "Of one return the age group on the day is not known for certain. Who is a child for certain all the"
        " same is counted among the children (1) and in no row of an age, so the rows below 18 need not"
        " add up to the children.",
        "Channel of referral: Return desk.",
        "The return was that of a child.",
        "One child returned without a parent or guardian.",
        "One victim of trafficking returned.",
        "One person had medical needs, which were severe.",
    ]


def test_two_that_tie_both_lead_and_a_share_that_rounds_to_nought_is_not_none() -> None:
    tie = MANY | {"by-destination": ranking(70, 70, 40, 30, 20, 15, 12, 10, 9, 8, 3, 2, 1)}
    told = " ".join(said(made(tie), "en"))
    assert "more of them than any other" not in told
    assert "Brazil, Iraq, Georgia" in told
    assert "fewer than one was that of a woman or a girl" in told


def test_as_many_are_no_fewer_by_one() -> None:
    """Three in a thousand round to no change at all."""
    now, before = MANY | {"returns": (1001, {})}, MANY | {"returns": (1000, {})}
    assert "In 2019 there had been 1,000." in said(made(now, before), "en")
    assert "That is as many as in 2019." in said(made(before, before), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_order_is_told_of_a_ranking_of_which_a_part_is_hidden(language: str) -> None:
    """That one leads says of every other that it is less, of a hidden one too."""
    hidden = {("by-destination", "UA"), ("by-channel", "red-cross")}
    shown = said(made(MANY), language, lambda ref: (ref.table, *ref.part[:1]) not in hidden)
    words = {
        "en": ("more of them than any", " lead", "most frequent"),
        "fr": ("Première", "En tête", "du plus fréquent"),
        "nl": ("meer dan naar", "Vooraan", "van het meest"),
    }[language]
    assert not [one for one in shown if any(word in one for word in words)]
    named = next(one for one in shown if "Brazil" in one or "Brésil" in one or "Brazilië" in one)
    assert not BROKEN.search(named)
    everything = " ".join(said(made(MANY), language))
    assert all(word in everything for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ranking_of_which_every_part_is_hidden_says_nothing(language: str) -> None:
    shown = said(
        made(MANY), language, lambda ref: not (ref.table in ("by-destination", "by-channel") and ref.part)
    )
    assert not [one for one in shown if BROKEN.search(one)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_persons_are_not_shown_returns_are_said_all_the_same(language: str) -> None:
    """Else a chapter would begin with what there had been the year before."""
    shown = said(made(MANY), language, lambda ref: ref.table != "persons")
    exact = said(made(MANY), language)
    assert len(shown) == len(exact)
    assert str(made(MANY).tally("avrr-be", "returns", "now").total) in shown[0]

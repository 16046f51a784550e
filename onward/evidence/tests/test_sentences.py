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
BROKEN = re.compile(r"^\s|\s$|  |\s[.,](?:\s|$)|: [.;\u202f]|:[.;]|\(\)|^[;,.]|\{|\bNone\b(?! of)|\b0\b")
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
    """Return the paragraphs of the first chapter."""
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
@pytest.mark.parametrize(("now", "before"), list(itertools.product(CASES, ("none", "one", "many"))))
def test_no_sentence_is_broken(language: str, now: str, before: str) -> None:
    for sentence in said(made(CASES[now], CASES[before]), language):
        assert not BROKEN.search(sentence), sentence
        assert sentence.endswith("."), sentence
        for one in sentence.split(". "):
            assert one[0].isupper(), "an editor begins no sentence with a figure: " + one


def test_of_none_only_that_is_said() -> None:
    assert said(made(NONE, NONE), "en") == [
        "Nobody returned from Belgium in 2020. In 2019, there had been no returns either."
    ]


def test_of_one_it_is_said_of_that_one() -> None:
    assert said(made(ONE, MANY), "en") == [
        "In 2020, one return from Belgium was organised. In 2019, there had been 300 returns.",
        "The one return led to Brazil.",
        "The one return was that of a woman or a girl.",
        "The age group on the day of departure is not known for certain for one return. Whoever is"
        " known to be a child, but not how old, counts among the children (1) and in no age group: the"
        " groups below 18 need not add up to the number of children.",
        "Channel of referral of the one return: return desk.",
        "The one person who returned was a child. One child returned without a parent or guardian. One victim"
        " of trafficking returned. One person who returned had medical needs, which were severe.",
    ]


def test_of_many_each_sentence_names_what_it_speaks_of() -> None:
    """One that says `of them` would be read of whatever table stands before it."""
    assert said(made(MANY, ONE), "en") == [
        "In 2020, 300 returns from Belgium were organised: 299 persons returned to 13 destinations. In 2019,"
        " there had been one return.",
        "The main destinations of the 300 returns were Brazil (90), Iraq (60), Georgia (40), Ukraine (30)"
        " and Armenia (20); the rest led to 8 other destinations.",
        "Of the 300 returns, one was that of a woman or a girl (less than 1%).",
        "The age group on the day of departure is not known for certain for 2 returns. Whoever is"
        " known to be a child, but not how old, counts among the children (40) and in no age group: the"
        " groups below 18 need not add up to the number of children.",
        "Channels of referral of the 300 returns, the most frequent first: return desk (200) and Red Cross"
        " (100).",
        "Of the 299 persons who returned, 40 were children (13%). Of the children who returned, 5 were"
        " without a parent or guardian. The persons who returned included 6 victims of trafficking. Medical"
        " needs were on record for 12 of the persons who returned, severe for 5 of them.",
    ]


def leading(numbers: tuple[int, ...], language: str = "en") -> str:
    """Return what is said of destinations that received so many returns."""
    total, told = ranking(*numbers)
    found = MANY | {"returns": (total, {}), "by-destination": (total, told), "destinations": (len(told), {})}
    return said(made(found), language)[1]


def test_the_greatest_lead_as_far_as_they_stand_out_and_the_first_is_named_once() -> None:
    assert leading((14, 10, 8, 6, 6, 6, 5)) == (
        "The main destinations of the 55 returns were Brazil (14), Iraq (10) and Georgia (8); the rest"
        " led to 4 other destinations."
    )
    assert leading((254, 20, 19, 19, 18, 18)) == (
        "The main destination of the 348 returns was Brazil (254); the rest led to 5 other destinations."
    )


def test_two_that_tie_for_the_first_place_both_lead() -> None:
    assert "were Brazil (70) and Iraq (70); the rest" in leading((70, 70, 2, 1, 1, 1))


def test_where_many_tie_none_leads() -> None:
    assert leading((3, 2, 2, 2, 2, 2, 2)) == (
        "The 15 returns led to 7 destinations, none of which received more than 3."
    )
    assert leading((1, 1, 1, 1, 1, 1)) == "The 6 returns led to 6 destinations, each to another one."


def test_few_destinations_are_all_named() -> None:
    assert leading((3, 2)) == "The 5 returns led to Brazil (3) and Iraq (2)."
    assert leading((4,)) == "All 4 returns led to Brazil."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "numbers", [(3, 2, 2, 2, 2, 2), (1,) * 6, (3, 2), (4,), (9, 1, 1, 1, 1, 1), (50, 40) + (9,) * 9]
)
def test_what_is_said_of_destinations_is_whole_in_each_language(
    language: str, numbers: tuple[int, ...]
) -> None:
    sentence = leading(numbers, language)
    assert not BROKEN.search(sentence), sentence
    assert sentence.endswith("."), sentence


def test_a_share_that_rounds_to_nought_is_not_none() -> None:
    assert "(less than 1%)" in " ".join(said(made(MANY), "en"))


def test_names_stand_within_a_sentence_as_the_language_writes_them_there() -> None:
    tables = MANY | {"by-channel": (300, {"self": 150, "red-cross": 100, "ngo": 50})}
    told = {language: " ".join(said(made(tables), language)) for language in LANGUAGES}
    assert "own initiative (150), Red Cross (100) and non-governmental" in told["en"]
    assert "initiative personnelle (150), Croix-Rouge (100) et organisation non" in told["fr"]
    assert "eigen initiatief (150), Rode Kruis (100) en niet-gouvernementele" in told["nl"]


def test_as_many_are_no_fewer_by_one() -> None:
    """Three in a thousand round to no change at all."""
    now, before = MANY | {"returns": (1001, {})}, MANY | {"returns": (1000, {})}
    assert "In 2019, there had been 1,000 returns." in said(made(now, before), "en")[0]
    assert "There were as many returns as in 2019." in said(made(before, before), "en")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_order_is_told_of_a_ranking_of_which_a_part_is_hidden(language: str) -> None:
    """That one leads says of every other that it is less, of a hidden one too."""
    hidden = {("by-destination", "UA"), ("by-channel", "red-cross")}
    shown = said(made(MANY), language, lambda ref: (ref.table, *ref.part[:1]) not in hidden)
    words = {
        "en": ("The main destinations", "the most frequent first"),
        "fr": ("Principales destinations", "du plus fréquent"),
        "nl": ("De voornaamste bestemmingen", "het meest voorkomende"),
    }[language]
    assert not [one for one in shown if any(word in one for word in words)]
    named = next(one for one in shown if "Brazil" in one or "Brésil" in one or "Brazilië" in one)
    assert "(90)" in named, "a number that is shown stands beside its name"
    assert not any(name in named for name in ("Ukraine", "Oekraïne", "(30)"))
    assert not BROKEN.search(named)
    everything = " ".join(said(made(MANY), language))
    assert all(word in everything for word in words)


def test_parts_that_tie_are_named_together_where_another_part_is_hidden() -> None:
    told = {"AL": 14, "BR": 10, "BY": 8, "IQ": 6, "RS": 6, "UA": 6, "SN": 3}
    found = MANY | {"returns": (53, {}), "by-destination": (53, told), "destinations": (7, {})}
    shown = said(made(found), "en", lambda ref: ref.part[:1] != ("SN",))[1]
    assert "Albania (14), Brazil (10) and Belarus (8)" in shown
    assert not any(name in shown for name in ("Iraq", "Serbia", "Ukraine"))


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

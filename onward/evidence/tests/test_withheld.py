"""A public copy says what it leaves out: a number in all, a bar; and says only what is so."""

import pytest

from onward.evidence.documents.blocks import Drawing, Paragraph
from onward.evidence.documents.composing import compose
from onward.evidence.editions.numbers import Place
from onward.evidence.tests.test_composed import PUBLIC, blocks, frozen, hides
from onward.evidence.tests.test_public_copies import BE, copy_for_the_public, year

MISSING = "Not all have a bar"
NOUGHT = "A number that is not shown may also be nought."
CHANNELS = {"return-desk": 14, "ngo": 13, "red-cross": 5}


def words(document: object) -> str:
    told = blocks(document, Paragraph)  # type: ignore[arg-type]
    return " ".join("".join(r if isinstance(r, str) else r.text for r in one.runs) for one in told)


def withheld() -> set[Place]:
    whole: set[Place] = {(BE, table, "now", ()) for table in ("returns", "persons", "by-channel", "by-sex")}
    return whole | {(BE, "by-channel", "now", ("red-cross",))}


def test_a_channel_without_a_row_beside_a_hidden_whole_is_said_to_be_missing() -> None:
    document, files = copy_for_the_public(year({"by-channel": CHANNELS}), withheld())
    [drawing] = [one for one in blocks(document, Drawing) if "channel" in one.caption]
    assert "Red Cross" not in drawing.words
    assert any(note.startswith(MISSING) for note in drawing.notes)
    assert drawing.table
    assert any(note.startswith("Not all are shown") for note in drawing.table.notes)
    assert all(b"parts that are left out have no line" in one for one in files if one[:1] == b"{")


def test_that_the_number_in_all_is_left_out_is_said_and_no_part_stands_large_without_it() -> None:
    told = {"returns": (32, {}), "persons": (32, {}), "by-channel": (32, CHANNELS), "children": (5, {})}
    made = frozen(told, of="newsletter")
    document, _files = copy_for_the_public(made, withheld())
    assert "the number in all is not shown" in words(document)
    assert "Children (under 18)" not in [one.words for one in document.sections[0].headlines]
    shown, _files = copy_for_the_public(made, set())
    assert "the number in all is not shown" not in words(shown)
    assert "Children (under 18)" in [one.words for one in shown.sections[0].headlines]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_of_a_ranking_of_which_the_greater_part_is_hidden_that_is_said_and_nothing_of_a_map(
    language: str,
) -> None:
    made = frozen({"returns": (60, {}), "by-channel": (60, {"ngo": 20, "city": 37, "shelter": 3})})
    document = compose(made, language, PUBLIC, hides(("by-channel", "city"), ("by-channel", "shelter")))
    said = words(document)
    told = {"en": "less than half", "fr": "moins de la moitié", "nl": "minder dan de helft"}
    maps = {"en": " map", "fr": "carte", "nl": "kaart"}
    assert told[language] in said
    assert maps[language] not in said


def test_a_hidden_number_may_be_nought_only_where_as_many_destinations_are_not_counted() -> None:
    parts = {"BR": 60, "GE": 9, "IQ": 8, "XK": 4, "RS": 1}
    hidden = hides(("by-destination", "XK"), ("by-destination", "RS"))
    for counted, maybe in ((5, False), (4, True)):  # of the newsletter's map
        made = frozen({"returns": (82, {}), "destinations": (counted, {}), "by-destination": (82, parts)})
        document = compose(made, "en", PUBLIC, hidden)
        [drawn] = [one for one in blocks(document, Drawing) if "country" in one.caption]
        assert (NOUGHT in drawn.notes) == maybe, counted

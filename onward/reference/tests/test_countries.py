from datetime import date

import pytest

from onward.reference.countries import (
    Footnotes,
    Noted,
    UnknownCountry,
    codes,
    countries,
    country_name,
    document,
    from_icao,
    is_country,
    is_nationality,
    nationalities,
    note,
    notes_in,
    parse_country,
    said_country,
)
from onward.reference.countries.finding import _index, fold
from onward.reference.countries.names import LANGUAGES
from onward.reference.data import table

DAY_BEFORE_PRESPA = date(2019, 2, 11)
PRESPA = date(2019, 2, 12)


def test_there_are_the_249_codes_of_iso_3166_and_xk() -> None:
    assert len(codes()) == 250
    assert is_country("XK")
    assert not any(is_country(code) for code in ("EU", "ZZ", "xk", "", "stateless"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_in_every_language(language: str) -> None:
    for code in codes():
        name = country_name(code, language).bare
        assert name.strip()
        assert name != code


def test_a_document_names_a_country_as_it_was_called_on_its_date() -> None:
    assert country_name("MK", "en", DAY_BEFORE_PRESPA).bare == "the former Yugoslav Republic of Macedonia"
    assert country_name("MK", "en", PRESPA).bare == "North Macedonia"
    assert country_name("MK", "nl", PRESPA).bare == "Noord-Macedonië"
    assert country_name("SZ", "en", date(2018, 4, 18)).bare == "Swaziland"
    assert country_name("SZ", "en", date(2018, 4, 19)).bare == "Eswatini"
    assert country_name("TR", "en", date(2021, 12, 31)).bare == "Turkey"
    assert country_name("TR", "en", date(2023, 1, 1)).bare == "Türkiye"
    assert country_name("CZ", "fr", date(2010, 1, 1)).bare == "République tchèque"


def test_without_a_date_the_name_is_the_newest() -> None:
    assert country_name("MK", "fr").bare == "Macédoine du Nord"


def test_a_country_is_not_offered_before_it_existed() -> None:
    before = {name.code for name in countries("en", date(2011, 7, 8))}
    after = {name.code for name in countries("en", date(2011, 7, 9))}
    assert after - before == {"SS"}


def test_a_variant_of_a_language_and_an_unknown_one_fall_back() -> None:
    assert country_name("DE", "nl-BE").bare == "Duitsland"
    assert country_name("DE", "fr_LU").bare == "Allemagne"
    assert country_name("DE", "zz").bare == "Germany"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownCountry):
        country_name("ZZ", "en")


def test_names_are_sorted_as_readers_expect() -> None:
    french = [name.bare for name in countries("fr")]
    assert french.index("Égypte") < french.index("Érythrée") < french.index("Espagne") < french.index("Fidji")
    english = [name.code for name in countries("en", DAY_BEFORE_PRESPA)]
    assert english.index("TH") < english.index("TR")
    assert english.index("FI") < english.index("MK") < english.index("FR")


def test_stateless_and_unknown_are_nationalities_and_no_countries() -> None:
    assert is_nationality("stateless")
    assert is_nationality("unknown")
    assert country_name("stateless", "nl").bare == "staatloos"
    assert [one.code for one in nationalities("fr")][-2:] == ["stateless", "unknown"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("on", [None, date(2018, 6, 1), date(2021, 12, 31)])
def test_the_note_stands_with_kosovo_in_every_language_and_on_every_date(
    language: str, on: date | None
) -> None:
    name = country_name("XK", language, on)
    assert name.footnote is not None
    assert name.footnote.language == language
    assert "1244 (1999)" in name.footnote.text


def test_the_note_has_the_wording_of_the_united_nations() -> None:
    assert note("kosovo-1244", "en").text == (
        "References to Kosovo shall be understood to be in the context of United Nations Security Council "
        "resolution 1244 (1999)."
    )


def test_no_other_country_has_that_note() -> None:
    assert [one.code for one in countries("en") if one.footnote] == ["XK"]


def test_the_same_note_has_the_same_mark_and_stands_once_below() -> None:
    notes = Footnotes()
    kosovo = country_name("XK", "en")
    assert kosovo.marked(notes) == "Kosovo¹"
    assert kosovo.marked(notes) == "Kosovo¹"
    assert country_name("AL", "en").marked(notes) == "Albania"
    assert len(notes) == 1
    assert notes.lines() == ["¹ " + note("kosovo-1244", "en").text]


def test_a_collector_may_mark_by_asterisk() -> None:
    notes = Footnotes("asterisks")
    assert country_name("XK", "fr").marked(notes) == "Kosovo*"
    assert [mark for mark, _ in notes] == ["*"]


def test_prose_is_marked_behind_each_name() -> None:
    notes = Footnotes()
    assert (
        notes.prose("From KOSOVO and Albania; two Kosovars.", "en")
        == "From KOSOVO¹ and Albania; two Kosovars¹."
    )
    assert Footnotes().prose("عاد إلى كوسوفو أمس", "ar") == "عاد إلى كوسوفو¹ أمس"
    assert len(notes) == 1
    assert notes_in("Serbia and Montenegro", "en") == []


def test_a_name_that_is_written_out_is_marked_for_the_document_that_is_open() -> None:
    kosovo = country_name("XK", "en")
    with document(Footnotes()) as notes:
        assert not notes.lines()
        assert f"{kosovo}, {country_name('AL', 'en')}" == "Kosovo¹, Albania"
        assert str(Noted("Mission in Kosovo", "en")) == "Mission in Kosovo¹"
        assert said_country("XK") == "Kosovo¹"
        assert said_country("Prizren") == "Prizren"
        assert len(notes.lines()) == 1


def test_outside_of_a_document_the_note_stands_behind_the_name_in_full() -> None:
    wording = note("kosovo-1244", "fr").text
    assert str(country_name("XK", "fr")) == f"Kosovo ({wording})"
    assert str(Noted("au Kosovo", "fr")) == f"au Kosovo ({wording})"
    assert str(Noted("en Albanie", "fr")) == "en Albanie"


def test_prose_that_was_marked_is_not_marked_again_and_leaves_its_note() -> None:
    notes = Footnotes()
    assert notes.prose("To Kosovo¹, from Kosovo.", "en") == "To Kosovo¹, from Kosovo¹."
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Republic of North Macedonia", "MK"),
        ("FYROM", "MK"),
        ("the former Yugoslav Republic of Macedonia", "MK"),
        ("Swaziland", "SZ"),
        ("  côte d’ivoire ", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("the Netherlands", "NL"),
        ("NO", "NO"),
        ("nor", "NO"),
        ("العراق", "IQ"),
        ("Syrië", "SY"),
        ("Marokkaanse", "MA"),
        ("Érythréenne", "ER"),
        ("Kosovar", "XK"),
        ("apatride", "stateless"),
        ("D.R. Congo", "CD"),
        ("République du Congo", "CG"),
    ],
)
def test_a_country_is_found_by_what_people_write(text: str, code: str) -> None:
    assert parse_country(text).code == code


def test_congolese_maps_to_no_single_code() -> None:
    found = parse_country("Congolese")
    assert found.code is None
    assert found.candidates == ("CD", "CG")


def test_nonsense_is_not_found() -> None:
    assert parse_country("").candidates == ()
    assert parse_country("Atlantis").candidates == ()


def test_no_word_is_unclear_without_being_listed_as_such() -> None:
    listed = {fold(word) for word in table("countries")["unclear"]}
    assert {text for text, meant in _index().items() if len(meant) > 1} <= listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_that_we_show_is_found_again(language: str) -> None:
    for code in codes():
        assert code in parse_country(country_name(code, language).bare).candidates


def test_every_code_in_the_tables_is_a_code() -> None:
    tables = table("countries")
    used = {*tables["countries"], *tables["also_known_as"], *table("demonyms")}
    used |= {code for meant in tables["unclear"].values() for code in meant}
    assert used <= codes()


@pytest.mark.parametrize(
    ("icao", "code"),
    [
        ("BEL", "BE"),
        ("D", "DE"),
        ("GBD", "GB"),
        ("RKS", "XK"),
        ("UNK", "XK"),
        ("XXA", "stateless"),
        ("XXB", "unknown"),
        ("XXX", "unknown"),
        ("ROM", "RO"),
        ("UTO", None),
        ("EUE", None),
        ("UNO", None),
    ],
)
def test_codes_of_travel_documents_become_ours(icao: str, code: str | None) -> None:
    assert from_icao(icao) == code

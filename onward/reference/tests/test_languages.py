import pytest

from onward.reference.countries.names import LANGUAGES
from onward.reference.languages import UnknownLanguage, is_language, language_name, languages, offered
from onward.reference.scripts import (
    direction_of_script,
    language_of_name,
    latin_form,
    script_of,
    scripts_of_language,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_is_offered_has_a_name(language: str) -> None:
    for tag in offered():
        name = language_name(tag, language)
        assert name.text
        assert name.text != tag


@pytest.mark.parametrize(
    ("tag", "english", "own"),
    [
        ("prs", "Dari", "دری"),
        ("ps", "Pashto", "پښتو"),
        ("ti", "Tigrinya", "ትግርኛ"),
        ("so", "Somali", "Soomaali"),
        ("kmr", "Kurdish (Kurmanji)", "Kurmancî"),
        ("ckb", "Kurdish (Sorani)", "سۆرانی"),
    ],
)
def test_the_languages_of_our_people_have_their_names(tag: str, english: str, own: str) -> None:
    assert language_name(tag, "en").text == english
    assert language_name(tag, "en").own == own


def test_languages_know_which_way_they_run() -> None:
    runs = {one.tag: one.direction for one in languages("en")}
    assert {
        tag for tag in ("ar", "prs", "ps", "ckb", "ur", "he", "syr", "sdh") if runs[tag] == "ltr"
    } == set()
    assert {tag for tag in ("so", "kmr", "ti", "tr", "ru", "rhg") if runs[tag] == "rtl"} == set()


def test_languages_are_sorted_in_the_language_asked_for() -> None:
    dutch = [one.tag for one in languages("nl")]
    assert dutch.index("de") < dutch.index("en") < dutch.index("fr")


def test_a_tag_that_nobody_knows_is_refused() -> None:
    assert not is_language("qqq")
    with pytest.raises(UnknownLanguage):
        language_name("qqq", "en")


@pytest.mark.parametrize(
    ("text", "script", "direction"),
    [
        ("Fatoumata Diallo", "Latn", "ltr"),
        ("محمد رضا", "Arab", "rtl"),
        ("ابراهیم", "Arab", "rtl"),
        ("Олександр", "Cyrl", "ltr"),
        ("ጸጋይ", "Ethi", "ltr"),
        ("გიორგი", "Geor", "ltr"),
        ("Արամ", "Armn", "ltr"),
        ("דוד", "Hebr", "rtl"),
        ("李小龙", "Hani", "ltr"),
        ("김민준", "Hang", "ltr"),
        ("ܐܦܪܝܡ", "Syrc", "rtl"),
        ("সাকিব", "Beng", "ltr"),
        ("１２３ - ٣", None, "ltr"),
        ("", None, "ltr"),
        ("محمد (M)", "Arab", "rtl"),
    ],
)
def test_the_script_of_a_name_is_known(text: str, script: str | None, direction: str) -> None:
    assert script_of(text) == script
    assert direction_of_script(script) == direction


def test_a_name_is_marked_with_the_language_whose_script_it_is_in() -> None:
    assert language_of_name("محمد", ["en", "prs"]) == "prs"
    assert language_of_name("ጸጋይ", ["en", "ti"]) == "ti"
    assert language_of_name("Tsegay", ["ti", "ar"]) == "und-Latn"
    assert language_of_name("ئازاد", ["kmr"]) == "kmr-Arab"
    assert language_of_name("Шавкат", ["uz"]) == "uz-Cyrl"
    assert language_of_name("李小龙", ["zh"]) == "zh"
    assert language_of_name("გიორგი") == "und-Geor"
    assert language_of_name("123") is None


def test_a_tag_that_names_its_script_is_taken_at_its_word() -> None:
    assert scripts_of_language("sr-Latn") == ("Latn",)
    assert language_of_name("Jovan", ["sr-Latn"]) == "sr-Latn"
    assert scripts_of_language("qqq") == ()


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("გიორგი მაისურაძე", "Giorgi Maisuradze"),
        ("Олександр", "Oleksandr"),
        ("Müller-O’Brien", "Muller-O'Brien"),
        ("محمد", "Mhmd"),
        ("  Élodie \t Ngô ", "Elodie Ngo"),
        ("van der Velden", "van der Velden"),
        ("", ""),
    ],
)
def test_the_latin_form_is_plain_and_tidy(text: str, latin: str) -> None:
    assert latin_form(text) == latin

"""Names stand in the script of their bearers, with the Latin form of the desk."""

from __future__ import annotations

import unicodedata
from collections import Counter
from random import Random

import airportsdata

from sample.draw.naming import kin, names_for, pool_of, romanise
from sample.draw.sources import SAMPLE, destinations
from sample.draw.stories import Office

SCRIPTS = {
    "Arab": "ARABIC", "Armn": "ARMENIAN", "Beng": "BENGALI", "Cyrl": "CYRILLIC", "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC", "Geor": "GEORGIAN", "Grek": "GREEK", "Hans": "CJK", "Latn": "LATIN", "Thai": "THAI",
}  # fmt: skip


def scripts_of(text: str) -> set[str]:
    letters = [char for char in text if unicodedata.category(char) in ("Lu", "Ll", "Lo", "Lt")]
    return {unicodedata.name(char).split()[0] for char in letters}


def test_the_fifteen_most_frequent_nationalities_have_forty_names_of_each_kind(drawn: Office) -> None:
    frequent = Counter(p.nationalities[0] for story in drawn.stories for p in story.household)
    for nationality, _ in frequent.most_common(15):
        for name in destinations()[nationality].names:
            pool = pool_of(name)
            if destinations()[nationality].names[name] < max(destinations()[nationality].names.values()):
                continue  # a second language of the country
            assert len(pool.male) >= 40, nationality
            assert len(pool.female) >= 40, nationality
            assert len(pool.family) >= 40 or pool.form == "patronymic-given", nationality


def test_every_name_is_written_in_the_script_it_says(drawn: Office) -> None:
    for story in drawn.stories:
        for person in story.household:
            for name in person.names:
                assert scripts_of(name.full) == {SCRIPTS[name.script]}, name


def test_whoever_writes_another_script_has_a_latin_form_too(drawn: Office) -> None:
    for story in drawn.stories:
        for person in story.household:
            assert any(name.script == "Latn" for name in person.names)
            assert person.names[0].kind == "main"


def test_at_least_eight_scripts_come_up(drawn: Office) -> None:
    assert len({p.names[0].script for story in drawn.stories for p in story.household}) >= 8


def test_a_womans_family_name_and_patronymic_are_hers() -> None:
    rng = Random("names")
    shared = kin("RU", rng)
    pool = pool_of("russian")
    father = next(word for word in pool.male if word.own == "Андрей")
    given = next(word for word in pool.female if word.own == "Анна")
    family = next(word for word in pool.family if word.own == "Иванов")
    own, latin = names_for(type(shared)(pool, family, family, father, father), "female", given, father, rng)
    assert own.full == "Анна Андреевна Иванова"
    assert latin.full == "Anna Andreevna Ivanova"


def test_georgian_and_mongolian_are_written_in_latin_as_the_desk_would() -> None:
    assert romanise("გიორგი", pool_of("georgian").latin) == "Giorgi"
    assert romanise("Бат-Эрдэнэ", pool_of("mongolian").latin) == "Bat-Erdene"


def test_children_share_the_family_name_of_the_household(drawn: Office) -> None:
    for story in drawn.stories:
        if story.household[0].names[0].script != "Geor":
            continue  # a family name there is the same for men and women
        families = {p.names[0].family for p in story.household if p.relation in ("head", "child")}
        assert len(families) == 1


def test_every_airport_is_a_real_one() -> None:
    known = airportsdata.load("IATA")
    assert not [code for place in destinations().values() for code in place.air if code not in known]


def test_every_pool_is_used_and_every_pool_asked_for_is_there() -> None:
    asked = {name for place in destinations().values() for name in place.names}
    assert asked == {path.stem for path in (SAMPLE / "names").glob("*.yaml")}

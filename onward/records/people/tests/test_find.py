"""Finding a person by what one happens to have."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from onward.records.people import finders
from onward.records.people.actions import ContactGiven, Paper, add_contact, add_document, add_reference
from onward.records.people.queries import ROWS, find, names
from onward.records.people.tests.factories import a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    "typed",
    [
        "Hassan Al-Zubaidi",
        "zubaidi hassan",
        "حسن",
        "الزبيدي حسن",
        "HASSAN",
        "zubai",
        "Hassán",
        "Hasan Zubaydi",
    ],
)
def test_a_name_is_found_in_any_order_script_and_spelling(cast: Cast, typed: str) -> None:
    hassan = a_person(cast.be, name="Hassan Al-Zubaidi", native="حسن الزبيدي")
    a_person(cast.be, name="Maria Ivanova", native="Мария Иванова")
    assert find(cast.lies, typed).persons == (hassan,)


@pytest.mark.parametrize("typed", ["Мария", "Ivanova", "mariya", "Иванова Мария", "ivanov"])
def test_a_name_given_in_cyrillic_is_found_in_both_scripts(cast: Cast, typed: str) -> None:
    maria = a_person(cast.be, name="Мария Иванова", nationalities=("UA",))
    assert find(cast.lies, typed).persons == (maria,)


def test_a_name_kept_in_arabic_only_is_found_in_latin_letters(cast: Cast) -> None:
    hassan = a_person(cast.be, name="حسن الزبيدي")
    assert find(cast.lies, "Hassan").persons == (hassan,)


def test_the_whole_name_comes_before_the_part_of_one(cast: Cast) -> None:
    part = a_person(cast.be, name="Aline Karimova")
    whole = a_person(cast.be, name="Ali Karim")
    assert find(cast.lies, "ali karim").persons == (whole, part)


def test_a_common_name_is_answered_by_those_who_bear_it_whole(cast: Cast) -> None:
    for number in range(ROWS + 3):
        a_person(cast.be, name=f"Ali Karim{'abcdefghijklmnopqrstuvwxyz'[number % 26]}")
    a_person(cast.be, name="Alisa Khalid")
    found = find(cast.lies, "ali")
    assert found.more
    assert {person.name.split()[0] for person in found.persons} == {"Ali"}


@pytest.mark.parametrize("typed", ["O", "al", "Li O"])
def test_a_short_name_is_found_where_a_word_begins(cast: Cast, typed: str) -> None:
    person = a_person(cast.be, name="Li Al O")
    a_person(cast.be, name="Maria Novalova")
    assert find(cast.lies, typed).persons == (person,)


def test_a_birth_year_narrows_what_a_name_finds(cast: Cast) -> None:
    older = a_person(cast.be, born=date(1980, 5, 17))
    younger = a_person(cast.be, born=date(1995, 5, 17))
    assert find(cast.lies, "hassan 1980").persons == (older,)
    assert find(cast.lies, "1995").persons == (younger,)
    assert find(cast.lies, "hassan 17/05/1995").persons == (younger,)
    assert find(cast.lies, "hassan 1996").persons == ()


def test_a_number_of_another_body_comes_first(cast: Cast) -> None:
    hassan = a_person(cast.be)
    add_reference(cast.lies, hassan, "immigration-office", "8 123 456")
    found = find(cast.lies, " 8123456 ")
    assert found.persons == (hassan,)
    assert found.exact == {hassan.key}


@pytest.mark.parametrize("typed", ["+32 470 12 34 56", "0470 12 34 56", "0032470123456", "a@b.example"])
def test_a_telephone_number_or_address_finds_its_person(cast: Cast, typed: str) -> None:
    hassan = a_person(cast.be)
    add_contact(cast.lies, hassan, ContactGiven("phone", "0470/12.34.56"))
    add_contact(cast.lies, hassan, ContactGiven("email", "A@b.example"))
    assert find(cast.lies, typed).persons == (hassan,)


def test_a_document_number_finds_its_person(cast: Cast) -> None:
    hassan = a_person(cast.be)
    add_document(cast.lies, hassan, Paper("passport", "asked", number="A 1234567"))
    assert find(cast.lies, "a1234567").persons == (hassan,)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("4567", "paper"),
        ("b1234567", "nobody"),
        ("234-567", "nobody"),
        ("234 567", "paper"),
        ("a1234567", "paper"),
        ("567", "nobody"),
        ("7890", "telephone"),
        ("70 56 78 90", "telephone"),
        ("0770 345 67 90", "nobody"),
        ("0770 345 67 80", "abroad"),
        ("3-45.X", "body"),
        ("45X", "nobody"),
        ("%567", "nobody"),
    ],
)
def test_the_last_four_characters_of_a_number_or_more_find_its_person(
    cast: Cast, typed: str, found: str
) -> None:
    people = {name: a_person(cast.be) for name in ("paper", "telephone", "abroad", "body")}
    add_document(cast.lies, people["paper"], Paper("passport", "asked", number="A 1234567"))
    add_contact(cast.lies, people["telephone"], ContactGiven("phone", "0470 56 78 90"))
    add_contact(cast.lies, people["abroad"], ContactGiven("phone", "+964 770 345 67 80"))
    add_reference(cast.lies, people["body"], "unhcr", "12-3-45.X")
    assert find(cast.lies, typed).persons == tuple(one for name, one in people.items() if name == found)


def test_whom_the_end_of_a_number_finds_is_not_taken_for_certain(cast: Cast) -> None:
    whole, end = a_person(cast.be), a_person(cast.be)
    add_reference(cast.lies, whole, "unhcr", "1985")
    add_document(cast.lies, end, Paper("passport", "asked", number="A1985"))
    born = a_person(cast.be, born=date(1985, 1, 1))
    found = find(cast.lies, "1985")
    assert found.persons == (whole, born, end)
    assert found.exact == {whole.key}
    assert found.ending == {end.key}


def test_of_those_of_whom_a_number_ends_alike_the_last_entered_comes_first(cast: Cast) -> None:
    first, second, third = [a_person(cast.be) for _each in range(3)]
    for number, one in enumerate((second, third, first)):
        add_document(cast.lies, one, Paper("passport", "asked", number=f"A{number}4567"))
    assert find(cast.lies, "4567").persons == (third, second, first)


def test_an_end_that_many_numbers_share_is_said_to_be_shared(cast: Cast) -> None:
    for number in range(ROWS + 2):
        one = a_person(cast.be)
        add_document(cast.lies, one, Paper("passport", "asked", number=f"A{number:03d}4567"))
        if number > ROWS:
            restricted(one)
    assert find(cast.lies, "4567").more_ending
    assert len(find(cast.lies, "4567").persons) == ROWS
    assert not find(cast.lies, "0074567").more_ending
    assert find(cast.lies, "4567", 2).persons == ()


def test_another_room_can_bring_a_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hassan, hidden = a_person(cast.be), restricted(a_person(cast.be))
    monkeypatch.setattr(finders, "_finders", [lambda actor, text: [hidden.key, hassan.key]])
    assert find(cast.lies, "BE-21-00001").persons == (hassan,)


def test_hidden_persons_leave_no_trace(cast: Cast) -> None:
    hidden = restricted(a_person(cast.be, native="حسن الزبيدي"), "child")
    add_reference(cast.nora, hidden, "unhcr", "X1")
    add_contact(cast.nora, hidden, ContactGiven("phone", "+32 470 12 34 56"))
    add_document(cast.nora, hidden, Paper("passport", "asked", number="A1234567"))
    for typed in (
        "hassan",
        "حسن",
        "X1",
        "+32470123456",
        "A1234567",
        "1980",
        "hasan zubeydi",
        "4567",
        "12 34 56",
    ):
        assert find(cast.lies, typed).persons == (), typed
        assert find(cast.nora, typed).persons == (hidden,), typed


def test_hidden_persons_do_not_count_as_further_ones(cast: Cast) -> None:
    for number in range(ROWS + 2):
        person = a_person(cast.be, name=f"Hassan {'abcdefghijklmnopqrstuvwxyz'[number % 26]}al{number}")
        if number >= ROWS:
            restricted(person)
    assert not find(cast.lies, "hassan").more
    assert find(cast.vera, "hassan").more


def test_persons_of_another_office_are_not_found(cast: Cast) -> None:
    a_person(cast.be)
    for who in (cast.paul, cast.outsider, cast.rik, cast.ruth, cast.erbil):
        assert find(who, "hassan").persons == ()


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "%", "_", "'; DROP", "\\", "x" * 5000, "...", "\x00"])
def test_what_means_nobody_finds_nobody(cast: Cast, typed: str) -> None:
    a_person(cast.be)
    assert find(cast.lies, typed).persons == ()


def test_a_search_takes_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_person(cast.be)
    with django_assert_max_num_queries(3):
        find(cast.lies, "hassan")
    with django_assert_max_num_queries(8):
        find(cast.lies, "8123456 nobody")


def test_a_near_spelling_comes_before_one_that_only_sounds_alike(cast: Cast) -> None:
    far = a_person(cast.be, name="Hosni Zabadi")
    near = a_person(cast.be, name="Hassen Zubaidy")
    nearer = a_person(cast.be, name="Hassan Zubaidi Al Rawi")
    assert find(cast.lies, "Hasan Zubaidi").persons[0] == nearer
    found = find(cast.lies, "Hassin Zubeidi").persons
    assert found.index(nearer) < found.index(far) if far in found else nearer in found
    assert near in found


def test_a_letter_too_many_finds_the_name_though_another_one_sounds_the_same(cast: Cast) -> None:
    a_person(cast.be, name="Komil Torsin")
    meant = a_person(cast.be, name="Kamal Tarsen")
    assert find(cast.lies, "Kamal Tarsenn").persons[0] == meant
    a_person(cast.be, name="Moreni")
    marina = a_person(cast.be, name="Marianna")
    assert find(cast.lies, "Marianne").persons[0] == marina


def test_everybody_of_a_common_name_is_reached_page_by_page(cast: Cast) -> None:
    everybody = {a_person(cast.be, name="Ali Karim").key for _number in range(2 * ROWS + 3)}
    pages = [find(cast.lies, "ali karim", number) for number in (1, 2, 3)]
    assert [len(page.persons) for page in pages] == [ROWS, ROWS, 3]
    assert [page.more for page in pages] == [True, True, False]
    assert {one.key for page in pages for one in page.persons} == everybody


def test_parts_of_names_are_paged_too(cast: Cast) -> None:
    for _number in range(ROWS + 2):
        a_person(cast.be, name="Alisa Khalid")
    pages = [find(cast.lies, "khali", number) for number in (1, 2)]
    assert [len(page.persons) for page in pages] == [ROWS, 2]
    assert len({one.key for page in pages for one in page.persons}) == ROWS + 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hasan Alzubaydi", "Hassan Al-Zubaidi"),
        ("Mohammed Karimi", "Mohamad Karimy"),
        ("Mohammet Karini", "Mohammed Karimi"),
        ("Natalija Shefchuk", "Nataliya Shevchuk"),
        ("Adrianna Kampos", "Adriana Campos"),
        ("Hassam al Zubajdi", "Hassan Zubaidi"),
        ("Omar Marzuqi", "Umar Marzouqi"),
        ("Hassam Alzubaiti", "Hassan Al-Zubaidi"),
        ("Garbiel Suoza", "Gabriel Souza"),
    ],
)
def test_a_wrong_letter_in_each_of_two_words_finds_the_name(cast: Cast, typed: str, kept: str) -> None:
    meant = a_person(cast.be, name=kept)
    a_person(cast.be, name="Haneen Al-Zubaidi")
    a_person(cast.be, name="Nataliya Polishchuk")
    a_person(cast.be, name="Mohammed Hashimi")
    assert find(cast.lies, typed).persons == (meant,)


def test_another_spelling_stands_after_who_bears_the_name_as_it_was_typed(cast: Cast) -> None:
    other = a_person(cast.be, name="Hassan Al-Zubaidi")
    same = a_person(cast.be, name="Hasan Alzubaydi")
    restricted(a_person(cast.be, name="Hasan Alzubaidi"))
    assert find(cast.lies, "hasan alzubaydi").persons == (same, other)


def test_one_half_of_a_word_is_not_enough(cast: Cast) -> None:
    a_person(cast.be, name="Hassan Zubair")
    assert find(cast.lies, "Hasret Zubrowka").persons == ()


def test_many_who_share_a_half_of_each_word_hide_nobody_who_is_a_letter_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "CANDIDATES", 2)
    meant = a_person(cast.be, name="Hasan Zubaidi")
    for _number in range(3):
        a_person(cast.be, name="Harun Zubrow")
    assert find(cast.lies, "hazan zubaiti").persons == (meant,)


def test_the_best_match_comes_first_then_who_was_entered_last(cast: Cast) -> None:
    longer = a_person(cast.be, name="Ali Karim Rahman")
    older = a_person(cast.be, name="Ali Karim")
    part = a_person(cast.be, name="Alia Karimi")
    newer = a_person(cast.be, name="Ali Karim")
    assert find(cast.lies, "ali karim").persons == (newer, older, longer, part)


def test_a_name_that_more_share_than_are_ranked_is_paged_from_the_newest_to_the_oldest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "CANDIDATES", 30)
    whole, part = [], []
    for number in range(2 * ROWS):
        part.append(a_person(cast.be, name="Alisa Karimova"))
        if number < ROWS + 3:
            whole.append(a_person(cast.be, name="Ali Karim"))
    expected = [*reversed(whole), *reversed(part)]
    pages = [find(cast.lies, "ali karim", number) for number in (1, 2, 3, 4)]
    assert [one for page in pages for one in page.persons] == expected
    assert [page.more for page in pages] == [True, True, True, False]
    assert find(cast.lies, "ali karim", 2).persons == pages[1].persons

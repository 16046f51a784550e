"""Zones of the standard's own specimens, and zones made up for any person."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onward.records.people.mrz import DateRange, Mrz, MrzFault, NotAnMrz, check_digit, parse_mrz

TODAY = date(2021, 6, 1)

# Doc 9303 part 4, appendix B; part 5, appendix B; part 6, appendix B; part 11, appendix D.2.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
TD2_LONG = "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8"
VISA = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
VISA_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


def td3(
    names: str = "DOE<<JANE",
    number: str = "AB1234567",
    nationality: str = "BEL",
    birth: str = "900102",
    sex: str = "F",
    expiry: str = "300102",
    optional: str = "",
) -> str:
    """Print a passport's zone from its parts."""
    upper = f"P<BEL{names}".ljust(44, "<")
    number, optional = number.ljust(9, "<"), optional.ljust(14, "<")
    number, birth, expiry, optional = (text + check_digit(text) for text in (number, birth, expiry, optional))
    composite = check_digit(number + birth + expiry + optional)
    return f"{upper}\n{number}{nationality.ljust(3, '<')}{birth}{sex}{expiry}{optional}{composite}"


def td1(
    names: str = "DOE<<JANE",
    number: str = "AB1234567",
    nationality: str = "BEL",
    birth: str = "900102",
    sex: str = "F",
    expiry: str = "300102",
    optional: str = "",
    optional_2: str = "",
) -> str:
    """Print a card's zone from its parts; a long number goes on in the optional data."""
    if len(number) > 9:
        number = f"{number[:9]}<{number[9:]}{check_digit(number)}<"
    else:
        number = number.ljust(9, "<") + check_digit(number)
    first = number + optional
    birth, expiry = birth + check_digit(birth), expiry + check_digit(expiry)
    first, second = first.ljust(25, "<"), optional_2.ljust(11, "<")
    composite = check_digit(first + birth + expiry + second)
    middle = f"{birth}{sex}{expiry}{nationality.ljust(3, '<')}{second}{composite}"
    return f"I<BEL{first}\n{middle}\n{names.ljust(30, '<')}"


@pytest.mark.parametrize(
    ("zone", "kind", "number", "optional"),
    [(TD3, "TD3", "L898902C3", "ZE184226B"), (TD1, "TD1", "D23145890", ""), (TD2, "TD2", "D23145890", "")],
)
def test_the_specimens_of_the_standard_are_read(zone: str, kind: str, number: str, optional: str) -> None:
    read = parse_mrz(zone, TODAY)
    assert read.faults == ()
    assert (read.kind, read.number, read.optional) == (kind, number, optional)
    assert (read.surname, read.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert read.birth == DateRange(date(1974, 8, 12), date(1974, 8, 12))
    assert (read.sex, read.expiry) == ("female", date(2012, 4, 15))
    assert (read.issuer, read.issuer_country, read.nationality) == ("UTO", None, None)


@pytest.mark.parametrize("zone", [TD1_LONG, TD2_LONG])
def test_a_long_document_number_goes_on_in_the_optional_data(zone: str) -> None:
    read = parse_mrz(zone, TODAY)
    assert read.faults == ()
    assert (read.number, read.optional) == ("D23145890734", "")
    assert read.birth is not None
    assert read.birth.exact == date(1934, 7, 12)


def test_a_wrong_digit_in_a_long_number_is_shown_at_the_number() -> None:
    faults = parse_mrz(TD1_LONG.replace("7349", "7359"), TODAY).faults
    assert MrzFault("number", check_digit("D23145890735"), "9") in faults


@pytest.mark.parametrize(("zone", "kind"), [(VISA, "MRV-A"), (VISA_B, "MRV-B")])
def test_visas_are_read_and_have_no_composite_digit(zone: str, kind: str) -> None:
    read = parse_mrz(zone, TODAY)
    assert read.faults == ()
    assert (read.kind, read.nationality, read.number) == (kind, "unknown", "L8988901C")


def test_a_belgian_card_has_its_national_number_in_the_optional_data() -> None:
    zone = "IDBEL590335801485120100200<<<<\n8512017F0901015BEL<<<<<<<<<<<7\nREINARTZ<<ULRIKE<KATIA<E<<<<<<"
    read = parse_mrz(zone, TODAY)
    assert (read.document_code, read.issuer_country, read.nationality) == ("ID", "BE", "BE")
    assert (read.number, read.optional) == ("590335801", "85120100200")


@pytest.mark.parametrize("zone", [TD3, TD1, TD2, VISA, VISA_B])
def test_what_pasting_does_to_a_zone_is_forgiven(zone: str) -> None:
    clean = parse_mrz(zone, TODAY)
    for spoilt in (
        zone.lower(),
        zone.replace("\n", ""),
        "\r\n\r\n  " + zone.replace("\n", " \r\n\t") + "\n ",
        zone.replace("<<", "«"),
        zone.replace("<", "&lt;"),
        "\u200e" + zone.replace("\n", "\u200b\n"),
        " ".join(zone[at : at + 5] for at in range(0, len(zone), 5)),
    ):
        assert parse_mrz(spoilt, TODAY) == clean


def test_fillers_lost_at_the_end_of_a_line_are_put_back() -> None:
    one, two = TD3.splitlines()
    assert parse_mrz(one.rstrip("<") + "\n" + two, TODAY) == parse_mrz(TD3, TODAY)
    first, middle, last = TD1.splitlines()
    cut = "\n".join([first.rstrip("<"), middle, last.rstrip("<")])
    assert parse_mrz(cut, TODAY) == parse_mrz(TD1, TODAY)


@pytest.mark.parametrize("text", ["", "   ", "hello", TD3[:-1], TD3 + "<<", "P<UTO\n" * 40])
def test_a_text_of_another_shape_is_refused_with_its_lengths(text: str) -> None:
    with pytest.raises(NotAnMrz) as refusal:
        parse_mrz(text, TODAY)
    assert refusal.value.code == "people.not-an-mrz"
    assert "30" in refusal.value.say_way_out()
    assert len(refusal.value.lengths) == len([line for line in text.splitlines() if line.strip()])


def test_a_fault_says_in_words_what_to_compare() -> None:
    assert MrzFault("number", "6", "5").say() == (
        "Document number: the check digit should be 6 and is 5. Compare this with the document."
    )
    assert "YYMMDD" in MrzFault("birth", "YYMMDD", "991332", "date").say()


@pytest.mark.parametrize(
    ("at", "field"),
    [(9, "number"), (19, "birth"), (27, "expiry"), (42, "optional"), (43, "composite")],
)
def test_a_wrong_check_digit_is_shown_at_its_field(at: int, field: str) -> None:
    upper, lower = TD3.splitlines()
    right = lower[at]
    wrong = str((int(right) + 1) % 10)
    faults = parse_mrz(f"{upper}\n{lower[:at]}{wrong}{lower[at + 1 :]}", TODAY).faults
    assert MrzFault(field, right, wrong) in faults
    assert {fault.field for fault in faults} <= {field, "composite"}


def test_what_does_not_fit_is_told_and_the_rest_still_read() -> None:
    read = parse_mrz(td3(names="D0E<<JANE", nationality="QQQ", birth="901332", sex="Q"), TODAY)
    assert {(fault.field, fault.kind) for fault in read.faults} == {
        ("surname", "character"),
        ("nationality_printed", "code"),
        ("birth", "date"),
        ("sex", "code"),
    }
    assert (read.number, read.birth, read.sex, read.nationality) == ("AB1234567", None, "unknown", None)


def test_years_of_two_digits_lie_in_the_past_for_a_birth_and_near_today_for_an_expiry() -> None:
    def birth(text: str) -> date | None:
        found = parse_mrz(td3(birth=text), TODAY).birth
        return found.exact if found else None

    assert birth("210601") == TODAY
    assert birth("210602") == date(1921, 6, 2)
    assert birth("220101") == date(1922, 1, 1)
    assert parse_mrz(td3(expiry="700101"), TODAY).expiry == date(2070, 1, 1)
    assert parse_mrz(td3(expiry="710101"), TODAY).expiry == date(1971, 1, 1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("8002<<", date(1980, 2, 1), date(1980, 2, 29)),
        ("800200", date(1980, 2, 1), date(1980, 2, 29)),
        ("80<<<<", date(1980, 1, 1), date(1980, 12, 31)),
        ("800000", date(1980, 1, 1), date(1980, 12, 31)),
        ("21<<<<", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_a_birth_date_with_unknown_parts_becomes_a_range(text: str, first: date, last: date) -> None:
    read = parse_mrz(td3(birth=text), TODAY)
    assert read.faults == ()
    assert read.birth == DateRange(first, last)
    assert read.birth.exact is None


def test_a_birth_date_wholly_unknown_is_no_fault() -> None:
    read = parse_mrz(td3(birth="<<<<<<"), TODAY)
    assert read.birth is None
    assert read.faults == ()


@pytest.mark.parametrize(
    ("printed", "ours"),
    [
        ("D", "DE"),
        ("GBD", "GB"),
        ("RKS", "XK"),
        ("UNK", "XK"),
        ("XXA", "stateless"),
        ("XXB", "unknown"),
        ("XXC", "unknown"),
        ("XXX", "unknown"),
        ("AFG", "AF"),
    ],
)
def test_nationalities_become_our_codes(printed: str, ours: str) -> None:
    read = parse_mrz(td3(nationality=printed), TODAY)
    assert (read.nationality, read.nationality_printed, read.faults) == (ours, printed, ())


def test_a_name_that_is_not_divided_is_a_surname_and_a_full_field_may_be_cut() -> None:
    read = parse_mrz(td3(names="ARKFREITH"), TODAY)
    assert (read.surname, read.given_names, read.names_may_be_cut) == ("ARKFREITH", "", False)
    assert parse_mrz(td3(names="A" * 20 + "<<" + "B" * 17), TODAY).names_may_be_cut


words = st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6), min_size=1, max_size=2)
births = st.dates(TODAY - timedelta(days=99 * 365), TODAY)
expiries = st.dates(date(1972, 1, 1), date(2070, 12, 31))
numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
optionals = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=11)
sexes = st.sampled_from(["F", "M", "<"])


@settings(deadline=None)
@given(words, words, numbers, births, sexes, expiries, optionals, st.booleans(), st.integers(0, 6))
def test_any_person_is_read_back_as_printed(
    surnames: list[str],
    given_names: list[str],
    number: str,
    born: date,
    sex: str,
    expiry: date,
    optional: str,
    passport: bool,
    more: int,
) -> None:
    names = f"{'<'.join(surnames)}<<{'<'.join(given_names)}"
    birth, ends = born.strftime("%y%m%d"), expiry.strftime("%y%m%d")
    if passport:
        zone = td3(names, number, "SOM", birth, sex, ends, optional)
    else:
        number = number.ljust(9, "7") + "8" * more if more else number
        zone = td1(names, number, "SOM", birth, sex, ends, "", optional)
    read = parse_mrz(zone, TODAY)
    assert read.faults == ()
    assert (read.surname, read.given_names) == (" ".join(surnames), " ".join(given_names))
    assert (read.number, read.nationality) == (number, "SO")
    assert read.birth is not None
    assert (read.birth.exact, read.expiry) == (born, expiry)
    assert read.sex == {"F": "female", "M": "male", "<": "unknown"}[sex]
    assert (read.optional if passport else read.optional_2) == optional


def value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


# Where each checked field of TD3's lower line begins, and its length without the check digit.
CHECKED = [(0, 9), (13, 6), (21, 6), (28, 14)]


@settings(deadline=None)
@given(st.sampled_from(CHECKED), st.data())
def test_a_wrong_character_is_noticed_or_invisible_to_the_weights(
    field: tuple[int, int], data: st.DataObject
) -> None:
    begin, length = field
    upper, lower = td3(optional="12345678ABC").splitlines()
    place = data.draw(st.integers(0, length))
    at = begin + place
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != lower[at]]))
    read: Mrz = parse_mrz(f"{upper}\n{lower[:at]}{wrong}{lower[at + 1 :]}", TODAY)
    if not read.faults:
        assert place < length, "a wrong check digit is always noticed"
        assert (value(wrong) - value(lower[at])) * (7, 3, 1)[place % 3] % 10 == 0


@settings(deadline=None)
@given(st.text(max_size=100))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    with suppress(NotAnMrz):
        parse_mrz(text, TODAY)


@settings(deadline=None)
@given(st.text(ALPHABET + " é٣ß", min_size=88, max_size=88))
def test_no_text_of_the_right_length_breaks_it_either(text: str) -> None:
    with suppress(NotAnMrz):
        assert parse_mrz(text, TODAY).kind in ("TD3", "MRV-A", "TD1", "TD2", "MRV-B")

"""What an edition leaves out, of real editions: over all its tables, and over the editions before it."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from onward.evidence.counting import Asked, figures, populations, tallies
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.texts import Ref
from onward.evidence.documents.values import Numbers
from onward.evidence.editions import Frozen, freeze
from onward.evidence.editions.numbers import Numbers as EditionNumbers
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import (
    Published,
    left_out,
    moved_since,
    places_read,
    places_written,
)
from onward.evidence.editions.public import public_copy
from onward.evidence.editions.told import told_noughts
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.rules import Period
from onward.evidence.tests.factories import depart, retract
from onward.kernel.definitions import current_library
from onward.kernel.definitions.library import revive

pytestmark = pytest.mark.django_db
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
SPRING = Period(date(2020, 1, 1), date(2020, 6, 30))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


def some_departures(many: int, **fields: object) -> None:
    draw = random.Random(many)
    for _number in range(many):
        told: dict[str, Any] = {
            "sex": draw.choice(["male", "female"]),
            "age": draw.randrange(2, 70),
            "destination": draw.choice(["BR", "BR", "BR", "IQ", "IQ", "GE"]),
            "minor": None,
            **fields,
        }
        depart(date(2020, 1, 1) + timedelta(days=draw.randrange(365)), **told)


def frozen(report: str, period: Period) -> Frozen:
    return freeze(open_facts(), current_library(), report, period, AsOf())


def test_a_small_number_is_left_out_with_another_of_its_split() -> None:
    some_departures(60)
    depart(date(2020, 3, 3), destination="XK", sex="male")
    found = left_out(frozen("newsletter", SPRING))
    destinations = {place for place in found.places if place[1] == "by-destination" and place[2] == "now"}
    assert ("avrr-be", "by-destination", "now", ("XK",)) in destinations
    assert len(destinations) >= 2
    assert ("avrr-be", "returns", "now", ()) not in found.places


def test_where_nothing_is_small_nothing_is_left_out() -> None:
    some_departures(400, destination="BR", channel="return-desk", age=30)
    found = left_out(frozen("newsletter", YEAR))
    assert {place[:3] for place in found.places if place[2] == "now"} == set()


def test_what_one_edition_leaves_out_is_not_the_difference_of_another_and_itself() -> None:
    """The half-year is printed; the year that holds it must not give its other half away."""
    some_departures(80)
    for number in range(3):
        depart(date(2020, 2, 3 + number), destination="XK", sex="male")
    for number in range(9):
        depart(date(2020, 9, 3 + number), destination="XK", sex="male")
    spring = frozen("newsletter", SPRING)
    first = left_out(spring)
    assert ("avrr-be", "by-destination", "now", ("XK",)) in first.places
    autumn = frozen("newsletter", Period(date(2020, 7, 1), date(2020, 12, 31)))
    second = left_out(autumn, [Published(spring, first.places)])
    year = frozen("year-report", YEAR)
    third = left_out(year, [Published(spring, first.places), Published(autumn, second.places)])
    told = [("avrr-be", "by-destination", "now", ("XK",)) in one.places for one in (second, third)]
    assert any(told), "twelve in the year less nine in its second half are the three of the first"


def test_how_many_destinations_there_were_does_not_tell_which_hidden_one_is_nought() -> None:
    """Six to Kosovo in the year are public, and hidden in its halves, also where there was nobody."""
    some_departures(80, destination="BR")
    for number in range(6):
        depart(date(2020, 2, 3 + number), destination="XK", sex="male")
    year = frozen("year-report", YEAR)
    told = Published(year, left_out(year).places)
    assert ("avrr-be", "by-destination", "now", ("XK",)) not in told.left_out
    autumn = left_out(frozen("newsletter", Period(date(2020, 7, 1), date(2020, 12, 31))), [told])
    assert ("avrr-be", "by-destination", "now", ("XK",)) in autumn.places, (
        "a nought, hidden as if it were none"
    )
    assert ("avrr-be", "destinations", "now", ()) in autumn.places


def test_what_an_edition_told_to_be_nought_is_not_left_out_of_the_one_that_takes_its_place() -> None:
    some_departures(80, destination="BR")
    for number in range(6):
        depart(date(2020, 2, 3 + number), destination="XK", sex="male")
        depart(date(2020, 9, 3 + number), destination="IQ" if number % 2 else "GE", sex="male")
    for number in range(40):
        depart(date(2020, 3, 1 + number % 20), destination="IQ" if number % 2 else "GE", sex="male")
    autumn, year = (
        frozen("newsletter", Period(date(2020, 7, 1), date(2020, 12, 31))),
        frozen("year-report", YEAR),
    )
    nought, count = ("avrr-be", "by-destination", "now", ("XK",)), ("avrr-be", "destinations", "now", ())
    whole = Published(year, left_out(year).places)
    assert {nought, count} <= left_out(autumn, [whole]).places, "nobody told it before"
    first = Published(autumn, left_out(autumn).places)
    assert not {nought, count} & first.left_out, "three destinations are told, and no row of it"
    assert not {nought, count} & left_out(autumn, [first, whole]).places
    cell = EditionNumbers(autumn).cells[*nought[:3], ()].part("destination", "XK")
    before = (year, whole.left_out, frozenset[Place]())
    assert cell in told_noughts([before, (autumn, first.left_out, frozenset())])
    assert cell not in told_noughts([before, (autumn, frozenset({nought}), frozenset())]), "it had a row"
    corrected = frozenset({("avrr-be", "by-destination", "now", ("BR",))})
    assert cell not in told_noughts([before, (autumn, first.left_out, corrected)]), "it may be another by now"


def test_the_others_of_the_year_before_do_not_tell_a_row_that_is_hidden_there() -> None:
    """Those with a row have it for their number now: total less shown less others would be what is hidden."""
    for many, destination in enumerate(("GE", "BR", "IQ", "UA", "AM", "RO", "MD"), 8):
        some_departures(many, destination=destination)
        for number in range(many):
            depart(date(2019, 2, 1 + number), destination=destination)
    found = frozen("newsletter", SPRING)
    contents, library = found.definition.shown_in("avrr-be"), revive(found.snapshot)[1]
    hidden = Ref("avrr-be", "by-destination", "before", ("MD",))
    for shown, told in ((lambda _ref: True, True), (lambda ref: ref != hidden, False)):
        numbers = Numbers(found, "avrr-be", contents, library, shown)
        assert "MD" in numbers.ranked("by-destination")[0]
        assert numbers.rest("by-destination")
        assert (numbers.rest("by-destination", "before") is not None) == told


def test_rows_that_are_not_shown_stand_in_an_order_that_tells_nothing_of_them() -> None:
    """The drawing of a map holds all countries: two that are hidden stood in it the greater one first."""
    for many, destination in ((1, "AM"), (3, "UA"), (9, "GE"), (4, "BR"), (8, "IQ")):
        for number in range(many):
            depart(date(2020, 2, 1 + number), destination=destination)
    found = frozen("newsletter", SPRING)
    contents, library = found.definition.shown_in("avrr-be"), revive(found.snapshot)[1]

    def parts(*hidden: str) -> list[str]:
        shown = lambda ref: not {*ref.part} & {*hidden}  # noqa: E731
        return Numbers(found, "avrr-be", contents, library, shown).parts("by-destination")

    assert parts() == ["GE", "IQ", "BR", "UA", "AM"]
    assert parts("AM", "UA", "GE") == ["IQ", "BR", "AM", "GE", "UA"]


def test_a_share_is_left_out_with_what_it_would_tell() -> None:
    some_departures(30, sex="male", destination="BR", age=30)
    for number in range(2):
        depart(date(2020, 2, 3 + number), sex="female", destination="BR", age=30)
    spring = frozen("newsletter", SPRING)
    found = left_out(spring)
    assert ("avrr-be", "women-share", "now", ()) in found.places
    autumn = frozen("newsletter", Period(date(2020, 7, 1), date(2020, 12, 31)))
    later = left_out(autumn, [Published(spring, found.places)])
    assert later.notes == (), "a share that was left out told nothing, so it stands in nobody's way"


def test_places_come_back_as_they_were_kept() -> None:
    places = frozenset({("a", "b", "now", ("x", "y")), ("a", "b", "before", ())})
    assert frozenset(places_read(places_written(places))) == places


def test_a_number_that_two_tables_tell_is_left_out_of_both() -> None:
    """Five victims of trafficking, one of them a man: the row of the vulnerabilities is the same number."""
    some_departures(60, vulnerabilities=("health",))
    for number in range(5):
        sex = "male" if number == 0 else "female"
        depart(date(2020, 2, 3 + number), sex=sex, age=30, vulnerabilities=("trafficking",))
    found = left_out(frozen("year-report", YEAR))
    told = ("avrr-be", "trafficking", "now", ()) in found.places
    row = ("avrr-be", "vulnerabilities", "now", ("trafficking",)) in found.places
    assert told
    assert row


def test_populations_that_are_taken_for_a_part_are_that_part() -> None:
    """What `populations.yaml` says of `part`, `within` and `holds` holds of whoever is counted."""
    some_departures(40, child="umc", age=12)
    some_departures(30, vulnerabilities=("trafficking",))
    some_departures(20, medical="severe", vulnerabilities=("health",))
    known, ways = populations(), figures()
    some_departures(3, age=None, minor=True)
    some_departures(3, age=None, child="accompanied")
    returns = ways["returns"]
    wanted = [(returns, by) for by in ((), ("vulnerability",), ("sex",), ("age-group",))]
    everybody = tallies(open_facts(), wanted, Asked(YEAR.first, YEAR.until))
    splits = {"vulnerability": everybody[1].parts, "sex": everybody[2].parts}
    counted = {
        code: tallies(open_facts(), wanted[:1], Asked(YEAR.first, YEAR.until, among=(code,)))[0].total
        for code in known
    }
    for code, one in known.items():
        assert all(counted[code] <= counted[outer] for outer in one.within), code
        assert all(counted[code] == splits[by].get((part,), 0) for by, part in one.part.items()), code
        for by, parts in one.holds.items():
            asked = Asked(YEAR.first, YEAR.until, among=(code,))
            of_them = tallies(open_facts(), [(returns, (by,))], asked)[0].parts
            all_ = tallies(open_facts(), [(returns, (by,))], Asked(YEAR.first, YEAR.until))[0].parts
            assert {part for (part,) in of_them} <= {*parts, UNKNOWN}, code
            assert all(of_them.get((part,), 0) == all_.get((part,), 0) for part in parts), code


def test_the_children_of_a_sentence_do_not_tell_who_is_old() -> None:
    """87 in all, 69 of age, 18 in three hidden rows: beside '15 are children', the old are three at most."""
    for ages in ([8] * 14, [30] * 69, [70] * 2, [None] * 2):
        for number, age in enumerate(ages):
            depart(date(2020, 2, 1) + timedelta(days=number), age=age, minor=age is None and number == 0)
    found = left_out(frozen("year-report", YEAR))
    rows = {part[0] for _c, table, period, part in found.places if (table, period) == ("by-age", "now")}
    children = ("avrr-be", "children", "now", ()) in found.places
    assert "from-65" in rows
    assert children or "from-18-to-64" in rows or ("avrr-be", "by-age", "now", ()) in found.places, rows


def test_a_published_number_can_be_corrected_though_it_is_small_by_now() -> None:
    """Five to Benin were published; one departure is taken back, and four may be hidden with another row."""
    some_departures(400, destination="BR", age=30)
    some_departures(9, destination="GE", age=30)
    to_benin = [depart(date(2020, 3, 1 + day), destination="BJ") for day in range(5)]
    first = frozen("newsletter", SPRING)
    told = Published(first, left_out(first).places)
    benin = ("avrr-be", "by-destination", "now", ("BJ",))
    assert benin not in told.left_out
    retract(to_benin[0], datetime(2021, 3, 1, tzinfo=UTC))
    second = frozen("newsletter", SPRING)

    assert not left_out(second, [told]).can_be_published
    found = left_out(second, [told], known=lambda _printed: second)
    assert found.can_be_published
    assert benin in found.places
    others = {place for place in found.places if place[1:3] == ("by-destination", "now")} - {benin}
    assert others, "the total less all other rows is Benin"


def test_what_nobody_corrected_is_believed_when_something_else_was() -> None:
    """A correction in Luxembourg does not make what was printed of Belgium unknown again."""
    some_departures(60, destination="BR", age=30)
    some_departures(40, destination="BR", age=30, programme="avrr-lu")
    kept = [depart(date(2020, 3, 1 + day), destination="BJ") for day in range(5)]
    late = depart(date(2020, 3, 3), destination="BR", programme="avrr-lu")
    first = frozen("newsletter", SPRING)
    told = Published(first, left_out(first).places)
    retract(late, datetime(2021, 3, 1, tzinfo=UTC))
    second = frozen("newsletter", SPRING)
    assert {place[0] for place in moved_since(first, second)} == {"avrr-lu"}
    assert len(kept) == 5
    assert left_out(second, [told], known=lambda _printed: second).can_be_published


def test_one_correction_does_not_give_away_those_whom_nobody_corrected() -> None:
    """Four to Chile in spring are hidden and six in autumn printed; the only one to Kenya moves elsewhere.

    What was printed of everybody else still stands, and who reads it goes by it: were it believed no more,
    the year would print ten, and tell the four.
    """
    autumn_days = Period(date(2020, 7, 1), date(2020, 12, 31))
    for month in (*range(1, 7), *range(7, 13)):
        for day in range(1, 21):
            depart(date(2020, month, day), destination="BR", age=30, sex="male" if day % 2 else "female")
    for number in range(6):
        depart(date(2020, 8, 3 + number), destination="CL", age=30, sex="male")
    for number in range(4):
        depart(date(2020, 3, 3 + number), destination="CL", age=30, sex="female")
    for number in range(3):
        depart(date(2020, 4, 3 + number), destination="PE", age=30, sex="female")
    wrong = depart(date(2020, 12, 20), destination="KE", age=30, sex="male")
    for number in range(8):
        depart(date(2020, 12, 3 + number), destination="PE" if number % 2 else "MX", age=30, sex="male")
    spring, autumn = frozen("newsletter", SPRING), frozen("newsletter", autumn_days)
    told = [Published(spring, left_out(spring).places)]
    told.append(Published(autumn, left_out(autumn, told).places))
    chile, kenya = (("avrr-be", "by-destination", "now", (code,)) for code in ("CL", "KE"))
    assert chile in told[0].left_out
    assert kenya in told[1].left_out
    assert chile not in told[1].left_out
    retract(wrong, datetime(2021, 3, 1, tzinfo=UTC))
    today = {SPRING: frozen("newsletter", SPRING), autumn_days: frozen("newsletter", autumn_days)}
    year = frozen("year-report", YEAR)

    found = left_out(year, told, known=lambda printed: today[printed.period])
    assert found.can_be_published
    assert chile in found.places, "ten in the year less the six of autumn are the four of spring"
    assert kenya in found.places, "a row that is gone would tell of whom the correction was"
    assert not found.guessed


def test_the_noughts_of_a_small_number_are_left_out_with_it() -> None:
    """Three returned, all of them men: that none is a woman tells of whom the three are."""
    some_departures(3, sex="male", destination="BR", age=30)
    found = left_out(frozen("newsletter", SPRING))
    rows = {part for _c, table, when, part in found.places if (table, when) == ("by-sex", "now")}
    assert {("male",), ("female",)} <= rows


def test_that_none_of_a_hidden_few_is_a_child_or_vulnerable_is_left_out_too() -> None:
    """One left in December, of age and well: each nought beside the one would tell of them."""
    depart(date(2020, 12, 3), sex="male", destination="XK", age=30, vulnerabilities=(), medical="none")
    for number in range(20):
        depart(date(2019, 3, 3 + number), sex="male", destination="BR", age=30, vulnerabilities=())
    made = frozen("year-report", YEAR)
    copy = public_copy(made, left_out(made).places)
    chapter = made.values["chapters"]["avrr-be"]["now"]
    told = {
        (table, part)
        for table, kept in copy.frozen.values["chapters"]["avrr-be"]["now"].items()
        for part in [(), *(tuple(part) for part, _number in kept.get("parts", ()))]
        if copy.shows(("avrr-be", table, "now", part))
    }
    assert chapter["children"]["total"] == chapter["vulnerabilities"]["total"] == "0"
    assert told == set()
    assert not copy.shows(("avrr-be", "by-month", "now", ("2020-11",)))
    assert not copy.shows(("avrr-be", "by-age", "now", ("unknown",)))
    assert copy.shows(("avrr-be", "returns", "before", ()))
    assert copy.shows(("avrr-be", "by-month", "before", ("2019-11",)))


def test_a_corrected_year_comes_out_though_a_hidden_row_is_nought_by_now() -> None:
    """The only one to Benin is taken back: were the row gone, everybody would know whose record it was."""
    some_departures(400, destination="BR", age=30)
    some_departures(40, destination="GE", age=30)
    some_departures(9, destination="TG", age=30)
    wrong = depart(date(2020, 3, 1), destination="BJ")
    year, spring = frozen("year-report", YEAR), frozen("newsletter", SPRING)
    told = [Published(year, left_out(year).places)]
    told.append(Published(spring, left_out(spring, told).places))
    benin = ("avrr-be", "by-destination", "now", ("BJ",))
    assert all(benin in one.left_out for one in told)
    retract(wrong, datetime(2021, 3, 1, tzinfo=UTC))
    today = {year.period: frozen("year-report", YEAR), SPRING: frozen("newsletter", SPRING)}
    second = today[YEAR]
    assert ["BJ"] not in [part for part, _number in _rows(second)]

    found = left_out(second, told, known=lambda printed: today[printed.period])
    assert found.can_be_published
    assert benin in found.places
    assert ("avrr-be", "destinations", "now", ()) in found.places, "one fewer than rows would tell of it"
    assert ["BJ"] in [part for part, _number in _rows(public_copy(second, found.places).frozen)]


def test_a_row_that_always_stands_does_not_say_of_whom_a_correction_was() -> None:
    """The only woman is taken back: a nought where a small number was hidden would say that it was hers."""
    some_departures(60, sex="male", destination="BR", age=30)
    for number in range(2):
        depart(date(2020, 2, 3 + number), sex="other", destination="BR", age=30)
    wrong = depart(date(2020, 2, 3), sex="female", destination="BR", age=30)
    first = frozen("newsletter", SPRING)
    told = Published(first, left_out(first).places)
    women = ("avrr-be", "by-sex", "now", ("female",))
    assert women in told.left_out
    retract(wrong, datetime(2021, 3, 1, tzinfo=UTC))
    second = frozen("newsletter", SPRING)
    found = left_out(second, [told], known=lambda _printed: second)
    assert found.can_be_published
    assert women in found.places
    assert women not in left_out(second).places, "a nought that was never hidden is shown"


def _rows(one: Frozen) -> list[Any]:
    rows: list[Any] = one.values["chapters"]["avrr-be"]["now"]["by-destination"]["parts"]
    return rows


def test_a_newsletter_comes_out_after_the_year_that_printed_five() -> None:
    """Five to Benin in the year: three of the first half, and to Togo six, of whom none was of it."""
    some_departures(300, destination="BR", age=30)
    some_departures(40, destination="GE", age=30)
    for day in range(5):
        depart(date(2020, 3 if day < 3 else 9, 1 + day), destination="BJ")
    for day in range(6):
        depart(date(2020, 10, 1 + day), destination="TG")
    year = frozen("year-report", YEAR)
    told = Published(year, left_out(year).places)
    benin, togo = (("avrr-be", "by-destination", "now", (code,)) for code in ("BJ", "TG"))
    assert not {benin, togo} & told.left_out
    spring = frozen("newsletter", SPRING)
    found = left_out(spring, [told])
    assert found.can_be_published
    assert {benin, togo} <= found.places
    parts = dict(map(tuple, _parts(public_copy(spring, found.places).frozen)))
    assert parts["TG"] == parts["BJ"], "what is nought has a row like what is small"


def to_kosovo(spring: int, autumn: int) -> dict[str, Frozen]:
    """Return a year and its halves in which so many returned to Kosovo, among many others."""
    for month, many in ((2, spring), (9, autumn)):
        some_departures(100 + month, destination="BR", age=30)
        for day in range(many):
            depart(date(2020, month, 3 + day), destination="XK")
    second = Period(date(2020, 7, 1), date(2020, 12, 31))
    return {
        "year": frozen("year-report", YEAR),
        "spring": frozen("newsletter", SPRING),
        "autumn": frozen("newsletter", second),
    }


KOSOVO = ("avrr-be", "by-destination", "now", ("XK",))


def test_a_half_is_published_beside_the_other_half_where_the_year_ties_them() -> None:
    """Ten of the year and seven of its first half are public: that three are left is known before."""
    made = to_kosovo(7, 3)
    told = [Published(made[one], frozenset()) for one in ("year", "spring")]
    found = left_out(made["autumn"], told)
    assert found.can_be_published
    assert KOSOVO in found.places
    known = {one.stands.place: one.since for one in found.known}
    assert known[KOSOVO] is made["spring"]


def test_a_first_half_does_not_tell_the_second_that_is_not_out_yet() -> None:
    made = to_kosovo(7, 3)
    told = Published(made["year"], left_out(made["year"]).places)
    assert KOSOVO not in told.left_out
    spring = left_out(made["spring"], [told])
    assert KOSOVO in spring.places
    autumn = left_out(made["autumn"], [told, Published(made["spring"], spring.places)])
    assert autumn.can_be_published
    assert not autumn.known


def test_a_row_that_was_left_out_as_nought_is_none_that_was_not_listed() -> None:
    for day in range(5):
        depart(date(2020, 3 if day < 3 else 9, 1 + day), destination="BJ")
    made = to_kosovo(6, 0)
    told = Published(made["year"], left_out(made["year"]).places)
    autumn = left_out(made["autumn"], [told])
    assert KOSOVO in autumn.places, "a nought"
    both = [told, Published(made["autumn"], autumn.places)]
    spring = left_out(made["spring"], both)
    assert spring.can_be_published
    assert not spring.known, "were Kosovo nought for want of a row, the two to Benin would have been known"


def _parts(one: Frozen) -> list[list[Any]]:
    kept = one.values["chapters"]["avrr-be"]["now"]["by-destination"]["parts"]
    return [[part[0], number] for part, number in kept]


def test_a_channel_that_by_its_name_holds_nobody_else_does_not_tell_how_many_they_are() -> None:
    some_departures(60, channel="return-desk")
    some_departures(20, channel="hospital")
    for number in range(5):
        sex = "male" if number < 2 else "female"
        depart(date(2020, 3, 3 + number), sex=sex, vulnerabilities=("trafficking",), channel="shelter")
    found = left_out(frozen("year-report", YEAR))
    assert ("avrr-be", "trafficking", "now", ()) in found.places
    assert ("avrr-be", "by-channel", "now", ("shelter",)) in found.places
    assert found.can_be_published

"""What was known on an earlier day: how many returns changed since, in which files, and who is told what."""

import random
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from onward.access.models import Restriction
from onward.casework.cases.tests.factories import a_case, a_person
from onward.evidence.pages import Since, trends
from onward.evidence.pages.shapes import Then
from onward.evidence.pages.since import DIFFERS
from onward.evidence.pages.since import KINDS as KIND_WORDS
from onward.evidence.queries import NOW, Question, changes, count
from onward.evidence.queries.changing import DIFFERS as TOLD_APART
from onward.evidence.rules import ENTERED, SMALL, Kind, Period, Split, change_is_told, known_then
from onward.evidence.tests.factories import correct, depart, make_cast, retract, send_back
from onward.evidence.tests.test_key_trends_page import COPY, PAGE, YEAR, lines
from onward.kernel.models import Event
from onward.reference.countries import Footnotes
from tests.cast import Cast

ALL_2020 = Period(date(2020, 1, 1), date(2020, 12, 31))
Q = Question(ALL_2020, ALL_2020.year_before())
YEAR_END = date(2020, 12, 31)
LATER = datetime(2021, 2, 3, 9, tzinfo=UTC)
KINDS: tuple[Kind, ...] = ("added", "left", "moved-in", "withdrawn", "moved-out", "changed")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def kinds(question: Question = Q, since: date = YEAR_END) -> dict[str, int]:
    return dict(Counter(one.kind for one in changes(question, since)))


def returns(question: Question = Q) -> int:
    return count(question).get("avrr-be", {}).get(NOW, {}).get("returns", Split()).total


def read(client: Client, who: Any, address: str = PAGE, **asked: str) -> str:
    client.force_login(who)
    answer = client.get(address, {**YEAR, **asked})
    assert answer.status_code == 200, answer.content
    return re.sub(r"\s+", " ", answer.content.decode()) if address == PAGE else answer.content.decode()


# What changed.


def test_each_way_in_which_a_return_changes_is_counted_by_itself(db: None) -> None:
    day = date(2020, 5, 1)
    depart(day)
    depart(day, recorded=LATER)
    retract(depart(day), LATER)
    send_back(depart(day), date(2020, 5, 2), recorded=LATER)
    correct(depart(day), recorded=LATER, on=date(2021, 1, 1))
    correct(depart(date(2021, 1, 1), recorded=datetime(2020, 12, 30, 9, tzinfo=UTC)), recorded=LATER, on=day)
    correct(depart(day), recorded=LATER, sex="female", age=31)
    correct(depart(day), recorded=LATER, on=date(2020, 6, 1), destination="UA")
    assert kinds() == {"added": 1, "withdrawn": 2, "moved-out": 1, "moved-in": 1, "changed": 2}
    assert sorted(one.differs for one in changes(Q, YEAR_END) if one.kind == "changed") == [
        ("month", "destination"),
        ("sex",),
    ]


def test_what_no_figure_counts_otherwise_has_not_changed(db: None) -> None:
    event = depart(date(2020, 5, 1), vulnerabilities=("health", "homeless"))
    correct(event, recorded=LATER, on=date(2020, 5, 2), age=31, vulnerabilities=("homeless", "health"))
    assert kinds() == {}


def test_a_birth_date_that_makes_a_child_of_somebody_has_changed(db: None) -> None:
    correct(depart(date(2020, 5, 1), age=18), recorded=LATER, age=17, child="umc")
    assert [one.differs for one in changes(Q, YEAR_END)] == [("age-group", "child", "vulnerability")]


def test_who_departed_after_the_day_was_not_recorded_late(db: None) -> None:
    depart(date(2020, 5, 1))
    depart(date(2020, 5, 1), recorded=datetime(2020, 7, 5, 9, tzinfo=UTC))
    depart(date(2020, 8, 1))
    assert kinds(since=date(2020, 6, 30)) == {"left": 1, "added": 1}


def test_a_refusal_that_was_no_refusal_brings_the_return_back(db: None) -> None:
    retract(send_back(depart(date(2020, 5, 1)), date(2020, 5, 2)), LATER)
    assert (kinds(), returns(replace(Q, known_on=YEAR_END)), returns()) == ({"added": 1}, 0, 1)


def test_a_correction_of_a_correction_is_one_change_and_one_that_came_back_is_none(db: None) -> None:
    event = correct(depart(date(2020, 5, 1)), recorded=LATER, sex="female")
    again = correct(event, recorded=LATER + timedelta(days=1), sex="other")
    assert kinds() == {"changed": 1}
    correct(again, recorded=LATER + timedelta(days=2), sex="male")
    assert kinds() == {}
    assert kinds(replace(Q, known_on=date(2021, 2, 4))) == {"changed": 1}


def test_who_moves_out_of_a_destination_or_a_group_moves_out_of_what_was_asked(db: None) -> None:
    correct(depart(date(2020, 5, 1), age=17, child="umc"), recorded=LATER, age=19, child=None)
    correct(depart(date(2020, 5, 1), destination="UA"), recorded=LATER, destination="BR")
    assert kinds(replace(Q, group="children")) == {"moved-out": 1}
    assert kinds(replace(Q, destination="UA")) == {"moved-out": 1}
    assert kinds(replace(Q, destination="BR")) == {"moved-in": 1, "changed": 1}


def test_a_return_that_changes_programmes_leaves_one_and_enters_the_other(db: None) -> None:
    correct(depart(date(2020, 5, 1)), recorded=LATER, programme="avrr-lu")
    found = {(one.programme, one.kind) for one in changes(Q, YEAR_END)}
    assert found == {("avrr-be", "moved-out"), ("avrr-lu", "moved-in")}


def anything_told(chance: random.Random, events: list[Event]) -> None:
    """Tell one thing at random: a departure, or something about one that stands."""
    at = datetime(2020, 1, 1, 12, tzinfo=UTC) + timedelta(days=chance.randrange(700))
    if not events or chance.random() < 0.4:
        on = date(2020, 1, 1) + timedelta(days=chance.randrange(-30, 396))
        events.append(depart(on, recorded=max(at, datetime(on.year, on.month, on.day, 12, tzinfo=UTC))))
        return
    event = events.pop(chance.randrange(len(events)))
    at = max(at, event.recorded_at + timedelta(hours=1))
    what = chance.randrange(4)
    if what == 0:
        retract(event, at)
    elif what == 1:
        send_back(event, event.occurred_on, recorded=at)
    else:
        moved = event.occurred_on + timedelta(days=chance.choice((0, 0, 40, -40)))
        events.append(correct(event, recorded=at, on=moved, sex=chance.choice(("male", "female", "other"))))


@pytest.mark.parametrize("seed", range(12))
def test_then_and_now_differ_by_what_changed_whatever_was_told(db: None, seed: int) -> None:
    chance, events = random.Random(seed), list[Event]()
    for _ in range(40):
        anything_told(chance, events)
    for then, now in ((YEAR_END, None), (date(2020, 6, 30), date(2021, 3, 1)), (date(2021, 6, 1), None)):
        question = replace(Q, known_on=now)
        found: dict[Kind, int] = Counter(one.kind for one in changes(question, then))
        assert known_then(returns(question), found) == returns(replace(Q, known_on=then)), (then, now, found)


# Who is told what.


@given(st.integers(0, 40), st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_no_number_that_is_told_or_follows_from_those_told_is_small(now: int, numbers: list[int]) -> None:
    found = dict(zip(KINDS, numbers, strict=True))
    then, entered = known_then(now, found), sum(found[kind] for kind in ENTERED)
    kept = now - entered - found["changed"]
    if kept < 0 or not change_is_told(now, found):
        return
    follows = (now, then, kept, *numbers, entered, sum(numbers))
    assert all(number == 0 or number >= SMALL for number in follows)


def test_nothing_changed_is_not_told_apart_from_little_changed() -> None:
    assert not change_is_told(100, {})
    assert not change_is_told(100, {"added": 1})
    assert not change_is_told(100, {"added": 9, "withdrawn": 8, "changed": 1})
    assert not change_is_told(12, {"added": 9}), "three of them were known then"
    assert change_is_told(100, {"added": 6, "withdrawn": 5}), "one more than then, and nobody it could be"


def as_told(cast: Cast, *, day: date | None = None) -> Since:
    """Return what somebody is told who reads neither small numbers nor files."""
    page = trends(Q, small=False, notes=Footnotes(), user=cast.ruth, day=day)
    assert page.since
    return page.since


def test_who_sees_no_small_numbers_is_told_all_of_a_change_or_nothing(cast: Cast) -> None:
    for _ in range(20):
        depart(date(2020, 5, 1))
    for number in range(6):
        depart(date(2020, 5, 1), recorded=LATER)
        [told] = as_told(cast).differences or ()
        assert told.told == (number >= SMALL - 1)
        assert bool(told.numbers or told.kinds) == told.told
    assert [(one.then, one.now, one.difference) for one in told.numbers] == [(20, 26, "+6")]
    assert [(kind, changed) for kind, _words, changed in told.kinds] == [("added", 6)]
    correct(Event.objects.earliest("position"), recorded=LATER, sex="female")
    [told] = as_told(cast).differences or ()
    assert (told.told, told.numbers, told.kinds, told.differs) == (False, (), (), ())


def test_who_sees_no_small_numbers_names_no_day(cast: Cast) -> None:
    for _ in range(9):
        depart(date(2020, 5, 1), recorded=LATER)
    assert as_told(cast, day=date(2021, 1, 15)) == as_told(cast)
    assert as_told(cast).day == YEAR_END
    running = trends(replace(Q, cut=True), small=False, notes=Footnotes(), user=cast.ruth)
    assert running.since is not None
    part = replace(Q, period=Period(date(2020, 1, 1), date(2020, 10, 31)))
    assert trends(part, small=False, notes=Footnotes(), user=cast.ruth).since is None


def test_the_reporting_officer_reads_what_was_known_then_and_how_many_changed(
    client: Client, cast: Cast
) -> None:
    person = a_person(cast.be)
    case = a_case(cast.lies, person)
    depart(date(2020, 5, 1), person=person.key, case=case.key, recorded=LATER)
    retract(depart(date(2020, 5, 1), age=9), LATER)
    correct(depart(date(2020, 5, 1)), recorded=LATER, sex="female", destination="UA")
    page = read(client, cast.ruth, since="2020-12-31")
    assert "What changed since 31 December 2020" in page
    assert re.search(r"Returns</th><td[^>]*>2</td><td[^>]*><b>2</b></td>", page)
    assert re.search(r"Children \(under 18\)</th><td[^>]*>1</td><td[^>]*><b>0</b></td>", page)
    for words in ("Recorded late", "Taken back", "Counted both times", "destination 1, sex 1"):
        assert words in page
    assert "−1" in page
    assert case.reference not in page
    copy = lines(read(client, cast.ruth, COPY, since="2020-12-31"))
    then = [line for line in copy if line[14:15] == ["2020-12-31"]]
    assert {line[-2]: line[15] for line in then if line[15] and not line[-1]} == {
        "since-returns": "2",
        "since-persons": "2",
        "since-cases": "2",
        "since-destinations": "1",
        "since-children": "1",
        "since-company-unknown": "1",
    }
    assert {line[-1]: line[17] for line in copy if line[-2:-1] == ["since-changed"]} == {
        "added": "1",
        "withdrawn": "1",
        "changed": "1",
    }
    differing = {line[-1]: line[17] for line in copy if line[-2:-1] == ["since-changed-in"]}
    assert differing == {"destination": "1", "sex": "1"}


def test_of_what_was_not_recorded_then_no_nought_is_told_as_known_then(client: Client, cast: Cast) -> None:
    depart(date(2020, 5, 1), office="lu", programme="avrr-lu", recorded=LATER)
    depart(date(2020, 5, 1))
    page = section(read(client, cast.ruth, since="2020-12-31"))
    of_lu = page.split('id="since-avrr-lu"')[1].split("<h3")[0]
    assert re.search(r"Returns</th><td[^>]*>–</td><td[^>]*><b>1</b></td><td[^>]*></td>", of_lu)
    assert "Not recorded then: all that is known of these days was recorded after 31 December 2020" in of_lu
    assert "Not recorded then" not in page.split('id="since-avrr-be"')[1].split("<h3")[0]
    copy = lines(read(client, cast.ruth, COPY, since="2020-12-31"))
    [told] = [one for one in copy if one[-2:-1] == ["since-returns"] and "avrr-lu" in one]
    assert (told[15], told[16]) == ("", "1")


def test_a_month_that_had_not_begun_was_not_known_to_have_none(client: Client, cast: Cast) -> None:
    for day in (date(2020, 3, 2), date(2020, 8, 1)):
        depart(day)
    depart(date(2020, 2, 1), recorded=LATER)
    page = section(read(client, cast.ruth, since="2020-03-31"))
    assert '<th scope="rowgroup" colspan="4"><b>Returns by month</b></th>' in page
    month = r"{} 2020</th><td[^>]*>{}</td><td[^>]*><b>1</b></td><td[^>]*>{}</td>"
    assert re.search(month.format("August", "–", ""), page)
    assert re.search(month.format("February", "0", r"\+1"), page)
    copy = lines(read(client, cast.ruth, COPY, since="2020-03-31"))
    told = {one[-1]: one[15] for one in copy if one[-2:-1] == ["since-by-month"]}
    assert told == {"2020-02": "0", "2020-08": ""}


def test_how_much_a_number_rose_is_grouped_as_the_number_is() -> None:
    with translation.override("fr"):
        risen, fallen = Then("returns", "", 404, 1725), Then("returns", "", 1725, 404)
        assert [one.difference.replace("\u202f", " ").replace("\xa0", " ") for one in (risen, fallen)] == [
            "+1 321",
            "−1 321",
        ]


def test_without_a_day_nothing_is_compared_and_with_one_nothing_may_have_changed(
    client: Client, cast: Cast
) -> None:
    depart(date(2020, 5, 1))
    assert 'id="since"' not in read(client, cast.ruth)
    assert "Nothing that is counted here changed." in read(client, cast.ruth, since="2020-12-31")


def test_a_programme_whose_only_return_was_taken_back_is_still_told(client: Client, cast: Cast) -> None:
    retract(depart(date(2020, 5, 1)), LATER)
    page = read(client, cast.ruth, since="2020-12-31")
    assert 'id="since-avrr-be"' in page
    assert "Taken back" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2019-12-31"}, "Nothing of this period was known then."),
        ({"since": "2020-06-30", "known_on": "2020-06-30"}, "Choose a day before the one as known on which"),
        ({"since": "2999-01-01"}, "Choose a day before the one as known on which"),
    ],
)
def test_a_day_that_cannot_be_compared_is_refused(
    client: Client, cast: Cast, asked: dict[str, str], said: str
) -> None:
    client.force_login(cast.ruth)
    answer = client.get(PAGE, {**YEAR, **asked})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.fixture
def mended(cast: Cast) -> Any:
    """Return what makes a case whose return was mended in 2021, and gives its reference and its person."""

    def make() -> tuple[str, Any]:
        person = a_person(cast.be)
        case = a_case(cast.lies, person)
        event = depart(date(2020, 5, 1), person=person.key, case=case.key)
        correct(event, recorded=LATER, sex="female")
        return case.reference, person

    return make


def test_a_counsellor_reads_which_of_the_files_in_sight_changed_and_no_number_of_all(
    client: Client, cast: Cast, mended: Any
) -> None:
    reference, _person = mended()
    for _ in range(47):
        correct(depart(date(2020, 5, 1)), recorded=LATER, destination="UA")
    page = read(client, cast.lies, since="2020-12-31")
    assert "Files that you may see, and that changed since 31 December 2020" in page
    assert re.search(rf">{reference}</a></th><td[^>]*><span>Counted both times", page)
    assert "Known on" not in page
    told = re.sub(r".*(?=id=\"since\")|<h2 id=\"method.*", "", page).replace(reference, "")
    assert "47" not in re.sub(r'href="[^"]*"', "", told), "but for keys in addresses; no day is called so"
    assert not [
        line for line in lines(read(client, cast.lies, COPY, since="2020-12-31")) if "since-changed" in line
    ]


def test_a_change_in_a_file_out_of_sight_leaves_no_trace(client: Client, cast: Cast, mended: Any) -> None:
    shown, _person = mended()
    hidden, person = mended()
    assert hidden in read(client, cast.lies, since="2020-12-31")
    Restriction.objects.create(person_key=person.key, category="trafficking")
    page = section(read(client, cast.lies, since="2020-12-31"))
    assert (shown in page, hidden in page) == (True, False)
    assert hidden in read(client, cast.vera, since="2020-12-31")
    correct(
        Event.objects.get(person_key=person.key, type="movements.departed", superseded_by=None),
        recorded=LATER,
        on=date(2020, 7, 1),
    )
    assert section(read(client, cast.lies, since="2020-12-31")) == page


def section(page: str) -> str:
    """Return the sheet about what changed."""
    return page[page.index('aria-labelledby="since"') : page.index('aria-labelledby="method"')]


def test_of_a_household_only_who_is_in_sight_is_told(client: Client, cast: Cast) -> None:
    uncle, niece = a_person(cast.be), a_person(cast.be, "Noor Zubaidi", sex="female")
    case = a_case(cast.lies, uncle, niece)
    Restriction.objects.create(person_key=niece.key, category="child")
    depart(date(2020, 5, 1), person=uncle.key, case=case.key)
    correct(depart(date(2020, 5, 1), person=niece.key, case=case.key), recorded=LATER, destination="UA")
    assert case.reference not in section(read(client, cast.lies, since="2020-12-31"))
    assert "None of the files that you may see." in read(client, cast.lies, since="2020-12-31")
    assert case.reference in section(read(client, cast.nora, since="2020-12-31"))


def test_who_reads_small_numbers_and_files_is_told_numbers_alone(
    client: Client, cast: Cast, mended: Any
) -> None:
    reference, _person = mended()
    cast.lies.roles = [*cast.lies.roles, "reporting-officer"]
    cast.lies.save()
    page = read(client, cast.lies, since="2020-12-31")
    assert "Known on 31 Dec. 2020" in page
    assert reference not in page


def test_a_case_of_another_office_is_not_listed(client: Client, cast: Cast, mended: Any) -> None:
    reference, _person = mended()
    depart(date(2020, 5, 1), programme="avrr-lu", office="lu")
    assert reference not in read(client, cast.paul, since="2020-12-31")


def test_keys_without_a_file_are_told_to_nobody(client: Client, cast: Cast) -> None:
    correct(depart(date(2020, 5, 1), person=uuid4()), recorded=LATER, destination="UA")
    assert "None of the files that you may see." in read(client, cast.lies, since="2020-12-31")


def test_what_changed_costs_two_questions_more(
    client: Client, cast: Cast, mended: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        mended()
    for who in (cast.ruth, cast.lies):
        client.force_login(who)
        with django_assert_max_num_queries(15):
            client.get(PAGE, {**YEAR, "since": "2020-12-31"})


def test_all_that_may_differ_has_its_words() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(DIFFERS) == set(TOLD_APART)

"""The explorer: the same number as everywhere else, asked by an address, by who reads small numbers."""

import csv
import io
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client, override_settings

from onward.access.models import AuditEntry, Restriction, User
from onward.casework.cases.events import CashGiven
from onward.casework.cases.tests.factories import a_case
from onward.evidence import problems
from onward.evidence.actions import MOST_KEPT, keep_question, remove_question
from onward.evidence.counting import Asked, dimensions, figures, tally
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.forms import ExploreForm
from onward.evidence.models import KeptQuestion
from onward.evidence.pages.explorer import Offering
from onward.evidence.tests.factories import correct, depart
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.kernel.definitions.in_force import using
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, Library, with_hashes
from onward.kernel.events import log
from onward.kernel.models import Event
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PAGE = "/reports/explore/"
NOW = datetime(2021, 3, 1, 9, tzinfo=UTC)
YEAR = Asked(date(2020, 1, 1), date(2021, 1, 1))


@pytest.fixture(autouse=True)
def in_march(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path), clock.at(NOW):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def some_departures(many: int = 40) -> None:
    draw = random.Random(3)
    for _number in range(many):
        depart(
            date(2020, draw.randrange(1, 13), draw.randrange(1, 29)),
            sex=draw.choice(["male", "female"]),
            age=draw.randrange(2, 70),
            destination=draw.choice(["BR", "IQ", "GE", "XK"]),
            programme=draw.choice(["avrr-be", "avrr-lu"]),
            vulnerabilities=tuple(draw.sample(["health", "elderly", "trafficking"], draw.randrange(3))),
        )


def read(client: Client, who: User, question: str = "", *, page: str = PAGE, status: int = 200) -> str:
    client.force_login(who)
    answer = client.get(f"{page}?{question}")
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode("utf-8-sig")


def test_a_mean_of_nothing_is_a_dash(client: Client, cast: Cast) -> None:
    """Nobody's age is not the age of a newborn."""
    depart(date(2020, 2, 1), sex="male", age=30)
    library = current_library()
    items = {kind: dict(of) for kind, of in library.items.items()}
    data = {**items["figures"]["returns"].data, "code": "mean-age", "counts": "mean", "column": "age"}
    body = type(items["figures"]["returns"].body).model_validate(data)
    items["figures"]["mean-age"] = Item("figures", "mean-age", body, data)
    asked = "figure=mean-age&first=2020-01-01&last=2020-12-31"
    with using(with_hashes(Library(items, library.declared), registered_kinds())):
        assert big(read(client, cast.ruth, asked)) == "30"
        assert big(read(client, cast.ruth, f"{asked}&of=women")) == "–"


def big(page: str) -> str:
    found = re.search(r'class="figure-big"[^>]*>(?:<a [^>]*>)?([^<]+)<', page)
    assert found
    return found[1]


def cells(page: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return each number of the table by its row and column, with the address of what lies behind it."""
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL):
        head = re.sub(r"<[^>]+>", "", row.split("</th>")[0]).strip()
        for column, cell in re.findall(r'data-label="([^"]*)"><span>(.*?)</span></td>', row, re.DOTALL):
            link = re.search(r'href="([^"]+)"', cell)
            number = re.sub(r"<small.*|<[^>]+>", "", cell, flags=re.DOTALL).strip()
            found[head, column] = number, link[1].replace("&amp;", "&") if link else ""
    return found


def of_csv(content: str) -> dict[tuple[str, str], str]:
    lines = list(csv.reader(io.StringIO(content)))
    assert lines[1][0] == "#meta+report"
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
    assert {row["access"] for row in rows} == {"exact"}
    return {(row["dimensions"], row["parts"]): row["value"] for row in rows}


@pytest.mark.parametrize(
    ("figure", "by"),
    [("returns", ("destination", "sex")), ("persons", ("sex", "quarter"))],
)  # fmt: skip
def test_table_copies_and_list_say_what_the_definition_counts(
    client: Client, cast: Cast, figure: str, by: tuple[str, str]
) -> None:
    some_departures()
    counted = tally(open_facts(), figures()[figure], YEAR, by)
    asked = f"figure={figure}&period=2020&rows={by[0]}&columns={by[1]}"
    page = read(client, cast.ruth, asked)
    assert big(page) == f"{counted.total:.0f}"
    told = cells(page)
    inside = {
        where: one for where, one in told.items() if not any(side.startswith("In all") for side in where)
    }
    shown = sorted(int(number) for number, _link in inside.values() if number != "0")
    assert shown == sorted(int(number) for number in counted.parts.values())

    copied = of_csv(read(client, cast.ruth, asked, page="/reports/explore.csv"))
    assert copied["", ""] == big(page)
    kept = {"/".join(part): f"{number:.0f}" for part, number in counted.parts.items()}
    assert {
        part: value for (ways, part), value in copied.items() if ways == "/".join(by) and value != "0"
    } == kept

    client.force_login(cast.ruth)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/reports/explore.xlsx?{asked}").content))
    assert book.sheetnames == ["Table", "Numbers", "Definitions", "About"]
    rows = list(book["Table"].values)
    ends = next(place for place, row in enumerate(rows) if row[0] is None)
    assert "not for publication" in str(rows[ends + 1][0])
    crossed = [row[1:-1] for row in rows[1 : ends - 1]]
    assert sorted(one for row in crossed for one in row if one) == sorted(map(int, counted.parts.values()))
    assert [row[1] for row in book["Definitions"].values][1] == figure
    about = [row[1] for row in book["About"].values]
    assert any("not for publication" in str(one) for one in about)

    number, link = max(told.values(), key=lambda one: int(one[0]) if len(one[1]) else 0)
    lines = read(client, cast.ruth, urlsplit(link).query, page="/reports/explore/cases.csv").splitlines()
    assert len(lines) - 2 == int(number)
    behind = [dict(zip(csv.reader(lines[:1]).__next__(), one, strict=True)) for one in csv.reader(lines[2:])]
    assert {(one["code of the figure"], one["from"], one["edition"]) for one in behind} == {
        (figure, "2020-01-01", "")
    }
    known = {(one["as known at the end of"], one["as known at (office time)"]) for one in behind}
    assert known == {("", "2021-03-01 10:00:00")}, "the day is not over"
    earlier = f"{urlsplit(link).query}&known=2021-02-28"
    lines = read(client, cast.ruth, earlier, page="/reports/explore/cases.csv").splitlines()
    assert {tuple(one[-4:-2]) for one in csv.reader(lines[2:])} <= {("2021-02-28", "")}


def test_each_number_opens_and_is_the_same_there(client: Client, cast: Cast) -> None:
    some_departures(25)
    page = read(client, cast.ruth, "figure=returns&period=2020&rows=vulnerability&columns=quarter")
    opened = [(number, link) for number, link in cells(page).values() if link]
    assert len(opened) > 8
    for number, link in opened[::3]:
        behind = read(client, cast.ruth, urlsplit(link).query, page=urlsplit(link).path)
        assert big(behind) == number
        assert "How it is counted" in behind


def test_a_number_of_several_programmes_says_so_and_leads_to_each_by_itself(
    client: Client, cast: Cast
) -> None:
    some_departures()
    said = "Counted over all of these together; reports tell each by itself."
    each = tally(open_facts(), figures()["returns"], YEAR, ("programme",)).parts
    assert len(each) == 2
    for asked in (
        "figure=returns&period=2020&rows=sex",
        "figure=returns&period=2020&rows=programme&columns=sex",
    ):
        page = read(client, cast.ruth, asked)
        assert said in page
        chips = re.findall(r'<a class="chip" href="([^"]+)">[^<]+<b>(\d+)</b>', page)
        assert sorted(int(number) for _link, number in chips) == sorted(map(int, each.values()))
        for link, number in chips:
            alone = read(client, cast.ruth, link.replace("&amp;", "&").partition("?")[2])
            assert big(alone) == number
            assert said not in alone
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/reports/explore.xlsx?figure=returns&period=2020").content)
    )
    assert any(said in str(cell) for line in book["About"].values for cell in line)


def test_the_chart_draws_what_the_table_says(client: Client, cast: Cast) -> None:
    some_departures()
    page = read(client, cast.ruth, "figure=returns&period=2020&rows=destination")
    drawn = re.search(r'<svg[^>]*aria-label="([^"]*)"', page)
    assert drawn
    for (row, column), (number, _link) in cells(page).items():
        if row != "In all" and column == "Returns":
            assert f"{row} {number}" in drawn[1]


def test_what_is_counted_once_is_not_added_up(client: Client, cast: Cast) -> None:
    person = uuid4()
    depart(date(2020, 2, 1), person=person)
    depart(date(2020, 3, 1), person=person)
    found = cells(read(client, cast.ruth, "figure=persons&period=2020-q1&rows=month"))
    assert {row: number for (row, column), (number, _link) in found.items() if column == "Persons"} == {
        "January 2020": "–", "February 2020": "1", "March 2020": "1", "In all, each once": "1",
    }  # fmt: skip


def test_a_ranking_keeps_its_ties_and_says_how_many_others_there_are(client: Client, cast: Cast) -> None:
    for destination, many in {"BR": 3, "IQ": 2, "GE": 2, "UA": 2, "AL": 1, "RU": 1, "MN": 1, "CO": 1}.items():
        for _number in range(many):
            depart(date(2020, 2, 1), destination=destination)
    page = read(client, cast.ruth, "figure=returns&period=2020&rows=destination&top=5")
    assert "Others" not in page  # four tie for the fifth place
    depart(date(2020, 2, 1), destination="AL")
    page = read(client, cast.ruth, "figure=returns&period=2020&rows=destination&top=5")
    found = {row: number for (row, column), (number, _link) in cells(page).items() if column == "Returns"}
    assert found["Others (3)"] == "3"
    assert len(found) == 7


def test_a_share_stands_with_its_base(client: Client, cast: Cast) -> None:
    for sex in ("female", "male", "male"):
        depart(date(2020, 2, 1), sex=sex)
    page = read(client, cast.ruth, "figure=women-share&period=2020&rows=destination")
    assert big(page) == "33%"
    assert cells(page)["Brazil", "How many of how many"][0] == "1 of 3"
    page = read(client, cast.ruth, "figure=returns&period=2020&rows=sex")
    assert cells(page)["Female", "Share"][0] == "33%"
    assert "Shares are of 3 in all, in whole percent, half rounded up." in page


def test_a_number_is_as_it_was_known_and_says_what_was_not_recorded_then(client: Client, cast: Cast) -> None:
    event = depart(date(2020, 2, 1), destination="BR")
    correct(event, recorded=datetime(2020, 9, 1, tzinfo=UTC), destination="GE")
    depart(date(2020, 2, 1), recorded=datetime(2020, 12, 1, tzinfo=UTC))
    asked = "figure=returns&period=2020-02&only-destination=BR"
    then = tally(
        open_facts(), figures()["returns"], replace(YEAR, as_of=AsOf(before=datetime(2020, 8, 1, tzinfo=UTC)))
    )
    assert then.total == 1
    assert [
        big(read(client, cast.ruth, f"{asked}&known={day}"))
        for day in ("2020-07-31", "2020-10-01", "2021-03-01")
    ] == ["1", "0", "1"]
    depart(date(2019, 2, 1), recorded=datetime(2020, 12, 1, tzinfo=UTC))
    page = read(client, cast.ruth, "figure=returns&period=2019&known=2020-01-31&rows=month")
    assert "Not recorded then" in page
    assert not cells(page)
    assert "Nothing at all is on record" in read(client, cast.ruth, "figure=returns&period=2018&rows=month")


@contextmanager
def a_break(on: date) -> Iterator[None]:
    """Let returns count something else from a day on."""
    library = current_library()
    items: dict[str, dict[str, Item]] = {kind: dict(found) for kind, found in library.items.items()}
    item = items["figures"]["returns"]
    said = {
        "on": on.isoformat(),
        "says": {"en": "Buses count.", "fr": "Les cars comptent.", "nl": "Bussen tellen."},
    }
    data = {**item.data, "breaks": [said]}
    items["figures"]["returns"] = Item("figures", "returns", type(item.body).model_validate(data), data)
    with using(with_hashes(Library(items, library.declared), registered_kinds())):
        yield


def test_a_break_of_a_series_is_told_and_drawn(client: Client, cast: Cast) -> None:
    some_departures()
    with a_break(date(2020, 8, 1)):
        page = read(client, cast.ruth, "figure=returns&period=2020&rows=month")
    assert "From 1 August 2020 on: Buses count." in page
    assert "counted otherwise" in page


WRONG = {
    "figure=no-such&period=2020": problems.UnknownFigure,
    "figure=returns&period=2020-q5": problems.PeriodUnreadable,
    "figure=returns&period=days&first=2020-03-01": problems.PeriodUnreadable,
    "figure=returns&period=days&first=2020-03-01&last=2020-13-77": problems.PeriodUnreadable,
    "figure=returns&period=days&first=2020-03-02&last=2020-03-01": problems.PeriodBackwards,
    "figure=returns&period=days&first=1990-01-01&last=2020-01-01": problems.PeriodOutOfReach,
    "figure=returns&period=2021-04": problems.PeriodAhead,
    "figure=returns&period=2020&known=2021-03-02": problems.KnownAhead,
    "figure=returns&period=2020&rows=nothing": problems.UnknownPart,
    "figure=families&period=2020&rows=sex": problems.NotSplitBy,
    "figure=returns&period=2020&columns=sex": problems.RowsFirst,
    "figure=returns&period=2020&rows=sex&columns=sex": problems.SplitsDoNotFit,
    "figure=returns&period=2020&rows=month&columns=year": problems.SplitsDoNotFit,
    "figure=returns&period=days&first=2003-01-01&last=2020-12-31&rows=month": problems.TooManySteps,
    "figure=returns&period=days&first=2020-01-01&last=9999-12-31": problems.PeriodOutOfReach,
    "figure=returns&period=2020&only-sex=blue": problems.UnknownPart,
    "figure=returns&period=2020&of=nobody": problems.UnknownPart,
    "figure=returns&period=2020&office=xx": problems.UnknownPart,
    "figure=returns&period=2020&top=7": problems.UnknownPart,
    "figure=families&period=2020&only-sex=male": problems.NotLimitedBy,
    "figure=trafficking-informed&period=2020&of=women": problems.NotLimitedBy,
}  # fmt: skip


def test_a_wrong_question_is_told_by_its_code_and_nothing_typed_is_lost(client: Client, cast: Cast) -> None:
    depart(date(2020, 2, 1))
    for asked, problem in WRONG.items():
        form = ExploreForm(
            QueryDict(asked), offices=[("be", "x")], years=[2020], offered=Offering(None, open_facts())
        )
        assert not form.is_valid(), asked
        assert [type(one) for one in form.problems] == [problem], asked
    asked = "figure=families&period=days&first=2020-03-02&last=2020-03-01&rows=sex"
    page = read(client, cast.ruth, asked, status=422)
    assert "The period ends before it begins" in page
    assert "is not split by “Sex”" in page
    assert 'value="2020-03-02"' in page
    assert re.search(r'<option value="families" selected', page)
    assert "The period ends before it begins" in read(
        client, cast.ruth, asked, page="/reports/explore.csv", status=422
    )


def test_what_the_address_asks_for_and_nobody_knows_is_said_to_be_left_out(
    client: Client, cast: Cast
) -> None:
    left_out = 'id="unknown"'
    assert left_out not in read(client, cast.ruth, "figure=returns&period=2020&rows=sex")
    page = read(client, cast.ruth, "figure=returns&period=2020&row=sex&only-moon=full&%3Cb%3E=1")
    said = page.partition(left_out)[2].partition("</div>")[0]
    assert [name in said for name in ("row</code>", "only-moon</code>", "&lt;b&gt;</code>")] == [True] * 3


def test_only_who_reads_small_numbers_of_editions_explores(client: Client, cast: Cast) -> None:
    depart(date(2020, 2, 1))
    asked = "figure=returns&period=2020&rows=sex"
    pages = (PAGE, "/reports/explore.csv", "/reports/explore/cases/", "/reports/explore/cases.csv")
    for who in (cast.rik, cast.erbil, cast.lies, cast.anna):  # the table of access has everybody
        for page in pages:
            read(client, who, asked, page=page, status=403)
    for page in pages:
        read(client, cast.ruth, asked, page=page)


def test_who_reads_one_office_asks_of_no_other() -> None:
    asked = QueryDict("figure=returns&period=2020&office=lu")
    form = ExploreForm(asked, offices=[], years=[2020], offered=Offering("be", open_facts()))
    assert form.is_valid()
    assert form.question("be").office == "be"


def test_what_is_taken_is_written_down_and_holds_no_name(client: Client, cast: Cast) -> None:
    case = a_case(cast.lies)
    depart(date(2020, 2, 1), case=case.key)
    asked = "figure=returns&period=2020&rows=sex"
    read(client, cast.ruth, asked, page="/reports/explore.csv")
    read(client, cast.ruth, asked, page="/reports/explore/cases.csv")
    assert case.reference in read(client, cast.ruth, asked, page="/reports/explore/cases/")
    looked = AuditEntry.objects.get(kind="open", actor_key=cast.ruth.key)
    assert (looked.action, looked.after) == (
        "evidence.explore-cases",
        {"rows": 1, "filters": {"figure": "returns", "period": "2020", "rows": "sex"}},
    )
    written = list(AuditEntry.objects.filter(kind="export").order_by("pk").values_list("action", "after"))
    assert [action for action, _after in written] == ["evidence.explore", "evidence.explore-cases"]
    assert written[0][1] is not None
    assert written[0][1]["filters"] == {"figure": "returns", "period": "2020", "rows": "sex", "as": "csv"}


def test_a_case_in_which_several_are_counted_says_how_many_so_that_the_list_adds_up(
    client: Client, cast: Cast
) -> None:
    case, other = a_case(cast.lies), a_case(cast.lies)
    twice = uuid4()
    for day, person in ((1, twice), (2, uuid4()), (3, uuid4()), (4, twice)):
        depart(date(2020, 2, day), case=case.key, person=person)
    depart(date(2020, 2, 5), case=other.key)
    asked = "period=2020&rows=sex"
    for figure, many in (("returns", 4), ("persons", 3)):
        page = read(client, cast.ruth, f"figure={figure}&{asked}", page="/reports/explore/cases/")
        told = dict(
            re.findall(r'<span class="ref">([^<]+)</span>(?: <span class="quiet">× (\d+)</span>)?', page)
        )
        assert told == {case.reference: str(many), other.reference: ""}


def test_a_list_of_references_is_found_by_the_audit_of_each_restricted_one_whom_it_tells_of(
    client: Client, cast: Cast
) -> None:
    case, other = a_case(cast.lies), a_case(cast.lies)
    person = case.travellers.get().person
    depart(date(2020, 2, 1), case=case.key, person=person.key, vulnerabilities=("trafficking",))
    depart(date(2020, 2, 2), case=other.key, person=other.travellers.get().person.key)
    Restriction.objects.create(person_key=person.key, category="trafficking")
    asked = "figure=returns&period=2020"
    for answers in (f"/audit/case/{case.key}/", f"/audit/person/{person.key}/"):
        assert "evidence.explore" not in read(client, cast.dirk, page=answers)
    assert case.reference in read(client, cast.ruth, asked, page="/reports/explore/cases/")
    assert case.reference in read(client, cast.ruth, asked, page="/reports/explore/cases.csv")

    lines = AuditEntry.objects.filter(person_key=person.key, action="evidence.explore-cases")
    kept = [(one.kind, one.case_key, (one.after or {})["rows"]) for one in lines.order_by("pk")]
    assert kept == [("open", case.key, 2), ("export", case.key, 2)]
    for answers in (f"/audit/case/{case.key}/", f"/audit/person/{person.key}/"):
        page = read(client, cast.dirk, page=answers)
        assert page.count("cases behind a number of the explorer") == 2
        assert cast.ruth.name in page
    unmarked = AuditEntry.objects.filter(case_key=other.key, action="evidence.explore-cases")
    assert not unmarked.exists()
    assert read(client, cast.dirk, page="/audit/exports/").count("cases behind a number") == 1


def test_a_list_of_what_was_done_for_a_case_is_found_by_the_audit_of_all_who_travel_in_it(
    client: Client, cast: Cast
) -> None:
    case = a_case(cast.lies)
    person = case.travellers.get().person
    spent = CashGiven(amount=Decimal(100), currency="EUR", project="fedasil-avrr-be", budget_line="cash")
    told = log.row(
        spent, office="be", occurred_on=date(2020, 2, 1), recorded_at=NOW, actor_key=None, case=case.key
    )
    told.save(force_insert=True)
    Restriction.objects.create(person_key=person.key, category="trafficking")
    asked = "figure=spent&period=2020"
    assert case.reference in read(client, cast.ruth, asked, page="/reports/explore/cases/")
    line = AuditEntry.objects.get(person_key=person.key, action="evidence.explore-cases")
    assert (line.actor_key, line.kind, line.case_key) == (cast.ruth.key, "open", case.key)


def test_a_question_is_kept_by_its_own_name_opened_and_removed(client: Client, cast: Cast) -> None:
    depart(date(2020, 2, 1))
    asked = "figure=returns&period=2020&rows=sex&nonsense=1&first=2020-01-01"
    client.force_login(cast.ruth)
    answer = client.post(f"{PAGE}?{asked}", {"name": "Men and women, for the donor"}, follow=True)
    assert answer.status_code == 200
    kept = KeptQuestion.objects.get()
    assert parse_qs(kept.question) == {"figure": ["returns"], "period": ["2020"], "rows": ["sex"]}
    page = read(client, cast.ruth, kept.question)
    assert "Men and women, for the donor" in page
    assert Event.objects.get(type="evidence.question_kept").payload == {"figure": "returns"}
    audited = AuditEntry.objects.get(table="evidence_keptquestion")
    assert "Men and women" not in str(audited.after)

    again = client.post(f"{PAGE}?{asked}", {"name": "Men and women, for the donor"})
    assert again.status_code == 422
    assert "another question under this name" in again.content.decode()

    reports = {"roles": ["reporting-officer"], "office": cast.be}
    other = User.objects.create(
        key=uuid4(), email="tess@onward.example", name="Tess", password="!", **reports
    )
    assert "Men and women" not in read(client, other, "figure=returns")
    client.force_login(other)
    assert client.post(f"{PAGE}kept/{kept.key}/remove/").status_code == 404
    client.force_login(cast.ruth)
    assert client.post(f"{PAGE}kept/{kept.key}/remove/").status_code == 302
    assert not KeptQuestion.objects.exists()


def test_questions_are_kept_up_to_a_number_and_with_a_name(cast: Cast) -> None:
    with pytest.raises(problems.NameMissing):
        keep_question(cast.ruth, "\u200b ", "figure=returns", "returns")
    kept = [
        keep_question(cast.ruth, f"No. {number}", "figure=returns", "returns") for number in range(MOST_KEPT)
    ]
    with pytest.raises(problems.TooManyKept):
        keep_question(cast.ruth, "One more", "figure=returns", "returns")
    remove_question(cast.ruth, kept[0])
    assert keep_question(cast.ruth, "One more", "figure=returns", "returns")
    with pytest.raises(Exception, match=r"kernel\.refused"):
        keep_question(cast.rik, "Mine", "figure=returns", "returns")


def test_the_note_on_kosovo_stands_where_it_is_named(client: Client, cast: Cast) -> None:
    depart(date(2020, 2, 1), destination="XK")
    asked = "figure=returns&period=2020&rows=destination"
    page = read(client, cast.ruth, asked)
    assert "Kosovo¹" in page
    assert page.rindex("1244") > page.index("How it is counted")
    assert "1244" in read(client, cast.ruth, asked, page="/reports/explore.csv")


def of_parts(figure: str, code: str) -> Mapping[str, Decimal]:
    return {
        part: number
        for (part,), number in tally(open_facts(), figures()[figure], YEAR, (code,)).parts.items()
    }


def test_to_be_limited_to_a_part_is_to_count_that_part() -> None:
    some_departures()
    for code in ("destination", "age-group", "vulnerability", "nationality"):
        for part, number in [*of_parts("returns", code).items()][:2]:
            limited: Any = replace(YEAR, parts={code: part})
            assert tally(open_facts(), figures()["returns"], limited).total == number, (code, part)
    assert dimensions()["quarter"].each == "quarter"
    quarters = of_parts("persons", "quarter")
    assert {*quarters} == {"2020-q1", "2020-q2", "2020-q3", "2020-q4"}
    assert sum(of_parts("returns", "month").values()) == sum(of_parts("returns", "quarter").values())


def test_the_table_of_a_copy_says_of_whom_it_is_and_what_its_marks_mean(client: Client, cast: Cast) -> None:
    depart(date(2020, 2, 1), destination="XK")
    depart(date(2020, 2, 1), destination="BR")
    client.force_login(cast.ruth)
    asked = "figure=returns&period=2020&rows=destination&only-programme=avrr-be"
    answer = client.get(f"/reports/explore.xlsx?{asked}")
    assert "-avrr-be-2020" in answer.headers["Content-Disposition"]
    table = openpyxl.load_workbook(io.BytesIO(answer.content))["Table"]
    told = [str(row[0]) for row in table.values if row[0] is not None]
    assert "Voluntary return from Belgium" in told[0]
    assert "Kosovo¹" in told
    assert [one for one in told if one.startswith("¹ ") and "1244" in one]

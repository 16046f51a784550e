"""What a donor is told: promised and reached, granted and spent, frozen with the project as it was."""

import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from playwright.sync_api import Page

from onward.access.models import User
from onward.casework.cases.events import CashGiven
from onward.evidence import problems
from onward.evidence.actions import (
    computed_again,
    prepare_donor_report,
    prepare_edition,
    publish_edition,
)
from onward.evidence.disclosure import TooLongError
from onward.evidence.documents import copies
from onward.evidence.documents.blocks import Document, Sheet, Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copied import HASHTAGS
from onward.evidence.documents.copies import copy_of
from onward.evidence.documents.texts import Number
from onward.evidence.editions.protecting import left_out
from onward.evidence.editions.public import public_copy
from onward.evidence.models import Decision, Edition
from onward.evidence.queries.editions import edition_seen, imprint_of, shown_to_public
from onward.evidence.tests.factories import depart, retract, work_out
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, with_hashes
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.kernel.problems import Missing, Refused
from onward.records.projects.actions import correct_expenditure, record_expenditure
from onward.records.projects.models import Expenditure
from onward.records.projects.tests.factories import PROJECT, a_manager, an_invoice
from tests.cast import Cast
from tests.support.browser import Site


@pytest.fixture
def pia(cast: Cast) -> User:
    return a_manager(cast.be)


@pytest.fixture
def invoice(pia: User) -> Expenditure:
    """A flight of this half-year."""
    with clock.at(LATER):
        return record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))


def cash(on: date, amount: str, person: Any = None, **more: Any) -> None:
    """Write departure cash against a receipt."""
    given = CashGiven(amount=Decimal(amount), currency="EUR", project=PROJECT, **more)
    event = row(given, office="be", occurred_on=on, recorded_at=LATER - timedelta(days=9), actor_key=None,
                case=uuid4(), person=person or uuid4())  # fmt: skip
    event.save(force_insert=True)


@pytest.fixture
def edition(cast: Cast, pia: User, invoice: Expenditure) -> Edition:
    """Seven departures and one by Luxembourg in the half-year, two before it; money of two currencies."""
    for number in range(7):
        depart(
            date(2020, 1 + number % 6, 1), sex="female" if number < 2 else "male", age=9 if not number else 30
        )
        cash(date(2020, 3, 2), "50.00", budget_line="departure-cash")
    depart(date(2020, 6, 30), programme="avrr-lu")
    depart(date(2020, 7, 1))  # the first day that counts no more
    again = depart(date(2019, 2, 1))
    depart(date(2020, 2, 1), person=again.person_key)  # once in each period, once to date
    with clock.at(LATER):
        record_expenditure(pia, PROJECT, an_invoice(amount=Decimal("0.05"), spent_on=date(2020, 6, 30)))
        record_expenditure(pia, PROJECT, an_invoice(amount=Decimal(100), spent_on=date(2020, 7, 1)))
        record_expenditure(pia, PROJECT, an_invoice(amount=Decimal(1000), spent_on=date(2018, 7, 1)))
        record_expenditure(pia, PROJECT, an_invoice(amount=Decimal(77), currency="USD"))
        return prepare_donor_report(cast.ruth, PROJECT, "2020-H1")


def of(edition: Edition, language: str = "en") -> Document:
    return compose(edition.frozen, language, imprint_of(edition, language))


def rows(document: Document, caption: str) -> dict[str, list[str]]:
    """Return the words of each row of a table, by its first word."""
    tables = [one for section in document.sections for one in section.blocks if isinstance(one, Table)]
    found = next(one for one in tables if one.caption.startswith(caption))
    return {
        line.words: [cell.text if isinstance(cell, Number) else str(cell) for cell in line.numbers]
        for line in found.rows
    }


def test_the_page_of_a_project_tells_what_its_donor_is_told(
    client: Client, cast: Cast, edition: Edition, pia: User
) -> None:
    cash(date(2020, 3, 3), "5.00")
    client.force_login(cast.ruth)
    with clock.at(LATER):
        page = client.get(f"/projects/{PROJECT}/").content.decode()
        told = of(prepare_donor_report(cast.ruth, PROJECT, "2020-H2"))
    money = rows(told, "Budget and spending")
    shown = {
        re.sub("<.*?>", "", row[0]): re.sub("<.*?>", "", row[2])
        for line in re.findall("<tr>(.*?)</tr>", page.split('id="money"')[1].split("</section>")[0])[1:]
        if (row := re.findall("<t[hd].*?>(.*?)</t[hd]>", line))
    }
    assert shown == {words: cells[2] for words, cells in money.items()}
    assert shown["Departure cash"] == "350.00", "handed over in seven cases"
    made_of = "expenditure with its voucher, and departure cash against its receipt"
    assert made_of in page
    assert made_of in str(told), "the report says what the number is made of"
    assert "€1,520.55 stands below with its vouchers, and €355.00 in the files of cases" in page
    assert "Donor reports tell the same figure." in page
    assert "$77.00" in page, "another currency is in no sum"


def departure_cash(client: Client, reader: User, moment: datetime, project: str = PROJECT) -> str:
    """Return what somebody is told at a moment of what was spent on departure cash."""
    client.force_login(reader)
    with clock.at(moment):
        page = client.get(f"/projects/{project}/").content.decode()
    line = re.search(r'>Departure cash</th>.*?data-label="Spent">([^<]*)<', page, re.DOTALL)
    assert line
    return line[1]


def handed(
    many: int, recorded: datetime, *, line: str = "departure-cash", project: str = PROJECT
) -> list[Event]:
    """Write departure cash for so many persons, recorded at a moment."""
    return [cash_of(uuid4(), uuid4(), recorded, line, project) for _number in range(many)]


def cash_of(
    case: UUID | None,
    person: UUID | None,
    recorded: datetime,
    line: str,
    project: str = PROJECT,
    instead: Event | None = None,
) -> Event:
    """Write departure cash of somebody; `instead` is what it takes the place of."""
    given = CashGiven(amount=Decimal(50), currency="EUR", project=project, budget_line=line)
    event = row(
        given,
        office="be" if project == PROJECT else "lu",
        occurred_on=date(2020, 3, 2),
        recorded_at=recorded,
        actor_key=None,
        case=case,
        person=person,
        supersedes=instead.pk if instead else None,
    )
    event.save(force_insert=True)
    return event


FIRST_OF = {month: datetime(2021, month, 1, tzinfo=OFFICE_ZONE) for month in range(1, 13)}
HOUR = timedelta(hours=1)


def test_cash_of_one_person_moves_the_page_of_nobody_who_reads_no_small_numbers(
    client: Client, cast: Cast, pia: User
) -> None:
    handed(7, FIRST_OF[2])
    assert departure_cash(client, pia, FIRST_OF[2] + HOUR) == "0.00", "the month is not over"
    assert departure_cash(client, pia, FIRST_OF[3]) == "350.00"
    handed(1, FIRST_OF[3])
    assert departure_cash(client, cast.ruth, FIRST_OF[3] + HOUR) == "400.00", "who reads small numbers"
    for month in (3, 4, 5):
        assert departure_cash(client, pia, FIRST_OF[month] + HOUR) == "350.00", "one person since February"
    handed(3, FIRST_OF[5])
    handed(9, FIRST_OF[6], line="travel")
    assert departure_cash(client, pia, FIRST_OF[7]) == "350.00", "four, and others of another line"
    handed(1, FIRST_OF[7] - HOUR)
    assert departure_cash(client, pia, FIRST_OF[7]) == "600.00", "five since February"


def test_cash_that_is_taken_back_or_told_anew_moves_the_page_as_late(client: Client, pia: User) -> None:
    first, second, *others = handed(7, FIRST_OF[2])
    retract(first, FIRST_OF[3])
    cash_of(second.case_key, second.person_key, FIRST_OF[4], "travel", instead=second)
    assert departure_cash(client, pia, FIRST_OF[5] + HOUR) == "350.00"
    for one in others[:3]:
        retract(one, FIRST_OF[5])
    assert departure_cash(client, pia, FIRST_OF[6]) == "100.00", "five were taken back or moved"


def test_the_page_says_as_known_when_the_files_of_cases_are_told(
    client: Client, cast: Cast, pia: User
) -> None:
    handed(7, FIRST_OF[2])
    client.force_login(pia)
    with clock.at(FIRST_OF[3] + HOUR):
        page, listed = (client.get(one).content.decode() for one in (f"/projects/{PROJECT}/", "/projects/"))
    assert "as known at the end of 28 February 2021, or of an earlier month" in page
    assert "Donor reports tell the same figure." not in page
    assert "the same figure that its donor is told" not in listed
    client.force_login(cast.ruth)
    with clock.at(FIRST_OF[3] + HOUR):
        assert "the same figure that its donor is told" in client.get("/projects/").content.decode()


def test_cash_of_a_project_is_not_told_to_an_office_that_does_not_charge_it(
    client: Client, cast: Cast, pia: User
) -> None:
    other = "immigration-directorate-avrr-lu"
    handed(7, FIRST_OF[2], project=other)
    assert departure_cash(client, pia, FIRST_OF[4], other) == "0.00"
    assert departure_cash(client, a_manager(cast.lu), FIRST_OF[4], other) == "350.00"
    assert departure_cash(client, cast.ruth, FIRST_OF[4], other) == "350.00"
    client.force_login(pia)
    assert "Of the files of cases nothing is told" in client.get(f"/projects/{other}/").content.decode()


def test_the_list_of_projects_tells_the_same(client: Client, cast: Cast, edition: Edition) -> None:
    client.force_login(cast.ruth)
    with clock.at(LATER):
        assert "1,870.55 EUR" in client.get("/projects/").content.decode()


def test_it_tells_targets_and_what_is_reached_of_the_period_and_to_date(edition: Edition) -> None:
    found = rows(of(edition), "Indicators")
    returned = next(cells for words, cells in found.items() if words.startswith("R1 Persons who returned"))
    assert returned == ["1,000", "8", "1%", "15,000", "8", "0%"]
    cases = next(cells for words, cells in found.items() if words.startswith("R2 "))
    assert cases == ["650", "8", "1%", "9,500", "9", "0%"]
    assert found["– Female"] == ["", "2", "", "", "2", ""]
    ill = next(cells for words, cells in found.items() if words.startswith("R4 "))
    assert ill == ["–", "0", "–", "150", "0", "0%"], "nothing was promised of the period"


def test_it_tells_what_was_spent_by_line_to_the_cent_and_adds_no_other_currency(edition: Edition) -> None:
    document = of(edition)
    assert rows(document, "Budget and spending, in euros") == {
        "Travel": ["9,000,000", "420.55", "1,420.55", "8,998,579.45", "0%"],
        "Departure cash": ["750,000", "350.00", "350.00", "749,650.00", "0%"],
        "Escorts and medical travel": ["900,000", "0.00", "0.00", "900,000.00", "0%"],
        "In all": ["10,650,000", "770.55", "1,770.55", "10,648,229.45", "0%"],
    }
    notes = [note for one in document.sections[1].blocks if isinstance(one, Table) for note in one.notes]
    made_of = (
        "What was charged to projects, in euros: expenditure with its voucher, and departure cash against"
    )
    assert [one for one in notes if not one.startswith(made_of)] == [
        "To date, 1 expenditure is on record in US dollars: it is in no sum."
    ]


def test_cash_from_before_lines_were_recorded_stands_in_a_row_of_its_own(cast: Cast) -> None:
    cash(date(2020, 3, 2), "50.00")
    with clock.at(LATER):
        found = rows(of(prepare_donor_report(cast.ruth, PROJECT, "2020-h1")), "Budget and spending")
    assert found["Without a budget line"] == ["–", "50.00", "50.00", "–", "–"]
    assert found["In all"][1] == "50.00"


def test_a_correction_moves_no_number_that_was_frozen(
    edition: Edition, cast: Cast, pia: User, invoice: Expenditure, client: Client
) -> None:
    with clock.at(LATER + timedelta(days=1)):
        correct_expenditure(pia, invoice, an_invoice(voucher="V-1", amount=Decimal("400.50")), "wrong-amount")
    assert computed_again(edition).digest == edition.digest
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{edition.key}/since/").content.decode()
    assert re.search(r"770\.55.*750\.55", page, re.DOTALL)
    page = client.get(
        f"/reports/{edition.key}/numbers/money/spent/?period=to-date&part=travel"
    ).content.decode()
    assert "1,420.55" in page


def test_the_sheet_is_that_of_the_project_as_it_was(edition: Edition, cast: Cast) -> None:
    with clock.at(LATER):
        of_the_year = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    named = dict.fromkeys(("en", "fr", "nl"), "Renamed")
    changed = with_project(name=named, ends=date(2030, 12, 31), contact="new@onward.example")
    items = {kind: dict(of) for kind, of in changed.items.items()}
    del items["donors"]["fedasil"]
    with using(with_hashes(Library(items, changed.declared), registered_kinds())):
        document = of(edition, "nl")
        of_the_office = of(of_the_year, "nl")
        assert computed_again(edition).digest == edition.digest
    [sheet] = [one for section in document.sections for one in section.blocks if isinstance(one, Sheet)]
    told = dict(sheet.lines)
    assert told["Contact"] == "return.be@onward.example"
    assert "1 januari 2017 tot en met 31 december 2027" in told.values()
    assert told["Donor"].startswith("Fedasil")
    sheets = [one for part in of_the_office.sections for one in part.blocks if isinstance(one, Sheet)]
    assert "Renamed" not in {one.name for one in sheets}
    assert len(sheets) == 3
    assert document.sections[0].heading == "Vrijwillige terugkeer uit België, reis en begeleiding"


def test_the_copy_of_the_donor_says_what_it_is_and_what_was_promised(edition: Edition) -> None:
    copy = copy_of(edition.frozen, "en", imprint_of(edition, "en"))
    assert copy.about.said[0] == "This copy is exact and for the donor of this project and the office alone."
    assert ("Duration", "11 years") in copy.about.project
    told = {(one.table, one.first.year, one.parts): (one.value, one.target) for one in copy.lines}
    assert told["i-r1", 2020, ()] == (8, 1000)
    assert told["i-r1", 2017, ()] == (8, 15000)
    assert told["spent", 2017, ("travel",)] == (Decimal("1420.55"), Decimal(9000000))
    assert told["spent", 2020, ("travel",)] == (Decimal("420.55"), None)
    assert {one.parts for one in copy.lines if one.table == "i-r2"} == {()}, "no split that nobody asked for"


def with_project(**more: Any) -> Library:
    """Return the definitions with another one of the project."""
    library = current_library()
    item, items = library.get("projects", PROJECT), {kind: dict(of) for kind, of in library.items.items()}
    data = {**item.data, **more}
    items["projects"][PROJECT] = Item("projects", PROJECT, type(item.body).model_validate(data), data)
    return with_hashes(Library(items, library.declared), registered_kinds())


def test_money_is_copied_to_the_cent_and_is_no_float(edition: Edition) -> None:
    copy = copy_of(edition.frozen, "en", imprint_of(edition, "en"))
    at, line = next(
        (at, one)
        for at, one in enumerate(copy.lines)
        if (one.table, one.first.year, one.parts) == ("spent", 2017, ("travel",))
    )
    assert (str(line.value), str(line.target)) == ("1420.55", "9000000.00")
    assert "1420.55,9000000.00," in copies.as_csv(copy).decode()
    written = json.loads(copies.as_json(copy), parse_float=Decimal)["lines"][at]
    assert (str(written["value"]), str(written["target"])) == ("1420.55", "9000000.00")
    [row] = pq.read_table(io.BytesIO(copies.as_parquet(copy))).slice(at, 1).to_pylist()
    assert row["value"] == Decimal("1420.55")
    assert isinstance(row["value"], Decimal)
    sheet = openpyxl.load_workbook(io.BytesIO(copies.as_xlsx(copy)))["Numbers"]
    cell = sheet.cell(at + 2, [*HASHTAGS].index("target") + 1)
    assert (cell.value, cell.number_format) == (9000000, "0.00")


def test_for_the_public_few_persons_and_the_money_of_few_are_left_out(cast: Cast, second: User) -> None:
    for number in range(9):
        depart(date(2020, 2, 1), sex="female" if number < 2 else "male")
    for _number in range(3):
        cash(date(2020, 3, 2), "50.00", budget_line="departure-cash")
    with (
        clock.at(LATER),
        using(with_project(reporting={"every": "half-year", "year_begins": 1, "public": True})),
    ):
        edition = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
    publish_edition(second, edition)
    edition = edition_seen(second, edition.key)
    shown = shown_to_public(edition)
    copy = copy_of(edition.frozen, "en", imprint_of(edition, "en", public=True), shown)
    hidden = {(one.table, one.parts) for one in copy.lines if not one.shown}
    assert {("i-r1", ("female",)), ("i-r1", ("male",)), ("spent", ("departure-cash",))} <= hidden
    assert ("i-r1", ()) not in hidden
    document = compose(edition.frozen, "en", imprint_of(edition, "en", public=True), shown)
    assert document.stamp.endswith("For the public")
    assert rows(document, "Budget and spending")["Departure cash"][1:] == ["None"] * 4


def with_mean_age(among: str, **reporting: bool) -> Library:
    """Return the definitions with one indicator: the mean age of a population, by sex."""
    mean = {"code": "R1", "name": {"en": "Age", "fr": "Age", "nl": "Age"}, "figure": "mean-age",
            "among": [among], "by": "sex", "unit": "mean", "target": 40}  # fmt: skip
    library = with_project(reporting={"every": "half-year", "year_begins": 1, **reporting}, indicators=[mean])
    items = {kind: dict(of) for kind, of in library.items.items()}
    data = {**items["figures"]["persons"].data, "code": "mean-age", "counts": "mean", "column": "age"}
    body = type(items["figures"]["persons"].body).model_validate(data)
    items["figures"]["mean-age"] = Item("figures", "mean-age", body, data)
    return with_hashes(Library(items, library.declared), registered_kinds())


def test_a_mean_of_nothing_is_told_by_a_dash(cast: Cast) -> None:
    depart(date(2020, 2, 1), sex="male", age=30)
    with clock.at(LATER), using(with_mean_age("women")):
        edition = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
        assert computed_again(edition).digest == edition.digest
        told = rows(of(edition), "Indicators")
        numbers = copy_of(edition.frozen, "en", imprint_of(edition, "en")).lines
    assert next(cells for words, cells in told.items() if words.startswith("R1"))[1] == "–"
    assert {one.value for one in numbers if one.table == "i-r1"} == {None}


def test_a_mean_of_a_part_of_which_nobody_is_left_is_no_nought(cast: Cast, client: Client) -> None:
    depart(date(2020, 2, 1), sex="male", age=10)
    gone = depart(date(2020, 2, 1), sex="female", age=13)
    with clock.at(LATER), using(with_mean_age("children")):
        edition = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
    retract(gone, LATER + timedelta(days=1))
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{edition.key}/since/").content.decode()
    [told] = re.findall(r"mean-age[^>]*part=female.*?</tr>|part=female.*?</tr>", page, re.S)[:1]
    assert re.findall(r'data-label="Known today">(?:<b>)?(.*?)<', told) == ["\N{EN DASH}"]


def test_a_mean_is_no_count_and_never_goes_to_the_public(cast: Cast) -> None:
    """The age of the one woman who left is no small number; files from before the check may ask for it."""
    for age in (30, 40, 50, 60, 70, 80):
        depart(date(2020, 2, 1), sex="male", age=age)
    depart(date(2020, 2, 1), sex="female", age=61)
    with clock.at(LATER), using(with_mean_age("women", public=True)):
        frozen = prepare_donor_report(cast.ruth, PROJECT, "2020-H1").frozen
    assert frozen.tally("results", "i-r1").total == 61
    found = left_out(frozen)
    told = public_copy(frozen, found.places).frozen.values["chapters"]["results"]
    assert "61" not in json.dumps(told)
    assert ("results", "i-r1", "now", ()) in found.places


def too_long(*_given: Any) -> Any:
    raise TooLongError


def test_where_the_public_cannot_be_told_the_page_offers_to_publish_for_the_donor_alone(
    cast: Cast, second: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        depart(date(2020, 2, 1), sex="female" if number < 2 else "male")
    with (
        clock.at(LATER),
        using(with_project(reporting={"every": "half-year", "year_begins": 1, "public": True})),
    ):
        earlier, edition = (prepare_donor_report(cast.ruth, PROJECT, "2020-H1") for _time in range(2))
    # As if what is small had been less once: the public knows the two women, and nothing hides them any more;
    # and as if it could not be proved that they were known before, which alone would let them out again.
    monkeypatch.setattr("onward.evidence.disclosure.choosing.known_before", lambda *_given: {})
    Decision.objects.create(
        edition=earlier, kind="published", by=second, at=LATER, for_public=True, left_out=[]
    )
    client.force_login(second)
    with monkeypatch.context() as hurried:
        hurried.setattr("onward.evidence.editions.protecting.protect_in_time", too_long)
        work_out(second, edition)
        page = client.get(f"/reports/{edition.key}/public/").content.decode()
        assert "it cannot be published for the donor either" in page
        assert "/publish/" not in page
        page = client.post(f"/reports/{edition.key}/publish/", follow=True).content.decode()
        assert "It can be published once it is worked out" in page
        assert not edition.decisions.exists()
    work_out(second, edition)
    page = client.get(f"/reports/{edition.key}/public/").content.decode()
    assert "It can be published for the donor alone" in page
    assert "It cannot be published" not in page
    assert f'action="/reports/{edition.key}/publish/"' in page
    page = client.post(f"/reports/{edition.key}/publish/", follow=True).content.decode()
    assert "The edition is published for the donor alone" in page
    assert "There is no copy for the public" in page
    assert "copy=public" not in page


def test_there_is_no_copy_for_the_public_unless_the_project_asks_for_one(
    cast: Cast, second: User, edition: Edition, client: Client
) -> None:
    publish_edition(second, edition)
    edition = edition_seen(second, edition.key)
    with pytest.raises(Missing):
        shown_to_public(edition)
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{edition.key}/").content.decode()
    assert "published by Tess Second" in page
    assert "copy=public" not in page
    assert "For the public" not in page


def test_one_prepares_and_another_publishes_what_is_over(cast: Cast, second: User, edition: Edition) -> None:
    with pytest.raises(problems.PreparedByYourself):
        publish_edition(cast.ruth, edition)
    publish_edition(second, edition)
    with clock.at(LATER):
        assert prepare_donor_report(second, PROJECT, "2020-H1").number == 2
        with pytest.raises(problems.PeriodIsOpen):
            prepare_donor_report(second, PROJECT, "2021-H1")
        with pytest.raises(problems.UnknownDonorPeriod):
            prepare_donor_report(second, PROJECT, "2020-Q1")
        with pytest.raises(problems.UnknownProject):
            prepare_donor_report(second, "no-such-project", "2020-H1")
        with pytest.raises(Refused):
            prepare_donor_report(cast.lies, PROJECT, "2020-H1")


def test_of_days_of_which_nothing_is_on_record_no_donor_is_told_noughts(cast: Cast, tmp_path: Path) -> None:
    with clock.at(LATER):
        with pytest.raises(problems.NothingOnRecord):
            prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
        with pytest.raises(CommandError, match=r"evidence\.nothing-on-record"):
            call_command(
                "report",
                "donor-report",
                out=tmp_path / "no.pdf",
                lang="en",
                project=PROJECT,
                period="2020-H1",
            )


def test_it_is_written_from_the_command_line(edition: Edition, tmp_path: Path) -> None:
    asked = {"project": PROJECT, "period": "2020-H1"}
    with clock.at(LATER):
        for name in ("report.pdf", "report.json", "report.xlsx", "report.csv"):
            call_command("report", "donor-report", out=tmp_path / name, lang="fr", **asked)
        for wrong in ({"period": None}, {"year": 2020}):
            with pytest.raises(CommandError, match="goes by --project and --period"):
                call_command("report", "donor-report", out=tmp_path / "no.pdf", **asked | wrong)
        with pytest.raises(CommandError, match=r"evidence\.unknown-donor-period"):
            call_command("report", "donor-report", out=tmp_path / "no.pdf", **asked | {"period": "2020-H3"})
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    about = json.loads((tmp_path / "report.json").read_text())["about"]
    assert (about["report"], about["edition"], about["digest"]) == ("donor-report", "1", edition.digest)


def test_it_is_prepared_on_the_page_of_reports(client: Client, cast: Cast, second: User, pia: User) -> None:
    depart(date(2020, 3, 1))
    client.force_login(cast.ruth)
    with clock.at(LATER):
        page = client.get("/reports/").content.decode()
        assert f'value="{PROJECT}/2020-H2"' in page
        assert f'value="{PROJECT}/2021-H1"' not in page, "it is not over"
        page = client.post("/reports/", {"told": f"{PROJECT}/2020-H1"}, follow=True).content.decode()
        assert client.post("/reports/", {"told": f"{PROJECT}/2021-H1"}).status_code == 422
    edition = Edition.objects.get()
    assert "Donor report: Voluntary return from Belgium, travel and counselling" in page
    assert "It is exact, for the donor of this project and the office." in page
    for address in sorted(set(re.findall(r'href="([^"]*/numbers/[^"]*)"', page)))[::9]:
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    taken = client.get(f"/reports/{edition.key}/fr.pdf")
    assert PROJECT in taken["Content-Disposition"]
    client.force_login(pia)
    assert client.get(f"/reports/{edition.key}/").status_code == 403


def test_the_pages_are_right_for_a_screen_reader(
    site: Site,
    page: Page,
    sign_in: Callable[[Page, Any], None],
    axe: Callable[[Page], None],
    edition: Edition,
    pia: User,
    invoice: Expenditure,
    second: User,
) -> None:
    for who, addresses in (
        (second, (f"/reports/{edition.key}/", f"/reports/{edition.key}/numbers/money/spent/?period=to-date")),
        (pia, ("/projects/", f"/projects/{PROJECT}/", f"/projects/spending/{invoice.key}/")),
    ):
        page.context.clear_cookies()
        sign_in(page, who)
        for address in addresses:
            page.goto(site.url + address)
            axe(page)


def test_a_figure_has_one_version_in_whatever_is_prepared_on_a_day(edition: Edition, cast: Cast) -> None:
    with clock.at(LATER):
        of_the_year = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    known = current_library()
    for made in (edition, of_the_year):
        told = copy_of(made.frozen, "en", imprint_of(made, "en"))
        kinds = {"figure": "figures", "dimension": "dimensions", "population": "populations"}
        defined = {(one.kind, one.code): one.version for one in told.definitions if one.kind in kinds}
        assert defined == {at: known.get(kinds[at[0]], at[1]).version for at in defined}
        assert ("figure", "persons") in defined


def test_a_split_tries_its_conditions_in_the_order_of_the_file(cast: Cast) -> None:
    """Somebody of age by now is no adult like others: that condition is tried before the one of adults."""
    depart(date(2020, 2, 1), age=19, child="aged-out")
    indicators = [{"code": "R1", "name": dict.fromkeys(("en", "fr", "nl"), "Returns"), "figure": "returns",
                   "by": "child", "unit": "returns", "target": 100}]  # fmt: skip
    with clock.at(LATER), using(with_project(indicators=indicators)):
        edition = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
    assert edition.frozen.tally("results", "i-r1").parts == {("aged-out",): 1}


def indicator(**more: Any) -> dict[str, Any]:
    words = dict.fromkeys(("en", "fr", "nl"), "Children who drew a grant")
    return {"code": "R9", "name": words, "figure": "grant-drawn", "unit": "persons", "target": 10, **more}


def test_the_annex_and_the_copy_say_all_that_an_indicator_asks_in_words(cast: Cast) -> None:
    depart(date(2020, 3, 1))
    when = (
        "fact.sex == 'female' && (fact.age < 18 || !has(fact.age)) && 'trafficking' in fact.vulnerabilities"
    )
    with clock.at(LATER), using(with_project(indicators=[indicator(when=when, among=["children"])])):
        edition = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
    lines = of(edition).annex[0].lines
    assert ("Only with", "Drawn; “Service” is “Reintegration help”") in lines
    said = (
        "“Sex” is “Female” and (“Age in whole years” is below 18 or “Age in whole years” is not on record)"
        " and “Victim of trafficking” is among “Vulnerabilities”"
    )
    assert ("Only where", said) in lines
    [children] = [words for what, words in lines if what == "Of whom"]
    assert children.startswith("Children (under 18): “Age in whole years” is below 18 or ")
    assert ("Limited to", "Programme: Voluntary return from Belgium") in lines
    assert all(words for _what, words in lines)
    [told] = [one for one in copy_of(edition.frozen, "en", imprint_of(edition, "en")).definitions
              if one.kind == "indicator"]  # fmt: skip
    assert said in told.in_words
    assert when in told.condition
    assert told.provided == ("reintegration.drawn: fact.service == 'reintegration-grant'",)
    assert "movements.entry_refused" in told.unless

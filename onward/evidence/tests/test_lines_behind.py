"""The list behind a number can be counted back: persons alike, and amounts to the cent."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from onward.access.roles import roles
from onward.casework.cases.events import CashGiven
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person
from onward.evidence.pages.lines import _marks_of_lines
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_exploring import NOW, read
from onward.evidence.tests.test_exploring import cast as cast
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.kernel.definitions.in_force import definitions_root
from onward.kernel.events import log
from onward.records.projects.actions import record_expenditure
from onward.records.projects.tests.factories import PROJECT, a_manager, an_invoice
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/reports/explore/cases/"
COPY = "/reports/explore/cases.csv"
SPENT = "figure=spent&period=2020"


def lines_of(text: str) -> list[dict[str, str]]:
    """Return the lines of a copy by their heads, without the hashtags."""
    head, _tags, *lines = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    return [dict(zip(head, one, strict=True)) for one in lines]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_marks_of_many_persons_are_found_in_one_walk() -> None:
    """Each compared with each other would be ninety thousand; a number of a year has twenty thousand."""
    compared = 0

    class Key(bytes):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return bytes.__eq__(self, other)

        __hash__ = bytes.__hash__

    persons = [number.to_bytes(16) for number in range(300)]
    listed: Any = [{"person_key": Key(one)} for one in (*persons, *persons[:30])]
    assert [*_marks_of_lines(listed)] == persons[:30]
    assert compared < 1000


def test_who_stands_behind_several_references_is_marked_so_that_persons_can_be_counted(
    client: Client, cast: Cast
) -> None:
    one, two, three = (a_case(cast.lies) for _number in range(3))
    twice, thrice = uuid4(), uuid4()
    for day, (case, person) in enumerate(
        [(one, twice), (two, twice), (one, thrice), (two, thrice), (three, thrice), (one, uuid4())], 1
    ):
        depart(date(2020, 2, day), case=case.key, person=person)
    page = read(client, cast.ruth, "figure=persons&period=2020", page=LIST)
    told = re.findall(r'<span class="ref">([^<]+)</span>(.*?)</li>', page)
    marks = {reference: re.findall(r'<span class="tag">(\w+)</span>', rest) for reference, rest in told}
    many = {reference: int((re.findall(r"× (\d+)", rest) or ["1"])[0]) for reference, rest in told}
    assert many == {one.reference: 3, two.reference: 2, three.reference: 1}
    assert sorted(map(len, marks.values())) == [1, 2, 2]
    persons = (
        sum(many.values()) - sum(map(len, marks.values())) + len({m for of in marks.values() for m in of})
    )
    assert persons == 3
    assert "one and the same person stands in each of them" in page
    copied = lines_of(read(client, cast.ruth, "figure=persons&period=2020", page=COPY))
    of = [line["mark of one person in several lines"] for line in copied]
    assert (len(of), of.count("A"), of.count("B"), of.count("")) == (6, 2, 3, 1)
    assert "stands in each of them" not in read(client, cast.ruth, "figure=returns&period=2020", page=LIST)


@pytest.mark.parametrize(
    ("figure", "head", "mark", "references"),
    [("destinations", "country", r"Brazil|Georgia", 3), ("families", "household", r"household \d", 2)],
)
def test_each_line_says_which_country_or_household_is_counted_by_it(
    client: Client, cast: Cast, figure: str, head: str, mark: str, references: int
) -> None:
    people = [a_person(cast.be, name) for name in ("Asha", "Bibi", "Chen", "Dara")]
    one, two, alone = a_case(cast.lies, *people[:2]), a_case(cast.lies, *people[2:]), a_case(cast.lies)
    for day, (case, country) in enumerate([(one, "BR"), (one, "BR"), (two, "GE"), (alone, "BR")], 1):
        depart(date(2020, 2, day), case=case.key, destination=country)
    page = read(client, cast.ruth, f"figure={figure}&period=2020", page=LIST)
    told = [*re.findall(r'<span class="ref">[^<]+</span>.*?</li>', page)]
    assert len(told) == references
    assert all(re.search(mark, one) for one in told)
    assert len({found for one in told for found in re.findall(mark, one)}) == 2
    copied = lines_of(read(client, cast.ruth, f"figure={figure}&period=2020", page=COPY))
    assert len({line["reference of the case"] for line in copied}) == references
    assert len({line[head] for line in copied}) == 2
    assert all(re.fullmatch(mark, line[head]) for line in copied)
    assert str(one.household.key) not in page + str(copied)


@pytest.fixture
def spent(cast: Cast) -> Case:
    """Departure cash in a case, and two vouchers of the same year."""
    case = a_case(cast.lies)
    cash = CashGiven(amount=Decimal("50.00"), currency="EUR", project=PROJECT, budget_line="departure-cash")
    log.row(
        cash, office="be", occurred_on=date(2020, 3, 2), recorded_at=NOW, actor_key=None, case=case.key,
        person=case.travellers.get().person.key,
    ).save(force_insert=True)  # fmt: skip
    manager = a_manager(cast.be)
    record_expenditure(manager, PROJECT, an_invoice(voucher="V-1"))
    record_expenditure(manager, PROJECT, an_invoice(voucher="V-2", amount=Decimal("1000.05"), note="secret"))
    return case


def test_an_amount_is_listed_with_its_vouchers_and_adds_up_to_the_cent(
    client: Client, cast: Cast, spent: Case
) -> None:
    page = words(read(client, cast.ruth, SPENT, page=LIST))
    for told in ("Voucher V-1", "Voucher V-2", spent.reference, "Travel", "Departure cash", "420.50"):
        assert told in page
    assert re.search(r"In all, 3 lines\s+1,470\.55", page)
    assert "secret" not in page
    copied = lines_of(read(client, cast.ruth, SPENT, page=COPY))
    assert sum(Decimal(line["number"]) for line in copied) == Decimal("1470.55")
    assert {(line["reference of the case"], line["what it is"]) for line in copied} == {
        (spent.reference, ""), ("", "Voucher V-1"), ("", "Voucher V-2"),
    }  # fmt: skip
    assert {line["currency"] for line in copied} == {"EUR"}


def test_who_reads_no_projects_is_told_the_amounts_and_no_voucher(
    client: Client, cast: Cast, spent: Case, tmp_path: Path
) -> None:
    root = tmp_path / "definitions"
    copytree(definitions_root(), root)
    file = root / "roles.yaml"
    before, officer = file.read_text().split("reporting-officer:")
    without = officer.replace("    projects.read: all\n", "", 1)
    file.write_text(f"{before}reporting-officer:{without}")
    with override_settings(DEFINITIONS_ROOT=root):
        roles.cache_clear()
        try:
            page = words(read(client, cast.ruth, SPENT, page=LIST))
        finally:
            roles.cache_clear()
    assert "V-1" not in page
    assert page.count("A voucher") == 2
    assert re.search(r"In all, 3 lines\s+1,470\.55", page)


def test_who_reads_files_besides_is_shown_what_is_in_sight_and_no_sum_of_the_rest(
    client: Client, cast: Cast, spent: Case
) -> None:
    cast.ruth.roles = [*cast.ruth.roles, "duty-officer"]
    cast.ruth.save()
    page = read(client, cast.ruth, SPENT, page=LIST)
    assert "as far as you may see it" in page
    assert "In all, 3 lines" not in page
    read(client, cast.ruth, SPENT, page=COPY, status=404)

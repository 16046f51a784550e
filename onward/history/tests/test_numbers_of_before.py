"""The office's own numbers of a case and of a person lead from its paper to the record, and back."""

from pathlib import Path

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.history.tests.filled import ONE, Row, book
from onward.history.tests.test_bringing_in import brought
from onward.records.people.models import Person
from onward.records.people.queries import find
from onward.records.people.tests.factories import a_person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
ROWS: list[Row] = [
    {**ONE, "case": "H1/2018", "own_number": "777", "name": "Ana Before"},
    {**ONE, "case": "H1/2018", "person": "2", "name": "Bea Before"},
    {**ONE, "case": "QG", "own_number": "QOB", "name": "No Digit"},
    {**ONE, "case": "QT", "own_number": "QS", "name": "Sealed Letters", "vulnerabilities": "trafficking"},
    {**ONE, "case": "T9", "own_number": "888", "name": "Sealed Before", "vulnerabilities": "trafficking"},
    {
        **ONE,
        "case": "L1",
        "own_number": "777-LU",
        "programme": "avrr-lu",
        "channel": "self",
        "name": "Lux B.",
    },
]


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    made = make_cast()
    brought(made, book(tmp_path / "a.xlsx", ROWS))
    return made


def found(user: User, text: str) -> list[str]:
    return [one.name for one in find(user, text).persons]


def test_a_number_of_before_finds_its_persons_exactly(cast: Cast) -> None:
    assert found(cast.lies, "H1/2018") == ["Ana Before", "Bea Before"]
    assert found(cast.lies, " 777 ") == ["Ana Before"]
    for text in ("H1", "77", "H1/201"):
        assert found(cast.lies, text) == []


def test_a_number_without_a_digit_is_found_too_and_before_names(cast: Cast) -> None:
    a_person(cast.be, name="Qob Qg")
    assert found(cast.lies, "QG") == ["No Digit", "Qob Qg"]
    assert found(cast.lies, "QOB") == ["No Digit", "Qob Qg"]
    assert find(cast.lies, "QOB").exact
    assert find(cast.lies, "QOB", 2).persons == ()
    assert found(cast.lies, "QO") == ["Qob Qg"]


def test_nothing_is_found_of_cases_out_of_sight(cast: Cast) -> None:
    assert Person.objects.filter(name="Sealed Before").exists()
    for text in ("T9", "888", "L1", "777-LU", "QT", "QS"):
        assert found(cast.lies, text) == [], text
    assert found(cast.paul, "777-LU") == ["Lux B."]


def test_the_page_of_the_case_has_both(cast: Cast, client: Client) -> None:
    client.force_login(cast.lies)
    case = Case.objects.get(travellers__person__name="Ana Before")
    page = client.get(f"/cases/{case.reference}/").content.decode()
    sheet = page.split('id="files-of-before"')[1].split("</section>")[0]
    assert ("H1/2018" in sheet, "777" in sheet, "Ana Before" in sheet, "Bea Before" in sheet) == (
        True, True, True, False,
    )  # fmt: skip


def test_a_case_of_the_house_has_no_such_sheet(cast: Cast, client: Client) -> None:
    from onward.casework.cases.tests.factories import a_case

    client.force_login(cast.lies)
    page = client.get(f"/cases/{a_case(cast.lies).reference}/").content.decode()
    assert "files-of-before" not in page

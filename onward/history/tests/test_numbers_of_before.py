"""The office's own numbers of a case and of a person lead from its paper to the record, and back."""

from pathlib import Path

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.history.actions import take_back_case
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
    assert found(cast.lies, "qob") == ["Qob Qg"], "in small letters it is a name, where somebody is called so"


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


def test_the_page_of_a_case_taken_back_keeps_its_number_and_leads_to_the_one_that_stands(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    client.force_login(cast.lies)
    gone = Case.objects.get(travellers__person__name="Ana Before")
    take_back_case(cast.lies, gone, "wrong-rows")

    def page() -> str:
        return client.get(f"/cases/{gone.reference}/").content.decode()

    assert ("H1/2018" in page(), "Under this number stands today" in page()) == (True, False)
    mended = {**ROWS[0], "destination": "RO"}
    brought(cast, book(tmp_path / "b.xlsx", [mended]))
    stands = Case.objects.exclude(pk=gone.pk).get(travellers__person__name="Ana Before")
    assert f'href="/cases/{stands.reference}/"' in page()


def test_it_does_not_tell_of_one_that_stands_and_is_out_of_sight(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    client.force_login(cast.lies)
    gone = Case.objects.get(travellers__person__name="Ana Before")
    take_back_case(cast.lies, gone, "wrong-rows")
    brought(cast, book(tmp_path / "b.xlsx", [{**ROWS[0], "vulnerabilities": "trafficking"}]))
    assert Case.objects.filter(taken_back_on=None, travellers__person__name="Ana Before").exists()
    page = client.get(f"/cases/{gone.reference}/").content.decode()
    assert ("H1/2018" in page, "Under this number stands today" in page) == (True, False)


def test_a_case_of_the_house_has_no_such_sheet(cast: Cast, client: Client) -> None:
    from onward.casework.cases.tests.factories import a_case

    client.force_login(cast.lies)
    page = client.get(f"/cases/{a_case(cast.lies).reference}/").content.decode()
    assert "files-of-before" not in page

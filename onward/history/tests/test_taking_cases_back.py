"""A case that came in wrongly is taken back, and comes in again as it was."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from onward.access.models import Restriction, User
from onward.access.roles import roles
from onward.access.rules import check_together
from onward.casework.cases.actions import add_note, correct_channel, hold_session, reopen_case
from onward.casework.cases.models import Case, Task
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import a_cleared_case
from onward.history.actions import take_back_case
from onward.history.events import CaseBroughtIn
from onward.history.loading import load
from onward.history.models import Import, ImportedRow
from onward.history.policy import TAKE_BACK
from onward.history.problems import CaseTakenBack, NotAtPresent, TakenBackMeanwhile, WorkedOnSince
from onward.history.queries import persons_called
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_bringing_in import brought, checked, returns
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Missing, Refused
from onward.records.people.models import Membership, Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
WHY = "two-in-one"
LATER = timedelta(days=3)
HIM = {**ONE, "person": "2", "sex": "male", "own_number": "P-2"}
HER = {**ONE, "own_number": "P-1"}
STRANGERS = [HER, HIM]
MENDED = [HER, {**HIM, "case": "A2"}]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def both(cast: Cast) -> User:
    """Who reads the cases of the office and decides on them."""
    return cast.lies


def test_two_strangers_of_one_household_come_in_again_as_two(cast: Cast, both: User, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", STRANGERS)
    brought(cast, path)
    assert (Case.objects.count(), returns(2018)) == (1, 2)
    before = clock.now() + timedelta(hours=1)
    with clock.at(clock.now() + LATER):
        take_back_case(both, Case.objects.get(), WHY)
        assert (returns(2018), returns(2018, before)) == (0, 2)
        assert not Case.objects.visible_to(both).exists()
        assert not Membership.objects.exists()
        assert Person.objects.count() == 2
        again = checked(path)
        assert (again.cases, again.already, len(again.bad)) == ([], 0, 2)
        assert "was taken back" in again.bad[0].faults[0].words
        mended = brought(cast, book(tmp_path / "b.xlsx", MENDED))
        assert (mended.returns, mended.bad) == (2, [])
        assert Case.objects.visible_to(both).count() == 2
        assert (returns(2018), returns(2018, before)) == (2, 2)
        assert checked(path).returns == 0


@pytest.fixture
def came_in(cast: Cast, tmp_path: Path) -> Case:
    brought(cast, book(tmp_path / "a.xlsx", STRANGERS))
    return Case.objects.get()


def page_of(case: Case) -> str:
    return f"/history/cases/{case.key}/"


def test_it_is_taken_back_on_a_page_that_says_what_goes(both: User, came_in: Case, client: Client) -> None:
    client.force_login(both)
    words = client.get(f"/cases/{came_in.reference}/").content.decode()
    assert page_of(came_in) in words
    words = client.get(page_of(came_in)).content.decode()
    for said in (
        "2 departures to Albania", "Figures of 2018 change with it", "A1 · 1", "A1 · 2",
        "figures as known until today go on to count both",
    ):  # fmt: skip
        assert said in words
    assert client.post(page_of(came_in), {}).status_code == 422
    sent = {"reason": WHY, "version": _version(words)}
    done = client.post(page_of(came_in), sent)
    assert (done.status_code, done["Location"]) == (302, f"/cases/{came_in.reference}/")
    words = client.get(done["Location"]).content.decode()
    assert "This case was taken back" in words
    assert "Figures of 2018 change with it." in words
    assert "Taken back: Brought in from the files of before (Persons who do not belong together" in words
    assert client.get(page_of(came_in))["Location"] == f"/cases/{came_in.reference}/"
    assert client.post(page_of(came_in), sent)["Location"] == f"/cases/{came_in.reference}/"
    assert Event.objects.filter(case_key=came_in.key, type=CaseBroughtIn.type).count() == 2


def _version(words: str) -> str:
    return words.split('name="version" value="')[1].split('"')[0]


def test_the_list_has_the_cases_of_a_workbook_and_finds_them_by_number(
    cast: Cast, both: User, came_in: Case, client: Client, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "b.xlsx", [{**ONE, "case": "B9"}]))
    other = Case.objects.latest("pk")
    client.force_login(both)
    listed = client.get("/history/cases/").content.decode()
    assert came_in.reference in listed
    assert other.reference in listed
    workbook = Import.objects.get(file_name="a.xlsx")
    assert f"/history/cases/?workbook={workbook.key}" in client.get(page_of(came_in)).content.decode()
    listed = client.get(f"/history/cases/?workbook={workbook.key}").content.decode()
    assert came_in.reference in listed
    assert other.reference not in listed
    listed = client.get("/history/cases/?number=B").content.decode()
    assert came_in.reference not in listed
    assert other.reference in listed
    assert "No case is called so" in client.get("/history/cases/?number=zz").content.decode()
    take_back_case(both, came_in, WHY)
    listed = client.get("/history/cases/").content.decode()
    assert came_in.reference in listed
    assert page_of(came_in) not in listed
    assert page_of(other) in listed
    listed = client.get(f"/history/cases/?workbook={workbook.key}").content.decode()
    assert came_in.reference in listed
    client.force_login(cast.anna)
    assert "1 taken back" in client.get("/history/").content.decode()


def test_a_workbook_of_which_nobody_is_in_sight_is_none(
    cast: Cast, both: User, came_in: Case, client: Client, tmp_path: Path
) -> None:
    hidden = {**HER, "case": "T1", "own_number": "P-9", "vulnerabilities": "trafficking"}
    brought(cast, book(tmp_path / "hidden.xlsx", [hidden]))
    client.force_login(both)
    for key in (Import.objects.get(file_name="hidden.xlsx").key, uuid4()):
        assert client.get(f"/history/cases/?workbook={key}").status_code == 404
    client.force_login(cast.sam)
    key = Import.objects.get(file_name="hidden.xlsx").key
    assert "hidden.xlsx" in client.get(f"/history/cases/?workbook={key}").content.decode()


def test_who_brings_the_past_in_reads_who_takes_cases_back_and_is_led_to_no_case(
    cast: Cast, came_in: Case, client: Client
) -> None:
    client.force_login(cast.anna)
    words = client.get("/history/").content.decode()
    assert "one of these roles: Counsellor, Protection focal point." in words
    assert "/history/cases/" not in words


def test_who_takes_cases_back_is_led_to_them(cast: Cast, client: Client) -> None:
    for user, url in (
        (cast.lies, "/history/cases/"),
        (cast.sam, "/history/cases/"),
        (cast.anna, "/history/"),
    ):
        client.force_login(user)
        shown = client.get("/accounts/2fa/").context["navigation"]
        assert [entry.url for entry in shown if entry.label == "The past"] == [url]
    client.force_login(cast.omar)
    shown = client.get("/accounts/2fa/").context["navigation"]
    assert "The past" not in [entry.label for entry in shown]


def test_nothing_lists_finds_or_opens_it_as_a_case(
    cast: Cast, both: User, came_in: Case, client: Client
) -> None:
    person, movement = Person.objects.first(), Movement.objects.get()
    assert person is not None
    take_back_case(both, came_in, WHY)
    client.force_login(cast.lies)
    assert came_in.reference not in client.get("/cases/?all=1").content.decode()
    assert came_in.reference not in client.get(f"/people/{person.key}/").content.decode()
    for typed in ("A1", "P-1", came_in.reference):
        assert "A1 · " not in client.get("/people/", {"q": typed}).content.decode()
    assert client.get(f"/cases/{came_in.reference}/do/reopen/").status_code == 404
    client.force_login(cast.omar)
    assert client.get(f"/journeys/{movement.key}/").status_code == 404
    assert str(movement.key) not in client.get("/journeys/").content.decode()
    with pytest.raises(Missing):
        reopen_case(cast.lies, came_in, "to-correct")


def test_whoever_could_see_it_reads_that_it_was_taken_back_and_nobody_else(
    cast: Cast, both: User, came_in: Case, client: Client
) -> None:
    take_back_case(both, came_in, WHY)
    address = f"/cases/{came_in.reference}/"
    for user, status in ((cast.lies, 200), (cast.paul, 404), (cast.erbil, 404), (cast.outsider, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status, user.name


def test_only_who_decides_on_cases_and_sees_the_case_takes_it_back(
    cast: Cast, both: User, came_in: Case, client: Client
) -> None:
    for other in (cast.anna, cast.omar, cast.ruth):
        with pytest.raises(Refused):
            take_back_case(other, came_in, WHY)
    both.roles, both.office = ["counsellor"], cast.lu
    both.save()
    with pytest.raises(Missing):
        take_back_case(both, came_in, WHY)
    client.force_login(both)
    assert client.get(page_of(came_in)).status_code == 404
    assert came_in.reference not in client.get("/history/cases/").content.decode()
    client.force_login(cast.omar)
    assert client.get(page_of(came_in)).status_code == 403
    assert page_of(came_in) not in client.get(f"/cases/{came_in.reference}/").content.decode()


def test_the_roles_of_the_house_let_somebody_take_a_case_back() -> None:
    """Who brings history in gives roles, and so sees no case: it is for others to take one back."""
    given = {code: frozenset(role.verbs) for code, role in roles().items()}
    assert any({TAKE_BACK, "cases.read"} <= verbs for verbs in given.values())
    for code in given:
        check_together([code])


def test_what_was_taken_back_is_not_taken_back_again(both: User, came_in: Case) -> None:
    take_back_case(both, came_in, WHY)
    with pytest.raises(CaseTakenBack):
        take_back_case(both, came_in, WHY)


def test_a_case_of_the_house_itself_is_not_taken_back(cast: Cast, both: User) -> None:
    case = a_cleared_case(cast)
    with pytest.raises(Missing):
        take_back_case(both, case, WHY)


def test_what_was_recorded_since_is_named_and_has_to_be_taken_back_first(
    cast: Cast, both: User, came_in: Case, client: Client
) -> None:
    reopen_case(cast.lies, came_in, "to-correct")
    hold_session(cast.lies, came_in, way="phone")
    with pytest.raises(WorkedOnSince):
        take_back_case(both, came_in, WHY)
    client.force_login(both)
    words = client.get(page_of(came_in)).content.decode()
    assert "worked on since it came in" in words
    assert f"/cases/{came_in.reference}/#happened" in words
    assert "cannot be taken back" not in words
    assert 'name="reason"' not in words
    assert returns(2018) == 2


def test_a_case_that_was_opened_again_and_corrected_goes_with_its_correction(
    cast: Cast, both: User, came_in: Case
) -> None:
    reopen_case(cast.lies, came_in, "to-correct")
    correct_channel(cast.lies, came_in, "red-cross", "told-wrongly")
    take_back_case(both, came_in, WHY)
    assert not Event.objects.filter(case_key=came_in.key).standing().exists()
    assert returns(2018) == 0
    came_in.refresh_from_db()
    assert came_in.closed_on == clock.today()
    assert not Task.objects.exists()


def test_a_person_of_another_case_keeps_it_and_the_others_are_known_by_no_number(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    rows = [HER, HIM, {**HER, "case": "A9", "departed_on": "2020-02-02"}]
    brought(cast, book(tmp_path / "a.xlsx", rows))
    first = Case.objects.get(opened_on=date(2018, 10, 5))
    take_back_case(both, first, WHY)
    assert returns(2020) == 1
    assert persons_called(cast.be, ["P-1", "P-2"]).keys() == {"P-1"}
    assert Membership.objects.get().joined_on == date(2020, 2, 2)
    brought(cast, book(tmp_path / "b.xlsx", MENDED))
    assert (returns(2018), Person.objects.count()) == (2, 3)


def test_who_was_taken_for_somebody_of_another_office_is_nobody_else_again(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    there = {**HER, "programme": "avrr-lu", "channel": "reception-centre", "departed_on": "2017-05-05"}
    brought(cast, book(tmp_path / "lu.xlsx", [there]))
    brought(cast, book(tmp_path / "be.xlsx", [HER]))
    assert Event.objects.filter(type="people.merged").standing().count() == 1
    take_back_case(both, Case.objects.get(office=cast.be), "another-number")
    assert not Event.objects.filter(type="people.merged").standing().exists()


def test_a_mark_stays_until_a_focal_point_lifts_it(cast: Cast, both: User, tmp_path: Path) -> None:
    both.roles = [*both.roles, "protection-focal-point"]
    both.focal_for = ["child", "trafficking", "medical"]
    both.save()
    brought(cast, book(tmp_path / "a.xlsx", [{**HER, "vulnerabilities": "trafficking"}, HIM]))
    take_back_case(both, Case.objects.get(), WHY)
    assert Restriction.objects.filter(lifted_at=None).count() == 1


def test_what_was_recorded_of_somebody_hidden_stands_in_the_way_and_is_not_told(
    cast: Cast, both: User, client: Client, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**HER, "vulnerabilities": "trafficking"}, HIM]))
    case = Case.objects.get()
    hidden = Restriction.objects.get().person_key
    reopen_case(cast.sam, case, "to-correct")
    add_note(cast.sam, case, "A word", about=case.travellers.get(person__key=hidden))
    with pytest.raises(NotAtPresent):
        take_back_case(both, case, WHY)
    client.force_login(both)
    page = client.get(page_of(case)).content.decode()
    assert "cannot be taken back as a whole at present" in page
    assert "worked on since" not in page
    with pytest.raises(WorkedOnSince):
        take_back_case(cast.sam, case, WHY)


def test_the_row_mended_comes_in_under_the_same_number(cast: Cast, both: User, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE]))
    take_back_case(both, Case.objects.get(), "wrong-rows")
    brought(cast, book(tmp_path / "b.xlsx", [{**ONE, "destination": "RO"}]))
    assert ImportedRow.objects.standing().get().case_number == "A1"
    [bad] = checked(book(tmp_path / "c.xlsx", [ONE])).bad
    assert "come in mended since" in bad.faults[0].words
    take_back_case(both, Case.objects.visible_to(both).get(), "wrong-rows")
    assert len(checked(book(tmp_path / "c.xlsx", [ONE])).bad) == 1
    assert len(checked(book(tmp_path / "b.xlsx", [{**ONE, "destination": "RO"}])).bad) == 1


def test_a_file_that_was_checked_before_brings_in_nothing_that_was_taken_back(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", STRANGERS)
    early = checked(path)
    brought(cast, path)
    take_back_case(both, Case.objects.get(), WHY)
    with pytest.raises(TakenBackMeanwhile):
        load(cast.anna, early, "another digest", path.name)
    assert returns(2018) == 0


def test_its_pages_ask_little_of_the_database(
    both: User, came_in: Case, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(both)
    for address in ("/history/cases/", page_of(came_in)):
        client.get(address)
        with django_assert_max_num_queries(15):
            client.get(address)
    take_back_case(both, came_in, WHY)
    with django_assert_max_num_queries(15):
        client.get(f"/cases/{came_in.reference}/")

"""What closes a file to its own writer is said before, and afterwards who has it."""

import html
from typing import Any

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, version_seen
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NAME = "Seraphine Unverwechselbar"


def a_girl(cast: Cast) -> tuple[Case, Traveller]:
    """Return a case of a girl of twelve, of whom nothing sensitive is recorded yet."""
    person = a_person(cast.be, NAME, sex="female", born=clock.today().replace(year=clock.today().year - 12))
    case = a_case(cast.lies, person, counsellor=cast.lies)
    return case, case.travellers.get()


def form(user: User, case: Case, what: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/cases/{case.reference}/do/{what}/")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def after(user: User, case: Case, what: str, **typed: Any) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(f"/cases/{case.reference}/do/{what}/", typed, follow=True)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("what", "answer", "focal_point"),
    [
        ("medical-needs", "Severe", "Mona Geyskens"),
        ("vulnerability", "Victim of trafficking", "Vera Storms"),
        ("accompaniment", "No", "Nora Dillen"),
    ],
)
def test_the_form_says_beforehand_which_answer_closes_whose_file_and_who_has_it_then(
    what: str, answer: str, focal_point: str
) -> None:
    cast = make_cast()
    case, _girl = a_girl(cast)
    page = form(cast.lies, case, what)
    sentence = next(line for line in page.split("<p>") if f"answer “{answer}”" in line)
    assert NAME in sentence
    assert focal_point in sentence
    assert "answer “Some, mild”" not in page
    assert "answer “Yes”" not in page


@pytest.mark.parametrize("what", ["medical-needs", "vulnerability", "accompaniment"])
def test_a_focal_point_from_whom_nothing_leaves_is_told_nothing(what: str) -> None:
    cast = make_cast()
    case, _girl = a_girl(cast)
    assert "leaves your view" not in form(cast.sam, case, what)


def test_of_an_adult_the_form_does_not_say_that_travelling_alone_closes_a_file() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), counsellor=cast.lies)
    assert "leaves your view" not in form(cast.lies, case, "accompaniment")


@pytest.mark.parametrize(
    ("what", "typed", "focal_point", "other"),
    [
        ("medical-needs", {"level": "severe"}, "Mona Geyskens", "Nora Dillen"),
        ("vulnerability", {"category": "trafficking", "severity": "mild"}, "Vera Storms", "Mona Geyskens"),
        ("accompaniment", {"accompanied": "no"}, "Nora Dillen", "Mona Geyskens"),
    ],
)
def test_afterwards_the_message_names_the_case_the_person_and_who_has_the_file_now(
    what: str, typed: dict[str, str], focal_point: str, other: str
) -> None:
    cast = make_cast()
    case, girl = a_girl(cast)
    whose = (
        {"traveller": girl.key, "found_on": clock.today().isoformat()}
        if what == "vulnerability"
        else {"travellers": girl.key, "found_on": clock.today().isoformat()}
    )
    page = after(cast.lies, case, what, **typed, **whose)
    assert f"Case {case.reference}: what you recorded restricts the file of {NAME}." in page
    assert focal_point in page
    assert other not in page


def test_where_nobody_is_a_focal_point_that_is_said_before_and_after() -> None:
    cast = make_cast()
    case, girl = a_girl(cast)
    User.objects.filter(focal_for__contains=["medical"]).update(focal_for=[])
    assert "Nobody in this office is a focal point" in form(cast.lies, case, "medical-needs")
    found = clock.today().isoformat()
    page = after(cast.lies, case, "medical-needs", level="severe", found_on=found, travellers=girl.key)
    assert "Nobody in this office is a focal point" in page


def test_of_an_adult_the_mark_of_a_child_is_told_in_words_of_its_own() -> None:
    cast = make_cast()
    girl = a_person(cast.be, NAME, sex="female", born=clock.today().replace(year=clock.today().year - 12))
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), girl, counsellor=cast.lies)
    lines = form(cast.lies, case, "vulnerability").split("<p>")
    [of_children] = [line for line in lines if "answer “Unaccompanied migrant child” the file goes" in line]
    assert NAME in of_children
    assert "Hassan" not in of_children
    [of_adults] = [
        line for line in lines if "Of age by the birth date on record: Hassan Zubaidi. The answer" in line
    ]
    assert "check the birth date first. Focal points who see it: Nora Dillen" in of_adults
    assert not any("Of age" in line for line in lines if "Victim of trafficking” the file" in line)


def test_whom_one_lets_travel_along_without_a_parent_leaves_the_view_and_that_is_said() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), counsellor=cast.lies)
    born = clock.today().replace(year=clock.today().year - 12)
    girl = a_member(case, NAME, sex="female", born=born)
    a_member(case, "Suad Zubaidi")
    page = form(cast.lies, case, "add-traveller")
    [sentence] = [line for line in page.split("<p>") if "answer “No” the file goes" in line]
    assert f"It concerns: {NAME}. Focal points who see it: Nora Dillen" in sentence
    assert "leaves your view" not in form(cast.sam, case, "add-traveller")
    version = version_seen(cast.lies, case)
    typed = {"person": girl.key, "accompanied": "no", "joined_on": clock.today(), "version": version}
    page = after(cast.lies, case, "add-traveller", **typed)
    assert f"what you recorded restricts the file of {NAME}." in page

"""Cases in the search: found by a short reference, and told of in the rows of persons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.kernel import clock
from onward.records.people import queries as people
from onward.records.people.models import Person
from onward.records.people.queries import names
from onward.records.people.tests.factories import a_person as registered
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def search(user: User, typed: str, **more: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get("/people/", {"q": typed} | more)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    "cut", [lambda one: one, lambda one: one[3:], lambda one: one[3:5] + "-" + str(int(one[6:]))]
)
@pytest.mark.parametrize("between", ["-", " ", "/"])
def test_a_reference_leads_to_its_case_also_where_it_is_short(cut: Any, between: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    typed = cut(case.reference).replace("-", between)
    assert search(cast.lies, typed).headers["Location"] == f"/cases/{case.reference}/"


def test_a_short_reference_of_a_case_that_one_may_not_see_finds_nothing() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    answer = search(cast.paul, case.reference[3:])
    assert answer.status_code == 200
    assert case.reference not in words(answer)


def test_the_number_alone_finds_the_cases_of_the_last_years_the_newest_year_first() -> None:
    cast = make_cast()
    cases = [a_case(cast.lies, a_person(cast.be, name)) for name in ("Older One", "Newer One", "Long Ago")]
    year = clock.today().year
    for case, then in zip(cases, (year - 5, year, year - 6), strict=True):
        prefix = case.reference.rsplit("-", 2)[0]
        Case.objects.filter(pk=case.pk).update(reference=f"{prefix}-{then % 100:02d}-02637")
    for typed in ("02637", "2637"):
        shown = words(search(cast.lies, typed))
        assert shown.index("Newer One") < shown.index("Older One")
        assert "Long Ago" not in shown
    assert "One" not in words(search(cast.lies, "263"))
    assert "Newer One" not in words(search(cast.paul, "02637"))


def test_a_row_tells_reference_and_stage_and_whether_the_case_goes_on() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"))
    a_person(cast.be, "Hassan Karimi")
    shown = words(search(cast.lies, "hassan"))
    assert f"{case.reference} open Registered" in shown
    actions.leave(cast.lies, traveller_of(case), "withdrawn", reason="family")
    assert f"{case.reference} ended Withdrawn" in words(search(cast.lies, "hassan"))


def test_a_common_name_says_that_there_are_more_and_leads_to_them() -> None:
    cast = make_cast()
    for _number in range(30):
        a_person(cast.be, "Ali Karim")
    first = words(search(cast.lies, "ali karim"))
    assert "There are more." in first
    assert "Page 1" in first
    last = words(search(cast.lies, "ali karim", page="2"))
    assert "There are more." not in last
    assert last.count("Ali Karim") >= 5


def found(user: User, typed: str, page: int = 1) -> list[Person]:
    return list(people.find(user, typed, page).persons)


@pytest.mark.parametrize("ranked", [400, 3])
def test_whose_case_goes_on_stands_before_others_of_the_name_the_readers_own_first(
    monkeypatch: pytest.MonkeyPatch, ranked: int
) -> None:
    monkeypatch.setattr(names, "CANDIDATES", ranked)
    cast = make_cast()
    own, others, ended, hidden, *rest = [registered(cast.be, name="Ali Karim") for _number in range(7)]
    theirs = registered(cast.be, name="Ali Karim")
    part = registered(cast.be, name="Alisa Karimova")
    for person in (own, theirs, ended, part):
        a_case(cast.lies, person, counsellor=cast.lies)
    Case.objects.filter(travellers__person=ended).update(closed_on=clock.today())
    Case.objects.filter(travellers__person__in=[theirs, part]).update(counsellor=None)
    newest_first = [*reversed(rest), hidden, ended, others]
    assert found(cast.lies, "ali karim") == [own, theirs, *newest_first, part]
    a_case(cast.lies, hidden)
    Restriction.objects.create(person_key=hidden.key, category="child")
    newest_first.remove(hidden)
    assert found(cast.lies, "ali karim") == [own, theirs, *newest_first, part]


@pytest.mark.parametrize("ranked", [400, 30])
def test_whose_case_goes_on_stands_on_one_page_only(monkeypatch: pytest.MonkeyPatch, ranked: int) -> None:
    monkeypatch.setattr(names, "CANDIDATES", ranked)
    cast = make_cast()
    everybody = [registered(cast.be, name="Ali Karim") for _number in range(55)]
    for person in (everybody[0], everybody[50]):
        a_case(cast.lies, person, counsellor=cast.lies)
    pages = [found(cast.lies, "ali karim", number) for number in (1, 2, 3)]
    assert pages[0][:2] == [everybody[50], everybody[0]]
    assert sorted(one.pk for page in pages for one in page) == [one.pk for one in everybody]

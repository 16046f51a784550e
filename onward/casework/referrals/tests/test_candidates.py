"""Whom a referral may be about, among those whom the office knows."""

from datetime import date
from typing import Any

import pytest

from onward.access.models import Office, Restriction
from onward.casework.cases.tests.factories import a_case, a_person
from onward.casework.referrals import queries
from onward.casework.referrals.models import Referral, ReferredPerson
from onward.casework.referrals.tests.factories import HEAD, WIFE, a_referral
from onward.casework.referrals.tests.test_pages import signed_in, text_of
from onward.records.people.models import Person
from onward.records.people.rules import GivenName, search_text
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_common_name_on_one_line_takes_no_candidate_from_another() -> None:
    cast = make_cast()
    asmae = a_person(cast.be, "Asmae Tazi", born=date(1982, 6, 7))
    for _number in range(12):
        a_person(cast.be, "Delmy Campos", born=date(1990, 1, 1))
    delmy = a_person(cast.be, "Delmy Campos Ramirez", born=date(1982, 6, 7))
    for _number in range(12):
        a_person(cast.be, "Delmy Campos", born=date(1990, 1, 1))
    born = {"born_from": date(1982, 6, 7), "born_to": date(1982, 6, 7)}
    lines = [
        ReferredPerson(position=1, name="Asmae Tazi", **born),
        ReferredPerson(position=2, name="Delmy Campos", **born),
    ]
    found = queries.candidates(cast.lies, lines)
    assert found[1] == [asmae]
    assert found[2] == [delmy], "whose birth cannot be the same is not asked about"
    assert queries.candidates(cast.outsider, lines) == {}


BORN = date(1979, 4, 11)


def in_the_records(office: Office, name: str, **fields: object) -> Person:
    person = a_person(office, name, **{"born": BORN} | fields)
    person.search = search_text([GivenName(full=name)])
    person.save()
    return person


def line(name: str, born: date | None = BORN) -> ReferredPerson:
    return ReferredPerson(position=0, name=name, born_from=born, born_to=born)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Lundi Hamed Kadir", "Lundi Hamed Kader"),
        ("Hasan Zubaidi", "Hassan Zubaydi"),
        ("Fatima Karimi", "Fatma Karimi"),
        ("حسن الزبيدي", "Hassan Alzubaidi"),
        ("Tesfamariam Gebre", "Tesfamaryam Gebre"),
        ("Omar Marzouki", "Umar Marzuqi Marzouki"),
        ("Mohammet Karini", "Mohammed Karimi"),
        ("Garbiel Suoza", "Gabriel Souza"),
        ("Hassam Alzubaiti", "Hassan Al-Zubaidi"),
    ],
)
def test_another_spelling_of_a_name_is_a_candidate_if_the_births_can_be_the_same(
    written: str, kept: str
) -> None:
    cast = make_cast()
    person = in_the_records(cast.be, kept)
    in_the_records(cast.be, kept, born=date(1990, 1, 1))
    assert queries.candidates(cast.lies, [line(written)]) == {0: [person]}


def test_another_spelling_stands_after_the_same_one_and_takes_nothing_from_another_line(
    django_assert_num_queries: Any,
) -> None:
    cast = make_cast()
    same = in_the_records(cast.be, "Lundi Hamed Kadir")
    others = [in_the_records(cast.be, "Lundi Hamed Kader") for _number in range(9)]
    unknown = in_the_records(cast.be, "Lundi Hamed Kadir", born=None)
    suad = in_the_records(cast.be, "Suad Mahdy")
    lines = [line("Lundi Hamed Kadir"), line("Suad Mahdi")]
    lines[1].position = 1
    with django_assert_num_queries(1):
        found = queries.candidates(cast.lies, lines)
    assert found[0] == [same, *reversed(others[-4:])]
    assert unknown not in found[0], "whose birth fits goes before"
    assert found[1] == [suad]


def test_who_bears_a_short_name_stands_before_the_many_whose_names_only_hold_its_letters() -> None:
    cast = make_cast()
    ana = in_the_records(cast.be, "Ana Campos")
    for name in ("Anahit", "Anais", "Anastasia", "Anabel", "Anaya", "Mariana"):
        in_the_records(cast.be, f"{name} Campos")
    found = queries.candidates(cast.lies, [line("Ana")])[0]
    assert found[0] == ana
    assert "Mariana Campos" not in [one.name for one in found]
    assert queries.candidates(cast.lies, [line("Ana Campos")])[0][0] == ana


def test_a_short_name_resembles_nobody_whose_birth_is_not_known() -> None:
    cast = make_cast()
    in_the_records(cast.be, "Aya Hassan", born=None)
    assert queries.candidates(cast.lies, [line("Ali Hasan")]) == {}


def test_nothing_is_preset_where_somebody_may_be_known_and_the_choice_is_required() -> None:
    cast = make_cast()
    known = in_the_records(cast.be, "Hassan al-Zubaidi", born=HEAD.born_from)
    sent = a_referral(cast.rik, HEAD, WIFE)
    client = signed_in(cast.lies)
    text = text_of(client.get(f"/referrals/{sent.reference}/"))
    assert text.count('name="known-0"') == 2
    assert "checked" not in text
    given = {"version": 1, "destination": "IQ", "counsellor": str(cast.lies.key)}
    refused = client.post(f"/referrals/{sent.reference}/accept/", given)
    assert refused.status_code == 422
    assert "Compare first" in text_of(refused)
    assert "known-1" not in text_of(refused), "who resembles nobody is not asked about"
    client.post(f"/referrals/{sent.reference}/accept/", given | {"known-0": "new"})
    case = Referral.objects.get().case
    assert case is not None
    assert known not in [one.person for one in case.travellers.all()]


def test_who_may_be_meant_is_told_with_particulars_and_the_open_case_that_the_reader_may_see() -> None:
    cast = make_cast()
    known = in_the_records(cast.be, "Hassan Zubaidi", born=HEAD.born_from, sex="male")
    in_the_records(cast.be, "Hassan Zubaidy", born=HEAD.born_from, sex="female", nationalities=["SY"])
    case = a_case(cast.lies, known)
    sent = a_referral(cast.rik)
    text = text_of(signed_in(cast.lies).get(f"/referrals/{sent.reference}/"))
    assert f"born on 2 May 1984, man, Iraq · open case {case.reference}: Registered" in text
    assert "born on 2 May 1984, woman, Syria · no open case in your view" in text
    Restriction.objects.create(person_key=known.key, category="trafficking")
    assert case.reference not in text_of(signed_in(cast.lies).get(f"/referrals/{sent.reference}/"))

"""Whom a referral may be about, among those whom the office knows."""

from datetime import date

import pytest

from onward.casework.cases.tests.factories import a_person
from onward.casework.referrals import queries
from onward.casework.referrals.models import ReferredPerson
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

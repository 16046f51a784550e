"""Where travellers of a case stand at different stages, each one sees their own gates, the slowest first."""

from __future__ import annotations

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.drawing import GateLine
from onward.casework.cases.tests.factories import a_case, a_person, page_of
from onward.casework.programmes import queries as programmes
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def an_uncle_ahead_of_his_niece(cast: Cast, stage: str) -> tuple[Case, Traveller]:
    """Return a case in which the uncle stands at `stage` and his niece, without parents, at the first."""
    case, niece = a_child_alone(cast.sam)
    Traveller.objects.filter(case=case, principal=True).update(stage=stage)
    return case, niece


def lines_of(cast: Cast, case: Case, reader: User | None = None) -> list[GateLine]:
    return list(page_of(reader or cast.sam, case).gates)


def test_the_gates_of_whoever_is_furthest_behind_stand_first() -> None:
    cast = make_cast()
    case, _niece = an_uncle_ahead_of_his_niece(cast, "cleared")
    missing = [line.stage for line in lines_of(cast, case) if line.state == "missing"]
    assert missing[0] == "Counselled"
    assert missing == sorted(missing, key=["Counselled", "Cleared", "Booked", "Departed"].index)


def test_of_each_traveller_only_the_gates_before_their_own_next_stage_are_told() -> None:
    cast = make_cast()
    case, niece = an_uncle_ahead_of_his_niece(cast, "cleared")
    health = [line for line in lines_of(cast, case) if line.code == "medical-needs"]
    assert health, "the uncle is asked now"
    assert not any(niece.person.name in line.sentence + line.likewise for line in health)


def test_a_passport_is_told_of_from_the_first_day_as_an_embassy_takes_weeks() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    [papers] = [line for line in lines_of(cast, case, cast.lies) if line.code == "travel-document"]
    assert (papers.state, papers.stage, papers.way is not None) == ("missing", "Booked", True)


def test_every_gate_up_to_the_end_is_told_folded_away_where_it_is_not_next(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    page = page_of(cast.lies, case)
    gates = programmes.remembered(case.version_of_programme_id).definition.gates
    asked = {one.code for gate in gates if gate.when is None for one in gate.require}
    assert {line.code for line in (*page.gates, *page.later)} >= asked
    [funded] = [line for line in page.later if line.code == "funder-approval" and line.stage == "Booked"]
    client.force_login(cast.lies)
    assert funded.sentence in client.get(f"/cases/{case.reference}/").content.decode()


def test_what_is_told_of_later_gates_names_nobody_hidden() -> None:
    cast = make_cast()
    case, niece = an_uncle_ahead_of_his_niece(cast, "counselled")
    later = page_of(cast.lies, case).later
    assert later
    assert not any(niece.person.name in line.sentence + line.likewise for line in later)
    assert any(niece.person.name in line.sentence + line.likewise for line in page_of(cast.sam, case).later)


@pytest.mark.parametrize("stage", ["registered", "cleared", "booked"])
def test_what_protects_a_child_is_told_long_before_it_is_the_next_stage(client: Client, stage: str) -> None:
    cast = make_cast()
    case, niece = an_uncle_ahead_of_his_niece(cast, stage)
    protecting = {line.code: line for line in lines_of(cast, case) if line.about == niece.person.key}
    for code in ("best-interest-determination", "family-assessment", "guardian-consent"):
        assert protecting[code].stage == "Booked", code
    client.force_login(cast.sam)
    assert protecting["guardian-consent"].sentence in client.get(f"/cases/{case.reference}/").content.decode()


def test_whoever_may_not_see_the_child_is_told_none_of_her_gates() -> None:
    cast = make_cast()
    case, niece = an_uncle_ahead_of_his_niece(cast, "cleared")
    actions.hold_session(cast.sam, case, way="phone")
    codes = {line.code for line in page_of(cast.lies, case).gates}
    assert not codes & {"best-interest-determination", "family-assessment", "guardian-consent"}
    assert not any(niece.person.key == line.about for line in page_of(cast.lies, case).gates)


def test_a_child_s_declaration_is_a_line_of_its_own_that_somebody_else_signs() -> None:
    cast = make_cast()
    born = clock.today().replace(day=1)
    family = [
        a_person(cast.be, name, born=born.replace(year=born.year - years))
        for name, years in (("Oscar Cruz", 40), ("Delmy Cruz", 10), ("Ada Cruz", 8))
    ]
    case = a_case(cast.lies, *family)
    page = page_of(cast.lies, case)
    own, for_children = [
        line for line in (*page.gates, *page.later) if line.code == "declaration-of-voluntary-return"
    ][:2]
    assert ("Oscar Cruz" in own.sentence, own.likewise, own.who) == (True, "", "the traveller")
    assert ("Delmy Cruz" in for_children.sentence, for_children.likewise) == (True, "Ada Cruz")
    assert for_children.who == "a parent or the guardian"

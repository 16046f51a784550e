"""A programme in which nobody travels: its file is whole, and its cases are opened and led to their end."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, traveller_of
from onward.casework.referrals.rules import Referred
from onward.casework.referrals.tests.factories import a_referral
from onward.kernel import clock
from onward.kernel.definitions import load_all
from onward.kernel.definitions.in_force import definitions_root, using
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
ADVICE = """code: advice-be
name: {en: Advice on return, fr: Conseil au retour, nl: Advies over terugkeer}
office: be
prefix: AD
counts: persons
from: BE
referred_by: [red-cross, self]
pathway:
  - code: registered
    name: {en: Registered, fr: Inscrit, nl: Geregistreerd}
    acts: counsellor
    deadline: 14d
  - code: advised
    name: {en: Advised, fr: Conseillé, nl: Geadviseerd}
    acts: counsellor
exits:
  - code: withdrawn
    name: {en: Withdrawn, fr: Désisté, nl: Teruggetrokken}
gates:
  - code: talked
    name: {en: Talk, fr: Entretien, nl: Gesprek}
    before: advised
    require: [counselling-session]
holds: [programme]
"""


@pytest.fixture
def cast(tmp_path: Path) -> Iterator[Cast]:
    """The cast, in an office that has such a programme besides its own."""
    root = tmp_path / "definitions"
    shutil.copytree(definitions_root(), root)
    (root / "programmes" / "advice-be.yaml").write_text(ADVICE, encoding="utf-8")
    made = make_cast()
    with using(load_all(root)):
        yield made


def test_a_referral_to_it_becomes_a_case_on_its_page(cast: Cast) -> None:
    born = clock.today().replace(year=1990, month=1, day=1)
    who = Referred("Karwan Sabir", sex="male", born_from=born, born_to=born, principal=True)
    referral = a_referral(cast.rik, who, programme="advice-be")
    client = Client()
    client.force_login(cast.lies)
    page = client.get(f"/referrals/{referral.reference}/")
    form = page.context["accept"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(f"/referrals/{referral.reference}/accept/", sent)
    case = Case.objects.get(programme="advice-be")
    assert answer["Location"] == f"/cases/{case.reference}/"
    assert case.reference.startswith("AD-")


def test_its_cases_go_from_stage_to_stage_under_holds_and_deadlines(cast: Cast) -> None:
    born = clock.today().replace(year=1990, month=1, day=1)
    person = Person.objects.create(
        office=cast.be, name="Suad Mahdi", search="suad mahdi", born_from=born, born_to=born
    )
    case = a_case(cast.lies, person, programme="advice-be", channel="self")
    actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", programme="advice-be")
    actions.hold_session(cast.lies, case, way="phone")
    actions.advance(cast.lies, traveller_of(case, person), "advised")
    for user in (cast.lies, cast.omar, cast.sam):
        client = Client()
        client.force_login(user)
        for address in (f"/cases/{case.reference}/", "/cases/", "/cases/?late=1", "/work/", "/journeys/"):
            assert client.get(address).status_code == 200, address

"""What was asked, decided and agreed for the country to which a child departed counts for that child."""

import pytest
from django.test import Client

from onward.casework.cases.models import Traveller
from onward.casework.protection import actions, problems
from onward.casework.protection.models import Guardian
from onward.casework.protection.tests.test_gone_before_the_change import gone_and_changed
from onward.delivery.movements.tests.factories import NOON, travellers_of
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
FOR_ANOTHER = ("For another country", "another country: Iraq", "another country: Albania")


def told_of(client: Client, cast: Cast, reader: str, reference: str) -> str:
    client.force_login(cast.everybody()[reader])
    page = client.get(f"/cases/{reference}/").content.decode()
    sheet = page[page.index('id="protection"') :]
    return sheet[: sheet.index("</section>")]


@pytest.mark.parametrize("reader", ["sam", "erbil"])
def test_the_sheet_of_protection_says_of_nothing_that_it_is_for_another_country(
    client: Client, reader: str
) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        sheet = told_of(client, cast, reader, case.reference)
        assert "Family assessment" in sheet
        assert "agreed on" in sheet
        assert not [words for words in FOR_ANOTHER if words in sheet]
        assert "The guardian agrees" not in sheet


def test_nor_do_the_desk_and_its_own_page(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        client.force_login(cast.sam)
        for one in case.assessments.all():
            page = client.get(f"/protection/assessments/{one.key}/").content.decode()
            assert "It does not count for the present one" not in page


def test_what_is_asked_for_her_since_is_for_where_she_is(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        [_uncle, child] = travellers_of(case)
        actions.ask_assessment(cast.sam, Traveller.objects.get(pk=child.pk), "risk-assessment")
        for reader in ("sam", "erbil"):
            sheet = told_of(client, cast, reader, case.reference)
            assert "Risk assessment" in sheet
            assert "Albania" not in sheet


def test_nothing_is_asked_or_agreed_to_twice() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        [_uncle, child] = travellers_of(case)
        guardian = Guardian.objects.get(person_key=child.person.key)
        with pytest.raises(problems.AlreadyAgreed):
            actions.record_guardian_agreement(cast.sam, guardian)
        actions.ask_assessment(cast.sam, child, "risk-assessment")
        with pytest.raises(problems.AlreadyAsked):
            actions.ask_assessment(cast.sam, child, "risk-assessment")

"""Forms and the timeline say for which country of return something was given, where it is another one."""

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.tests.factories import a_case, a_person, page_of
from onward.casework.protection.tests.test_gone_before_the_change import gone_and_changed
from onward.delivery.movements.tests.factories import FUNDER, NOON, travellers_of
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_declaration_for_another_country_is_offered_as_not_signed_yet(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    [hassan, suad] = travellers_of(case)
    actions.sign_declaration(cast.lies, hassan, "self")
    actions.change_destination(cast.lies, case, "TR")
    actions.sign_declaration(cast.lies, suad, "self")
    client.force_login(cast.lies)
    form = client.get(f"/cases/{case.reference}/do/declaration/").context["form"]
    shown = dict(form.fields["travellers"].choices)
    assert "for a return to Iraq" in shown[str(hassan.key)]
    assert "for a return" not in shown[str(suad.key)]
    assert "signed on" in shown[str(suad.key)]
    assert form.initial["travellers"] == [str(hassan.key)]


def test_nobody_is_asked_to_sign_again_who_has_departed_to_the_former_country(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        client.force_login(cast.sam)
        form = client.get(f"/cases/{case.reference}/do/declaration/").context["form"]
        [uncle, child] = travellers_of(case)
        assert form.initial["travellers"] == [str(uncle.key)]
        hers = dict(form.fields["travellers"].choices)[str(child.key)]
        assert "signed on" in hers
        assert "for a return" not in hers, "it is for where she is"


@pytest.mark.parametrize("answered", [False, True])
def test_what_the_funder_was_asked_says_for_which_country(client: Client, answered: bool) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    approval = actions.ask_approval(cast.lies, case, FUNDER)
    if answered:
        actions.decide_approval(cast.lies, approval, True)
    actions.change_destination(cast.lies, case, "TR")
    client.force_login(cast.lies)
    what = "correct-approval" if answered else "decide-approval"
    form = client.get(f"/cases/{case.reference}/do/{what}/").context["form"]
    assert "for a return to Iraq" in dict(form.fields["approval"].choices)[str(approval.key)]
    actions.change_destination(cast.lies, case, "IQ")
    form = client.get(f"/cases/{case.reference}/do/{what}/").context["form"]
    assert "for a return" not in dict(form.fields["approval"].choices)[str(approval.key)]


def test_the_timeline_says_for_which_country_a_release_was_given() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    hold = actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security")
    actions.release_from_hold(cast.lies, case, hold, [])
    actions.change_destination(cast.lies, case, "TR")
    actions.release_from_hold(cast.lies, case, hold, [])
    told = [one.details for one in page_of(cast.lies, case).happened if "Hold released" in one.words]
    assert [details[1] for details in told] == ["For a return to Türkiye", "For a return to Iraq"]

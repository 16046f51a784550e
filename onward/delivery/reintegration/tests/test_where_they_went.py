"""What a traveller qualifies for goes by the country to which they departed, once they have."""

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.protection.tests.test_gone_before_the_change import gone_and_changed
from onward.delivery.movements.tests.factories import NOON, travellers_of
from onward.delivery.reintegration import actions, problems, queries
from onward.delivery.reintegration.tests.test_helping import ADMINISTRATIVE, GRANT
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_the_household_goes_by_the_case_and_who_had_left_by_where_she_is(client: Client) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case, _movement = gone_and_changed(cast)
        [uncle, child] = travellers_of(case)
        found = queries.qualifications(case, [uncle, child], clock.today())
        given = {
            one.pk: {each.service for each in found[one.person.key] if each.qualifies} - {"medical-aid"}
            for one in (uncle, child)
        }
        assert given == {uncle.pk: {ADMINISTRATIVE}, child.pk: {GRANT}}
        client.force_login(cast.erbil)
        form = client.get(reverse("reintegration:ask", args=[child.key])).content.decode()
        assert "Reintegration help" in form
        assert "Administrative assistance" not in form
        page = client.get(reverse("cases:case", args=[case.reference])).content.decode()
        assert "Administrative assistance" not in page
        with pytest.raises(problems.DoesNotQualify):
            actions.ask(cast.erbil, child, ADMINISTRATIVE, "papers")
        actions.ask(cast.erbil, child, GRANT, "tools")

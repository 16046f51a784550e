"""Who moves a restricted person is not told why the programme is closed to them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from onward.access.models import Restriction
from onward.casework.cases.gates import verdicts
from onward.casework.cases.models import Traveller
from onward.casework.cases.problems import NotEligible
from onward.casework.cases.tests.factories import traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, to_erbil
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
WHY = "A citizen of the European Union cannot return under this programme."


def closed(monkeypatch: pytest.MonkeyPatch, one: Traveller) -> None:
    """Let the programme not be open to a traveller any more, as when a nationality was mended."""
    answer = SimpleNamespace(open=False, traveller=one.person.key, otherwise=WHY)
    monkeypatch.setattr(verdicts, "entries_of", lambda *given: [answer])


@pytest.mark.parametrize("hidden", [True, False])
def test_a_departure_says_why_the_programme_is_closed_only_of_who_is_in_sight(
    hidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case, clock.today())
    one = traveller_of(case)
    closed(monkeypatch, one)
    if hidden:
        Restriction.objects.create(person_key=one.person.key, category="trafficking")
    with pytest.raises(problems.HeldBack if hidden else NotEligible) as refused:
        actions.depart(cast.omar, movement)
    assert ("a check of which only the focal points know" in refused.value.say()) is hidden
    assert (WHY in refused.value.say()) is not hidden


def test_a_booking_that_is_moved_says_it_no_louder(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    day = clock.today() + timedelta(days=3)
    movement = a_journey(cast, case, day)
    one = traveller_of(case)
    closed(monkeypatch, one)
    Restriction.objects.create(person_key=one.person.key, category="trafficking")
    later = day + timedelta(days=1)
    with pytest.raises(problems.HeldBack) as refused:
        actions.rebook(cast.omar, movement, to_erbil(later), departs_on=later)
    assert WHY not in refused.value.say()

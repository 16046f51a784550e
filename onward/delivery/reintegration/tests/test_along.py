"""Help goes along with those who go on in a case of their own: shown there, counted there, asked for once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, travellers_of
from onward.delivery.reintegration import actions, problems
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import open_facts
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
GRANT, PROJECT = "reintegration-grant", "amif-reintegration-be"


@pytest.fixture(autouse=True)
def on_the_first_of_june() -> Iterator[None]:
    with clock.at(NOON):
        yield


def a_family_that_parts(cast: Cast) -> tuple[Case, Case]:
    """Return the case of a father for whom help was asked, and that of three who parted, granted it all."""
    names = ("Suad Mahdi", "Noor Zubaidi", "Hala Zubaidi")
    family = [a_person(cast.be), *(a_person(cast.be, name, sex="female") for name in names)]
    case = a_cleared_case(cast, *family, user=cast.lies)
    for one in travellers_of(case):
        request = actions.ask(cast.lies, one, GRANT, "schooling")
        actions.answer(cast.lies, request, True, project=PROJECT)
    going = travellers_of(case)[1:]
    return case, casework.part_travellers(cast.lies, case, going, going[0], "travels-later")


def counted(folder: Path, code: str) -> int:
    with override_settings(ONWARD_FACTS=folder):
        asked = Asked(NOON.date(), NOON.date() + timedelta(days=1))
        return int(tally(open_facts(), figures()[code], asked).total)


def test_figures_count_the_help_of_those_who_part_where_they_return_and_once(tmp_path: Path) -> None:
    cast = make_cast()
    case, new = a_family_that_parts(cast)
    movements.depart(cast.omar, a_journey(cast, new))
    assert (counted(tmp_path, "returns"), counted(tmp_path, "grant-asked")) == (3, 3)
    staying = [one for one in travellers_of(case) if one.left_case_on is None]
    seats = [movements.Seat(one) for one in staying]
    movements.depart(cast.omar, a_journey(cast, case, seats=seats))
    assert [counted(tmp_path, one) for one in ("returns", "grant-asked", "grant-asked-cases")] == [4, 4, 2]


def test_their_own_case_shows_it_and_asks_for_nothing_twice() -> None:
    cast = make_cast()
    case, new = a_family_that_parts(cast)
    assert sorted(ReintegrationRequest.objects.values_list("case", flat=True)) == [case.pk, *[new.pk] * 3]
    with pytest.raises(problems.AskedBefore):
        actions.ask(cast.lies, traveller_of(new), GRANT, "tools")
    lies = Client()
    lies.force_login(cast.lies)

    def lines(of: Case) -> list[Any]:
        page = lies.get(reverse("cases:case", args=[of.reference])).context["page"]
        [found] = [one for one in page.panels if one.template == "reintegration/_panel.html"]
        return [(line.person, line.request.state) for line in found.context["lines"]]

    assert lines(case) == [("Hassan Zubaidi", "granted")]
    assert sorted(lines(new)) == [
        ("Hala Zubaidi", "granted"),
        ("Noor Zubaidi", "granted"),
        ("Suad Mahdi", "granted"),
    ]


def test_it_is_told_as_of_its_own_days_and_goes_on_there() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    one = travellers_of(case)[1]
    request = actions.ask(cast.lies, one, GRANT, "tools")
    with clock.at(NOON + timedelta(days=2)):
        new = casework.part_travellers(cast.lies, case, [one], one, "travels-later")
        with pytest.raises(ChangedMeanwhile):
            actions.answer(cast.lies, request, False)
        request.refresh_from_db()
        actions.answer(cast.lies, request, True, project=PROJECT)
    told = Event.objects.filter(case_key=new.key, type__startswith="reintegration.")
    assert [(one.type, one.occurred_on.day) for one in told.order_by("position")] == [
        ("reintegration.asked", 1),
        ("reintegration.answered", 3),
    ]

"""Opening a case."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from onward.casework.cases import actions, problems
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_household, a_person
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Invalid, Missing, Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_case_is_opened_for_a_household_at_the_first_stage() -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))

    assert re.fullmatch(rf"BE-{clock.today():%y}-\d{{5}}", case.reference)
    assert [one.stage for one in case.travellers.all()] == ["registered", "registered"]
    types = list(Event.objects.filter(case_key=case.key).order_by("position").values_list("type", flat=True))
    added = ["cases.traveller_added", "cases.stage_entered"]
    assert types == ["cases.opened", *added, *added, "cases.task_set"]


def test_a_household_of_none_is_refused() -> None:
    cast = make_cast()
    with pytest.raises(problems.NoTravellers):
        actions.open_case(
            cast.lies,
            office=cast.be,
            programme="avrr-be",
            household=a_household(cast.be),
            joining=[],
            channel="self",
            destination="IQ",
        )
    assert not Case.objects.exists()


def test_two_principal_applicants_are_refused() -> None:
    cast = make_cast()
    both = [
        actions.Joining(a_person(cast.be, name), principal=True) for name in ("One Person", "Other Person")
    ]
    with pytest.raises(problems.OnePrincipal):
        a_case(cast.lies, joining=both)


def test_a_channel_that_the_programme_does_not_have_is_refused() -> None:
    with pytest.raises(NoSuchChoice):
        a_case(make_cast().lies, channel="carrier-pigeon")


def test_a_case_cannot_be_opened_in_the_future() -> None:
    with pytest.raises(Invalid):
        a_case(make_cast().lies, opened_on=clock.today() + timedelta(days=1))


def test_the_same_form_sent_twice_opens_one_case() -> None:
    cast, token = make_cast(), uuid4()
    a_case(cast.lies, once=token)
    with pytest.raises(AlreadySent):
        a_case(cast.lies, once=token)
    assert Case.objects.count() == 1


def test_nobody_travels_in_two_open_cases_of_one_programme() -> None:
    cast = make_cast()
    person = a_person(cast.be)
    a_case(cast.lies, person)
    with pytest.raises(problems.AlreadyInProgramme):
        a_case(cast.lies, person, household=a_household(cast.be))


def test_a_person_of_another_office_does_not_exist() -> None:
    cast = make_cast()
    with pytest.raises(Missing):
        a_case(cast.lies, a_person(cast.lu))


@pytest.mark.parametrize("who", ["outsider", "rik", "ruth", "omar", "dirk", "erbil"])
def test_who_has_no_such_verb_opens_no_case(who: str) -> None:
    cast = make_cast()
    household = a_household(cast.be, person := a_person(cast.be))
    with pytest.raises(Refused):
        actions.open_case(
            getattr(cast, who),
            office=cast.be,
            programme="avrr-be",
            household=household,
            joining=[actions.Joining(person, principal=True)],
            channel="self",
            destination="IQ",
        )

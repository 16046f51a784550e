"""Guardians, and their agreement."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.protection import actions, problems
from onward.casework.protection.models import Guardian
from onward.casework.protection.tests.factories import a_child_alone
from onward.casework.protection.tests.test_assessing import state_of
from onward.kernel import clock
from onward.kernel.problems import Invalid, Problem, Refused
from onward.kernel.text import TextTooLong
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_guardian_is_named_and_agrees_and_the_requirement_is_met() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    assert state_of(niece, "guardian-consent") == "missing"
    guardian = actions.name_guardian(cast.nora, niece, "Griet Maes", organisation="Guardianship service")
    assert state_of(niece, "guardian-consent") == "asked"
    actions.record_guardian_agreement(cast.nora, guardian)
    assert state_of(niece, "guardian-consent") == "met"


def test_a_new_guardian_takes_the_place_of_the_old_one_and_is_asked_anew() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    first = actions.name_guardian(cast.nora, niece, "Griet Maes")
    actions.record_guardian_agreement(cast.nora, first)
    actions.name_guardian(cast.nora, niece, "Joris Thys")
    assert [one.name for one in Guardian.objects.filter(until=None)] == ["Joris Thys"]
    assert state_of(niece, "guardian-consent") == "asked"
    with pytest.raises(problems.NoGuardian):
        actions.record_guardian_agreement(cast.nora, first)


def test_an_agreement_is_recorded_once() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    guardian = actions.name_guardian(cast.nora, niece, "Griet Maes")
    actions.record_guardian_agreement(cast.nora, guardian)
    with pytest.raises(problems.AlreadyAgreed):
        actions.record_guardian_agreement(cast.nora, guardian)


@pytest.mark.parametrize("email", ["no address", "g" * 250 + "@example.org"])
def test_an_address_that_no_post_reaches_is_refused_at_its_field(email: str) -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    with pytest.raises(Problem) as refused:
        actions.name_guardian(cast.nora, niece, "Griet Maes", email=email)
    assert refused.value.field == "email"
    assert not Guardian.objects.exists()


def test_a_name_of_a_guardian_that_does_not_fit_is_told_and_never_cut_off() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    with pytest.raises(TextTooLong) as told:
        actions.name_guardian(cast.nora, niece, "G" * 161)
    assert told.value.field == "name"


def test_an_address_of_which_nothing_can_be_seen_counts_as_left_out() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    assert actions.name_guardian(cast.nora, niece, "Griet Maes", email=" \u202e").email == ""


def test_a_guardian_takes_the_agreement_back_the_gate_closes_and_may_open_again() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    guardian = actions.name_guardian(cast.nora, niece, "Griet Maes")
    with pytest.raises(problems.HasNotAgreed):
        actions.withdraw_guardian_agreement(cast.nora, guardian)
    actions.record_guardian_agreement(cast.nora, guardian)
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.withdraw_guardian_agreement(cast.nora, guardian, withdrawn_on=day)
    assert state_of(niece, "guardian-consent") == "met"
    actions.withdraw_guardian_agreement(cast.nora, guardian)
    assert state_of(niece, "guardian-consent") == "failed"
    with pytest.raises(problems.HasNotAgreed):
        actions.withdraw_guardian_agreement(cast.nora, guardian)
    actions.record_guardian_agreement(cast.nora, guardian)
    assert state_of(niece, "guardian-consent") == "met"


def test_an_agreement_is_not_taken_back_after_boarding() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    guardian = actions.name_guardian(cast.nora, niece, "Griet Maes")
    actions.record_guardian_agreement(cast.nora, guardian)
    type(niece).objects.filter(pk=niece.pk).update(stage="departed")
    with pytest.raises(problems.BoardedAlready):
        actions.withdraw_guardian_agreement(cast.nora, guardian)


def test_who_is_the_guardian_no_more_takes_nothing_back() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    first = actions.name_guardian(cast.nora, niece, "Griet Maes")
    actions.record_guardian_agreement(cast.nora, first)
    actions.name_guardian(cast.nora, niece, "Joris Thys")
    with pytest.raises(problems.NoGuardian):
        actions.withdraw_guardian_agreement(cast.nora, first)


def test_an_adult_has_no_guardian() -> None:
    cast = make_cast()
    with pytest.raises(problems.NotAChild):
        actions.name_guardian(cast.nora, traveller_of(a_case(cast.nora)), "Griet Maes")


def test_where_the_birth_date_leaves_it_open_a_guardian_may_be_named() -> None:
    cast = make_cast()
    year = clock.today().year
    perhaps = a_person(cast.be, born_from=date(year - 20, 1, 1), born_to=date(year - 16, 1, 1))
    actions.name_guardian(cast.nora, traveller_of(a_case(cast.nora, perhaps)), "Griet Maes")


def test_a_guardian_has_a_name_and_a_past() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    with pytest.raises(Invalid):
        actions.name_guardian(cast.nora, niece, "  ")
    with pytest.raises(Invalid):
        actions.name_guardian(cast.nora, niece, "Griet Maes", since=clock.today() + timedelta(days=1))


@pytest.mark.parametrize("who", ["lies", "omar", "ruth", "outsider"])
def test_who_does_not_protect_names_no_guardian(who: str) -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    with pytest.raises(Refused):
        actions.name_guardian(getattr(cast, who), niece, "Griet Maes")


def test_the_agreement_of_the_guardian_before_does_not_count_for_the_next_one() -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    first = actions.name_guardian(cast.nora, niece, "Griet Maes")
    actions.record_guardian_agreement(cast.nora, first)
    with pytest.raises(Invalid):
        actions.name_guardian(cast.nora, niece, "Jan Peeters", since=clock.today() - timedelta(days=7))
    actions.name_guardian(cast.nora, niece, "Jan Peeters")
    assert state_of(niece, "guardian-consent") == "asked"


def test_an_agreement_that_is_given_again_comes_after_the_last_one_was_taken_back(client: Client) -> None:
    cast = make_cast()
    _case, niece = a_child_alone(cast.nora)
    today, day = clock.today(), timedelta(days=1)
    guardian = actions.name_guardian(cast.nora, niece, "Griet", since=today - 9 * day)
    actions.record_guardian_agreement(cast.nora, guardian, agreed_on=today - 5 * day)
    actions.withdraw_guardian_agreement(cast.nora, guardian, withdrawn_on=today - 2 * day)
    with pytest.raises(problems.AgreedBeforeTakenBack) as refused:
        actions.record_guardian_agreement(cast.nora, guardian, agreed_on=today - 3 * day)
    assert (refused.value.field, refused.value.params["taken_back"]) == ("agreed_on", today - 2 * day)
    guardian.refresh_from_db()
    assert guardian.agreed_on is None, "and it can be recorded with the right day"
    client.force_login(cast.nora)
    address = reverse("protection:agreement", args=[guardian.key])
    told = client.post(address, {"agreed_on": (today - 3 * day).isoformat()})
    assert told.status_code == 422
    assert "took the agreement back on" in told.content.decode()
    again = actions.record_guardian_agreement(cast.nora, guardian, agreed_on=today - 2 * day)
    assert again.agreed_on == today - 2 * day

"""Who goes with a child: where the last adult goes, nobody takes it for granted any more that one does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.gates import gather, verdicts_of
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, page_of, traveller_of
from onward.casework.protection.actions import restrict
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid
from onward.records.consents.models import Consent
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def a_family(cast: Cast, user: User | None = None) -> tuple[Case, Person, Person, Person]:
    """Return a case of a couple and their son of six, who is recorded as travelling with them."""
    father, mother = a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female")
    son = a_person(cast.be, "Ali Zubaidi", born=clock.today() - timedelta(days=6 * 366))
    joining = [
        actions.Joining(father, principal=True),
        actions.Joining(mother),
        actions.Joining(son, accompanied=True),
    ]
    return a_case(user or cast.lies, joining=joining), father, mother, son


def company(case: Case, person: Person) -> tuple[bool | None, list[object]]:
    """Return whether somebody travels along with a child, and all that was told of it in the case."""
    types = ["cases.traveller_added", "cases.accompaniment_recorded"]
    told = Event.objects.filter(case_key=case.key, person_key=person.key, type__in=types)
    said = [one.payload.get("accompanied") for one in told.order_by("position")]
    return traveller_of(case, person).accompanied, said


def asked_of_children(case: Case) -> str:
    """Return how the gate for children without parents answers; `met` where it concerns nobody."""
    rows = list(case.travellers.filter(left_case_on=None, exit="").select_related("person", "case"))
    verdicts = verdicts_of(case, rows, gather([case], rows, clock.today()), clock.today())
    return next((one.outcome for one in verdicts if one.gate == "child-alone" and not one.open), "met")


def test_where_the_last_adult_leaves_the_pathway_the_gate_of_the_child_who_stays_asks_again() -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    actions.leave(cast.lies, traveller_of(case, mother), "withdrawn")
    assert company(case, son) == (True, [True])
    assert asked_of_children(case) == "met"
    actions.leave(cast.lies, traveller_of(case, father), "withdrawn")
    assert company(case, son) == (None, [True, None])
    assert asked_of_children(case) == "unknown"
    told = "Not known whether a parent or guardian travels along"
    assert [one.words for one in page_of(cast.lies, case).happened].count(told) == 1


def test_a_child_who_parts_with_nobody_of_age_is_not_said_to_be_accompanied_and_one_with_a_parent_is() -> (
    None
):
    cast = make_cast()
    case, _father, mother, son = a_family(cast)
    one = traveller_of(case, son)
    alone = actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    assert company(alone, son) == (None, [None])
    assert asked_of_children(alone) == "unknown"
    assert company(case, son)[1] == [True]

    other, _father, mother, son = a_family(cast)
    two = [traveller_of(other, person) for person in (mother, son)]
    together = actions.part_travellers(cast.lies, other, two, two[0], "separation")
    assert company(together, son) == (True, [True])


def test_parents_who_part_leave_a_child_behind_of_whom_it_is_asked_again() -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    actions.leave(cast.lies, traveller_of(case, father), "withdrawn")
    one = traveller_of(case, mother)
    actions.part_travellers(cast.lies, case, [one], one, "travels-later")
    assert company(case, son) == (None, [True, None])


def test_a_child_who_goes_takes_nobodys_company_away() -> None:
    cast = make_cast()
    father, sister = (
        a_person(cast.be),
        a_person(cast.be, "Layla Zubaidi", born=date(clock.today().year - 8, 1, 1)),
    )
    brother = a_person(cast.be, "Ali Zubaidi", born=date(clock.today().year - 6, 1, 1))
    joining = [actions.Joining(father, principal=True)]
    joining += [actions.Joining(one, accompanied=True) for one in (sister, brother)]
    case = a_case(cast.lies, joining=joining)
    actions.leave(cast.lies, traveller_of(case, sister), "withdrawn")
    assert company(case, brother) == (True, [True])


@pytest.mark.parametrize("who", ["lies", "vera", "sam"])
def test_of_a_child_in_sight_it_is_not_told_that_somebody_hidden_stays_with_it(who: str) -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    actions.find_vulnerability(cast.vera, traveller_of(case, mother), "trafficking", "severe")
    actions.leave(getattr(cast, who), traveller_of(case, father), "withdrawn")
    assert company(case, son) == (None, [True, None])


def test_a_child_in_sight_who_parts_with_somebody_hidden_is_not_said_to_be_accompanied() -> None:
    cast = make_cast()
    case, _father, mother, son = a_family(cast)
    actions.find_vulnerability(cast.vera, traveller_of(case, mother), "trafficking", "severe")
    both = [traveller_of(case, person) for person in (mother, son)]
    together = actions.part_travellers(cast.vera, case, both, both[0], "separation")
    assert company(together, son) == (None, [None])


def test_where_somebody_hidden_goes_what_is_told_of_the_child_is_what_anybody_may_record_by_hand() -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    actions.find_vulnerability(cast.vera, traveller_of(case, mother), "trafficking", "severe")
    actions.leave(cast.vera, traveller_of(case, mother), "withdrawn")
    assert company(case, son) == (True, [True])  # the father is there, for everybody to see
    actions.leave(cast.lies, traveller_of(case, father), "withdrawn")
    actions.undo_exit(cast.vera, traveller_of(case, mother))
    actions.record_accompaniment(cast.vera, traveller_of(case, son), True)
    actions.leave(cast.vera, traveller_of(case, mother), "withdrawn")
    assert asked_of_children(case) == "unknown"
    actions.record_accompaniment(cast.vera, traveller_of(case, son), True)
    actions.record_accompaniment(cast.vera, traveller_of(case, son), None)
    assert company(case, son) == (None, [True, None, True, None, True, None])
    told = Event.objects.filter(type="cases.accompaniment_recorded", person_key=son.key)
    assert [one.payload for one in told.order_by("position")][1::2] == [{"accompanied": True}] * 2
    assert len({str(one.payload) for one in told}) == 2
    lines = {one.words for one in page_of(cast.lies, case).happened if "ot known" in one.words}
    assert lines == {"Not known whether a parent or guardian travels along"}


def test_a_hidden_child_keeps_no_company_that_its_own_focal_point_does_not_see() -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    actions.find_vulnerability(cast.vera, traveller_of(case, mother), "trafficking", "severe")
    restrict(cast.nora, son, "child")
    actions.leave(cast.sam, traveller_of(case, father), "withdrawn")
    assert company(case, son) == (None, [True, None])


def test_a_mission_that_reads_of_a_child_is_told_of_nobody_who_did_not_agree_to_be_known_there() -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    handed_over(case, cast.iraq)
    Consent.objects.filter(person_key=mother.key).update(withdrawn_on=clock.today())
    actions.leave(cast.lies, traveller_of(case, father), "withdrawn")
    assert company(case, son) == (None, [True, None])


def test_a_mission_that_reads_of_mother_and_child_changes_nothing() -> None:
    cast = make_cast()
    case, father, _mother, son = a_family(cast)
    handed_over(case, cast.iraq)
    actions.leave(cast.lies, traveller_of(case, father), "withdrawn")
    assert company(case, son) == (True, [True])


@pytest.mark.parametrize("doing", ["leave", "part"])
def test_a_focal_point_is_asked_where_only_somebody_hidden_would_be_with_a_child(
    client: Client, doing: str
) -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    actions.find_vulnerability(cast.vera, traveller_of(case, mother), "trafficking", "severe")
    pk = {person: traveller_of(case, person).key for person in (father, mother, son)}
    client.force_login(cast.vera)
    address = f"/cases/{case.reference}/do/{doing}/"
    sent = {
        "leave": {"travellers": [pk[father]], "exit": "withdrawn", "on": clock.today()},
        "part": {"travellers": [pk[mother], pk[son]], "principal": pk[mother], "reason": "separation"},
    }[doing]
    if doing == "part":
        sent["version"] = client.get(address).context["form"].initial["version"]
    asked = client.post(address, sent)
    assert asked.status_code == 422
    [said] = asked.context["form"].errors["alone"]
    assert said.startswith("Nobody of age whom all readers of their file see would be with them")
    assert "Ali Zubaidi" in said
    assert client.post(address, sent | {"alone": "on"}).status_code == 302
    assert traveller_of(Case.objects.order_by("pk").last() or case, son).accompanied is None


def test_that_it_is_not_known_who_goes_along_is_recorded_by_hand_until_the_departure(client: Client) -> None:
    cast = make_cast()
    case, _father, _mother, son = a_family(cast)
    client.force_login(cast.lies)
    sent = {"travellers": [traveller_of(case, son).key], "accompanied": "unknown"}
    assert client.post(f"/cases/{case.reference}/do/accompaniment/", sent).status_code == 302
    assert company(case, son) == (None, [True, None])
    assert asked_of_children(case) == "unknown"
    actions.record_accompaniment(cast.lies, traveller_of(case, son), True)
    Traveller.objects.filter(case=case).update(stage="departed")
    with pytest.raises(Invalid):
        actions.record_accompaniment(cast.lies, traveller_of(case, son), None)


def test_a_hidden_child_keeps_the_company_of_a_hidden_adult_and_loses_that_of_one_in_sight() -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    for person in (mother, son):
        actions.find_vulnerability(cast.vera, traveller_of(case, person), "trafficking", "severe")
    actions.leave(cast.lies, traveller_of(case, father), "withdrawn")
    assert company(case, son) == (True, [True])
    actions.leave(cast.vera, traveller_of(case, mother), "withdrawn")
    assert company(case, son) == (None, [True, None])


@pytest.mark.parametrize("doing", ["leave", "part"])
def test_the_form_asks_before_it_is_done_whether_nobody_of_age_stays_or_goes_with_a_child(
    client: Client, doing: str
) -> None:
    cast = make_cast()
    case, father, mother, son = a_family(cast)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/{doing}/"
    pk = {person: traveller_of(case, person).key for person in (father, mother, son)}
    sent = {
        "leave": {"travellers": [pk[father], pk[mother]], "exit": "withdrawn", "on": clock.today()},
        "part": {"travellers": [pk[son]], "principal": pk[son], "reason": "travels-later"},
    }[doing]
    if doing == "part":
        sent["version"] = client.get(address).context["form"].initial["version"]
    asked = client.post(address, sent)
    assert asked.status_code == 422
    assert "Ali Zubaidi" in asked.context["form"].errors["alone"][0]
    assert not Traveller.objects.exclude(exit="", left_case_on=None).exists()
    assert client.post(address, sent | {"alone": "on"}).status_code == 302
    left = traveller_of(Case.objects.order_by("pk").last() or case, son)
    assert left.accompanied is None


def test_who_all_leave_together_are_asked_nothing_and_nothing_is_told_of_their_children(
    client: Client,
) -> None:
    cast = make_cast()
    case, *family = a_family(cast)
    client.force_login(cast.lies)
    rows = [traveller_of(case, person).key for person in family]
    sent = {"travellers": rows, "exit": "withdrawn", "on": clock.today()}
    assert client.post(f"/cases/{case.reference}/do/leave/", sent).status_code == 302
    assert company(case, family[-1]) == (True, [True])


def test_company_is_known_no_longer_from_today_on_whenever_the_last_adult_went() -> None:
    cast = make_cast()
    with clock.at(clock.now() - timedelta(days=9)):
        case, father, mother, son = a_family(cast)
    for one in (father, mother):
        actions.leave(cast.lies, traveller_of(case, one), "withdrawn", on=clock.today() - timedelta(days=4))
    told = Event.objects.get(type="cases.accompaniment_recorded", person_key=son.key)
    assert told.occurred_on == clock.today()


def test_the_form_judges_who_is_left_alone_on_the_day_that_is_typed_as_the_action_does(
    client: Client,
) -> None:
    """He came of age since: on the day on which his mother went, he was a child and alone."""
    cast = make_cast()
    with clock.at(datetime(2021, 6, 1, 10, 0, tzinfo=UTC)):
        mother = a_person(cast.be, "Suad Mahdi", sex="female")
        son = a_person(cast.be, "Ali Zubaidi", born=date(2003, 6, 8))
        joining = [actions.Joining(mother, principal=True), actions.Joining(son, accompanied=True)]
        case = a_case(cast.lies, joining=joining)
    went = date(2021, 6, 6)
    with clock.at(datetime(2021, 6, 10, 10, 0, tzinfo=UTC)):
        client.force_login(cast.lies)
        sent = {"travellers": [traveller_of(case, mother).key], "exit": "withdrawn", "on": went}
        asked = client.post(f"/cases/{case.reference}/do/leave/", sent)
        assert asked.status_code == 422
        assert "Ali Zubaidi" in asked.context["form"].errors["alone"][0]
        actions.leave(cast.lies, traveller_of(case, mother), "withdrawn", on=went)
        assert company(case, son) == (None, [True, None])

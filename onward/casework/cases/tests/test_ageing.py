"""The age that counts is the age on the day of departure, and what nobody knows is not guessed."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.gates import facts_of, gather, verdicts_of
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.programmes.answers import services
from onward.casework.programmes.gates import Verdict
from onward.casework.programmes.queries import remembered
from onward.casework.protection.tests.factories import a_child_alone
from onward.kernel import clock
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
MAY = datetime(2021, 5, 3, 10, 0, tzinfo=UTC)


def verdict(case: Case, one: Traveller, gate: str) -> Verdict:
    """Return what a gate says of a traveller today."""
    travellers = list(case.travellers.select_related("person"))
    said = verdicts_of(case, travellers, gather([case], travellers, clock.today()), clock.today())
    return next(each for each in said if each.gate == gate and each.traveller == one.person.key)


def planned(one: Traveller, day: date) -> None:
    """Plan the day of departure, as a booking does."""
    Traveller.objects.filter(pk=one.pk).update(travels_on=day)


def test_a_child_who_turns_eighteen_before_the_departure_is_an_adult_to_the_gate() -> None:
    cast = make_cast()
    with clock.at(MAY):
        case, niece = a_child_alone(cast.sam, born=date(2003, 6, 1))
        assert verdict(case, niece, "child-alone").outcome == "held"
        planned(niece, date(2021, 6, 1))
        assert verdict(case, niece, "child-alone").outcome == "met"
        planned(niece, date(2021, 5, 31))
        assert verdict(case, niece, "child-alone").outcome == "held"


def test_the_page_says_beforehand_that_a_birthday_changes_the_procedure(client: Client) -> None:
    cast = make_cast()
    with clock.at(MAY):
        case, niece = a_child_alone(cast.sam, born=date(2003, 6, 1))
        planned(niece, date(2021, 6, 20))
        client.force_login(cast.sam)
        text = client.get(f"/cases/{case.reference}/").content.decode()
    assert "1 June 2021" in text
    assert "Child without parents" in text
    assert "no longer applies" in text


def test_whose_age_is_not_known_holds_the_gate_and_the_missing_fact_is_named(client: Client) -> None:
    cast = make_cast()
    with clock.at(MAY):
        unknown = a_person(
            cast.be, "Perhaps Seventeen", born_from=date(2003, 1, 1), born_to=date(2004, 12, 31)
        )
        case = a_case(
            cast.sam,
            joining=[
                actions.Joining(a_person(cast.be), principal=True),
                actions.Joining(unknown, accompanied=False),
            ],
        )
        said = verdict(case, traveller_of(case, unknown), "child-alone")
        assert (said.outcome, said.applies) == ("unknown", None)
        assert "traveller.age" in said.missing


def test_who_is_a_child_in_any_case_or_an_adult_in_any_case_is_no_riddle() -> None:
    cast = make_cast()
    with clock.at(MAY):
        young = a_person(cast.be, "Young", born_from=date(2008, 1, 1), born_to=date(2010, 12, 31))
        old = a_person(cast.be, "Old", born_from=date(1990, 1, 1), born_to=date(1999, 12, 31))
        case = a_case(
            cast.sam,
            joining=[
                actions.Joining(old, principal=True),
                actions.Joining(young, accompanied=False),
            ],
        )
        assert verdict(case, traveller_of(case, young), "child-alone").outcome == "held"
        assert verdict(case, traveller_of(case, old), "child-alone").outcome == "met"


def test_that_nobody_recorded_who_accompanies_a_child_is_a_missing_fact() -> None:
    cast = make_cast()
    with clock.at(MAY):
        child = a_person(cast.be, "Child", born=date(2010, 1, 1))
        case = a_case(cast.sam, a_person(cast.be), child)
        said = verdict(case, traveller_of(case, child), "child-alone")
        assert (said.outcome, said.missing) == ("unknown", ("traveller.accompanied",))
        actions.record_accompaniment(cast.sam, traveller_of(case, child), True)
        assert verdict(case, traveller_of(case, child), "child-alone").outcome == "met"


@pytest.mark.parametrize(
    ("programme", "who", "body"), [("avrr-be", "sam", None), ("avrr-lu", "paul", "competent-service-lu")]
)
def test_who_decides_on_the_best_interest_follows_the_programme(
    programme: str, who: str, body: str | None
) -> None:
    cast = make_cast()
    user = getattr(cast, who)
    with clock.at(MAY):
        case, niece = a_child_alone(user, programme=programme, channel="self")
        said = verdict(case, niece, "child-alone")
        line = next(one for one in said.requirements if one.code == "best-interest-determination")
        assert line.state == "missing"
        assert (line.brought_by == "competent-service-lu") == (body is not None)


@pytest.mark.parametrize(
    ("destination", "given"),
    [("IQ", "reintegration-grant"), ("AL", "administrative-assistance"), ("XK", "administrative-assistance")],
)
def test_the_western_balkans_get_administrative_assistance_in_its_stead(destination: str, given: str) -> None:
    case = a_case(make_cast().lies, destination=destination)
    travellers = list(case.travellers.select_related("person"))
    facts = facts_of(case, travellers, gather([case], travellers, clock.today()), clock.today())
    offered = services(remembered(case.version_of_programme_id), facts, clock.today())
    said = {one.service: one.given for one in offered if one.traveller is None}
    both = {"reintegration-grant", "administrative-assistance"}
    assert {code for code in both if said[code]} == {given}

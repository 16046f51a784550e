"""Cases that parted know of each other's funder, as far as the reader may see both."""

from datetime import timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.delivery.movements.tests.factories import a_cleared_case
from onward.kernel import clock
from onward.records.consents.tests.factories import a_consent
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def parted(cast: Cast, case: Case, wife: Person) -> Case:
    """Return the case in which the wife goes on, apart from the others."""
    one = traveller_of(case, wife)
    return actions.part_travellers(cast.lies, case, [one], one, "separation")


def correct(cast: Cast, case: Case, *, days: int = 30) -> None:
    """Give the approval of a case another deadline."""
    day = clock.today()
    actions.correct_approval(
        cast.lies,
        case.approvals.get(),
        "wrong-day",
        approved=True,
        decided_on=day,
        depart_by=day + timedelta(days=days),
    )


def told(cast: Cast, case: Case) -> list[tuple[str, str]]:
    """Return the lines of the timeline about what came from before the parting, each with its case."""
    return [(one.words, one.other) for one in page_of(cast.lies, case).happened if one.event.inherited]  # type: ignore[attr-defined]


def test_the_timeline_of_who_parted_tells_what_counts_from_before_and_how_it_was_corrected() -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_cleared_case(cast, a_person(cast.be), wife, user=cast.lies)
    hold = actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    both = [traveller_of(case), traveller_of(case, wife)]
    actions.release_from_hold(cast.sam, case, hold, [], travellers=both[1:], reasons="Her flight is safe.")
    new = parted(cast, case, wife)
    actions.release_from_hold(cast.sam, case, hold, [], travellers=both[:1], reasons="So is his.")
    released, answered = told(cast, new)
    assert (released, answered[1]) == (("Hold released for this case", case.reference), case.reference)
    assert answered[0].startswith("Funder’s answer: approved, departure by")
    correct(cast, case)
    actions.take_back_approval(cast.lies, case.approvals.get(), "told-wrongly")
    _released, back, corrected, first = (words for words, _case in told(cast, new))
    assert (back[:10], first) == ("Taken back", answered[0])
    assert corrected.endswith("(corrected: Another day was typed)")
    actions.decide_approval(cast.lies, case.approvals.get(), True)
    assert len(told(cast, new)) == 4, "what the funder answers later is for who stayed"
    assert told(cast, case) == []


def test_the_answer_form_says_where_the_same_question_waits_too_to_whom_may_see_it(client: Client) -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    actions.ask_approval(cast.lies, case, "fedasil-avrr-be")
    new = parted(cast, case, wife)
    client.force_login(cast.lies)
    for here, other in ((case, new), (new, case)):
        for what in ("decide-approval", "correct-approval"):
            [line] = client.get(f"/cases/{here.reference}/do/{what}/").context["form"].beforehand
            assert f"the same question waits in {other.reference} too" in line
    actions.find_vulnerability(cast.vera, traveller_of(new, wife), "trafficking", "severe")
    page = f"/cases/{case.reference}/do/decide-approval/"
    assert new.reference not in client.get(page).content.decode()
    client.force_login(cast.sam)
    answer = {"approval": str(case.approvals.get().key), "approved": "yes", "decided_on": str(clock.today())}
    said = client.post(page, answer, follow=True).content.decode()
    assert f"waits in {new.reference} too" in said
    assert not client.get(f"/cases/{new.reference}/do/decide-approval/").context["form"].beforehand


def test_who_corrects_an_answer_is_told_which_case_rests_on_it_and_its_page_leads_there(
    client: Client,
) -> None:
    cast = make_cast()
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_cleared_case(cast, a_person(cast.be), wife, user=cast.lies)
    new = parted(cast, case, wife)
    client.force_login(cast.lies)
    here, there = (f"/cases/{one.reference}/do/correct-approval/" for one in (case, new))
    form = client.get(here).context["form"]
    assert [f"the answer counts in {new.reference} too" in line for line in form.beforehand] == [True]
    first = client.get(there).context["form"].first
    assert (first.way.url, case.reference in first.words) == (here, True)
    assert there in client.get(f"/cases/{new.reference}/").content.decode()
    sent = form.initial | {
        "approval": str(case.approvals.get().key),
        "right": "another",
        "depart_by": str(clock.today() + timedelta(days=40)),
        "reason": "wrong-day",
    }
    said = client.post(here, sent, follow=True).content.decode()
    assert f"counts in {new.reference} too" in said
    actions.find_vulnerability(cast.vera, traveller_of(new, wife), "trafficking", "severe")
    assert list(client.get(here).context["form"].beforehand) == []
    letter = actions.prolong_approval(
        cast.sam, case.approvals.get(), clock.today() + timedelta(days=120), decided_on=clock.today()
    )
    client.force_login(cast.sam)
    assert list(client.get(here).context["form"].beforehand) == [], "a letter of later is for who stayed"
    assert letter.depart_by


def test_a_mission_is_told_who_went_on_apart_not_where_and_who_parts_them_that_it_has_them_no_more(
    client: Client,
) -> None:
    cast = make_cast()
    people = [a_person(cast.be, name) for name in ("Hassan Zubaidi", "Suad Mahdi", "Noor Mahdi", "Ali Mahdi")]
    case = a_case(cast.lies, *people)
    *_others, hidden = (traveller_of(case, person) for person in people)
    for person in people:
        a_consent(person.key, cast.iraq.key, office=cast.be)
    actions.answer_hand_over(cast.erbil, actions.hand_over(cast.lies, case, cast.iraq), True)
    client.force_login(cast.lies)
    form = f"/cases/{case.reference}/do/part/"
    [line] = client.get(form).context["form"].beforehand
    assert cast.iraq.called in line
    going = [str(traveller_of(case, person).key) for person in people[1:3]]
    sent = client.get(form).context["form"].initial | {"travellers": going, "principal": going[0]}
    said = client.post(form, sent | {"reason": "separation"}, follow=True).content.decode()
    assert "The mission that had them does not read this case" in said
    new = Case.objects.latest("pk")
    client.force_login(cast.erbil)
    page = f"/cases/{case.reference}/"
    text = client.get(page).content.decode()
    assert "Gone on in a case of their own: Suad Mahdi, Noor Mahdi. You do not read that case" in text
    assert "Part of the household goes on in a case of its own · Suad Mahdi, Noor Mahdi" in text
    assert new.reference not in text
    actions.find_vulnerability(cast.vera, traveller_of(new, people[2]), "trafficking", "severe")
    text = client.get(page).content.decode()
    assert "Gone on in a case of their own: Suad Mahdi. You" in text
    assert "Noor Mahdi" not in text
    actions.find_vulnerability(cast.vera, hidden, "trafficking", "severe")
    actions.part_travellers(cast.vera, case, [hidden], hidden, "protection")
    text = client.get(page).content.decode()
    assert text.count("Part of the household goes on in a case of its own") == 1
    assert "Ali Mahdi" not in text

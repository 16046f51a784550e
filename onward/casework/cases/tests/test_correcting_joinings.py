"""That somebody joined a case is told rightly: on another day, or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from onward.access.models import AuditEntry
from onward.casework.cases import actions, problems
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, page_of, traveller_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.text import day_in_words
from onward.records.consents.actions import Evidence, give_consent
from onward.records.people.tests.factories import restricted
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
WRONG = "wrong-day"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases with the standing events when a test is over."""
    yield
    cases.check(read_log())


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def joined(cast: Cast, **more: object) -> Traveller:
    """Return somebody who joined, ten days ago, a case that was opened twenty days ago."""
    case = a_case(cast.lies, opened_on=ago(20))
    joining = actions.Joining(a_member(case, "Suad Mahdi"), **more)  # type: ignore[arg-type]
    return actions.add_traveller(cast.lies, case, joining, joined_on=ago(10))


def told_of(one: Traveller, case: Case) -> list[tuple[str, date]]:
    """Return what stands of a person in a case, with its day."""
    rows = Event.objects.filter(case_key=case.key, person_key=one.person.key).standing().order_by("position")
    return [(event.type.removeprefix("cases."), event.occurred_on) for event in rows]


def test_the_day_is_put_right_and_the_first_step_goes_along(cast: Cast) -> None:
    one = joined(cast)
    one = actions.correct_joining(cast.lies, one, ago(15), WRONG)
    assert sorted(told_of(one, one.case)) == [("stage_entered", ago(15)), ("traveller_added", ago(15))]
    assert one.stage_since == ago(15)
    told = Event.objects.filter(type="cases.traveller_added", person_key=one.person.key).standing().get()
    assert told.payload == {"principal": False, "corrected": WRONG}


def test_who_did_not_join_is_no_traveller_any_more_and_may_join_again(cast: Cast) -> None:
    one = joined(cast)
    case = one.case
    actions.record_medical_needs(cast.lies, one, "mild")
    actions.find_vulnerability(cast.lies, one, "elderly", "mild")
    actions.end_vulnerability(cast.lies, one, "elderly", "recorded-wrongly")
    actions.add_note(cast.lies, case, "She stays with her sister.", about=one)
    actions.take_back_joining(cast.lies, one, "told-wrongly")
    assert not case.travellers.filter(person=one.person).exists()
    assert [type for type, _day in told_of(one, case)] == ["note_added"]
    assert "She stays with her sister." in [line.text for line in page_of(cast.lies, case).happened]
    again = actions.add_traveller(cast.lies, case, actions.Joining(one.person))
    assert (again.medical_needs, again.stage_since) == ("", clock.today())
    actions.correct_joining(cast.lies, again, ago(3), WRONG)


def test_what_rests_on_a_joining_is_taken_back_first(cast: Cast) -> None:
    one = joined(cast)
    session = actions.hold_session(cast.lies, one.case, way="phone", about=one)
    with pytest.raises(problems.JoiningRests) as refused:
        actions.take_back_joining(cast.lies, one, "wrong-person")
    assert "Suad Mahdi" in refused.value.say()
    actions.take_back_session(cast.lies, session, "wrong-case")
    actions.take_back_joining(cast.lies, one, "wrong-person")


def test_whom_a_mission_was_told_of_is_not_taken_out_of_the_case(cast: Cast) -> None:
    one = joined(cast)
    witness = Evidence(witness="Lies Adam")
    for each in one.case.travellers.select_related("person"):
        give_consent(cast.lies, each.person.key, cast.be, "share-with-mission", cast.iraq.key, witness)
    actions.hand_over(cast.lies, one.case, cast.iraq)
    with pytest.raises(problems.JoiningRests):
        actions.take_back_joining(cast.lies, one, "wrong-person")


def test_whom_a_funder_was_told_of_is_not_taken_out_of_the_case(cast: Cast) -> None:
    one = joined(cast)
    asked = actions.ask_approval(cast.lies, one.case, "fedasil-avrr-be")
    with pytest.raises(problems.JoiningRests) as refused:
        actions.take_back_joining(cast.lies, one, "wrong-person")
    assert "the funder was asked to approve their return" in refused.value.say()
    actions.take_back_approval(cast.lies, asked, "wrong-case")
    actions.take_back_joining(cast.lies, one, "wrong-person")


def test_who_was_released_from_a_hold_is_not_taken_out_of_the_case(cast: Cast) -> None:
    one = joined(cast)
    hold = actions.place_hold(cast.omar, cast.be, from_on=ago(3), reason="security", destination="IQ")
    actions.release_from_hold(cast.lies, one.case, hold, (), travellers=[traveller_of(one.case)])
    other = actions.add_traveller(cast.lies, one.case, actions.Joining(a_member(one.case, "Ali Mahdi")))
    actions.take_back_joining(cast.lies, other, "wrong-person")
    actions.release_from_hold(cast.lies, one.case, hold, (), travellers=[one])
    with pytest.raises(problems.JoiningRests) as refused:
        actions.take_back_joining(cast.lies, one, "wrong-person")
    assert "they were released from a hold on departures" in refused.value.say()


def test_an_exit_that_was_undone_does_not_rest_on_the_joining(cast: Cast) -> None:
    one = joined(cast)
    for _twice in "12":
        actions.leave(cast.lies, one, "withdrawn")
        with pytest.raises(problems.JoiningRests):
            actions.take_back_joining(cast.lies, one, "wrong-person")
        actions.undo_exit(cast.lies, one)
    actions.take_back_joining(cast.lies, one, "wrong-person")
    assert told_of(one, one.case) == []
    again = actions.add_traveller(cast.lies, one.case, actions.Joining(one.person))
    assert again.exit == ""


def counts_for(case: Case) -> list[str]:
    """Return, for each session with the household that stands, who is named in it."""
    names = dict(case.travellers.values_list("person__key", "person__name"))
    held = Event.objects.filter(type="cases.session_held", case_key=case.key).standing().order_by("position")
    return [", ".join(sorted(names[UUID(key)] for key in one.payload["travellers"])) for one in held]


def test_a_session_of_before_does_not_count_for_who_joins_again(cast: Cast) -> None:
    one = joined(cast)
    case = one.case
    session = actions.hold_session(cast.lies, case, way="phone", minutes=20)
    assert counts_for(case) == ["Hassan Zubaidi, Suad Mahdi"]
    actions.take_back_joining(cast.lies, one, "wrong-person")
    assert counts_for(case) == ["Hassan Zubaidi"]
    again = actions.add_traveller(cast.lies, case, actions.Joining(one.person), joined_on=ago(8))
    with pytest.raises(problems.GateHolds):
        actions.advance(cast.lies, again, "counselled")
    right = actions.RightSession(session.held_on, "online", minutes=20)
    actions.correct_session(cast.lies, session, right, "wrong-choice")
    assert counts_for(case) == ["Hassan Zubaidi"], "nor where it is told anew"
    actions.advance(cast.lies, traveller_of(case), "counselled")
    actions.hold_session(cast.lies, case, way="phone")
    actions.advance(cast.lies, again, "counselled")


def lines(cast: Cast, case: Case, words: str = "Counselling") -> list[str]:
    """Return what Lies reads of sessions, the latest first, each with why it no longer stands."""
    happened = page_of(cast.lies, case).happened
    return [f"{line.words} {line.undone}".strip() for line in happened if words in line.words]


def test_who_does_not_see_who_did_not_join_reads_of_no_other_session(cast: Cast) -> None:
    one = joined(cast)
    session = actions.hold_session(cast.lies, one.case, way="phone", minutes=20)
    right = actions.RightSession(session.held_on, "online", minutes=20)
    restricted(one.person)
    before = lines(cast, one.case)
    seen = Event.objects.latest("position").position
    actions.take_back_joining(cast.vera, one, "wrong-person")
    assert counts_for(one.case) == ["Hassan Zubaidi"]
    assert lines(cast, one.case) == before == ["Counselling, by telephone"]
    actions.correct_session(cast.lies, session, right, "wrong-choice", version=seen)
    [now, was] = lines(cast, one.case)
    assert now == "Counselling, online (corrected: Something else was ticked)"
    assert was.startswith("Counselling, by telephone Replaced by")
    actions.take_back_session(cast.lies, session, "not-held")
    assert [line.split(",")[0] for line in lines(cast, one.case)] == ["Taken back: Counselling"] + 2 * [
        "Counselling"
    ]


def test_why_a_session_was_told_anew_is_told_once(cast: Cast) -> None:
    one = joined(cast)
    session = actions.hold_session(cast.lies, one.case, way="phone", minutes=20)
    right = actions.RightSession(session.held_on, "online", minutes=20)
    actions.correct_session(cast.lies, session, right, "wrong-choice")
    before = lines(cast, one.case)
    actions.take_back_joining(cast.lies, one, "wrong-person")
    assert lines(cast, one.case) == before
    told = Event.objects.filter(type="cases.session_held").standing().get()
    assert "corrected" not in told.payload


def test_a_session_counts_for_who_was_in_the_case_on_its_day(cast: Cast) -> None:
    one = joined(cast)
    case = one.case
    session = actions.hold_session(cast.lies, case, way="phone", held_on=ago(11))
    assert counts_for(case) == ["Hassan Zubaidi"]
    with pytest.raises(problems.GateHolds):
        actions.advance(cast.lies, one, "counselled")
    actions.take_back_session(cast.lies, session, "not-held")
    session = actions.hold_session(cast.lies, case, way="phone", held_on=ago(9))
    for day, names in ((ago(11), "Hassan Zubaidi"), (ago(10), "Hassan Zubaidi, Suad Mahdi")):
        session = actions.correct_session(cast.lies, session, actions.RightSession(day, "phone"), "wrong-day")
        assert counts_for(case) == [names]


def test_a_session_of_too_early_a_day_counts_for_who_joined_between_once_its_day_is_right(cast: Cast) -> None:
    one = joined(cast)
    case = one.case
    session = actions.hold_session(cast.lies, case, way="phone", held_on=ago(11))
    later = actions.add_traveller(
        cast.lies, case, actions.Joining(a_member(case, "Ali Mahdi")), joined_on=ago(10)
    )
    session = actions.correct_session(cast.lies, session, actions.RightSession(ago(9), "phone"), WRONG)
    assert counts_for(case) == ["Hassan Zubaidi, Suad Mahdi"], "and not for who joined after it was recorded"
    actions.advance(cast.lies, one, "counselled")
    with pytest.raises(problems.GateHolds):
        actions.advance(cast.lies, later, "counselled")
    session = actions.correct_session(cast.lies, session, actions.RightSession(ago(12), "phone"), WRONG)
    assert counts_for(case) == ["Hassan Zubaidi"]


def test_a_session_of_too_early_a_day_counts_for_nobody_whom_its_author_did_not_see(cast: Cast) -> None:
    one = joined(cast)
    case = one.case
    restricted(one.person)
    session = actions.hold_session(cast.lies, case, way="phone", held_on=ago(11))
    session = actions.correct_session(cast.vera, session, actions.RightSession(ago(9), "phone"), WRONG)
    assert counts_for(case) == ["Hassan Zubaidi"]


def test_a_session_of_too_early_a_day_counts_for_nobody_whose_joining_was_taken_back(cast: Cast) -> None:
    one = joined(cast)
    case = one.case
    session = actions.hold_session(cast.lies, case, way="phone", held_on=ago(11))
    actions.take_back_joining(cast.lies, one, "wrong-person")
    right = actions.RightSession(ago(9), "phone")
    session = actions.correct_session(cast.lies, session, right, WRONG)
    actions.add_traveller(cast.lies, case, actions.Joining(one.person), joined_on=ago(10))
    actions.correct_session(cast.lies, session, actions.RightSession(ago(8), "phone"), WRONG)
    assert counts_for(case) == ["Hassan Zubaidi"]


def test_who_was_spoken_for_with_the_household_had_joined_by_then(cast: Cast) -> None:
    one = joined(cast)
    actions.hold_session(cast.lies, one.case, way="phone", held_on=ago(6))
    with pytest.raises(Invalid) as refused:
        actions.correct_joining(cast.lies, one, ago(5), WRONG)
    assert refused.value.field == "joined_on"
    one = actions.correct_joining(cast.lies, one, ago(6), WRONG)
    other = actions.add_traveller(
        cast.lies, one.case, actions.Joining(a_member(one.case, "Ali Mahdi")), joined_on=ago(8)
    )
    actions.correct_joining(cast.lies, other, ago(4), WRONG)


def test_a_child_beside_whom_nobody_of_age_is_left_goes_along_with_nobody_known(cast: Cast) -> None:
    father, son = a_person(cast.be, born=date(2010, 1, 1)), a_person(cast.be, "Ali", born=date(2015, 1, 1))
    joining = [actions.Joining(father, principal=True), actions.Joining(son, accompanied=True)]
    case = a_case(cast.sam, joining=joining)
    grown = actions.add_traveller(cast.sam, case, actions.Joining(a_member(case, "Suad Mahdi")))
    actions.take_back_joining(cast.sam, grown, "wrong-person")
    assert traveller_of(case, son).accompanied is None


def test_what_cannot_be_put_right_is_refused(cast: Cast) -> None:
    one = joined(cast)
    for day in (ago(21), ago(-1), ago(10)):
        with pytest.raises(Invalid) as refused:
            actions.correct_joining(cast.lies, one, day, WRONG)
        assert refused.value.field == "joined_on"
    actions.find_vulnerability(cast.lies, one, "elderly", "mild", found_on=ago(5))
    with pytest.raises(Invalid):
        actions.correct_joining(cast.lies, one, ago(4), WRONG)
    with pytest.raises(NoSuchChoice):
        actions.take_back_joining(cast.lies, one, WRONG)
    with pytest.raises(ChangedMeanwhile):
        actions.correct_joining(cast.lies, one, ago(12), WRONG, version=1)
    with pytest.raises(Refused):
        actions.correct_joining(cast.ruth, one, ago(12), WRONG)
    with pytest.raises(problems.NeverJoined):
        actions.correct_joining(cast.lies, traveller_of(one.case), ago(12), WRONG)
    seen = Event.objects.latest("position").position
    actions.correct_joining(cast.lies, one, ago(5), WRONG)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        actions.correct_joining(cast.lies, one, ago(6), WRONG, version=seen)
    [(_what, was, now)] = meanwhile.value.changes
    assert (was, now) == (day_in_words(ago(10), "j F Y"), day_in_words(ago(5), "j F Y"))


def test_who_parted_into_a_case_did_not_join_it(cast: Cast) -> None:
    one = joined(cast)
    new = actions.part_travellers(cast.lies, one.case, [one], one, "travels-later")
    with pytest.raises(problems.WentOnApart):
        actions.take_back_joining(cast.lies, one, "wrong-person")
    there = traveller_of(new, one.person)
    with pytest.raises(problems.NeverJoined):
        actions.take_back_joining(cast.lies, there, "wrong-person")
    brother = actions.Joining(a_member(new, "Karim Zubaidi"))
    actions.take_back_joining(cast.lies, actions.add_traveller(cast.lies, new, brother), "wrong-person")


def test_of_who_went_on_apart_the_day_of_joining_is_put_right_where_they_joined(
    cast: Cast, client: Client
) -> None:
    one = joined(cast)
    new = actions.part_travellers(cast.lies, one.case, [one], one, "travels-later")
    client.force_login(cast.lies)
    address = f"/cases/{one.case.reference}/do/correct-joining/"
    form = client.get(address)
    assert "Nobody joined this case" not in form.text
    assert f"went on apart on {day_in_words(clock.today(), 'j F Y')}" in form.text
    typed = {"traveller": one.key, "version": form.context["form"]["version"].value()}
    gone = client.post(address, {**typed, "right": "not-so", "reason": "wrong-person"})
    assert (gone.status_code, "right" in gone.context["form"].errors) == (422, True)
    typed |= {"right": "another", "reason": WRONG, "joined_on": ago(15).isoformat()}
    assert client.post(address, typed).status_code == 302
    assert {day for _what, day in told_of(one, one.case)} == {ago(15)}
    assert ("stage_entered", ago(15)) in told_of(one, new)
    assert traveller_of(new, one.person).stage_since == ago(15)


def test_of_who_went_on_apart_out_of_sight_no_joining_is_offered(cast: Cast, client: Client) -> None:
    one = joined(cast)
    actions.part_travellers(cast.lies, one.case, [one], one, "travels-later")
    restricted(one.person)
    client.force_login(cast.lies)
    assert "Suad" not in client.get(f"/cases/{one.case.reference}/do/correct-joining/").text
    with pytest.raises(Missing):
        actions.correct_joining(cast.lies, one, ago(15), WRONG)


def test_who_joined_on_another_day_is_not_said_not_to_have_joined(cast: Cast, client: Client) -> None:
    one = joined(cast)
    for reason in ("wrong-person", "wrong-case"):
        with pytest.raises(NoSuchChoice):
            actions.correct_joining(cast.lies, one, ago(15), reason)
    client.force_login(cast.lies)
    address = f"/cases/{one.case.reference}/do/correct-joining/"
    sent = as_shown(client.get(address).text, right="another", joined_on=ago(15), reason="wrong-person")
    assert list(client.post(address, sent).context["form"].errors) == ["reason"]
    assert client.post(address, sent | {"reason": WRONG}).status_code == 302


def test_nobody_joined_after_they_went_on_apart(cast: Cast) -> None:
    one = joined(cast)
    with clock.at(clock.now() - timedelta(days=2)):
        actions.part_travellers(cast.lies, one.case, [one], one, "travels-later")
    with pytest.raises(Invalid):
        actions.correct_joining(cast.lies, one, ago(1), WRONG)
    actions.correct_joining(cast.lies, one, ago(2), WRONG)


def test_the_page_offers_who_joined_and_the_timeline_tells_both(cast: Cast, client: Client) -> None:
    one = joined(cast)
    client.force_login(cast.lies)
    page, address = (f"/cases/{one.case.reference}/{to}" for to in ("", "do/correct-joining/"))
    assert address in client.get(page).text
    form = client.get(address)
    assert "Suad Mahdi: " in form.text
    assert "Hassan Zubaidi: " not in form.text
    version = form.context["form"]["version"].value()
    typed = {"traveller": one.key, "version": version, "reason": WRONG}
    missing = client.post(address, {**typed, "right": "another"})
    assert (missing.status_code, "joined_on" in missing.context["form"].errors) == (422, True)
    sent = client.post(address, {**typed, "right": "another", "joined_on": ago(12).isoformat()})
    assert sent.status_code == 302
    assert "Joined the case (corrected: Another day was typed)" in client.get(page).text
    assert client.post(address, {**typed, "right": "not-so"}).status_code == 422, "no reason to take it back"
    typed |= {"right": "not-so", "reason": "wrong-person"}
    assert client.post(address, typed).status_code == 422, "made from an older copy"
    typed["version"] = client.get(address).context["form"]["version"].value()
    said = client.post(address, typed, follow=True).text
    assert "restricts the file" not in said, "who did not join is as much in sight as before"
    said = client.get(page).text
    assert "Taken back: Joined the case" in said
    assert "recorded wrongly" in said
    assert "Suad Mahdi" in said
    restricted(one.person)
    said = client.get(page).text
    assert "Suad Mahdi" not in said
    assert "Taken back: Joined the case" not in said
    client.force_login(cast.vera)
    assert "Suad Mahdi" in client.get(page).text
    line = AuditEntry.objects.get(kind="open", person_key=one.person.key)
    assert (line.actor_key, line.case_key) == (cast.vera.key, one.case.key)


def test_where_nobody_joined_the_page_leads_to_letting_somebody_join(cast: Cast, client: Client) -> None:
    case = a_case(cast.lies, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    client.force_login(cast.lies)
    shown = client.get(f"/cases/{case.reference}/do/correct-joining/").text
    assert "Nobody joined this case after its opening" in shown
    assert "do/add-traveller/" in shown


def test_taken_back_beside_another_day_it_asks_which_is_meant(cast: Cast, client: Client) -> None:
    one = joined(cast)
    client.force_login(cast.lies)
    address = f"/cases/{one.case.reference}/do/correct-joining/"
    sent = as_shown(client.get(address).text, right="not-so", reason="wrong-person")
    refused = client.post(address, sent | {"joined_on": ago(12)})
    assert list(refused.context["form"].errors) == ["right"]
    assert client.post(address, sent).status_code == 302


def test_a_second_click_is_no_change_of_a_colleague(cast: Cast, client: Client) -> None:
    one = joined(cast)
    client.force_login(cast.lies)
    address = f"/cases/{one.case.reference}/do/correct-joining/"
    sent = as_shown(client.get(address).text, right="another", reason=WRONG, joined_on=ago(12))
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 409]

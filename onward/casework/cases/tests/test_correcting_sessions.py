"""A counselling session in the wrong file, or told wrongly, is taken back or corrected."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions
from onward.casework.cases.actions.sessions import RightSession
from onward.casework.cases.forms.fields import CHOOSE_AGAIN
from onward.casework.cases.models import Case, Session
from onward.casework.cases.problems import CaseIsClosed, GateHolds
from onward.casework.cases.tests.factories import a_case, a_person, page_of, traveller_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from onward.records.people.tests.factories import restricted
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown
from tests.support.offered import no_longer_offered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases with the standing events when a test is over."""
    yield
    cases.check(read_log())


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def held_in(cast: Cast, case: Case, **more: object) -> Session:
    return actions.hold_session(cast.lies, case, way="phone", summary="Talked about home.", **more)  # type: ignore[arg-type]


def told() -> list[tuple[str, str, str]]:
    """Return way, day and reason of the sessions that stand in the log."""
    rows = Event.objects.filter(type="cases.session_held").standing().order_by("position")
    return [
        (one.payload["way"], one.occurred_on.isoformat(), one.payload.get("corrected", "")) for one in rows
    ]


def waits(case: Case) -> list[str]:
    """Return the kinds of the open tasks of a case that a session ended before."""
    return sorted(case.tasks.filter(done_on=None).values_list("kind", flat=True))


def test_day_way_and_topics_are_told_rightly_in_the_place_of_what_was_wrong(cast: Cast) -> None:
    case = a_case(cast.lies)
    session, day = held_in(cast, case, minutes=30), clock.today()
    right = RightSession(day, "in-person", "ar", 45, ("documents",))
    actions.correct_session(cast.lies, session, right, "wrong-choice")
    session.refresh_from_db()
    assert (session.way, session.language, session.minutes) == ("in-person", "ar", 45)
    assert told() == [("in-person", day.isoformat(), "wrong-choice")]
    happened = page_of(cast.lies, case).happened
    lines = [(one.words, bool(one.undone), one.text) for one in happened if one.words.startswith("Counsel")]
    assert lines == [
        ("Counselling, in person (corrected: Something else was ticked)", False, "Talked about home."),
        ("Counselling, by telephone", True, ""),
    ]


def test_a_session_that_was_none_leaves_the_file_and_what_it_brought_about_goes_with_it(cast: Cast) -> None:
    case = a_case(cast.lies)
    before = waits(case)
    session = held_in(cast, case)
    assert waits(case) != before, "it ended what waited for it"
    actions.take_back_session(cast.lies, session, "wrong-case")
    assert (told(), waits(case)) == ([], before)
    assert not Session.objects.exists()
    with pytest.raises(GateHolds):
        actions.advance(cast.lies, traveller_of(case), "counselled")
    happened = page_of(cast.lies, case).happened
    said = "Taken back: Counselling, by telephone (It was meant for another case)"
    assert said in [one.words for one in happened]
    assert not any(one.text for one in happened), "nor is its summary read in the wrong file"
    with pytest.raises(ChangedMeanwhile):
        actions.take_back_session(cast.lies, session, "wrong-case")


def test_another_session_meets_the_gate_all_the_same(cast: Cast) -> None:
    case = a_case(cast.lies)
    session = held_in(cast, case)
    held_in(cast, case)
    without = waits(case)
    actions.take_back_session(cast.lies, session, "twice")
    assert (len(told()), waits(case)) == (1, without)
    actions.advance(cast.lies, traveller_of(case), "counselled")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_whatever_order_sessions_are_taken_back_what_waited_for_one_waits_again(
    cast: Cast, order: tuple[int, int]
) -> None:
    case = a_case(cast.lies)
    before = waits(case)
    sessions = [held_in(cast, case), held_in(cast, case)]
    for place in order:
        assert waits(case) != before
        actions.take_back_session(cast.lies, sessions[place], "wrong-case")
    assert waits(case) == before
    assert not Event.objects.filter(type="cases.task_done").standing().exists()


def test_what_somebody_ticked_off_stays_so_whatever_is_taken_back(cast: Cast) -> None:
    case = a_case(cast.lies)
    actions.finish_task(cast.lies, case.tasks.get())
    session = held_in(cast, case)
    actions.take_back_session(cast.lies, session, "wrong-case")
    assert waits(case) == []


def test_the_page_does_not_change_when_a_session_with_somebody_hidden_is_held(
    cast: Cast, client: Client
) -> None:
    hidden = restricted(a_person(cast.be, "Suad Mahdi", sex="female"))
    case = a_case(cast.sam, a_person(cast.be), hidden)
    held_in(cast, case)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])

    def version() -> str:
        [found] = re.findall(r'name="version" value="([^"]+)"', client.get(address).content.decode())
        return str(found)

    before = version()
    actions.hold_session(cast.sam, case, way="phone", about=traveller_of(case, hidden))
    assert version() == before
    held_in(cast, case)
    assert version() != before


def test_a_session_with_somebody_hidden_that_is_taken_back_opens_nothing_of_the_others(cast: Cast) -> None:
    hidden = restricted(a_person(cast.be, "Suad Mahdi", sex="female"))
    case = a_case(cast.sam, a_person(cast.be), hidden)
    alone = actions.hold_session(cast.sam, case, way="phone", about=traveller_of(case, hidden))
    assert waits(case) == ["first-session"]
    session = actions.hold_session(cast.lies, case, way="phone")
    actions.take_back_session(cast.sam, alone, "wrong-case")
    assert waits(case) == []
    actions.take_back_session(cast.lies, session, "wrong-case")
    assert waits(case) == ["first-session"]


def test_what_a_session_ended_was_done_on_its_right_day(cast: Cast) -> None:
    day = clock.today()
    case = a_case(cast.lies, opened_on=day - timedelta(days=9))
    session = held_in(cast, case)
    for ago in (2, 4):
        right = RightSession(day - timedelta(days=ago), "phone")
        session = actions.correct_session(cast.lies, session, right, "wrong-day")
        [done] = Event.objects.filter(type="cases.task_done").standing()
        assert (case.tasks.get().done_on, done.occurred_on) == (right.held_on, right.held_on)
    actions.take_back_session(cast.lies, session, "wrong-case")
    assert waits(case) == ["first-session"]


def test_it_counts_for_whom_it_counted_whoever_corrects_it(cast: Cast) -> None:
    hidden = restricted(a_person(cast.be, "Suad Mahdi", sex="female"))
    case = a_case(cast.sam, a_person(cast.be), hidden)
    session = actions.hold_session(cast.sam, case, way="phone")
    right = RightSession(session.held_on, "online")
    actions.correct_session(cast.lies, session, right, "wrong-choice")
    [stands] = Event.objects.filter(type="cases.session_held").standing()
    assert str(hidden.key) in stands.payload["travellers"]
    alone = actions.hold_session(cast.sam, case, way="phone", about=traveller_of(case, hidden))
    with pytest.raises(Missing):
        actions.take_back_session(cast.lies, alone, "wrong-case")


def test_one_with_somebody_who_went_on_apart_is_offered_by_their_name(cast: Cast, client: Client) -> None:
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    one = traveller_of(case, wife)
    actions.hold_session(cast.lies, case, way="phone", about=one)
    actions.part_travellers(cast.lies, case, [one], one, "separation")
    client.force_login(cast.lies)
    assert "Suad Mahdi: " in client.get(f"/cases/{case.reference}/do/correct-session/").text


def test_who_may_and_when(cast: Cast) -> None:
    case = a_case(cast.lies)
    session = held_in(cast, case)
    with pytest.raises(Refused):
        actions.take_back_session(cast.ruth, session, "wrong-case")
    stands = RightSession(session.held_on, "phone")
    with pytest.raises(Invalid):
        actions.correct_session(cast.lies, session, stands, "wrong-day")
    later = RightSession(session.held_on + timedelta(days=1), "phone")
    with pytest.raises(Invalid):
        actions.correct_session(cast.lies, session, later, "wrong-day")
    seen = Event.objects.get(type="cases.session_held").position
    actions.correct_session(cast.lies, session, RightSession(session.held_on, "online"), "wrong-choice")
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.take_back_session(cast.lies, session, "wrong-case", version=seen)
    assert refused.value.changes == [("How", "by telephone", "online")]
    actions.leave(cast.sam, traveller_of(case), "lost-contact")
    actions.close_case(cast.sam, case, "left")
    with pytest.raises(CaseIsClosed):
        actions.take_back_session(cast.lies, session, "wrong-case")


def test_the_page_takes_it_back_and_says_so_where_there_is_none(cast: Cast, client: Client) -> None:
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    assert "No session is on record" in client.get(address).content.decode()
    session = held_in(cast, case, topics=["documents"])
    page = client.get(reverse("cases:case", args=[case.reference])).content.decode()
    assert address in page
    form = client.get(address).context["form"]
    sent = {name: str(form[name].value() or "") for name in ("once", "version")}
    sent |= {"session": str(session.key), "right": "another", "way": "online", "reason": "wrong-choice"}
    assert client.post(address, sent).status_code == 302
    session.refresh_from_db()
    assert (session.way, session.topics) == ("online", ["documents"]), "what was left empty stays"
    form = client.get(address)
    assert "Summary: Talked about home." in form.text, "what goes along is seen before"
    form = form.context["form"]
    sent |= {name: str(form[name].value() or "") for name in ("once", "version")} | {"right": "not-so"}
    assert list(client.post(address, sent).context["form"].errors) == ["reason", "right"]
    sent["reason"] = "not-held"
    refused = client.post(address, sent)
    assert (refused.status_code, "Say which is meant" in refused.text) == (422, True)
    sent |= {"way": "", "held_on": (clock.today() - timedelta(days=1)).isoformat()}
    assert client.post(address, sent).status_code == 422, "a right day is typed beside"
    assert client.post(address, sent | {"held_on": ""}).status_code == 302
    assert told() == []


def test_what_was_held_otherwise_is_not_taken_back(cast: Cast) -> None:
    session = held_in(cast, a_case(cast.lies))
    for reason in ("wrong-day", "wrong-choice"):
        with pytest.raises(NoSuchChoice):
            actions.take_back_session(cast.lies, session, reason)
    assert Session.objects.get(pk=session.pk).summary == "Talked about home."


def test_what_was_held_otherwise_is_not_said_not_to_have_been(cast: Cast, client: Client) -> None:
    case = a_case(cast.lies)
    session = held_in(cast, case)
    right = RightSession(session.held_on, "online")
    for reason in ("wrong-case", "wrong-traveller", "not-held", "twice"):
        with pytest.raises(NoSuchChoice):
            actions.correct_session(cast.lies, session, right, reason)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    sent = as_shown(client.get(address).text, right="another", way="online", reason="not-held")
    refused = client.post(address, sent)
    assert list(refused.context["form"].errors) == ["reason"]
    assert "It was not held<" not in refused.text
    assert client.post(address, sent | {"reason": "told-wrongly"}).status_code == 302


def test_of_two_sessions_of_one_day_is_said_how_long_by_whom_and_when_recorded(
    cast: Cast, client: Client
) -> None:
    at = datetime(2021, 6, 5, 8, 2, 7, tzinfo=UTC)
    with clock.at(at - timedelta(days=9)):
        case = a_case(cast.lies)
    with clock.at(at):
        held_in(cast, case, minutes=45)
    with clock.at(at + timedelta(seconds=30)):
        held_in(cast, case, minutes=45)
    with clock.at(at + timedelta(days=2)):
        of_the_office = actions.hold_session(cast.sam, case, way="phone", held_on=at.date())
        right = RightSession(at.date(), "online")
    with clock.at(at + timedelta(days=3)):
        actions.correct_session(cast.lies, of_the_office, right, "wrong-choice")
    client.force_login(cast.lies)
    form = client.get(reverse("cases:do", args=[case.reference, "correct-session"])).context["form"]
    assert [words for _key, words in form.fields["session"].choices] == [
        f"The whole household: 5 June 2021, {how} (recorded on {when}"
        for how, when in (
            ("online, Sam Ockerman", "7 June 2021 10:02)"),
            ("by telephone, 45 minutes, Lies Vermaele", "5 June 2021 10:02:37). Summary: Talked about home."),
            ("by telephone, 45 minutes, Lies Vermaele", "5 June 2021 10:02:07). Summary: Talked about home."),
        )
    ]


def test_topics_that_are_ticked_take_the_place_of_those_recorded_which_the_page_shows(
    cast: Cast, client: Client
) -> None:
    case = a_case(cast.lies)
    session = held_in(cast, case, topics=["documents", "health"])
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    page = client.get(address)
    assert "). Talked about: Travel documents, Health" in page.text
    assert "What you tick takes the place of all topics on record" in page.text
    version = page.context["form"]["version"].value()
    sent = {"session": str(session.key), "right": "another", "reason": "wrong-choice", "version": version}
    assert client.post(address, {**sent, "topics": ["documents", "family"]}).status_code == 302
    session.refresh_from_db()
    assert session.topics == ["documents", "family"]
    assert "). Talked about: Travel documents, Family" in client.get(address).text


def test_a_topic_that_is_offered_no_more_stays_where_it_is_and_comes_nowhere_else(
    cast: Cast, client: Client
) -> None:
    case = a_case(cast.lies)
    first, second = (held_in(cast, case, topics=[code]) for code in ("travel", "health"))
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    with no_longer_offered("session-topics", "travel"):
        form = client.get(address)
        assert "travel (no longer offered)" in form.text
        typed = {
            "right": "another",
            "version": form.context["form"]["version"].value(),
            "reason": "wrong-choice",
        }
        there = typed | {"session": told_as(second), "topics": ["health", "travel"]}
        refused = client.post(address, there)
        assert refused.status_code == 422
        assert "“travel” is not one of the choices" in refused.text
        sent = client.post(address, typed | {"session": told_as(first), "minutes": "30"})
        assert sent.status_code == 302
        first.refresh_from_db()
        assert (first.minutes, first.topics) == (30, ["travel"])
        right = RightSession(first.held_on, first.way, minutes=30, topics=["travel", "health"])
        again = actions.correct_session(cast.lies, first, right, "wrong-choice")
        assert again.topics == ["travel", "health"]


def test_who_was_slower_reads_each_field_that_is_another_and_no_other(cast: Cast) -> None:
    case = a_case(cast.lies, opened_on=clock.today() - timedelta(days=9))
    session = held_in(cast, case, minutes=60, language="ar", topics=["documents"])
    seen = Event.objects.get(type="cases.session_held").position
    for day, minutes, topics in ((1, 55, ["documents"]), (2, 50, ["documents", "health"])):
        right = RightSession(clock.today() - timedelta(days=day), "phone", "ar", minutes, topics)
        actions.correct_session(cast.lies, session, right, "wrong-choice")
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.take_back_session(cast.lies, session, "wrong-case", version=seen)
    today, then = (day_in_words(clock.today() - timedelta(days=days), "j F Y") for days in (0, 2))
    assert refused.value.changes == [
        ("Held on", today, then),
        ("Minutes", "60", "50"),
        ("Talked about", "Travel documents", "Health, Travel documents"),
    ]


@pytest.mark.parametrize("day", [1, -60])
def test_all_that_is_wrong_with_a_correction_is_told_at_once(cast: Cast, client: Client, day: int) -> None:
    case = held_in(cast, a_case(cast.lies)).case
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    on = (clock.today() + timedelta(days=day)).isoformat()
    sent = as_shown(client.get(address).text, right="another", minutes="0", held_on=on)
    assert set(client.post(address, sent).context["form"].errors) == {"held_on", "minutes", "reason"}


def test_a_second_click_is_no_change_of_a_colleague(cast: Cast, client: Client) -> None:
    case = held_in(cast, a_case(cast.lies)).case
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    sent = as_shown(client.get(address).text, right="another", reason="wrong-choice", way="online")
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 409]


def test_a_session_that_a_colleague_took_back_is_said_to_be_gone_in_words(cast: Cast, client: Client) -> None:
    case = a_case(cast.lies)
    gone, _other = held_in(cast, case), held_in(cast, case)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[case.reference, "correct-session"])
    sent = as_shown(client.get(address).text, session=told_as(gone), right="not-so", reason="not-held")
    actions.take_back_session(cast.sam, gone, "not-held")
    assert client.post(address, sent).context["form"].errors["session"] == [CHOOSE_AGAIN]


def test_who_went_on_apart_is_led_to_the_sessions_of_before(cast: Cast, client: Client) -> None:
    wife = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), wife)
    one = traveller_of(case, wife)
    new = actions.part_travellers(cast.lies, case, [one], one, "separation")
    address, there = (reverse("cases:do", args=[of.reference, "correct-session"]) for of in (new, case))
    client.force_login(cast.lies)
    with clock.at(clock.now() + timedelta(days=2)):
        held_in(cast, case)
        assert there not in client.get(address).text, "of those who stayed"
    held_in(cast, case)
    nothing = client.get(address).text
    assert "No session is on record in this case" in nothing
    assert there in nothing
    held_in(cast, new)
    beside = client.get(address)
    assert there in beside.text
    assert beside.context["form"].first is None

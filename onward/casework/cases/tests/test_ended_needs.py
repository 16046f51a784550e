"""The end of a vulnerability is told rightly, or taken back: the timeline keeps both."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from onward.access import restrictions
from onward.casework.cases import actions, problems
from onward.casework.cases.models import Case, Traveller, Vulnerability
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from onward.records.people.tests.factories import restricted
from onward.reference.choices import NoSuchChoice, label
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown
from tests.support.offered import no_longer_offered

pytestmark = pytest.mark.django_db
WRONG = "wrong-reason"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases with the standing events when a test is over."""
    yield
    cases.check(read_log())


def ended(cast: Cast, reason: str = "passed", category: str = "elderly") -> Vulnerability:
    """Return a vulnerability of a new case that was found ten days ago and ended five days ago."""
    one, today = traveller_of(a_case(cast.lies)), clock.today()
    found_on = today - timedelta(days=10)
    actions.find_vulnerability(cast.lies, one, category, "mild", found_on=found_on)
    return actions.end_vulnerability(cast.lies, one, category, reason, ended_on=today - timedelta(days=5))


def standing(type: str) -> list[Event]:
    """Return what stands in the log of vulnerabilities that were found, or ended."""
    return list(Event.objects.filter(type=f"cases.vulnerability_{type}").standing())


def test_reason_and_day_are_put_right(cast: Cast) -> None:
    row, day = ended(cast), clock.today() - timedelta(days=7)
    right = actions.correct_vulnerability_end(cast.lies, row, "of-age", WRONG, ended_on=day)
    assert right.ended_on == day
    [told] = standing("ended")
    assert told.payload == {"category": "elderly", "reason": "of-age", "corrected": WRONG}
    assert told.occurred_on == day


def test_an_end_that_was_none_lets_it_stand_again(cast: Cast) -> None:
    row = ended(cast)
    actions.take_back_vulnerability_end(cast.lies, row, "told-wrongly")
    row.refresh_from_db()
    assert row.ended_on is None
    assert not standing("ended")
    actions.end_vulnerability(cast.lies, row.traveller, "elderly", "passed")


def test_what_was_never_so_is_taken_back_whole_and_told_again(cast: Cast) -> None:
    row = ended(cast)
    actions.correct_vulnerability_end(cast.lies, row, "recorded-wrongly", WRONG)
    row.refresh_from_db()
    assert row.ended_on == row.found_on
    assert not standing("ended")
    assert not standing("found")
    with pytest.raises(Invalid):
        actions.correct_vulnerability_end(cast.lies, row, "recorded-wrongly", WRONG)
    actions.take_back_vulnerability_end(cast.lies, row, WRONG)
    [told] = standing("found")
    assert (told.occurred_on, told.payload) == (row.found_on, {"category": "elderly", "severity": "mild"})


def test_of_two_that_ended_on_one_day_each_has_its_own_end(cast: Cast) -> None:
    row = ended(cast)
    again = actions.find_vulnerability(cast.lies, row.traveller, "elderly", "mild", found_on=row.ended_on)
    actions.end_vulnerability(cast.lies, row.traveller, "elderly", "recorded-wrongly")
    again.refresh_from_db()
    assert again.ended_on == row.ended_on
    actions.take_back_vulnerability_end(cast.lies, again, WRONG)
    assert [one.payload["reason"] for one in standing("ended")] == ["passed"]
    with pytest.raises(problems.FoundAnew):
        actions.take_back_vulnerability_end(cast.lies, row, WRONG)


def test_one_that_ended_after_another_keeps_its_own_end(cast: Cast) -> None:
    first, today = ended(cast), clock.today()
    day = today - timedelta(days=3)
    actions.find_vulnerability(cast.lies, first.traveller, "elderly", "severe", found_on=first.ended_on)
    second = actions.end_vulnerability(cast.lies, first.traveller, "elderly", "of-age", ended_on=day)
    actions.correct_vulnerability_end(cast.lies, first, "passed", WRONG, ended_on=today - timedelta(days=6))
    actions.correct_vulnerability_end(cast.lies, second, "recorded-wrongly", WRONG)
    assert [told.payload["severity"] for told in standing("found")] == ["mild"]
    assert [told.payload["reason"] for told in standing("ended")] == ["passed"]
    actions.take_back_vulnerability_end(cast.lies, first, WRONG)
    with pytest.raises(problems.FoundAnew):
        actions.take_back_vulnerability_end(cast.lies, second, WRONG)


def test_of_two_found_on_one_day_the_one_is_taken_back_that_was_never_so(cast: Cast) -> None:
    first = ended(cast)
    actions.correct_vulnerability_end(cast.lies, first, "passed", WRONG, ended_on=first.found_on)
    second = actions.find_vulnerability(
        cast.lies, first.traveller, "elderly", "severe", found_on=first.found_on
    )
    actions.end_vulnerability(cast.lies, second.traveller, "elderly", "recorded-wrongly")
    assert [told.payload["severity"] for told in standing("found")] == ["mild"]
    actions.correct_vulnerability_end(cast.lies, first, "of-age", WRONG, ended_on=clock.today())
    assert [told.payload["reason"] for told in standing("ended")] == ["of-age"]


def _said_at(field: str, what: Callable[[], object]) -> str:
    """Return what is said at a field where something is refused."""
    with pytest.raises(Invalid) as refused:
        what()
    assert refused.value.field == field
    return str(refused.value.say())


def test_one_does_not_end_after_it_was_found_anew(cast: Cast) -> None:
    first, today = ended(cast), clock.today()
    anew = today - timedelta(days=2)
    actions.find_vulnerability(cast.lies, first.traveller, "elderly", "severe", found_on=anew)
    said = _said_at(
        "ended_on",
        lambda: actions.correct_vulnerability_end(cast.lies, first, "passed", WRONG, ended_on=today),
    )
    assert (
        said
        == f"It was found anew on {day_in_words(anew, 'j F Y')} (severe): it ended on that day or before."
    )
    first.refresh_from_db()
    right = actions.correct_vulnerability_end(cast.lies, first, "passed", WRONG, ended_on=anew)
    assert right.ended_on == anew


def test_one_is_not_found_anew_before_it_ended(cast: Cast) -> None:
    first = ended(cast)
    assert first.ended_on is not None
    find = partial(actions.find_vulnerability, cast.lies, first.traveller, "elderly", "severe")
    for ago, words in ((6, "It had not ended yet: it was found on"), (12, "later than this: take that back")):
        day = clock.today() - timedelta(days=ago)
        said = _said_at("found_on", partial(find, found_on=day))
        assert words in said
        assert day_in_words(first.found_on, "j F Y") in said
    find(found_on=first.ended_on)


def test_one_found_anew_elsewhere_on_their_way_stands_beside_none(cast: Cast) -> None:
    row = ended(cast)
    apart(cast, row)
    wife = Vulnerability.objects.get(traveller__person__name="Suad Mahdi")
    there = Traveller.objects.get(person=wife.traveller.person, left_case_on=None)
    actions.correct_vulnerability_end(cast.lies, wife, "of-age", WRONG, ended_on=wife.ended_on)
    found = clock.today() - timedelta(days=1)
    assert "later than this" in _said_at(
        "found_on",
        lambda: actions.find_vulnerability(cast.lies, there, "elderly", "severe", found_on=found),
    )


def test_who_takes_an_end_back_is_told_what_was_found_anew(cast: Cast, client: Client) -> None:
    first = ended(cast)
    anew = clock.today() - timedelta(days=3)
    actions.find_vulnerability(cast.lies, first.traveller, "elderly", "severe", found_on=anew)
    client.force_login(cast.lies)
    address = f"/cases/{first.traveller.case.reference}/do/correct-vulnerability-end/"
    said = client.post(address, as_shown(client.get(address).text, right="not-so", reason=WRONG))
    told = f"It was found anew on {day_in_words(anew, 'j F Y')} (severe)"
    assert told in said.text
    actions.end_vulnerability(cast.lies, first.traveller, "elderly", "passed")
    with pytest.raises(problems.FoundAnew):
        actions.take_back_vulnerability_end(cast.lies, first, WRONG)
    second = Vulnerability.objects.exclude(pk=first.pk).get()
    actions.correct_vulnerability_end(cast.lies, second, "recorded-wrongly", WRONG)
    actions.take_back_vulnerability_end(cast.lies, first, WRONG)
    assert not standing("ended")


def test_pages_tell_which_of_two_ended(cast: Cast, client: Client) -> None:
    first = ended(cast)
    actions.find_vulnerability(cast.lies, first.traveller, "elderly", "severe", found_on=first.ended_on)
    client.force_login(cast.lies)
    page, form = (
        client.get(f"/cases/{first.traveller.case.reference}/{to}") for to in ("", "do/end-vulnerability/")
    )
    [line] = [one for one in page.context["page"].happened if one.event.type == "cases.vulnerability_ended"]
    assert line.details == ["mild", f"found on {day_in_words(first.found_on, 'j F Y')}"]
    assert first.ended_on is not None
    assert f"(severe), found on {day_in_words(first.ended_on, 'j F Y')}" in form.text


def apart(cast: Cast, row: Vulnerability) -> Case:
    """Return the case in which the traveller of a vulnerability goes on apart, with another at their side."""
    one = row.traveller
    actions.add_traveller(cast.lies, one.case, actions.Joining(a_member(one.case, "Suad Mahdi")))
    wife = one.case.travellers.exclude(pk=one.pk).get()
    actions.add_traveller(cast.lies, one.case, actions.Joining(a_member(one.case, "Karim Zubaidi")))
    brother = one.case.travellers.exclude(pk__in=[one.pk, wife.pk]).get()
    actions.find_vulnerability(cast.lies, wife, "elderly", "mild")
    actions.end_vulnerability(cast.lies, wife, "elderly", "passed")
    return actions.part_travellers(cast.lies, one.case, [wife, brother], wife, "travels-later")


def test_the_end_is_put_right_of_somebody_who_went_on_apart_since(cast: Cast, client: Client) -> None:
    new = apart(cast, ended(cast))
    row = Vulnerability.objects.get(traveller__person__name="Suad Mahdi")
    client.force_login(cast.lies)
    page, address = (f"/cases/{new.reference}/{to}" for to in ("", "do/correct-vulnerability-end/"))
    assert address in client.get(page).text
    form = client.get(address)
    assert "Suad Mahdi: " in form.text
    assert "Hassan Zubaidi: " not in form.text
    version = form.context["form"]["version"].value()
    typed = {"ended": told_as(row), "version": version, "reason": WRONG}
    assert client.post(address, {**typed, "right": "another", "ended_for": "of-age"}).status_code == 302
    assert [told.payload["reason"] for told in standing("ended")] == ["passed", "of-age"]
    assert client.post(address, {**typed, "right": "not-so"}).status_code == 422, "made from an older copy"
    typed["version"] = client.get(address).context["form"]["version"].value()
    assert client.post(address, {**typed, "right": "not-so"}).status_code == 302
    row.refresh_from_db()
    assert (row.ended_on, row.traveller.case) == (None, new)
    assert [told.payload["reason"] for told in standing("ended")] == ["passed"]
    actions.end_vulnerability(cast.lies, row.traveller, "elderly", "passed")


def test_in_the_case_that_they_left_nothing_of_it_is_offered(cast: Cast, client: Client) -> None:
    one = ended(cast)
    apart(cast, one)
    client.force_login(cast.lies)
    form = client.get(f"/cases/{one.traveller.case.reference}/do/correct-vulnerability-end/")
    assert "Hassan Zubaidi: " in form.text
    assert "Suad Mahdi: " not in form.text


def test_in_the_case_that_they_left_the_way_leads_to_where_they_travel(cast: Cast, client: Client) -> None:
    one = ended(cast)
    new = apart(cast, one)
    client.force_login(cast.lies)
    case = one.traveller.case
    here, there = (f"/cases/{of.reference}/do/correct-vulnerability-end/" for of in (case, new))
    assert there in client.get(here).text
    sent = as_shown(client.get(there).text, right="another", reason=WRONG, ended_for="of-age")
    assert f"The timeline of {case.reference} tells it." in client.post(there, sent, follow=True).text
    sent = as_shown(client.get(here).text, right="not-so", reason=WRONG)
    assert "The timeline of" not in client.post(here, sent, follow=True).text
    alone = client.get(here)
    assert "What ended here was of who went on apart" in alone.text
    assert there in alone.text
    restricted(Vulnerability.objects.get(traveller__person__name="Suad Mahdi").traveller.person)
    assert there not in client.get(here).text


def test_of_who_went_on_apart_out_of_sight_it_is_not_put_right(cast: Cast) -> None:
    apart(cast, ended(cast))
    row = Vulnerability.objects.get(traveller__person__name="Suad Mahdi")
    restricted(row.traveller.person)
    with pytest.raises(Missing):
        actions.take_back_vulnerability_end(cast.lies, row, WRONG)
    actions.take_back_vulnerability_end(cast.vera, row, WRONG)


def test_what_cannot_be_put_right_is_refused(cast: Cast) -> None:
    row = ended(cast)
    before = row.found_on - timedelta(days=1)
    for day in (before, clock.today() + timedelta(days=1), row.ended_on):
        with pytest.raises(Invalid):
            actions.correct_vulnerability_end(cast.lies, row, "passed", WRONG, ended_on=day)
    with pytest.raises(ChangedMeanwhile):
        actions.correct_vulnerability_end(cast.lies, row, "of-age", WRONG, ended_on=row.ended_on, version=1)
    with pytest.raises(Refused):
        actions.take_back_vulnerability_end(cast.ruth, row, WRONG)
    actions.take_back_vulnerability_end(cast.lies, row, WRONG)
    with pytest.raises(ChangedMeanwhile):
        actions.take_back_vulnerability_end(cast.lies, row, WRONG)


def last_place() -> int:
    return Event.objects.latest("position").position


def test_who_was_slower_reads_how_it_had_ended_and_how_it_did(cast: Cast) -> None:
    row, seen = ended(cast), last_place()
    was, now = (day_in_words(clock.today() - timedelta(days=days), "j F Y") for days in (5, 7))
    day = clock.today() - timedelta(days=7)

    def changes() -> list[tuple[str, str, str]]:
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            actions.take_back_vulnerability_end(cast.lies, row, WRONG, version=seen)
        return meanwhile.value.changes

    actions.correct_vulnerability_end(cast.lies, row, "passed", WRONG, ended_on=day)
    assert changes() == [("Since", was, now)]
    actions.take_back_vulnerability_end(cast.lies, row, WRONG)
    actions.end_vulnerability(cast.lies, row.traveller, row.category, "of-age", ended_on=day)
    first, second = (label("vulnerability-end-reasons", code) for code in ("passed", "of-age"))
    assert changes() == [("Why it ended", first, second), ("Since", was, now)]
    actions.correct_vulnerability_end(cast.lies, row, "recorded-wrongly", WRONG)
    never = label("vulnerability-end-reasons", "recorded-wrongly")
    assert changes() == [("Why it ended", first, never), ("Since", was, "")]


def test_the_end_of_another_of_the_same_person_stands_in_the_way_of_nothing(cast: Cast) -> None:
    row, today = ended(cast), clock.today()
    one = row.traveller
    actions.find_vulnerability(cast.lies, one, "health", "mild", found_on=today - timedelta(days=9))
    other = actions.end_vulnerability(cast.lies, one, "health", "passed", ended_on=today - timedelta(days=4))
    actions.find_vulnerability(cast.lies, one, "elderly", "severe", found_on=today - timedelta(days=3))
    again = actions.end_vulnerability(cast.lies, one, "elderly", "passed", ended_on=today - timedelta(days=2))
    seen = last_place()
    for each, day in ((other, 5), (again, 1)):
        actions.correct_vulnerability_end(
            cast.sam, each, "passed", WRONG, ended_on=today - timedelta(days=day)
        )
    right = actions.correct_vulnerability_end(
        cast.lies, row, "passed", WRONG, ended_on=today - timedelta(days=6), version=seen
    )
    assert right.ended_on == today - timedelta(days=6)


def test_what_stands_again_puts_its_mark_on_the_file_once_more(cast: Cast) -> None:
    one = traveller_of(a_case(cast.vera))
    actions.find_vulnerability(cast.vera, one, "trafficking", "severe")
    row = actions.end_vulnerability(cast.vera, one, "trafficking", "found-otherwise")
    protection.lift_restriction(cast.vera, one.person, "trafficking")
    actions.take_back_vulnerability_end(cast.vera, row, "told-wrongly")
    assert restrictions.categories(one.person.key) == {"trafficking"}


def test_the_page_offers_what_ended_and_the_timeline_tells_both(cast: Cast, client: Client) -> None:
    row = ended(cast)
    page, address = (
        f"/cases/{row.traveller.case.reference}/{to}" for to in ("", "do/correct-vulnerability-end/")
    )
    client.force_login(cast.lies)
    assert address in client.get(page).text
    form = client.get(address)
    assert "Hassan Zubaidi: " in form.text
    assert "It has passed" in form.text
    other = client.get(f"/cases/{row.traveller.case.reference}/do/end-vulnerability/").text
    assert "No vulnerability stands." not in other
    assert address in other
    version = form.context["form"]["version"].value()
    typed = {"ended": told_as(row), "version": version, "reason": WRONG}
    assert client.post(address, {**typed, "right": "another", "ended_for": "of-age"}).status_code == 302
    said = client.get(page).text
    assert "came of age) (corrected: Another reason was ticked)" in said
    assert client.post(address, {**typed, "right": "not-so"}).status_code == 422, "made from an older copy"
    typed["version"] = client.get(address).context["form"]["version"].value()
    assert client.post(address, {**typed, "right": "not-so"}).status_code == 302
    said = client.get(page).text
    assert "Taken back: Vulnerability no longer" in said
    assert address not in said


def test_what_is_told_of_somebody_hidden_leaves_the_form_as_it_was(cast: Cast, client: Client) -> None:
    he, hidden = a_person(cast.be), restricted(a_person(cast.be, "Noor Zubaidi", sex="female"))
    case = a_case(cast.sam, he, hidden, counsellor=cast.lies)
    actions.find_vulnerability(cast.lies, traveller_of(case, he), "elderly", "mild")
    row = actions.end_vulnerability(cast.lies, traveller_of(case, he), "elderly", "passed")
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/correct-vulnerability-end/"
    form = client.get(address).context["form"]
    before, version = form.initial["version"], form["version"].value()
    actions.find_vulnerability(cast.vera, traveller_of(case, hidden), "trafficking", "severe")
    assert client.get(address).context["form"].initial["version"] == before
    typed = {"ended": told_as(row), "version": version, "reason": WRONG, "right": "not-so"}
    assert client.post(address, typed).status_code == 302


def test_a_reason_that_is_offered_no_more_does_not_stop_the_right_day(cast: Cast, client: Client) -> None:
    row, day = ended(cast), clock.today() - timedelta(days=7)
    client.force_login(cast.lies)
    address = f"/cases/{row.traveller.case.reference}/do/correct-vulnerability-end/"
    with no_longer_offered("vulnerability-end-reasons", "passed"):
        form = client.get(address)
        assert "passed (no longer offered)" in form.text
        typed = {"ended": told_as(row), "version": form.context["form"]["version"].value()}
        right = {"right": "another", "ended_on": day.isoformat(), "reason": "wrong-day"}
        assert client.post(address, typed | right).status_code == 302
        [told] = standing("ended")
        assert (told.payload["reason"], told.occurred_on) == ("passed", day)
        actions.correct_vulnerability_end(cast.lies, row, "of-age", WRONG, ended_on=day)
        with pytest.raises(NoSuchChoice):
            actions.correct_vulnerability_end(cast.lies, row, "passed", WRONG, ended_on=day)


def test_taken_back_beside_what_is_right_it_asks_which_is_meant(cast: Cast, client: Client) -> None:
    row = ended(cast)
    client.force_login(cast.lies)
    address = f"/cases/{row.traveller.case.reference}/do/correct-vulnerability-end/"
    sent = as_shown(client.get(address).text, right="not-so", reason=WRONG)
    for typed in ({"ended_for": "of-age"}, {"ended_on": clock.today()}):
        assert list(client.post(address, sent | typed).context["form"].errors) == ["right"]
    assert client.post(address, sent).status_code == 302

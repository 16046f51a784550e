"""What the public may be shown is worked out beforehand, and used only where nothing decides otherwise."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from onward.access.models import AuditEntry, User
from onward.evidence import actions, judging
from onward.evidence.actions import hidden_of, prepare_donor_report, prepare_edition, publish_edition
from onward.evidence.disclosure import TooLongError
from onward.evidence.editions.protecting import LeftOut, Published, left_out
from onward.evidence.judging import Work, working
from onward.evidence.models import Decision, Edition, Judgement
from onward.evidence.problems import CannotBeHidden, NotJudgedYet
from onward.evidence.queries import judged as kept
from onward.evidence.queries.judged import basis_of, judged, published_before
from onward.evidence.tests.factories import correct, depart, work_out
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import edition as edition
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from onward.kernel.files.working import WorkFolder
from onward.records.projects.tests.factories import PROJECT
from tests.cast import Cast

Begun = list[WorkFolder]


def page(client: Client, who: User, edition: Edition, more: str = "public/") -> str:
    client.force_login(who)
    answer = client.get(f"/reports/{edition.key}/{more}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client: Client, who: User, edition: Edition, more: str) -> str:
    client.force_login(who)
    answer = client.post(f"/reports/{edition.key}/{more}", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def told(found: LeftOut | None) -> Any:
    """Return all that publishing and its page go by."""
    return found and (found.places, found.bare, found.can_be_published)


def the_half(cast: Cast, first: date) -> Edition:
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "newsletter", first)


@pytest.fixture
def no_computing(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let whatever takes long fail, from when it is called."""

    def forbid() -> None:
        def fail(*_given: Any, **_more: Any) -> Any:
            raise AssertionError("It is computed where it was to be known.")

        monkeypatch.setattr(actions, "hidden_of", fail)
        monkeypatch.setattr(actions, "computed_again", fail)

    return forbid


def test_an_edition_is_published_by_what_was_worked_out_and_computes_nothing(
    edition: Edition, second: User, no_computing: Callable[[], None]
) -> None:
    found = hidden_of(edition, [])
    work_out(second, edition)
    no_computing()
    decision = publish_edition(second, edition)
    assert {(one[0], one[1], one[2], tuple(one[3:])) for one in decision.left_out} == found.places
    assert found.places


def test_what_was_worked_out_is_what_would_be_computed(edition: Edition, cast: Cast, second: User) -> None:
    half = the_half(cast, date(2020, 1, 1))
    publish_edition(second, half)
    work_out(second, edition)
    before = list(published_before())
    assert told(judged(edition, before)) == told(hidden_of(edition, before))


def test_numbers_that_stand_in_the_way_are_kept_each_with_its_edition(
    edition: Edition, cast: Cast, second: User
) -> None:
    """As if what is small had been less once: the public knows numbers that nothing hides any more."""
    half = the_half(cast, date(2020, 1, 1))
    Decision.objects.create(edition=half, kind="published", by=second, at=LATER, left_out=[])
    work_out(second, edition)
    before = list(published_before())
    computed, read = hidden_of(edition, before), judged(edition, before)
    assert read is not None
    assert not read.can_be_published
    assert told(computed) == told(read)
    assert {one.frozen.definition.code for one in read.bare} >= {"year-report"}
    with pytest.raises(CannotBeHidden):
        publish_edition(second, edition)


def test_where_corrected_numbers_count_what_was_known_then_decides(
    edition: Edition, cast: Cast, second: User
) -> None:
    """The same days again, once one of them was put right: as known when each edition was frozen."""
    Decision.objects.create(edition=edition, kind="published", by=second, at=LATER, left_out=[])
    correct(depart(date(2020, 5, 1)), recorded=LATER + timedelta(days=1), destination="GE")
    with clock.at(LATER + timedelta(days=2)):
        again = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    work_out(second, again)
    before = list(published_before())
    first = judged(again, before)
    assert told(first) == told(hidden_of(again, before))
    depart(date(2020, 5, 2), recorded=LATER + timedelta(days=3))
    assert told(judged(again, before)) == told(first) == told(hidden_of(again, before))
    with clock.at(LATER + timedelta(days=4)):
        third = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert judged(third, before) is None


OTHERWISE: dict[str, Callable[[Edition, Published], tuple[Edition, list[Published]]]] = {
    "nothing before": lambda one, _before: (one, []),
    "one more before": lambda one, before: (one, [before, before]),
    "it left out less": lambda one, before: (one, [replace(before, left_out=frozenset())]),
    "it printed another number": lambda one, before: (
        one, [replace(before, frozen=replace(before.frozen, values={**before.frozen.values, "more": "1"}))]
    ),
    "it defined otherwise": lambda one, before: (
        one, [replace(before, frozen=replace(before.frozen, snapshot=before.frozen.snapshot + " "))]
    ),
    "it is defined otherwise": lambda one, before: (
        Edition(**{**fields(one), "snapshot": one.snapshot + " "}), [before]
    ),
    "it counts otherwise": lambda one, before: (
        Edition(**{**fields(one), "values": one.values[:-1] + ',"more":"1"}'}), [before]
    ),
    "it knows more": lambda one, before: (Edition(**{**fields(one), "upto": one.upto + 1}), [before]),
    "it knows by another mark": lambda one, before: (
        Edition(**{**fields(one), "mark": one.mark + 1}), [before]
    ),
}  # fmt: skip


def fields(edition: Edition) -> dict[str, Any]:
    return {field.attname: getattr(edition, field.attname) for field in edition._meta.concrete_fields}


def test_whatever_would_decide_otherwise_is_another_basis(
    edition: Edition, cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = the_half(cast, date(2020, 1, 1))
    publish_edition(second, half)
    before = list(published_before())
    work_out(second, edition)
    assert judged(edition, before) is not None
    for what, other in OTHERWISE.items():
        assert judged(*other(edition, before[0])) is None, what
    monkeypatch.setattr(kept, "_PROGRAM", "another")
    assert judged(edition, before) is None, "another program"


def test_an_edition_of_other_days_decides_nothing(edition: Edition, cast: Cast, second: User) -> None:
    depart(date(2017, 5, 1))
    basis = basis_of(edition, [])
    publish_edition(second, the_half(cast, date(2017, 1, 1)))
    assert basis_of(edition, list(published_before())) == basis


def test_where_another_was_published_since_it_is_decided_anew(
    edition: Edition, cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_out(second, edition)
    publish_edition(second, the_half(cast, date(2020, 1, 1)))
    beside: list[int] = []

    def judge(one: Edition, before: Any, at_once: bool) -> LeftOut:
        beside.append(len(before))
        return hidden_of(one, before, at_once=at_once)

    monkeypatch.setattr(actions, "hidden_of", judge)
    with suppress(CannotBeHidden, NotJudgedYet):  # beside the half few of its numbers can be told
        publish_edition(second, edition)
    assert beside == [1]


def test_the_page_begins_the_work_once_and_comes_to_its_outcome(
    client: Client, edition: Edition, second: User, begun: Begun
) -> None:
    shown = page(client, second, edition)
    assert "is being worked out" in shown
    assert "The work is being taken up." in shown
    assert 'hx-trigger="load delay:2s"' in shown
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in shown
    assert "looks again every 5 seconds" in shown
    with clock.at(clock.now() + timedelta(seconds=45)):
        assert "So far: 45 s" in page(client, second, edition)
    assert "is being worked out" in page(client, second, edition, "")
    assert "Publish this edition" not in page(client, second, edition, "")
    assert [one.key for one in begun] == [edition.key]
    judging.work(edition.key)
    answer = client.get(f"/reports/{edition.key}/public/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "It can be published" in page(client, second, edition)
    assert "Publish this edition" in page(client, second, edition, "")
    assert len(begun) == 1


def test_each_step_is_told_in_words(
    client: Client, edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    noted = Work.note

    def note(work: Work, **changed: Any) -> None:
        noted(work, **changed)
        shown.append(page(client, second, edition))

    monkeypatch.setattr(Work, "note", note)
    work_out(second, edition)
    for words in (
        "computed again.",
        "laid beside",
        "must be left out",
        "shown again",
        "could still be found",
    ):
        assert any(words in one for one in shown)
    assert "It can be published" in shown[-1]


def test_two_at_once_begin_it_once(edition: Edition, second: User, begun: Begun) -> None:
    def begin() -> None:
        judging.begin(second, edition)
        connection.close()

    threads = [threading.Thread(target=begin) for _number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert len(begun) == 1
    with Work(edition.key).held():
        judging.begin(second, edition)
        judging.work(edition.key)
    assert len(begun) == 1
    assert not Judgement.objects.exists()


def test_who_publishes_while_it_is_worked_out_waits_for_it(
    client: Client, edition: Edition, second: User, no_computing: Callable[[], None]
) -> None:
    page(client, second, edition)
    no_computing()
    assert "once it is worked out" in post(client, second, edition, "publish/")
    assert not edition.decisions.exists()


def test_an_edition_that_nobody_judged_is_not_published_by_its_address_and_leads_to_the_work(
    client: Client, edition: Edition, second: User, begun: Begun, no_computing: Callable[[], None]
) -> None:
    no_computing()
    answer = post(client, second, edition, "publish/")
    assert "once it is worked out" in answer
    assert "is being worked out" in answer
    assert len(begun) == 1
    shown = page(client, second, edition, "")
    assert "publish/" not in shown
    assert "It can be published once that is worked out." in shown
    assert f"/reports/{edition.key}/public/" in shown
    assert not edition.decisions.exists()


def test_no_request_waits_for_what_takes_longer_than_a_moment(
    edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onward.evidence.editions.protecting.AT_ONCE", -1.0)
    with pytest.raises(NotJudgedYet):
        publish_edition(second, edition)
    assert not edition.decisions.exists()
    work_out(second, edition)
    publish_edition(second, edition)


def test_tables_that_are_left_out_for_want_of_time_are_named_and_published_so(
    client: Client, edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_out, "__kwdefaults__", {"patience": -1.0, "at_once": False})
    work_out(second, edition)
    found = judged(edition, [])
    assert found is not None
    assert found.can_be_published
    assert ("avrr-be", "by-sex", "now") in found.hurried
    shown = page(client, second, edition)
    assert "There was no time to find the fewest numbers" in shown
    assert "publish/" in shown
    decision = publish_edition(second, edition)
    assert len(decision.left_out) == len(found.places)


def test_what_is_stopped_says_so_and_begins_again_when_asked(
    client: Client, edition: Edition, second: User, begun: Begun
) -> None:
    page(client, second, edition)
    assert "It is being stopped." in post(client, second, edition, "public/stop/")
    judging.work(edition.key)
    assert "was stopped" in page(client, second, edition)
    assert "has ended without an outcome" in page(client, second, edition, "")
    assert "publish/" not in page(client, second, edition, "")
    assert len(begun) == 1
    assert "is being worked out" in post(client, second, edition, "public/begin/")
    judging.work(edition.key)
    assert len(begun) == 2
    assert "It can be published" in page(client, second, edition)


def test_work_that_nobody_takes_up_says_so(client: Client, edition: Edition, second: User) -> None:
    page(client, second, edition)
    with clock.at(clock.now() + timedelta(minutes=2)):
        with Work(edition.key).held():
            assert "is being worked out" in page(client, second, edition)
        assert "was cut off" in page(client, second, edition)
        assert "is being worked out" in post(client, second, edition, "public/begin/")


def test_what_fails_is_named_and_begun_again_by_itself_only_beside_other_editions(
    client: Client, edition: Edition, cast: Cast, second: User, begun: Begun, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def fail(*_given: Any) -> Any:
        raise RuntimeError("Amina")

    monkeypatch.setattr(working, "hidden_of", fail)
    work_out(second, edition)
    assert "was broken off by a fault" in page(client, second, edition)
    assert "Work on an edition was broken off" in caplog.text
    assert len(begun) == 1
    monkeypatch.undo()
    publish_edition(second, the_half(cast, date(2020, 1, 1)))
    monkeypatch.setattr(WorkFolder, "begin", lambda work, _command: begun.append(work))
    assert "is being worked out" in page(client, second, edition)
    assert len(begun) == 2


def test_what_cannot_be_decided_in_time_or_counts_otherwise_is_said(
    client: Client, edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*_given: Any, **_more: Any) -> Any:
        raise TooLongError

    with monkeypatch.context() as hurried:
        hurried.setattr("onward.evidence.editions.protecting.protect_in_time", too_long)
        work_out(second, edition)
    assert "What may be shown could not be decided." in page(client, second, edition)
    with monkeypatch.context() as wrong:
        wrong.setattr(actions, "computed_again", lambda one: replace(one.frozen, values={"chapters": {}}))
        work_out(second, edition)
    assert "are not what was prepared" in page(client, second, edition)
    assert not Judgement.objects.exists()


def test_who_may_no_longer_is_no_more_acted_for(edition: Edition, second: User) -> None:
    judging.begin(second, edition)
    User.objects.filter(pk=second.pk).update(is_active=False)
    judging.work(edition.key)
    state = Work(edition.key).state()
    assert state is not None
    assert state.stage == "failed"
    assert not Judgement.objects.exists()


def test_preparing_on_the_page_begins_the_work_for_what_the_public_gets_alone(
    client: Client, cast: Cast, begun: Begun
) -> None:
    depart(date(2020, 5, 1))
    client.force_login(cast.ruth)
    with clock.at(LATER):
        client.post("/reports/", {"report": "year-report", "first": "2020-01-01"})
        donor = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
    assert [one.key for one in begun] == [Edition.objects.get(project="").key]
    page(client, cast.ruth, donor, "")
    assert len(begun) == 1


def test_its_folder_holds_no_name_and_is_gone_after_a_day(edition: Edition, cast: Cast, second: User) -> None:
    judging.begin(second, edition)
    folder = Work(edition.key).folder
    assert [one.stat().st_mode & 0o077 for one in (folder, folder.parent)] == [0, 0]
    kept_there = (folder / "state.json").read_text()
    assert second.name not in kept_there
    assert second.email not in kept_there
    judging.work(edition.key)
    assert str(second.key) not in (folder / "state.json").read_text()
    with clock.at(clock.now() + timedelta(hours=25)):
        judging.begin(second, the_half(cast, date(2020, 1, 1)))
    assert not folder.exists()


def test_who_caused_it_is_in_the_audit_and_nobody_changes_it(edition: Edition, second: User) -> None:
    work_out(second, edition)
    line = AuditEntry.objects.get(table="evidence_judgement")
    assert (line.actor_key, line.action) == (second.key, "evidence.keep_judgement")
    assert "left_out" not in (line.after or {})
    with pytest.raises(DatabaseError), transaction.atomic():
        Judgement.objects.update(left_out=[])


def test_a_process_of_its_own_does_it_and_one_that_is_killed_is_missed(
    client: Client, edition: Edition, second: User, own_processes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, popen = list[subprocess.Popen[bytes]](), subprocess.Popen

    def starting(*given: Any, **more: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*given, **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", starting)
    page(client, second, edition)
    _wait_for(lambda: Work(edition.key).read_state()["begun"])
    os.killpg(started[0].pid, signal.SIGKILL)
    started[0].wait(30)
    assert "was cut off" in page(client, second, edition)
    assert "was cut off" in page(client, second, edition, "")
    assert started[0].args[-3:] == ["editions", "work", edition.key.hex]  # type: ignore[index]
    post(client, second, edition, "public/begin/")
    _wait_for(lambda: Work(edition.key).read_state()["stage"] == "done")
    started[1].wait(30)
    assert told(judged(edition, [])) == told(hidden_of(edition, []))


def _wait_for(there: Callable[[], bool]) -> None:
    until = time.monotonic() + 180
    while not there():
        assert time.monotonic() < until
        time.sleep(0.02)

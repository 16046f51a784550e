"""The page of the data-protection officer: what will go, what stops it, what went."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import AuditEntry
from onward.casework.cases.models import Case
from onward.safekeeping.retention import actions
from onward.safekeeping.retention.models import LegalHold, Run
from onward.safekeeping.retention.tests.test_rules_and_holds import REASON, TODAY, closed, fixed, notes
from onward.safekeeping.retention.working import work
from tests.cast import Cast, make_cast

START = "/retention/"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with fixed(TODAY):
        yield make_cast()


@pytest.fixture
def dirk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.dirk)
    return client


@pytest.fixture
def case(cast: Cast) -> Case:
    return closed(cast, TODAY.replace(year=2012))


def test_it_says_that_no_run_has_come_and_after_one_what_went(cast: Cast, dirk: Client, case: Case) -> None:
    assert "No run has ended for two nights" in dirk.get(START).content.decode()
    work(TODAY)
    page = dirk.get(START).content.decode()
    assert "Nothing is due until 1 July 2026" in page
    assert "done and signed" in page


def test_it_says_beforehand_what_will_go_and_why(cast: Cast, dirk: Client) -> None:
    closed(cast, TODAY.replace(year=2019, day=20))
    work(TODAY)
    page = " ".join(dirk.get(START).content.decode().split())
    assert "Until 1 July 2026 data will go by the rules below" in page
    assert "Seven years cover audits by donors" in page


def test_a_hold_is_placed_and_lifted_from_the_page(cast: Cast, dirk: Client, case: Case) -> None:
    answer = dirk.post(START, {"text": case.reference})
    assert case.reference in answer.content.decode()
    address = reverse("retention:hold", args=["case", case.key])
    refused = dirk.post(address, {"ground": "", "reason": REASON})
    assert refused.status_code == 422
    assert REASON in refused.content.decode()
    assert dirk.post(address, {"ground": "court", "reason": REASON}).status_code == 302
    held = LegalHold.objects.get()
    assert REASON in dirk.get(START).content.decode()
    assert dirk.post(address, {"ground": "court", "reason": REASON}).status_code == 422
    work(TODAY)
    assert notes(case) == 1
    assert dirk.post(reverse("retention:lift", args=[held.key])).status_code == 302
    assert dirk.post(reverse("retention:lift", args=[held.key])).status_code == 409
    work(TODAY)
    assert notes(case) == 0


def test_looking_for_somebody_is_written_into_the_audit_without_the_words(
    cast: Cast, dirk: Client, case: Case
) -> None:
    dirk.post(START, {"text": "Zubaidi"})
    line = AuditEntry.objects.get(kind="search", action="retention.start")
    assert "Zubaidi" not in json.dumps(line.after)


def test_a_record_is_taken_out_as_it_was_signed(cast: Cast, dirk: Client, case: Case) -> None:
    run = work(TODAY)
    told = dirk.get(reverse("retention:record", args=[run.key])).json()
    assert (told["record"], told["signature"]) == (run.record, run.signature)
    assert AuditEntry.objects.filter(kind="export", action="retention.record").exists()


def test_a_run_is_stopped_from_the_page(cast: Cast, dirk: Client, case: Case) -> None:
    run = actions.begin_run(cast.dirk, TODAY)
    assert "Retention is at work" in dirk.get(START).content.decode()
    assert dirk.post(reverse("retention:stop", args=[run.key])).status_code == 302
    assert Run.objects.get().stop_asked_at is not None


@pytest.mark.parametrize("who", ["lies", "nora", "ruth", "omar", "erbil", "rik", "anna", "duty", "outsider"])
def test_nobody_else_sees_any_of_it(cast: Cast, client: Client, case: Case, who: str) -> None:
    hold = actions.place_hold(cast.dirk, case=case.key, ground="court", reason=REASON)
    run = work(TODAY)
    client.force_login(getattr(cast, who))
    addresses = [
        START,
        reverse("retention:record", args=[run.key]),
        reverse("retention:hold", args=["case", case.key]),
    ]
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(reverse("retention:lift", args=[hold.key])).status_code == 403
    assert LegalHold.objects.get().lifted_at is None

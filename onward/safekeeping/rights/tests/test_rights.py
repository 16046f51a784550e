"""Requests of persons: their clocks, their answers, and the copy of what is held."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import AuditEntry
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from onward.kernel.problems import Invalid, Missing, Refused
from onward.records.people.models import Person
from onward.safekeeping.retention.tests.planted import plant
from onward.safekeeping.rights import actions, problems
from onward.safekeeping.rights.gathering import copy_of
from onward.safekeeping.rights.models import RightsRequest
from tests.cast import Cast, make_cast

TODAY = date(2026, 6, 1)
WHY = "Two offices abroad have to be asked for their part of it."
DONE = "The copy was handed over on paper and read to her."


def at(day: date) -> AbstractContextManager[None]:
    return clock.at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with at(TODAY):
        yield make_cast()


@pytest.fixture
def person(cast: Cast) -> Person:
    return a_person(cast.be, "Rana Zubaidi", sex="female")


def asked(cast: Cast, person: Person, right: str = "access", **given: Any) -> RightsRequest:
    return actions.take_down(cast.dirk, person.key, right, asked_by="person", way="spoken", **given)


# The clock.


def test_the_clock_runs_from_the_day_on_which_it_was_asked(cast: Cast, person: Person) -> None:
    request = asked(cast, person, asked_on=TODAY - timedelta(days=5))
    assert request.due_on == TODAY + timedelta(days=25)
    with pytest.raises(Invalid):
        asked(cast, person, asked_on=TODAY + timedelta(days=1))
    with pytest.raises(Missing):
        actions.take_down(cast.dirk, uuid4(), "access", asked_by="person", way="spoken")


def test_more_time_is_taken_once_and_in_time(cast: Cast, person: Person) -> None:
    request = asked(cast, person)
    assert actions.take_longer(cast.dirk, request, WHY).due_on == TODAY + timedelta(days=90)
    with pytest.raises(problems.LongerAlready):
        actions.take_longer(cast.dirk, request, WHY)
    late = asked(cast, person, asked_on=TODAY - timedelta(days=40))
    with pytest.raises(problems.TooLateForMore):
        actions.take_longer(cast.dirk, late, WHY)


def test_an_answer_is_given_once_and_a_refusal_has_its_ground(cast: Cast, person: Person) -> None:
    request, other = asked(cast, person), asked(cast, person, "erasure")
    assert actions.answer(cast.dirk, request, DONE).state == "answered"
    refused = actions.answer(cast.dirk, other, "A donor asks for it until 2031.", ground="must-be-kept")
    assert (refused.state, refused.ground) == ("refused", "must-be-kept")
    with pytest.raises(problems.AnsweredAlready):
        actions.answer(cast.dirk, request, DONE)
    third = asked(cast, person, asked_on=TODAY)
    with pytest.raises(Invalid):
        actions.answer(cast.dirk, third, DONE, answered_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize("who", ["lies", "nora", "ruth", "omar", "rik", "anna", "duty", "outsider"])
def test_nobody_else_takes_down_or_reads_any(cast: Cast, client: Client, person: Person, who: str) -> None:
    request, user = asked(cast, person), getattr(cast, who)
    with pytest.raises(Refused):
        actions.take_down(user, person.key, "access", asked_by="person", way="spoken")
    client.force_login(user)
    addresses = [
        reverse("rights:start"),
        reverse("rights:take-down", args=[person.key]),
        reverse("rights:request", args=[request.key]),
        reverse("rights:copy", args=[request.key, "en"]),
        reverse("rights:copy-for-programs", args=[request.key, "en"]),
    ]
    assert {client.get(address).status_code for address in addresses} == {403}


# The copy.


def test_the_copy_has_what_is_told_of_the_person_and_nothing_that_names_others(cast: Cast) -> None:
    planted = plant(cast)
    made = copy_of(planted.person)
    text = json.dumps(made.as_data(), default=str)
    fields = {mark: where for mark, where in planted.marks.items() if not where.startswith("the file")}
    last = {where: mark for mark, where in fields.items()}  # rows were changed once: these stand now
    for where in (
        "people.Contact.value",
        "cases.Note.text",
        "protection.Assessment.reasons",
        "people.Person.name",
    ):
        assert any(mark in text for mark, there in fields.items() if there == where), where
    for where in (
        "consents.Consent.given_by",
        "movements.FitnessCheck.doctor",
        "protection.Assessment.author",
    ):
        assert last[where] not in text, where
    assert made.left_out > 0


def test_words_about_a_whole_household_stay_out_and_are_counted(cast: Cast) -> None:
    wife, husband = a_person(cast.be, "Rana Zubaidi"), a_person(cast.be, "Karim Zubaidi")
    case = a_case(cast.lies, wife, husband)
    from onward.casework.cases.models import Note

    Note.objects.create(case=case, text="He may not know what she told.", author=cast.lies)
    Note.objects.create(case=case, text="She wants to see her mother.", author=cast.lies, person_key=wife.key)
    Note.objects.create(case=case, text="He owes money.", author=cast.lies, person_key=husband.key)
    made = copy_of(wife)
    text = json.dumps(made.as_data(), default=str)
    assert "her mother" in text
    assert "may not know" not in text
    assert "owes money" not in text
    assert "Karim" not in text
    assert made.left_out == 1
    assert copy_of(husband).left_out == 1


def test_the_copy_opens_in_the_language_of_the_person_and_is_written_down(
    cast: Cast, client: Client, person: Person
) -> None:
    a_case(cast.lies, person)
    request = asked(cast, person)
    client.force_login(cast.dirk)
    page = client.get(reverse("rights:copy", args=[request.key, "fr"])).content.decode()
    assert "Rana Zubaidi" in page
    assert "Identité" in page
    assert AuditEntry.objects.filter(kind="export", action="rights.copy").exists()
    told = client.get(reverse("rights:copy-for-programs", args=[request.key, "en"]))
    assert told.json()["format"] == "onward-copy-1"
    assert "attachment" in told["Content-Disposition"]
    assert client.get(reverse("rights:copy", args=[request.key, "xx"])).status_code == 404


# The pages.


def test_a_request_goes_its_way_through_the_pages(cast: Cast, client: Client, person: Person) -> None:
    client.force_login(cast.dirk)
    assert "Nobody waits for an answer" in client.get(reverse("rights:start")).content.decode()
    found = client.post(reverse("rights:start"), {"text": "Rana Zubaidi"})
    assert found.status_code == 302
    told = {
        "right": "access",
        "asked_on": "2026-06-01",
        "asked_by": "person",
        "way": "letter",
        "words": "All.",
    }
    untouched = client.post(found["Location"], {**told, "right": ""})
    assert untouched.status_code == 422
    taken = client.post(found["Location"], told)
    request = RightsRequest.objects.get()
    assert taken["Location"] == reverse("rights:request", args=[request.key])
    assert "The next answer is due on 1 July 2026" in client.get(reverse("rights:start")).content.decode()
    client.post(reverse("rights:longer", args=[request.key]), {"longer-why": WHY})
    request.refresh_from_db()
    assert request.due_on == date(2026, 8, 30)
    short = client.post(taken["Location"], {"answer-words": "Ok", "answer-answered_on": "2026-06-01"})
    assert short.status_code == 422
    client.post(taken["Location"], {"answer-words": DONE, "answer-answered_on": "2026-06-01"})
    request.refresh_from_db()
    assert request.state == "answered"
    assert DONE in client.get(taken["Location"]).content.decode()


def test_a_late_answer_stands_first_and_says_how_late(cast: Cast, client: Client, person: Person) -> None:
    asked(cast, person)
    asked(cast, person, "erasure", asked_on=TODAY - timedelta(days=33))
    client.force_login(cast.dirk)
    page = client.get(reverse("rights:start")).content.decode()
    assert "An answer is 3 days late" in page

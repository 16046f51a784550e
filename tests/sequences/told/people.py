"""Persons, papers and households, and consents, as their events tell them."""

from typing import Any

from onward.records.consents.models import Consent, Override
from onward.records.people.models import Membership, Person, TravelDocument
from tests.sequences.told.log import Log, rows_by_key, told_by_key, words

CODED = ("sex", "born_from", "born_to", "nationalities", "languages")


def check(log: Log) -> None:
    """Compare persons, their papers, households and consents with the events."""
    _check_persons(log)
    _check_households(log)
    papers = log.last("document", "people.document_recorded")
    columns = ("kind", "state", "issuer", "expires_on")
    rows = rows_by_key(TravelDocument.objects.all(), *columns)
    numbers = {str(key): bool(number) for key, number in TravelDocument.objects.values_list("key", "number")}
    assert numbers == {key: one.payload["numbered"] for key, one in papers.items()}
    assert {key: tuple(one or None for one in row) for key, row in rows.items()} == told_by_key(
        papers, columns
    )
    _check_consents(log)


def _check_persons(log: Log) -> None:
    registered = log.by_type["people.registered"]
    said = {str(one.person_key): one for one in registered}
    assert len(said) == len(registered), "two registrations of one person stand"
    rows = rows_by_key(Person.objects.all(), *CODED)
    empty: dict[str, list[str]] = {"nationalities": [], "languages": []}
    assert rows == {
        key: tuple(one.payload.get(name, empty.get(name)) for name in CODED) for key, one in said.items()
    }


def _check_households(log: Log) -> None:
    """Play every joining and leaving again: the first joining begins a time, another one mends it."""
    times: list[dict[str, Any]] = []
    for one in log.of("people.household_joined", "people.household_left"):
        whose = {"person": str(one.person_key), "household": one.payload["household"]}
        present = [time for time in times if time["left"] is None and whose.items() <= time.items()]
        if one.type == "people.household_left":
            [time] = present
            time["left"] = str(one.occurred_on)
        elif present:
            present[0]["relation"] = one.payload["relation"]
            assert present[0]["joined"] == str(one.occurred_on)
        else:
            joined = {"relation": one.payload["relation"], "joined": str(one.occurred_on), "left": None}
            times.append(whose | joined)
    columns = ("person__key", "household__key", "relation", "joined_on", "left_on")
    rows = [tuple(words(value) for value in row) for row in Membership.objects.values_list(*columns)]
    assert sorted(rows, key=str) == sorted(
        (
            tuple(time[name] for name in ("person", "household", "relation", "joined", "left"))
            for time in times
        ),
        key=str,
    )


def _check_consents(log: Log) -> None:
    given = log.last("consent", "consents.given")
    withdrawn = log.last("consent", "consents.withdrawn")
    columns = ("person_key", "purpose", "recipient_key", "evidence", "given_on", "expires_on", "withdrawn_on")
    assert rows_by_key(Consent.objects.all(), *columns) == {
        key: (
            str(one.person_key),
            *(one.payload[name] for name in ("purpose", "recipient", "evidence")),
            str(one.occurred_on),
            one.payload.get("expires_on"),
            str(withdrawn[key].occurred_on) if key in withdrawn else None,
        )
        for key, one in given.items()
    }
    asked = log.last("override", "consents.override_asked")
    answers = log.last("override", "consents.override_decided")
    rows = rows_by_key(
        Override.objects.all(), "purpose", "recipient_key", "legal_basis", "approved", "expires_on"
    )
    assert rows == {
        key: (
            *(one.payload[name] for name in ("purpose", "recipient", "legal_basis")),
            answers[key].payload["approved"] if key in answers else None,
            answers[key].payload.get("expires_on") if key in answers else None,
        )
        for key, one in asked.items()
    }

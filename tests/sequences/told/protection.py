"""Assessments, guardians, marks on files and help after return, as their events tell them."""

from collections import Counter
from uuid import UUID

from onward.access.models import GlassBreak, Restriction
from onward.casework.protection.models import Assessment, Guardian
from onward.delivery.reintegration.models import ReintegrationRequest
from tests.sequences.told.log import Log, check_kept, rows_by_key


def check(log: Log) -> None:
    """Compare what protects people, and what helps them afterwards, with the events."""
    _check_assessments(log)
    _check_guardians(log)
    _check_marks(log)
    _check_help(log)
    check_kept(log, GlassBreak, "protection.glass_broken", "opening")
    seen = GlassBreak.objects.exclude(seen_at=None).values_list("key", flat=True)
    told = Counter(one.payload["opening"] for one in log.by_type["access.glass_seen"])
    assert Counter(map(str, seen)) == told


def _check_assessments(log: Log) -> None:
    decided = log.last("assessment", "protection.assessment_decided")
    columns = (
        "person_key",
        "kind",
        "asked_on",
        "mission_key",
        "due_on",
        "outcome",
        "decided_by",
        "decided_on",
    )
    assert rows_by_key(Assessment.objects.all(), *columns) == {
        key: (
            str(one.person_key),
            one.payload["kind"],
            str(one.occurred_on),
            one.payload.get("mission"),
            one.payload.get("due_on"),
            decided[key].payload["outcome"] if key in decided else "",
            decided[key].payload.get("by", "") if key in decided else "",
            str(decided[key].occurred_on) if key in decided else None,
        )
        for key, one in log.last("assessment", "protection.assessment_asked").items()
    }


def _check_guardians(log: Log) -> None:
    """Whoever was named last for a child is the guardian; those before are so no longer."""
    named = log.last("guardian", "protection.guardian_named")
    answers = log.last("guardian", "protection.guardian_agreed", "protection.guardian_agreement_withdrawn")
    agreed = {key: one for key, one in answers.items() if one.type == "protection.guardian_agreed"}
    present = {str(one.person_key): key for key, one in named.items()}
    rows = rows_by_key(Guardian.objects.all(), "person_key", "since", "agreed_on")
    assert rows == {
        key: (
            str(one.person_key),
            str(one.occurred_on),
            str(agreed[key].occurred_on) if key in agreed else None,
        )
        for key, one in named.items()
    }
    standing = Guardian.objects.filter(until=None).values_list("person_key", "key")
    assert {str(person): str(key) for person, key in standing} == present


def _check_marks(log: Log) -> None:
    standing: set[tuple[UUID | None, str]] = set()
    for one in log.of("protection.restricted", "protection.restriction_lifted"):
        mark = (one.person_key, one.payload["category"])
        assert (mark in standing) == (one.type == "protection.restriction_lifted")
        standing ^= {mark}
    rows = Restriction.objects.filter(lifted_at=None).values_list("person_key", "category")
    assert set(rows) == standing


def _check_help(log: Log) -> None:
    answers = log.last("request", "reintegration.answered")
    drawn = log.last("request", "reintegration.drawn")
    told = {}
    for key, one in log.last("request", "reintegration.asked").items():
        answer, state = answers.get(key), "asked"
        if answer:
            state = "granted" if answer.payload["granted"] else "declined"
        told[key] = (
            *(one.payload[name] for name in ("service", "kind")),
            "drawn" if key in drawn else state,
            str(one.occurred_on),
            str(answer.occurred_on) if answer else None,
            answer.payload.get("project", "") if answer else "",
            str(drawn[key].occurred_on) if key in drawn else None,
        )
    columns = ("service", "kind", "state", "asked_on", "answered_on", "project", "drawn_on")
    assert rows_by_key(ReintegrationRequest.objects.all(), *columns) == told

"""The requirements that casework can satisfy, read from its own events and those of the records."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from onward.casework.cases.gates.signing import TELL_COMPANY, signed_by_nobody_there
from onward.casework.programmes.requirements import (
    EventView,
    Evidence,
    Parameters,
    RequirementKind,
    Settled,
    latest,
    register,
)
from onward.records.consents.models import Consent
from onward.records.people.models import TravelDocument
from onward.records.people.rules import facts_lacking

_SHARE = Consent.Purpose.SHARE_WITH_MISSION.value
_HELD = {"received"}
_UNDER_WAY = {"asked", "interview"}
_FOR_A_CHILD = {"parent", "guardian"}


def travel_document(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Say whether the traveller holds a paper to travel on: the one that is valid longest counts.

    The definitions say on which kinds of paper one travels. Each paper is asked for, received, refused or
    given back in events of its own. A paper of which the number, the issuer or the day of expiry was never
    told is not known to be one to travel on.
    """
    last: dict[str, EventView] = {}
    for event in events:
        if event.type == "people.document_recorded" and parameters.accepted(event.payload.get("kind")):
            last[str(event.payload["document"])] = event
    held = [event for event in last.values() if event.payload["state"] in _HELD]
    if held:
        return _best(held, max(parameters.departs_on or on, on))
    under_way = [event for event in last.values() if event.payload["state"] in _UNDER_WAY]
    if under_way:
        return Evidence("asked", under_way[-1].occurred_on, position=under_way[-1].position)
    refused = [event for event in last.values() if event.payload["state"] == "refused"]
    if refused:
        return Evidence("failed", refused[-1].occurred_on, position=refused[-1].position)
    return Evidence("missing")


def _best(held: Sequence[EventView], until: date) -> Evidence:
    """Say what the papers that are here amount to: of those that hold until a day, else of those that may."""
    vague = [event for event in held if _lacking(event)]
    whole = [event for event in held if not _lacking(event)]
    best = max(whole, key=lambda event: _end(event) or date.max, default=None)
    if best is not None and (not vague or (_end(best) or date.max) >= until):
        return Evidence("met", best.occurred_on, _end(best), best.position)
    missing = tuple(f"paper.{fact}" for fact in _lacking(vague[-1]))
    return Evidence("unknown", vague[-1].occurred_on, position=vague[-1].position, missing=missing)


def _lacking(event: EventView) -> tuple[str, ...]:
    """Return what an event does not tell of a paper.

    Events of before speak of no number; of those papers that had none it was told later (`people` 0003).
    """
    told = event.payload
    return facts_lacking(
        told["kind"],
        number=told.get("numbered") is not False,
        issuer=told.get("issuer"),
        expires_on=told.get("expires_on"),
    )


def _end(event: EventView) -> date | None:
    end = event.payload.get("expires_on")
    return date.fromisoformat(end) if end else None


def consent_to_share(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Say whether the traveller's consent to share with a mission stands."""
    return latest(
        met={"consents.given": _shares_with_mission},
        failed={"consents.withdrawn": _shares_with_mission},
        until="expires_on",
    )(events, parameters, on)


def _shares_with_mission(event: EventView) -> bool:
    return event.payload.get("purpose") == _SHARE


_signed_or_withdrawn = latest(
    met={"cases.declaration_signed": None}, failed={"cases.declaration_withdrawn": None}
)


def declaration(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Say whether the declaration stands, and whether a parent or the guardian signed it for a child.

    Such a one holds as long as they are not of age for certain: each adult signs in person, and the age that
    counts is the age on the day of departure. A parent's counts for nothing where the child was on record as
    without one on that day: the guardian signs for it.
    """
    counting = [event for event in events if not signed_by_nobody_there(events, event)]
    found = _signed_or_withdrawn(counting, parameters, on)
    signed = next((event for event in events if event.position == found.position), None)
    if signed is None or signed.payload.get("signed_by") not in _FOR_A_CHILD:
        return found
    last = parameters.of_age_on - timedelta(days=1) if parameters.of_age_on else None
    return replace(found, until=last, by_others=True)


def funder_approval(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Say whether the funder approved: an answer counts for those for whom it was asked.

    Of several, whichever projects they are of, the one counts that lasts longest; where none lasts until the
    departure, a question that waits for its answer, else the last answer.
    """
    asked = {e.payload["approval"]: e for e in events if e.type == "cases.approval_asked"}
    answers = [e for e in events if e.type == "cases.approval_decided" and e.payload["approval"] in asked]
    answers.sort(key=lambda event: (event.occurred_on, event.position))
    last = {event.payload["approval"]: event for event in answers}
    best = max(
        (event for event in last.values() if event.payload["outcome"] == "approved"),
        key=lambda event: _departs_by(event) or date.max,
        default=None,
    )
    if best and (_departs_by(best) or date.max) >= max(parameters.departs_on or on, on):
        return Evidence("met", best.occurred_on, _departs_by(best), best.position)
    waiting = [event for key, event in asked.items() if key not in last]
    if waiting:
        return Evidence("asked", waiting[-1].occurred_on, position=waiting[-1].position)
    if not answers:
        return Evidence("missing")
    newest = answers[-1]
    if best and newest.payload["outcome"] == "approved":
        return Evidence("met", best.occurred_on, _departs_by(best), best.position)  # the gate says it ran out
    return Evidence("failed", newest.occurred_on, position=newest.position)


def _departs_by(event: EventView) -> date | None:
    """Return the last day of departure that an answer covers; None where it has none."""
    told = event.payload.get("depart_by")
    return date.fromisoformat(told) if told else None


KINDS = (
    RequirementKind(
        "counselling-session",
        "cases",
        "case",
        latest(met={"cases.session_held": None}),
        ("cases.session_held",),
        settled=Settled("cases.session_held"),
        asks=False,
    ),
    RequirementKind(
        "declaration-of-voluntary-return",
        "cases",
        "traveller",
        declaration,
        ("cases.declaration_signed", "cases.declaration_withdrawn", *TELL_COMPANY),
        settled=Settled(
            "cases.declaration_signed",
            in_person=("signed_by", "self"),
            doubted_by=(TELL_COMPANY, "accompanied", False),
            undone_by=("cases.declaration_signed", "cases.declaration_withdrawn"),
        ),
        asks=False,
        given_by=("cases.declaration_signed",),
    ),
    RequirementKind(
        "funder-approval",
        "cases",
        "case",
        funder_approval,
        ("cases.approval_asked", "cases.approval_decided"),
        settled=Settled(
            "cases.approval_decided",
            told={"outcome": "approved"},
            until="depart_by",
            same="approval",
            undone_by=("cases.approval_decided",),
            asked_by=("cases.approval_asked", "approval"),
        ),
        given_by=("cases.approval_asked",),
        about="approval",
    ),
    RequirementKind(
        "travel-document",
        "cases",
        "traveller",
        travel_document,
        ("people.document_recorded",),
        sorts=tuple(TravelDocument.Kind.values),
        settled=Settled(
            "people.document_recorded",
            told={"state": "received", "numbered": True},
            known=("issuer", "expires_on"),
            until="expires_on",
            sort="kind",
            same="document",
            undone_by=("people.document_recorded",),
        ),
    ),
    RequirementKind(
        "medical-needs",
        "cases",
        "traveller",
        latest(met={"cases.medical_needs_recorded": None}),
        ("cases.medical_needs_recorded",),
        settled=Settled("cases.medical_needs_recorded"),
        asks=False,
    ),
    RequirementKind(
        "consent-to-share",
        "cases",
        "traveller",
        consent_to_share,
        ("consents.given", "consents.withdrawn"),
        settled=Settled(
            "consents.given",
            told={"purpose": _SHARE},
            until="expires_on",
            undone_by=("consents.given", "consents.withdrawn"),
        ),
        asks=False,
    ),
)
"""What this room can satisfy."""


def register_requirements() -> None:
    """Register what this room can satisfy; called when the house starts."""
    for kind in KINDS:
        register(kind)

"""Referrals and enquiries, as their events tell them."""

from typing import Any

from django.db.models import Count

from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson
from tests.sequences.told.log import Log, rows_by_key, words

ENDS = {
    "referrals.accepted": "accepted",
    "referrals.declined": "declined",
    "referrals.withdrawn": "withdrawn",
}


def check(log: Log) -> None:
    """Compare referrals and enquiries with the events."""
    told: dict[str, dict[str, Any]] = {}
    for one in log.of("referrals.sent", *ENDS):
        key = str(one.about_key)
        if one.type == "referrals.sent":
            said = {
                name: one.payload.get(name) for name in ("programme", "channel", "organisation", "persons")
            }
            told[key] = said | {"on": str(one.occurred_on), "state": "sent", "case": None, "reason": ""}
        else:
            assert told[key]["state"] == "sent", f"answered twice: {key}"
            case = str(one.case_key) if one.case_key else None
            told[key] |= {"state": ENDS[one.type], "case": case, "reason": one.payload.get("reason", "")}
    columns = ("programme", "channel", "organisation_key", "persons", "sent_on", "state", "case__key")
    rows = Referral.objects.annotate(persons=Count("people")).values_list("key", *columns, "decline_reason")
    assert {str(key): tuple(words(value) for value in row) for key, *row in rows} == {
        key: tuple(
            said[name]
            for name in ("programme", "channel", "organisation", "persons", "on", "state", "case", "reason")
        )
        for key, said in told.items()
    }
    _check_enquiries(log)
    _check_that_only_accepted_ones_are_persons()


def _check_enquiries(log: Log) -> None:
    """An enquiry became a referral where one of the two says so."""
    sent = log.of("referrals.sent")
    grown = {one.payload["enquiry"]: str(one.about_key) for one in sent if "enquiry" in one.payload}
    told = {}
    for one in log.of("referrals.enquiry_taken"):
        key, said = str(one.about_key), one.payload
        told[key] = (
            *(said[name] for name in ("line", "language", "caller", "topics")),
            "became-referral" if key in grown else said["outcome"],
            grown.get(key, said.get("referral")),
        )
    columns = ("line", "language", "caller", "topics", "outcome", "referral__key")
    assert rows_by_key(Enquiry.objects.all(), *columns) == told


def _check_that_only_accepted_ones_are_persons() -> None:
    lines = ReferredPerson.objects.values_list("person_key", "referral__state")
    assert all((key is not None) == (state == "accepted") for key, state in lines)

"""The drawn departures as events, written in bulk: all that Key trends reads."""

import json
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection

from onward.delivery.movements.events import Departed
from onward.kernel.models import Event
from sample.draw.check import Departure, age_on, departures
from sample.draw.stories import Office, PersonDraft

COLUMNS = ("type", "case_key", "person_key", "office", "occurred_on", "recorded_at", "payload", "retracts")


def key(*name: object) -> UUID:
    """Return the key that stands for a case, a person or a journey of the draw."""
    return uuid5(NAMESPACE_URL, ":".join(map(str, name)))


def load_departures(office: Office) -> int:
    """Write an event for each departure of the draw, by COPY; returns how many there are."""
    people = {person.reference: person for story in office.stories for person in story.household}
    offices = {story.reference: story.office for story in office.stories}
    recorded = {
        (story.reference, story.household[who].reference): step.recorded_at
        for story in office.stories
        for step in story.steps
        if step.kind == "departed"
        for who in step.travellers
    }
    rows = departures(office.stories)
    statement = f"COPY {Event._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            fact = json.dumps(_fact(row, people[row.person]).payload())
            subject = (key("case", row.case), key("person", row.person), offices[row.case])
            copy.write_row((Departed.type, *subject, row.day, recorded[row.case, row.person], fact, False))
    return len(rows)


def _fact(row: Departure, person: PersonDraft) -> Departed:
    alone = "umc" if "umc" in row.groups else "aged-out" if "aged-out" in row.groups else None
    categories = row.groups - {"vulnerable", "severe-health", "umc", "aged-out", "umc-or-aged-out"}
    return Departed(
        movement=key("journey", row.case, row.day),
        programme=row.programme,
        departure_country="LU" if row.programme.endswith("-lu") else "BE",
        destination=row.destination,
        channel=row.channel,
        sex=row.sex,
        age=age_on(person.birth.earliest, row.day),
        nationality=person.nationalities[0] if person.nationalities else None,
        child=alone,
        vulnerabilities=(*sorted(categories), *(["umc"] if alone else [])),
        medical="severe" if "severe-health" in row.groups else "mild" if "health" in row.groups else None,
    )

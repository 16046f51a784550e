"""Migrations seal what stood in plain words, in rows and in lines of the audit; taken back, they open it."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from onward.access.models import AuditEntry
from onward.access.secrecy import is_sealed
from onward.casework.cases.tests.factories import a_case, traveller_of
from onward.casework.referrals.models import Referral
from onward.casework.referrals.tests.factories import a_referral
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel import clock
from tests.cast import make_cast

WORDS = "A bakery with his brother-in-law, in Erbil."
BEFORE = {
    "reintegration": ("0002_a_request_is_for_a_country", "reintegration_reintegrationrequest", "plan"),
    "referrals": ("0004_a_member_of_the_household", "referrals_referral", "message"),
}


def stands(table: str, column: str) -> tuple[str, list[str]]:
    """Return what stands in the row, and what in the lines of the audit that repeat it."""
    with connection.cursor() as cursor:
        asked = sql.SQL("SELECT {} FROM {}")
        cursor.execute(asked.format(sql.Identifier(column), sql.Identifier(table)))
        [row] = cursor.fetchone()
    lines = AuditEntry.objects.filter(table=table).order_by("pk")
    return row, [one[column] for line in lines for one in (line.before, line.after) if one and column in one]


@pytest.mark.parametrize("room", BEFORE)
def test_what_stood_plain_is_sealed_where_it_stands(committed_db: str, room: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    person = traveller_of(case).person
    asked = {"service": "reintegration-grant", "kind": "housing", "asked_on": clock.today()}
    help_asked = ReintegrationRequest.objects.create(case=case, person_key=person.key, plan=WORDS, **asked)
    sent = a_referral(cast.rik, message=WORDS)
    earlier, table, column = BEFORE[room]
    row, lines = stands(table, column)
    assert all(is_sealed(one) for one in (row, *lines))
    count = AuditEntry.objects.count()

    call_command("migrate", room, earlier, verbosity=0)
    row, plain = stands(table, column)
    assert {row, *plain} == {WORDS}
    assert len(plain) == len(lines)

    call_command("migrate", room, verbosity=0)
    row, lines = stands(table, column)
    assert all(is_sealed(one) for one in (row, *lines))
    assert AuditEntry.objects.count() == count
    rows: list[Any] = [ReintegrationRequest.objects.get(pk=help_asked.pk).plan]
    rows.append(Referral.objects.get(pk=sent.pk).message)
    assert rows == [WORDS, WORDS]

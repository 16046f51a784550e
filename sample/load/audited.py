"""A few lines of the audit for the sample's last days, as the triggers and the pages would have written them.

A load in bulk leaves one line for all of it. So that the audit can be tried out, the declarations of the last
days and the openings of restricted files by who then wrote in them are told line by line.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from onward.casework.cases.actions import sign_declaration
from onward.kernel import clock

DAYS = 21
"""How far back these lines go."""
DECLARED = """
INSERT INTO access_auditentry (at, actor_key, action, kind, "table", "row", person_key, case_key, after)
SELECT e.recorded_at, e.actor_key, %s, 'insert', 'cases_declaration',
       d.id, e.person_key, e.case_key, to_jsonb(d)
FROM kernel_event e
JOIN cases_case c ON c.key = e.case_key
JOIN people_person p ON p.key = e.person_key
JOIN cases_traveller t ON t.case_id = c.id AND t.person_id = p.id
JOIN cases_declaration d ON d.traveller_id = t.id AND d.signed_on = e.occurred_on AND d.withdrawn_on IS NULL
WHERE e.type = 'cases.declaration_signed' AND e.recorded_at >= %s
ORDER BY e.position
"""
OPENED = """
INSERT INTO access_auditentry (at, actor_key, action, kind, person_key, case_key)
SELECT min(e.recorded_at) - interval '3 minutes', e.actor_key, 'cases.case', 'open', e.person_key, e.case_key
FROM kernel_event e
JOIN access_restriction r ON r.person_key = e.person_key AND r.lifted_at IS NULL
WHERE e.recorded_at >= %s AND e.recorded_at > r.marked_at AND e.case_key IS NOT NULL
  AND e.actor_key IS NOT NULL
GROUP BY e.actor_key, e.person_key, e.case_key, e.occurred_on
ORDER BY 1
"""


def tell_the_audit() -> int:
    """Write the lines, as the owner of the tables; return how many there are."""
    since = clock.now() - timedelta(days=DAYS)
    with connection.cursor() as cursor:
        cursor.execute(OPENED, [since])
        opened = int(cursor.rowcount)
        cursor.execute(DECLARED, [sign_declaration.name, since])
        return opened + int(cursor.rowcount)

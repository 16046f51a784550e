from django.db import migrations

# Events of before do not say whether a paper's number is on file, and gates read events alone.
TELL = """
INSERT INTO kernel_event (type, person_key, office, occurred_on, recorded_at, payload, retracts)
SELECT 'people.document_recorded', person.key, office.code, now()::date, now(),
       jsonb_build_object(
           'document', paper.key, 'kind', paper.kind, 'state', paper.state, 'numbered', false,
           'issuer', nullif(paper.issuer, ''), 'expires_on', paper.expires_on
       ),
       false
FROM people_traveldocument paper
JOIN people_person person ON person.id = paper.person_id
JOIN access_office office ON office.id = person.office_id
WHERE paper.state = 'received' AND paper.number = ''
ORDER BY paper.id
"""


class Migration(migrations.Migration):
    """Of papers that are here without a number it is told that they have none."""

    dependencies = [
        ("people", "0002_reference_by_number"),
        ("access", "0001_initial"),
        ("kernel", "0001_initial"),
    ]

    operations = [migrations.RunSQL(TELL, reverse_sql=migrations.RunSQL.noop)]

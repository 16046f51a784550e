from django.db import migrations, models

OF_THE_HOUSEHOLD = """
UPDATE consents_consent c SET given_by_key = found.key
FROM (
    SELECT c.id, min(p.key::text)::uuid AS key
    FROM consents_consent c
    JOIN people_person child ON child.key = c.person_key
    JOIN people_membership theirs ON theirs.person_id = child.id
    JOIN people_membership beside ON beside.household_id = theirs.household_id
    JOIN people_person p ON p.id = beside.person_id
    WHERE lower(c.given_by) IN (lower(p.name), lower(p.name_native)) AND c.given_by <> ''
    GROUP BY c.id
    HAVING count(DISTINCT p.id) = 1
) found
WHERE found.id = c.id
"""


class Migration(migrations.Migration):
    """Who spoke for a person is kept with their key; of earlier consents, whose name a household has once."""

    dependencies = [
        ('consents', '0001_initial'),
        ('people', '0005_found_by_the_end'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='given_by_key',
            field=models.UUIDField(null=True),
        ),
        migrations.RunSQL(OF_THE_HOUSEHOLD, migrations.RunSQL.noop),
    ]

import django.db.models.deletion
from django.db import migrations, models

ONLY_HEAD = """
UPDATE people_membership m SET head_id = found.person_id
FROM (
    SELECT theirs.id, min(head.person_id) AS person_id
    FROM people_membership theirs
    JOIN people_membership head ON head.household_id = theirs.household_id AND head.relation = 'head'
        AND CASE WHEN theirs.left_on IS NULL THEN head.left_on IS NULL
            ELSE head.joined_on <= theirs.left_on AND (head.left_on IS NULL OR head.left_on >= theirs.joined_on)
            END
    WHERE theirs.relation <> 'head'
    GROUP BY theirs.id
    HAVING count(DISTINCT head.person_id) = 1
    UNION ALL
    SELECT id, person_id FROM people_membership WHERE relation = 'head'
) found
WHERE found.id = m.id
"""


class Migration(migrations.Migration):
    """A relation knows to which head it was said; of earlier ones, where the household had one alone."""

    dependencies = [
        ('people', '0006_more_numbers_with_gaps'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='head',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person'),
        ),
        migrations.RunSQL(ONLY_HEAD, migrations.RunSQL.noop),
    ]

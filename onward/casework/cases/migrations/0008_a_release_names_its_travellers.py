import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A release names for whom it counts; a further one may let somebody else of the case go.

    Backwards the first release of a case counts for everybody again, and further ones go; the audit keeps them.
    """

    dependencies = [
        ('cases', '0007_a_hand_over_names_its_travellers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='holdrelease',
            name='released_once_a_hold',
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop,
            reverse_sql="""
                DELETE FROM cases_holdrelease further USING cases_holdrelease first
                WHERE first.hold_id = further.hold_id AND first.case_id = further.case_id
                AND first.id < further.id
            """,
        ),
        migrations.AddField(
            model_name='holdrelease',
            name='travellers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A case says that it came from the files of before; of those that did, the log has said so."""

    dependencies = [
        ('cases', '0012_a_release_is_for_a_country'),
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='brought_in',
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(
            """
            UPDATE cases_case SET brought_in = true WHERE key IN (
                SELECT case_key FROM kernel_event WHERE type = 'history.case_brought_in'
            )
            """,
            migrations.RunSQL.noop,
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A quantity that came in has a key of its own, by which it is opened and corrected.

    Rows of persons have none. Events of the quantities of before stay about the key of their import: which of
    them is of which row, its values tell.
    """

    dependencies = [
        ('history', '0003_found_by_number'),
    ]

    operations = [
        migrations.AddField(
            model_name='importedrow',
            name='key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='importedrow',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.RunSQL(
            "UPDATE history_importedrow SET key = gen_random_uuid() WHERE case_key IS NULL AND person_key IS NULL",
            migrations.RunSQL.noop,
        ),
    ]

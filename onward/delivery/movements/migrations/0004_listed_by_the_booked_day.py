from importlib import import_module

from django.db import migrations, models

TELL = import_module("onward.delivery.movements.migrations.0003_told_on_their_day").TELL


class Migration(migrations.Migration):
    """Lists have a journey under the day that was booked: the day on which somebody left is theirs."""

    dependencies = [
        ('movements', '0003_told_on_their_day'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='movement',
            name='movement_by_day',
        ),
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=TELL),
        migrations.RemoveField(
            model_name='movement',
            name='left_on',
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['office', 'departs_on'], name='movement_by_day'),
        ),
    ]

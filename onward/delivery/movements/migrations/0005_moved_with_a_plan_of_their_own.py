import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


TELL = """
UPDATE movements_movement movement SET cancelled_on = gone.day
FROM (
    SELECT movement_id, max(state_on) AS day FROM movements_passenger
    GROUP BY movement_id HAVING bool_and(state = 'cancelled')
) gone
WHERE gone.movement_id = movement.id
"""


class Migration(migrations.Migration):
    """Who is moved has a plan of their own, and who was cancelled the day of it: no row tells either of all."""

    dependencies = [
        ('access', '0006_bulk_loads_are_found'),
        ('cases', '0009_asked_again_when_run_out'),
        ('movements', '0004_listed_by_the_booked_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=TELL),
        migrations.RemoveField(
            model_name='movement',
            name='cancelled_on',
        ),
        migrations.AddField(
            model_name='movement',
            name='former_keys',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=django.contrib.postgres.indexes.GinIndex(fields=['former_keys'], name='movement_by_former_key'),
        ),
    ]

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

# Only the journeys that left on another day than was booked: the audit says of these that they were touched.
TELL = """
UPDATE movements_movement movement SET left_on = gone.day
FROM (
    SELECT about_key, min(occurred_on) AS day FROM kernel_event event
    WHERE type = 'movements.departed' AND NOT retracts
      AND NOT EXISTS (SELECT 1 FROM kernel_event later WHERE later.supersedes_id = event.position)
    GROUP BY about_key
) gone
WHERE gone.about_key = movement.key AND gone.day <> movement.departs_on
  AND NOT EXISTS (
    SELECT 1 FROM movements_passenger passenger
    WHERE passenger.movement_id = movement.id AND passenger.state = 'booked'
  )
"""


class Migration(migrations.Migration):
    """Lists have a journey under the day on which it left, as it is known now."""

    dependencies = [
        ('access', '0006_bulk_loads_are_found'),
        ('cases', '0006_each_sending_is_a_row'),
        ('kernel', '0001_initial'),
        ('movements', '0002_numbers_with_gaps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='movement',
            name='movement_by_day',
        ),
        migrations.AddField(
            model_name='movement',
            name='left_on',
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(TELL, reverse_sql=migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(models.F('office'), django.db.models.functions.comparison.Coalesce('left_on', 'departs_on'), name='movement_by_day'),
        ),
    ]

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A hand-over names for whom it counts; a further one may go to the same mission for somebody else."""

    dependencies = [
        ('cases', '0006_each_sending_is_a_row'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='handover',
            name='handed_over_once',
        ),
        migrations.AddField(
            model_name='handover',
            name='travellers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
    ]

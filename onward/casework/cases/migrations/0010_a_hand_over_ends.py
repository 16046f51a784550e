from django.db import migrations, models


class Migration(migrations.Migration):
    """A hand-over ends when the country of return is no longer that of its mission, and the mission is told."""

    dependencies = [
        ('cases', '0009_asked_again_when_run_out'),
    ]

    operations = [
        migrations.AddField(
            model_name='handover',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='told_of_end',
            field=models.BooleanField(default=False),
        ),
    ]

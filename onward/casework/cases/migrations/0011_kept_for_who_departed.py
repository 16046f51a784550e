from django.db import migrations, models


class Migration(migrations.Migration):
    """A mission keeps the file of who had departed to its country before the case returned to another one."""

    dependencies = [
        ('cases', '0010_a_hand_over_ends'),
    ]

    operations = [
        migrations.AddField(
            model_name='handover',
            name='departed_only',
            field=models.BooleanField(default=False),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A case that came in wrongly is taken back: its row stays, and nobody reaches it any more."""

    dependencies = [
        ('cases', '0013_brought_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='taken_back_on',
            field=models.DateField(null=True),
        ),
    ]

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A case that parted from another keeps the keys of those it came from."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="came_from",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), null=True, size=None
            ),
        ),
    ]

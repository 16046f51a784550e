from django.db import migrations, models


class Migration(migrations.Migration):
    """References tell no order; rows that were begun in order go on so, or a reference could come twice."""

    dependencies = [("kernel", "0003_counts_shared_by_all_workers")]

    operations = [
        migrations.AddField(
            model_name="counter",
            name="salt",
            field=models.UUIDField(null=True),
        ),
    ]

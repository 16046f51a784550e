from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_bulk_loads_are_found"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="link_number",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="user",
            name="link_given_at",
            field=models.DateTimeField(null=True),
        ),
    ]

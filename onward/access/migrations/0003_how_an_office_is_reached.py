from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_lists_of_exports_and_openings"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="office",
            name="address",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]

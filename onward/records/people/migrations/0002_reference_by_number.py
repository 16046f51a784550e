from django.db import migrations, models


class Migration(migrations.Migration):
    """A person is found by the number of any issuer."""

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="referencenumber",
            index=models.Index(fields=["number"], name="reference_by_number"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A hand-over says why the mission sent the file back."""

    dependencies = [("cases", "0003_approval_for_one")]

    operations = [
        migrations.AddField(
            model_name="handover", name="returned_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="handover",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="handover", name="words", field=models.TextField(blank=True, default="")
        ),
    ]

import onward.access.secrecy.fields
from django.conf import settings
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):
    atomic = False  # each batch is committed: an interrupted one goes on where it stopped

    dependencies = [
        ("cases", "0015_what_is_told_is_sealed"),
        ("reintegration", "0002_a_request_is_for_a_country"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reintegrationrequest",
            name="plan",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("person_key",)),
        ),
        sealing(
            "reintegration_reintegrationrequest",
            ["plan"],
            "t.person_key",
        ),
        migrations.AddConstraint(
            model_name="reintegrationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("plan", ""), ("plan__is_sealed", True), _connector="OR"),
                name="reintegration_reintegrationrequest_plan_is_sealed",
            ),
        ),
    ]

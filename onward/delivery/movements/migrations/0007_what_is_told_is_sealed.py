import onward.access.secrecy.fields
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):
    atomic = False  # each batch is committed: an interrupted one goes on where it stopped

    dependencies = [
        ("cases", "0015_what_is_told_is_sealed"),
        ("movements", "0006_who_left_keeps_the_day_of_the_seat"),
    ]

    operations = [
        migrations.AlterField(
            model_name="fitnesscheck",
            name="conditions",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("person_key",)),
        ),
        migrations.AlterField(
            model_name="fitnesscheck",
            name="doctor",
            field=onward.access.secrecy.fields.SealedTextField(max_length=160, of=("person_key",)),
        ),
        sealing(
            "movements_fitnesscheck",
            ["conditions", "doctor"],
            "t.person_key",
        ),
        migrations.AddConstraint(
            model_name="fitnesscheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("conditions", ""), ("conditions__is_sealed", True), _connector="OR"),
                name="movements_fitnesscheck_conditions_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnesscheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("doctor", ""), ("doctor__is_sealed", True), _connector="OR"),
                name="movements_fitnesscheck_doctor_is_sealed",
            ),
        ),
    ]

import onward.access.secrecy.fields
from django.conf import settings
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):
    atomic = False  # each batch is committed: an interrupted one goes on where it stopped

    dependencies = [
        ("cases", "0015_what_is_told_is_sealed"),
        ("protection", "0002_who_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="assessment",
            name="asked_of",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", max_length=160, of=("person_key",)
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="author",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", max_length=160, of=("person_key",)
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="decided_by",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", max_length=40, of=("person_key",)
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="measures",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("person_key",)),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="reasons",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("person_key",)),
        ),
        sealing(
            "protection_assessment",
            ["asked_of", "decided_by", "author", "reasons", "measures"],
            "t.person_key",
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_of", ""), ("asked_of__is_sealed", True), _connector="OR"),
                name="protection_assessment_asked_of_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", ""), ("decided_by__is_sealed", True), _connector="OR"),
                name="protection_assessment_decided_by_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("author", ""), ("author__is_sealed", True), _connector="OR"),
                name="protection_assessment_author_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), ("reasons__is_sealed", True), _connector="OR"),
                name="protection_assessment_reasons_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("measures", ""), ("measures__is_sealed", True), _connector="OR"),
                name="protection_assessment_measures_is_sealed",
            ),
        ),
    ]

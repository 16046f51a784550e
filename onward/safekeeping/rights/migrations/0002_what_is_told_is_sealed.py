import onward.access.secrecy.fields
from django.conf import settings
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):
    atomic = False  # each batch is committed: an interrupted one goes on where it stopped

    dependencies = [
        ("access", "0009_a_key_for_each_person"),
        ("rights", "0001_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="rightsrequest",
            name="answer",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("person_key",)),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="longer_why",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", max_length=400, of=("person_key",)
            ),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="words",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("person_key",)),
        ),
        sealing("rights_rightsrequest", ["words", "longer_why", "answer"], "t.person_key"),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), ("words__is_sealed", True), _connector="OR"),
                name="rights_rightsrequest_words_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("longer_why", ""), ("longer_why__is_sealed", True), _connector="OR"),
                name="rights_rightsrequest_longer_why_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer", ""), ("answer__is_sealed", True), _connector="OR"),
                name="rights_rightsrequest_answer_is_sealed",
            ),
        ),
    ]

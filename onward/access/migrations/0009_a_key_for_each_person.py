import onward.access.secrecy.fields
import onward.kernel.clock
import uuid
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0008_what_is_gone_is_forgotten"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject", models.UUIDField(unique=True)),
                ("master", models.CharField(max_length=32)),
                ("wrapped", models.BinaryField()),
                ("made_at", models.DateTimeField(default=onward.kernel.clock.now)),
            ],
        ),
        migrations.AddIndex(
            model_name="subjectkey",
            index=models.Index(fields=["master", "id"], name="keys_under_master"),
        ),
        # Who runs the application makes and destroys keys, and wraps them anew; whose one is stays as it was.
        migrations.RunSQL(
            "REVOKE UPDATE ON access_subjectkey FROM onward_app;"
            " GRANT UPDATE (master, wrapped) ON access_subjectkey TO onward_app",
            "GRANT UPDATE ON access_subjectkey TO onward_app",
        ),
        migrations.AlterField(
            model_name="glassbreak",
            name="reason",
            field=onward.access.secrecy.fields.SealedTextField(of=("person_key",)),
        ),
        sealing(
            "access_glassbreak",
            ["reason"],
            "t.person_key",
        ),
        migrations.AddConstraint(
            model_name="glassbreak",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("reason__is_sealed", True), _connector="OR"),
                name="access_glassbreak_reason_is_sealed",
            ),
        ),
    ]

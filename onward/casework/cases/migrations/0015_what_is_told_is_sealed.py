import onward.access.secrecy.fields
from django.conf import settings
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):
    atomic = False  # each batch is committed: an interrupted one goes on where it stopped

    dependencies = [
        ("access", "0009_a_key_for_each_person"),
        ("cases", "0014_taken_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="handover",
            name="words",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("case__key",)),
        ),
        migrations.AlterField(
            model_name="holdrelease",
            name="reasons",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("case__key",)),
        ),
        migrations.AlterField(
            model_name="note",
            name="text",
            field=onward.access.secrecy.fields.SealedTextField(of=("person_key", "case__key")),
        ),
        migrations.AlterField(
            model_name="session",
            name="place",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", max_length=120, of=("person_key", "case__key")
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="summary",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", of=("person_key", "case__key")
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="words",
            field=onward.access.secrecy.fields.SealedTextField(
                blank=True, default="", max_length=300, of=("person_key", "case__key")
            ),
        ),
        sealing(
            "cases_handover",
            ["words"],
            "(SELECT c.key FROM cases_case c WHERE c.id = t.case_id)",
        ),
        sealing(
            "cases_holdrelease",
            ["reasons"],
            "(SELECT c.key FROM cases_case c WHERE c.id = t.case_id)",
        ),
        sealing(
            "cases_note",
            ["text"],
            "COALESCE(t.person_key, (SELECT c.key FROM cases_case c WHERE c.id = t.case_id))",
        ),
        sealing(
            "cases_session",
            ["place", "summary"],
            "COALESCE(t.person_key, (SELECT c.key FROM cases_case c WHERE c.id = t.case_id))",
        ),
        sealing(
            "cases_task",
            ["words"],
            "COALESCE(t.person_key, (SELECT c.key FROM cases_case c WHERE c.id = t.case_id))",
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), ("words__is_sealed", True), _connector="OR"),
                name="cases_handover_words_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="holdrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), ("reasons__is_sealed", True), _connector="OR"),
                name="cases_holdrelease_reasons_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), ("text__is_sealed", True), _connector="OR"),
                name="cases_note_text_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", ""), ("place__is_sealed", True), _connector="OR"),
                name="cases_session_place_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary", ""), ("summary__is_sealed", True), _connector="OR"),
                name="cases_session_summary_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), ("words__is_sealed", True), _connector="OR"),
                name="cases_task_words_is_sealed",
            ),
        ),
    ]

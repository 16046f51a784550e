from django.db import migrations, models


class Migration(migrations.Migration):
    """A funder is asked again once its approval ran out: of a project one question is open, and no more."""

    dependencies = [("cases", "0008_a_release_names_its_travellers")]

    operations = [
        migrations.RemoveConstraint(
            model_name="funderapproval",
            name="one_approval_a_project",
        ),
        migrations.AddConstraint(
            model_name="funderapproval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "asked")),
                fields=("case", "project", "person_key"),
                name="one_open_question_a_project",
                nulls_distinct=False,
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """The database keeps one consent for the same days, on the same evidence, however often it is sent."""

    dependencies = [
        ('access', '0006_bulk_loads_are_found'),
        ('consents', '0002_whose_name_spoke'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(
                condition=models.Q(('withdrawn_on', None)),
                fields=('person_key', 'office', 'purpose', 'recipient_key', 'given_on', 'expires_on', 'sheet_key'),
                name='one_consent_for_the_same_days',
                nulls_distinct=False,
            ),
        ),
    ]

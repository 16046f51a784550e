from django.db import migrations, models


class Migration(migrations.Migration):
    """Help after return is asked for one country of return.

    Requests of before are for the country of return of today, or for that to which the person departed, as the
    log tells it, if they have not come back.
    """

    dependencies = [
        ('kernel', '0001_initial'),
        ('reintegration', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reintegrationrequest',
            name='destination',
            field=models.CharField(blank=True, default='', max_length=2),
        ),
        migrations.RunSQL(
            """
            WITH standing AS (
                SELECT told.* FROM kernel_event told
                WHERE told.type IN ('movements.departed', 'movements.entry_refused') AND NOT told.retracts
                AND NOT EXISTS (SELECT 1 FROM kernel_event later WHERE later.supersedes_id = told.position)
            )
            UPDATE reintegration_reintegrationrequest asked SET destination = coalesce((
                SELECT went.payload ->> 'destination' FROM standing went
                WHERE went.type = 'movements.departed'
                AND went.case_key = of_case.key AND went.person_key = asked.person_key
                AND NOT EXISTS (
                    SELECT 1 FROM standing back WHERE back.type = 'movements.entry_refused'
                    AND back.about_key = went.about_key AND back.person_key = went.person_key
                )
                ORDER BY went.position DESC LIMIT 1
            ), of_case.destination)
            FROM cases_case of_case WHERE of_case.id = asked.case_id
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name='reintegrationrequest',
            name='asked_once_a_service',
        ),
        migrations.AddConstraint(
            model_name='reintegrationrequest',
            constraint=models.UniqueConstraint(
                condition=models.Q(('state', 'declined'), _negated=True),
                fields=('case', 'person_key', 'service', 'destination'),
                name='asked_once_a_service',
            ),
        ),
    ]

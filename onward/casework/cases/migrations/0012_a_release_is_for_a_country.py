from django.db import migrations, models


class Migration(migrations.Migration):
    """A release from a hold is for the country to which the household returned when it was given.

    Of those given before, the log tells that country: the last that was told of the case by then. `released_at`
    and the hour of the event are of one and the same moment. Where the log does not have it, it stays empty and
    counts for any.
    """

    dependencies = [
        ('cases', '0011_kept_for_who_departed'),
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='holdrelease',
            name='destination',
            field=models.CharField(blank=True, default='', max_length=2),
        ),
        migrations.RunSQL(
            """
            UPDATE cases_holdrelease given SET destination = coalesce((
                SELECT told.payload ->> 'destination' FROM kernel_event told
                JOIN cases_case of_case ON of_case.key = told.case_key
                WHERE of_case.id = given.case_id
                AND told.type IN ('cases.opened', 'cases.destination_changed')
                AND told.recorded_at <= given.released_at
                ORDER BY told.position DESC LIMIT 1
            ), '')
            """,
            migrations.RunSQL.noop,
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A case that came in wrongly is taken back: its rows stay, and their numbers are free for what is right."""

    dependencies = [
        ('history', '0004_quantities_by_themselves'),
    ]

    operations = [
        migrations.AddField(
            model_name='importedrow',
            name='taken_back_on',
            field=models.DateField(null=True),
        ),
        migrations.RemoveConstraint(
            model_name='importedrow',
            name='a_row_comes_in_once',
        ),
        migrations.AddConstraint(
            model_name='importedrow',
            constraint=models.UniqueConstraint(
                condition=models.Q(('taken_back_on', None)),
                fields=('office', 'number'),
                name='a_row_comes_in_once',
            ),
        ),
    ]

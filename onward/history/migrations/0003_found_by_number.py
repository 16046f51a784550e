from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0002_known_days'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='importedrow',
            name='imported_case',
        ),
        migrations.RemoveIndex(
            model_name='importedrow',
            name='imported_person',
        ),
        migrations.AddIndex(
            model_name='importedrow',
            index=models.Index(fields=['case_number', 'office'], name='imported_case'),
        ),
        migrations.AddIndex(
            model_name='importedrow',
            index=models.Index(
                condition=models.Q(('own_number', ''), _negated=True),
                fields=['own_number', 'office'],
                name='imported_person',
            ),
        ),
    ]

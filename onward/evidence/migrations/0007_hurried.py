from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0006_guessed'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgement',
            name='hurried',
            field=models.JSONField(default=list),
        ),
    ]

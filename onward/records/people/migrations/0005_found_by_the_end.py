import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    """Numbers are found by their last characters."""

    dependencies = [
        ('people', '0004_numbers_with_gaps'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(django.db.models.functions.text.Right('found_as', 4), condition=models.Q(('found_as', ''), _negated=True), name='contact_by_end'),
        ),
        migrations.AddIndex(
            model_name='referencenumber',
            index=models.Index(django.db.models.functions.text.Right('number', 4), name='reference_by_end'),
        ),
        migrations.AddIndex(
            model_name='traveldocument',
            index=models.Index(django.db.models.functions.text.Right('number', 4), condition=models.Q(('number', ''), _negated=True), name='document_by_end'),
        ),
    ]

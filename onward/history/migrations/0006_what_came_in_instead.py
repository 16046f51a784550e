import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A row that comes in for one taken back says for which one: that answers for no other then."""

    dependencies = [
        ('history', '0005_cases_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='importedrow',
            name='instead_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='history.importedrow'),
        ),
    ]

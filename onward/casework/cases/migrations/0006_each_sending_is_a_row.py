from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each sending of a case to a mission is a row: one that was sent back keeps why."""

    dependencies = [
        ('access', '0005_names_in_other_languages'),
        ('cases', '0005_numbers_with_gaps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='handover',
            name='handed_over_once',
        ),
        migrations.RemoveField(
            model_name='handover',
            name='returned_at',
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted', None), ('accepted', True), _connector='OR'), fields=('case', 'mission'), name='handed_over_once'),
        ),
    ]

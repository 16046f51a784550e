import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """Numbers of rows have gaps of their own: one that is missing tells of nobody."""

    dependencies = [
        ('referrals', '0002_found_by_name'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='655c39718bfd6062c9142111e9fb53980e78bfc0', operation='INSERT', pgid='pgtrigger_skips_numbers_f8c7a', table='referrals_referral', when='AFTER')),
        ),
    ]

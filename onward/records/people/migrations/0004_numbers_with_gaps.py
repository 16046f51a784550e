import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """Numbers of rows have gaps of their own: one that is missing tells of nobody."""

    dependencies = [
        ('people', '0003_papers_without_a_number'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='a59d3e7f66d103f20c62df3b6acbfad33dcba977', operation='INSERT', pgid='pgtrigger_skips_numbers_85fa6', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='traveldocument',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='b74a1222139e9a753f817bc9d78b857598cd019b', operation='INSERT', pgid='pgtrigger_skips_numbers_0d22e', table='people_traveldocument', when='AFTER')),
        ),
    ]

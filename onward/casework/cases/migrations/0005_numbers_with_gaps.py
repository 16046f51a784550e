import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """Numbers of rows have gaps of their own: one that is missing tells of nobody."""

    dependencies = [
        ('cases', '0004_why_it_was_sent_back'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='76105b69a8fcb2fbacba5a18ceaa685d20567473', operation='INSERT', pgid='pgtrigger_skips_numbers_687a5', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='dfaf5cf6c6c3eae42b40a19b5cd8810e05a7b04b', operation='INSERT', pgid='pgtrigger_skips_numbers_2ad53', table='cases_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funderapproval',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='addab79edf249c378632634788e1e8d0ff647e1f', operation='INSERT', pgid='pgtrigger_skips_numbers_40407', table='cases_funderapproval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='8a1a58da7a73a9c69d15aa4c9d477aad5ff43572', operation='INSERT', pgid='pgtrigger_skips_numbers_59341', table='cases_task', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='traveller',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='94d7a331cf873c5931a0e7d88ea0fa6b54007a1e', operation='INSERT', pgid='pgtrigger_skips_numbers_3b1a7', table='cases_traveller', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vulnerability',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='6f0f4dcb6210554a3be91834d7b04fd4f5642a61', operation='INSERT', pgid='pgtrigger_skips_numbers_3c4ef', table='cases_vulnerability', when='AFTER')),
        ),
    ]

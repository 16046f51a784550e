import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """Contacts and numbers of other bodies stand in addresses: one that is missing tells of nobody."""

    dependencies = [
        ('people', '0005_found_by_the_end'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='306b8051da2cc8c4cbae63339375c70b6116fa8f', operation='INSERT', pgid='pgtrigger_skips_numbers_9fcf8', table='people_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referencenumber',
            trigger=pgtrigger.compiler.Trigger(name='skips_numbers', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'id')) FROM generate_series(1, floor(random() * 8)::int); RETURN NULL;", hash='96d694be4bbf24fa2d815151257d0241c84a2136', operation='INSERT', pgid='pgtrigger_skips_numbers_6eedc', table='people_referencenumber', when='AFTER')),
        ),
    ]

import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from onward.casework.referrals.rules import found_by


def fill(apps, schema_editor):
    """Write down what those who were referred already are found by; the audit does not repeat that text."""
    lines = apps.get_model("referrals", "ReferredPerson").objects
    held = []
    for line in lines.only("name", "name_native").order_by("pk").iterator(chunk_size=2000):
        line.search = found_by(line.name, line.name_native)
        held.append(line)
        if len(held) == 2000:
            lines.bulk_update(held, ["search"])
            held = []
    lines.bulk_update(held, ["search"])


class Migration(migrations.Migration):
    """Who was referred is found by name while the referral waits."""

    dependencies = [
        ('referrals', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='referredperson',
            name='audited',
        ),
        migrations.AddField(
            model_name='referredperson',
            name='search',
            field=models.TextField(default='', editable=False),
        ),
        migrations.AddIndex(
            model_name='referredperson',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search'), name='gin_trgm_ops'), name='referred_by_name'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='referredperson',
            trigger=pgtrigger.compiler.Trigger(name='audited', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE old_row jsonb; new_row jsonb; whole jsonb; was jsonb; is_now jsonb;', func='\n    IF TG_OP <> \'INSERT\' THEN old_row := to_jsonb(OLD) - ARRAY[\'search\']::text[]; END IF;\n    IF TG_OP <> \'DELETE\' THEN new_row := to_jsonb(NEW) - ARRAY[\'search\']::text[]; END IF;\n    whole := COALESCE(new_row, old_row);\n    IF TG_OP = \'UPDATE\' THEN\n        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) INTO was, is_now\n        FROM jsonb_each(old_row) o JOIN jsonb_each(new_row) n USING (key) WHERE o.value IS DISTINCT FROM n.value;\n        IF was IS NULL THEN RETURN NULL; END IF;\n    ELSE\n        was := old_row;\n        is_now := new_row;\n    END IF;\n    INSERT INTO access_auditentry (actor_key, action, kind, "table", "row", person_key, case_key, before, after)\n    VALUES (\n        NULLIF(current_setting(\'onward.actor\', true), \'\')::uuid,\n        COALESCE(current_setting(\'onward.action\', true), \'\'),\n        lower(TG_OP), TG_TABLE_NAME, (whole->>\'id\')::bigint,\n        (whole->>\'person_key\')::uuid, NULL, was, is_now\n    );\n    RETURN NULL;\n', hash='c8baeb42bc04ffe3b91883b6263ef8af3a9fd580', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_audited_3e88d', table='referrals_referredperson', when='AFTER')),
        ),
    ]

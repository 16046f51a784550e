import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """The funder's approval may be asked for one traveller alone."""

    dependencies = [("cases", "0002_came_from")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='funderapproval',
            name='audited',
        ),
        migrations.RemoveConstraint(
            model_name='funderapproval',
            name='one_approval_a_project',
        ),
        migrations.AddField(
            model_name='funderapproval',
            name='person_key',
            field=models.UUIDField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funderapproval',
            trigger=pgtrigger.compiler.Trigger(name='audited', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE old_row jsonb; new_row jsonb; whole jsonb; was jsonb; is_now jsonb;', func='\n    IF TG_OP <> \'INSERT\' THEN old_row := to_jsonb(OLD) - ARRAY[]::text[]; END IF;\n    IF TG_OP <> \'DELETE\' THEN new_row := to_jsonb(NEW) - ARRAY[]::text[]; END IF;\n    whole := COALESCE(new_row, old_row);\n    IF TG_OP = \'UPDATE\' THEN\n        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) INTO was, is_now\n        FROM jsonb_each(old_row) o JOIN jsonb_each(new_row) n USING (key) WHERE o.value IS DISTINCT FROM n.value;\n        IF was IS NULL THEN RETURN NULL; END IF;\n    ELSE\n        was := old_row;\n        is_now := new_row;\n    END IF;\n    INSERT INTO access_auditentry (actor_key, action, kind, "table", "row", person_key, case_key, before, after)\n    VALUES (\n        NULLIF(current_setting(\'onward.actor\', true), \'\')::uuid,\n        COALESCE(current_setting(\'onward.action\', true), \'\'),\n        lower(TG_OP), TG_TABLE_NAME, (whole->>\'id\')::bigint,\n        (whole->>\'person_key\')::uuid, (SELECT t.key FROM cases_case t WHERE t.id = (whole->>\'case_id\')::bigint), was, is_now\n    );\n    RETURN NULL;\n', hash='022a1a415deeda3ca416de792bd34a2f377ffa65', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_audited_782a6', table='cases_funderapproval', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='funderapproval',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'declined'), _negated=True), fields=('case', 'project', 'person_key'), name='one_approval_a_project', nulls_distinct=False),
        ),
    ]

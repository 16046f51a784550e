"""The audit forgets what a row no longer tells: by one function, which refuses whatever a row still tells.

Lines stay: who changed what kind of thing, in which row, and when. What stood there is replaced by a mark.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FORGET = """
CREATE FUNCTION access_without(told jsonb, columns text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN told IS NULL THEN NULL ELSE (
        SELECT COALESCE(jsonb_object_agg(one.key, CASE
            WHEN one.key = ANY(columns) AND one.value NOT IN ('null', '""', '[]', '"–"') THEN '{"gone": true}'::jsonb
            ELSE one.value END), '{}')
        FROM jsonb_each(told) AS one
    ) END
$$;

CREATE FUNCTION access_forget(of_table text, rows bigint[], columns text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    still bigint;
    lines bigint;
BEGIN
    EXECUTE format(
        'SELECT count(*) FROM public.%I AS one WHERE one.id = ANY($1) AND EXISTS ('
        'SELECT FROM jsonb_each(to_jsonb(one)) AS told WHERE told.key = ANY($2)'
        ' AND told.value NOT IN (''null'', ''""'', ''[]'', ''"–"''))', of_table) INTO still USING rows, columns;
    IF still > 0 THEN
        RAISE EXCEPTION 'onward: % rows of % still tell it', still, of_table USING ERRCODE = '42501';
    END IF;
    PERFORM set_config('onward.forgets', 'yes', true);
    UPDATE public.access_auditentry
    SET before = public.access_without(before, columns), after = public.access_without(after, columns)
    WHERE "table" = of_table AND "row" = ANY(rows) AND (before ?| columns OR after ?| columns);
    GET DIAGNOSTICS lines = ROW_COUNT;
    PERFORM set_config('onward.forgets', '', true);
    RETURN lines;
END $$;

REVOKE ALL ON FUNCTION access_forget(text, bigint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_forget(text, bigint[], text[]) TO onward_app;
"""

REMEMBER = """
DROP FUNCTION access_forget(text, bigint[], text[]);
DROP FUNCTION access_without(jsonb, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_links_that_end"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="auditentry",
            name="never_changed",
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("row", None), _negated=True), fields=["row", "table"], name="audit_of_row"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'UPDATE' THEN\n        IF current_setting('onward.forgets', true) = 'yes'\n            AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)\n            AND (to_jsonb(NEW) - ARRAY['before', 'after']) = (to_jsonb(OLD) - ARRAY['before', 'after'])\n        THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    RAISE EXCEPTION 'onward: % is append-only', TG_TABLE_NAME USING ERRCODE = '42501';\n",
                    hash="272009af9740c74761b878f4316dba224115012d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changed_d084b",
                    table="access_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(FORGET, REMEMBER),
    ]

"""A table for Django's cache in the database: what every process of the house has to count together."""

from django.db import migrations

MAKE = """
CREATE TABLE kernel_sharedcount (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX shared_count_expires ON kernel_sharedcount (expires);
GRANT SELECT, INSERT, UPDATE, DELETE ON kernel_sharedcount TO onward_app;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_counters")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE kernel_sharedcount")]

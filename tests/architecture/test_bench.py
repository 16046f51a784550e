"""What the measurements write fits the tables as they are today: nobody runs them with every change."""

import pytest
from django.apps import apps
from django.db import models

from bench.batches import COLUMNS

TABLES = {model._meta.db_table: model for model in apps.get_models()}


@pytest.mark.parametrize("table", COLUMNS)
def test_rows_that_are_made_up_have_every_column_that_must_be_told(table: str) -> None:
    fields = {field.column: field for field in TABLES[table]._meta.concrete_fields}
    written = set(COLUMNS[table].split())
    assert written <= fields.keys()
    for column, field in fields.items():
        told = column in written or field.null or field.db_default is not models.NOT_PROVIDED
        assert told or isinstance(field, models.AutoField), f"{table}.{column} is written by nobody"

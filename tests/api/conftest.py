"""What tests of the lists share."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, models

from cvety.core.migrating import AddPostgresIndexWhileInUse

MIGRATIONS = (
    *("customers.migrations.0002_found_by_parts", "customers.migrations.0005_lists_by_index"),
    *("orders.migrations.0006_found_by_parts", "orders.migrations.0007_lists_by_index"),
)


@pytest.fixture
def indexes_of_migrations(db: None) -> None:
    """The indexes that no model knows of, also where the tables were made without the migrations."""
    with connection.cursor() as cursor:
        for name in MIGRATIONS:
            for operation in import_module(name).Migration.operations:
                if isinstance(operation, AddPostgresIndexWhileInUse):
                    table = apps.get_model(name.split(".")[0], operation.model_name)._meta.db_table
                    for extension in operation.extensions:
                        cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
                    cursor.execute(f"CREATE INDEX IF NOT EXISTS {operation.name} ON {table} {operation.definition}")


def multiply(row: models.Model, *, count: int, **columns: str) -> None:
    """Copy a row many times by one statement of PostgreSQL, then count what is in the table for its planner.

    Each named column gets an SQL expression in which `n` is the number of the copy, from 1; the key is a new one.
    """
    table = row._meta.db_table
    names = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = ", ".join(columns.get(name, f"source.{name}") for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values}"  # noqa: S608
            f" FROM {table} AS source, generate_series(1, %s) AS n WHERE source.id = %s",
            [count, row.pk],
        )
        # What waits to be sorted into an index of parts makes that index look dear.
        cursor.execute(
            "SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
            " JOIN pg_am a ON a.oid = c.relam WHERE indrelid = %s::regclass AND a.amname = 'gin'",
            [table],
        )
        cursor.execute(f"ANALYZE {table}")

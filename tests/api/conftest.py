"""What tests of the lists share."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

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

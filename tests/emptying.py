"""What a test has committed goes away again, at the price of what it has committed."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

# Made with the tables, and by no test.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}


@cache
def _tables() -> list[str]:
    return sorted({*connection.introspection.django_table_names(only_existing=True, include_views=False)} - KEPT)


def empty_tables(_test_case: Any) -> None:
    """Delete the rows of all tables.

    Django truncates them all, which PostgreSQL writes to the disk one by one, and then makes the permissions anew.
    """
    quoted = [(table, connection.ops.quote_name(table)) for table in _tables()]
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted)  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # whoever still writes is waited for, as by a truncation
            cursor.execute(f"LOCK TABLE {', '.join(name for _table, name in quoted)} IN EXCLUSIVE MODE")
        cursor.execute(asked)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - keys are looked at at the end

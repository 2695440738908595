"""Changing tables that are large and in use."""

from __future__ import annotations

from typing import Any

from django.db.migrations import AddConstraint, AddIndex
from django.db.migrations.operations.base import Operation


class AddIndexWhileInUse(AddIndex):
    """Build an index without keeping writers out, where the database can (PostgreSQL).

    The migration needs `atomic = False` and should hold nothing else. If it is cut off, PostgreSQL leaves an
    invalid index of that name behind; it is dropped before the next try.
    """

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.add_index(model, self.index)
            return
        schema_editor.remove_index(model, self.index, concurrently=True)  # IF EXISTS
        schema_editor.add_index(model, self.index, concurrently=True)


class AddUniqueWhileInUse(AddConstraint):
    """Build the index that enforces a unique constraint in the same way."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.constraint.name}")
            sql = str(self.constraint.create_sql(model, schema_editor))
            schema_editor.execute(sql.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1))


class AddPostgresIndexWhileInUse(Operation):
    """Build an index that PostgreSQL alone can have; without it the same is found slower.

    No model knows of it: the database of the first minute has nothing like it. `definition` is what stands behind
    the table's name. The migration needs `atomic = False`, as above.
    """

    atomic = False
    reversible = True
    extensions: tuple[str, ...] = ()

    def __init__(self, model_name: str, name: str, definition: str) -> None:
        self.model_name = model_name
        self.name = name
        self.definition = definition

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self._may_build(schema_editor.connection, model):
            return
        for extension in self.extensions:
            schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {self.name} ON {model._meta.db_table} {self.definition}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")

    def describe(self) -> str:
        return f"Build the index {self.name} on {self.model_name}"

    def _may_build(self, connection: Any, model: Any) -> bool:
        if connection.vendor != "postgresql" or not self.allow_migrate_model(connection.alias, model):
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = ANY(%s)", [list(self.extensions)])
            return bool(cursor.fetchone()[0] == len(self.extensions))


class AddSearchIndexWhileInUse(AddPostgresIndexWhileInUse):
    """Build an index that finds a part of a word within a shop. The column is one of folded text."""

    extensions = ("pg_trgm", "btree_gin")  # trusted: whoever owns the database may add them

    def __init__(self, model_name: str, column: str, name: str) -> None:
        super().__init__(model_name, name, f"USING gin (shop_id, {column} gin_trgm_ops)")
        self.column = column

"""Changing tables that are large and in use."""

from __future__ import annotations

from typing import Any

from django.db.migrations import AddIndex


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

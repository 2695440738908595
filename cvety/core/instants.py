"""How PostgreSQL's instants become Python's.

A page of orders holds nearly two hundred of them, and psycopg, asked for them in UTC by Django, takes them apart in
Python one by one. Python's own reader of ISO 8601 does it ten times as fast.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.types.datetime import TimestamptzLoader


class InstantLoader(TimestamptzLoader):
    """Reads `2024-12-26 09:00:00.5+00`, as sessions in UTC write it."""

    timezone = UTC  # Django asks for it, and would put its own reader in this one's place for another

    def load(self, data: Any) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # before our era, or infinity: psycopg knows what to say
            return super().load(data)


@receiver(connection_created, dispatch_uid="instants")
def read_by(sender: Any, connection: Any, **_: Any) -> None:
    """Have a new connection read instants so."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", InstantLoader)

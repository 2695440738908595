"""Taking hold of rows before they are changed."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


def lock_rows(rows: models.QuerySet[_Row]) -> models.QuerySet[_Row]:
    """Return these rows, locked in the order of their ids until the transaction ends.

    Rows joined to them are read, not locked, and others may still refer to a locked row: with the stronger
    lock, an order that merely names a product would wait for whoever counts the product's sales, and two of
    them for each other.
    """
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)

"""Every shop sees its own rows only, and a read that forgot its shop raises instead of leaking.

The shop comes from the credential. Under the explicit `shop` arguments lies a net: `shop_objects()` gives a
manager that works inside `shop_scope(shop)` alone. Joins, forward keys and writes slip through the net, so
services check that what they join is of the same shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django_scopes import ScopedManager, scope, scopes_disabled


def shop_objects(queryset: type[models.QuerySet[Any]] = models.QuerySet) -> Any:
    """Return the manager of a table owned by shops, bound to the shop in scope."""
    # Typed Any: the manager's class is made at run time for each model.
    return ScopedManager(shop="shop", _manager_class=_Manager.from_queryset(queryset))


class _Manager(models.Manager[Any]):
    """Writes new rows without asking first for the rows of the shop: they are not among them yet."""

    def create(self, **values: Any) -> Any:
        return models.Manager.get_queryset(self).create(**values)

    def bulk_create(self, *rows: Any, **options: Any) -> Any:
        return models.Manager.get_queryset(self).bulk_create(*rows, **options)


@contextmanager
def shop_scope(shop: Any) -> Iterator[None]:
    """Read and write this shop's rows until the end of the block (`shop` is a row or an id)."""
    with scope(shop=shop):
        yield


@contextmanager
def every_shop() -> Iterator[None]:
    """Lift the net: for night work over all shops and for rows found by a token of their own."""
    with scopes_disabled():
        yield

"""Reading rows and their parts by ids, with statements that are built once and not at every request.

Django builds the SQL of a queryset anew each time, which for a page of orders with its parts takes longer than the
database takes to answer. What changes from page to page are the ids alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    convert: Callable[[list[Row]], Iterable[Row]]  # what SQLite needs to answer with the types of the columns


class ByIds:
    """Reads columns of all rows whose `key` is among some ids.

    The net of tenancy does not reach here: the ids must have been read within the shop.
    """

    def __init__(
        self, model: type[models.Model], key: str, columns: Sequence[str], *, order_by: Sequence[str] = ("pk",)
    ) -> None:
        self._model = model
        self._key = key
        self._columns = columns
        self._order_by = order_by
        self._statements: dict[tuple[str, int], _Statement] = {}

    def rows(self, ids: Sequence[int]) -> Iterable[Row]:
        """Return the columns of each row found."""
        if not ids:
            return []
        which = (connection.vendor, len(ids))
        statement = self._statements.get(which) or self._statements.setdefault(which, self._build(len(ids)))
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, ids)
            return statement.convert(cursor.fetchall())

    def _build(self, count: int) -> _Statement:
        found = self._model._base_manager.filter(**{f"{self._key}__in": range(1, count + 1)})
        query = found.order_by(*self._order_by).values_list(*self._columns).query
        compiler = query.get_compiler(connection=connection)
        sql, _params = compiler.as_sql()
        converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
        if not converters:
            return _Statement(sql, lambda rows: rows)
        return _Statement(sql, lambda rows: compiler.apply_converters(rows, converters))

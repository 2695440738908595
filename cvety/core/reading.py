"""Reading with statements that are built once and not at every request.

Django builds the SQL of a queryset anew each time, which for what every request reads takes longer than the database
takes to answer. What changes from one time to the next are the values alone.

The net of tenancy does not reach here: whoever reads this way names the shop, or ids that were read within it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression, OrderBy

Row = Sequence[Any]


class Slot(Expression):
    """A value that is given at each reading."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    params: Sequence[Any]
    convert: Callable[[list[Row]], Iterable[Row]]  # what SQLite needs to answer with the types of the columns

    def rows(self, values: Sequence[Any]) -> Iterable[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return self.convert(cursor.fetchall())

    def filled(self, values: dict[str, Any]) -> list[Any]:
        return [
            param.output_field.get_db_prep_value(values[param.name], connection) if isinstance(param, Slot) else param
            for param in self.params
        ]


class Prepared:
    """Reads the columns that a queryset of `values_list` names, its slots filled with other values each time."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._statements: dict[str, _Statement] = {}

    def rows(self, **values: Any) -> Iterable[Row]:
        """Return the columns of each row found; takes a value for each slot, by name."""
        vendor = connection.vendor
        statement = self._statements.get(vendor) or self._statements.setdefault(vendor, _statement(self._build()))
        return statement.rows(statement.filled(values))


class ByIds:
    """Reads columns of all rows whose `key` is among some ids."""

    def __init__(
        self,
        model: type[models.Model],
        key: str,
        columns: Sequence[str],
        *,
        order_by: Sequence[str | OrderBy] = ("pk",),
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
        return statement.rows(ids)

    def _build(self, count: int) -> _Statement:
        found = self._model._base_manager.filter(**{f"{self._key}__in": range(1, count + 1)})
        return _statement(found.order_by(*self._order_by).values_list(*self._columns))


def _statement(queryset: models.QuerySet[Any, Any]) -> _Statement:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    if not converters:
        return _Statement(sql, params, lambda rows: rows)
    return _Statement(sql, params, lambda rows: compiler.apply_converters(rows, converters))

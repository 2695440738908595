"""Reading with statements that are built once and not at every request.

Django builds the SQL of a queryset anew each time, which for what every request reads takes longer than the database
takes to answer. What changes from one time to the next are the values alone.

The net of tenancy does not reach here: whoever reads this way names the shop, or ids that were read within it.
Rows that are to be locked are read by querysets, where tests of races can take the locks away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression, OrderBy
from django.db.models.query import ModelIterable, get_related_populators

Row = Sequence[Any]


class Slot(Expression):
    """A value that is given at each reading."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def values(self, given: Mapping[str, Any]) -> Sequence[Any]:
        return [self.output_field.get_db_prep_value(given[self.name], connection)]


class _Ids(Expression):
    """So many ids, which are given at each reading."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.name = name
        self.count = count

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return ", ".join(["%s"] * self.count), [self]

    def values(self, given: Mapping[str, Any]) -> Sequence[Any]:
        ids: Sequence[int] = given[self.name]
        return ids


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    params: Sequence[Any]
    convert: Callable[[list[Row]], Iterable[Row]]  # what SQLite needs to answer with the types of the columns
    make: Callable[[Row], Any]  # what the queryset itself would give for a row

    def rows(self, given: Mapping[str, Any]) -> Iterable[Row]:
        values: list[Any] = []
        for param in self.params:
            values += param.values(given) if isinstance(param, Slot | _Ids) else [param]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return self.convert(cursor.fetchall())


class Prepared:
    """Reads what a queryset reads, its slots filled with other values each time.

    `build` returns the queryset. Ids to look among, now more and now fewer, are given as a list, and are an argument
    of it under the same name.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._statements: dict[tuple[object, ...], _Statement] = {}

    def rows(self, **given: Any) -> Iterable[Row]:
        """Return the columns of each row found; takes a value for each slot, by name."""
        statement = self._statement(given)
        return statement.rows(given) if statement else []

    def objects(self, **given: Any) -> list[Any]:
        """Return each object found, with what `select_related` names; takes the same as `rows`."""
        statement = self._statement(given)
        return [*map(statement.make, statement.rows(given))] if statement else []

    def _statement(self, given: Mapping[str, Any]) -> _Statement | None:
        """Return the statement for so many ids; None where there are none to look among."""
        counts = {name: len(value) for name, value in given.items() if isinstance(value, list)}
        if 0 in counts.values():
            return None
        which = (connection.vendor, *counts.values())
        if which not in self._statements:
            among = {name: _Ids(name, count) for name, count in counts.items()}
            self._statements[which] = _statement(self._build(**among))
        return self._statements[which]


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
        self._prepared = Prepared(
            lambda ids: model._base_manager.filter(**{f"{key}__in": ids}).order_by(*order_by).values_list(*columns)
        )

    def rows(self, ids: Sequence[int]) -> Iterable[Row]:
        """Return the columns of each row found."""
        return self._prepared.rows(ids=[*ids])


def _statement(queryset: models.QuerySet[Any, Any]) -> _Statement:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    convert = (lambda rows: compiler.apply_converters(rows, converters)) if converters else (lambda rows: rows)
    is_of_objects = issubclass(queryset._iterable_class, ModelIterable)
    return _Statement(sql, params, convert, _maker(compiler) if is_of_objects else tuple)


def _maker(compiler: Any) -> Callable[[Row], Any]:
    """Return how Django makes an object of a row, and those that belong to it."""
    info = compiler.klass_info
    first, last = info["select_fields"][0], info["select_fields"][-1]
    names = [expression.target.attname for expression, _sql, _alias in compiler.select[first : last + 1]]
    related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]  # as of Django 6

    def make(row: Row) -> Any:
        made = info["model"].from_db(connection.alias, names, row[first : last + 1])
        for part in related:
            part.populate(row, made)
        return made

    return make

"""Finding rows by what a person types: words in any order, a phone in any notation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, OrderBy, Q, QuerySet

from .text import fold

MAX_WORDS = 10
_PHONE = re.compile(r"[\d\s()+\-.\u00a0]+")
_PHONE_DIGITS = 5  # fewer may be anything
_CODE_DIGITS = 4  # 8 701
FEW = 10_000  # rows, which are put in order at once


def matching(column: str, text: str) -> Q:
    """Return the condition that a folded column holds every word of the text; blank text finds everything.

    Digits are a part of a phone, in whatever notation, and may as well be what they are: «51 роза».
    On PostgreSQL all is found by the index of `AddSearchIndexWhileInUse`, but for one or two letters alone: those are
    in no index and hardly narrow, so the shop's rows are read.
    """
    digits = _digits(text)
    if len(digits) >= _PHONE_DIGITS and _PHONE.fullmatch(text):
        return _phone(column, digits)
    words = fold(text).split()[:MAX_WORDS]
    numbers = [word for word in words if _PHONE.fullmatch(word) and _digits(word)]
    found = _every(column, [word for word in words if word not in numbers])
    if numbers:
        found &= _every(column, numbers) | _phone(column, _digits("".join(numbers)))
    return found


def row_id(text: str) -> int | None:
    """Return the id that the text names, with or without the number sign; None where it names none."""
    digits = text.strip().removeprefix("#").removeprefix("№")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _every(column: str, words: Iterable[str]) -> Q:
    found = Q()
    for word in words:
        found &= Q(**{f"{column}__contains": word})
    return found


def _phone(column: str, digits: str) -> Q:
    """Numbers are kept as +7…; here 8 or 7 may stand before them, or nothing."""
    found = Q(**{f"{column}__contains": digits})
    if digits[0] == "8" and len(digits) >= _CODE_DIGITS:
        found |= Q(**{f"{column}__contains": f"+7{digits[1:]}"})
    return found


def page_of_found(
    found: QuerySet[Any], order_by: Sequence[str | OrderBy], *, offset: int, limit: int
) -> tuple[list[int], int]:
    """Return the ids of a page of what was searched for, and how many rows were found.

    Left alone, PostgreSQL looks through the newest rows until a page is full, which is a long way where the words
    are rarer than it thinks. So what is few is found first and then put in order, and the newest are looked through
    only where there are many. Why `total` is counted to the end: docs/adr/0009-search.md.
    """
    with _planned_for_these_words():
        ids, total = _page_of_few(found, order_by, offset, limit)
        if total > FEW or (offset and not ids):
            ids = list(found.order_by(*order_by).values_list("pk", flat=True)[offset : offset + limit])
            total = found.count()
    return ids, total


def _page_of_few(
    found: QuerySet[Any], order_by: Sequence[str | OrderBy], offset: int, limit: int
) -> tuple[list[int], int]:
    """Return the ids of a page and the number of rows, neither of which is right beyond FEW."""
    key, tie = (order if isinstance(order, OrderBy) else _order(order) for order in order_by)
    few = found.order_by().annotate(sort_key=key.expression).values_list("pk", "sort_key")[: FEW + 1]
    try:
        sql, params = few.query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    fence = "MATERIALIZED" if connection.vendor == "postgresql" else ""
    sql = (
        f"WITH found (id, sort_key) AS {fence} ({sql}) SELECT id, (SELECT count(*) FROM found) FROM found"  # noqa: S608  # all of it is ours
        f" ORDER BY sort_key {_direction(key)}, id {_direction(tie)} LIMIT {limit:d} OFFSET {offset:d}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _order(name: str) -> OrderBy:
    return OrderBy(F(name.removeprefix("-")), descending=name.startswith("-"))


def _direction(order: OrderBy) -> str:
    return ("DESC" if order.descending else "ASC") + (" NULLS LAST" if order.nulls_last else "")


@contextmanager
def _planned_for_these_words() -> Iterator[None]:
    """Let no statement be prepared: a plan that is kept for all words is a bad one for most of them."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    database: Any = connection.connection  # psycopg's
    usual, database.prepare_threshold = database.prepare_threshold, None
    try:
        yield
    finally:
        database.prepare_threshold = usual

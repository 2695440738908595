"""Asking the application as a web server does, and judging what it answers."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.apps import apps
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connection

from cvety.wsgi import application

REFUSED = {400, 401, 403, 404, 405, 409, 412, 413, 422, 429}
# Tries are counted and what was stolen is ended although the request is refused.
_OF_REFUSED_SIGN_IN = {"OneTimeCode", "RefreshToken"}


@dataclass(slots=True)
class Answer:
    """What came back; `cause` tells of the exception behind a 500."""

    status: int = 0
    content_type: str = ""
    content: bytes = b""
    cause: str = ""


@contextmanager
def kept_connection() -> Iterator[None]:
    """Keep the connection that the test's transaction is in, which the application closes around a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(environ: dict[str, Any], body: bytes = b"") -> Answer:
    """Send a request through the whole application, down to the reading of its first line."""
    # The body ends where it ends, whatever length it is said to have.
    environ = {"HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(body), **environ}
    setup_testing_defaults(environ)
    answer = Answer()

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answer.status = int(status.split()[0])
        answer.content_type = dict(headers).get("Content-Type", "")

    def note_cause(**_: Any) -> None:
        answer.cause = _told(sys.exc_info()[1])

    got_request_exception.connect(note_cause)
    try:
        with kept_connection(), closing(application(environ, start_response)) as parts:
            answer.content = b"".join(parts)
    except Exception as error:  # before any handler of errors: the web server would answer a bare 500
        answer.status, answer.cause = 500, _told(error)
    finally:
        got_request_exception.disconnect(note_cause)
    return answer


def _told(error: BaseException | None) -> str:
    if error is None:
        return ""
    places = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    return f"{type(error).__name__}: {error!s:.200} at {' > '.join(places[-4:])}"


def fingerprint() -> tuple[Any, ...]:
    """Return how many rows each table of the product has, and when one was changed last."""
    figures = []
    for model in apps.get_models():
        if not model.__module__.startswith(("django.", "rest_framework")) and model.__name__ not in _OF_REFUSED_SIGN_IN:
            columns = {column.column for column in model._meta.local_concrete_fields}
            wanted = ["count(*)", *(f"max({column})" for column in ("updated_at", "version") if column in columns)]
            figures += [f"(select {figure} from {model._meta.db_table})" for figure in wanted]  # noqa: S608 - no input
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(figures)}")
        return tuple(cursor.fetchone())


def wrong_with(answer: Answer, path: str) -> str:
    """Return what is wrong with an answer; nothing where it is a documented one."""
    if answer.status >= 500:
        return f"{answer.status}: {answer.cause or answer.content[:200]!r}"
    if answer.status == 204:
        return "204 with a body" if answer.content else ""
    if answer.content_type != "application/json":
        return f"{answer.status} of type {answer.content_type}"
    try:
        body = json.loads(answer.content.decode(), parse_constant=_refuse)
    except ValueError as error:
        return f"{answer.status} is no JSON: {error}"
    if answer.status < 300 or (answer.status in REFUSED and _is_documented(answer.status, body, path)):
        return ""
    return f"{answer.status} in another form: {body!r:.200}"


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _is_documented(status: int, body: Any, path: str) -> bool:
    if path.startswith("/api/v2/") and "error" in body:
        return body["success"] is False and isinstance(body["error"], str)
    detail = body["detail"]
    if status != 422:
        return isinstance(detail, str) and bool(detail) and isinstance(body["code"], str)
    return isinstance(detail, list) and bool(detail) and all(map(_is_documented_item, detail))


def _is_documented_item(item: Any) -> bool:
    return (
        item.keys() == {"loc", "msg", "type"}
        and item["loc"][0] in ("body", "query", "header", "path")
        and all(type(step) in (str, int) for step in item["loc"])
        and all(item[name] and isinstance(item[name], str) for name in ("msg", "type"))
    )

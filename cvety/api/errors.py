"""Errors become HTTP here and nowhere else, in the dialect of API v1.

`{"detail": "…"}` with a `code` for programs; for wrong fields 422 with a list of `{loc, msg, type}`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_request, gettext_lazy
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from cvety.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, NotSignedIn, StaleVersion

from .limits import LimitExceeded
from .renderers import dump

log = logging.getLogger(__name__)

_STATUS: dict[type[DomainError], int] = {
    NotSignedIn: 401,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    StaleVersion: 412,
    LimitExceeded: 429,
    DomainError: 400,
}

# The error's own sentence is for people who have a page to reload.
_STALE = gettext_lazy("Запись изменилась с версии из If-Match. Прочитайте её снова и отправьте правку с новым ETag")


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer for an expected error; None lets an unexpected one reach the tracker as a 500."""
    if isinstance(error, InvalidInput):
        items = [_item(error.where, path, str(text), error.kind) for path, text in error.fields]
        return Response({"detail": items}, status=422)
    if isinstance(error, DomainError):
        status = next(status for cls, status in _STATUS.items() if isinstance(error, cls))
        detail = str(_STALE if isinstance(error, StaleVersion) else error)
        answer = Response({"detail": detail, "code": error.code, **error.data}, status=status)
        if isinstance(error, NotSignedIn):
            answer.headers["WWW-Authenticate"] = "Bearer"
        if isinstance(error, LimitExceeded):
            answer.headers["Retry-After"] = str(error.retry_after)
            for name, value in error.usage.headers().items():
                answer.headers[name] = value
        return answer
    if isinstance(error, exceptions.ValidationError):
        return Response({"detail": list(_flatten(error.detail, ()))}, status=422)
    if isinstance(error, Http404):
        return Response({"detail": _("Не найдено"), "code": "not_found"}, status=404)
    if isinstance(error, exceptions.NotAuthenticated):
        detail, code, status = _("Требуется авторизация"), "not_authenticated", 401
    elif isinstance(error, exceptions.PermissionDenied):
        detail, code, status = _("Недостаточно прав"), "forbidden", 403
    elif isinstance(error, exceptions.UnsupportedMediaType):
        # The documented word for a body that is no JSON, whatever it calls itself.
        detail, code, status = str(error.detail), str(error.default_code), 400
    elif isinstance(error, exceptions.APIException):
        detail, code, status = str(error.detail), str(error.default_code), error.status_code
    else:
        return None
    answer = Response({"detail": detail, "code": code}, status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _item(where: str, path: tuple[str | int, ...], message: str, kind: str) -> dict[str, Any]:
    return {"loc": [where, *path], "msg": message, "type": kind}


def _flatten(detail: Any, path: tuple[str | int, ...]) -> Iterator[dict[str, Any]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flatten(inner, path if name == "non_field_errors" else (*path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            if isinstance(inner, dict):  # errors of the items of a list, empty where an item is right
                yield from _flatten(inner, (*path, index))
            else:
                yield from _flatten(inner, path)
    else:
        kind = "value_error.missing" if getattr(detail, "code", "") == "required" else "value_error"
        yield _item("body", path, str(detail), kind)


def _refusal(request: HttpRequest, message: str, code: str, status: int) -> HttpResponse:
    """Return the answer where no view is found to give it, in the words of the version that was asked."""
    body: dict[str, Any] = {"detail": message}
    if request.path.startswith("/api/v2/"):
        body = {"success": False, "error": message}
    elif request.path.startswith(("/api/inventory/", "/api/flowers/")):
        body = {"success": False, "error": message, "detail": message}
    return HttpResponse(dump({**body, "code": code}), content_type="application/json", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is refused before any view sees it: a host that is not ours, more fields than anybody sends."""
    is_api = request.path.startswith("/api/")
    # It may be so early that the language is still that of the request before.
    with translation.override(get_language_from_request(request) if is_api else settings.LANGUAGE_CODE):
        if is_api:
            return _refusal(request, _("Некорректный запрос"), "bad_request", 400)
        # Without the request, as below: it has neither a person nor a shop yet.
        return HttpResponse(render_to_string("400.html"), status=400)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address: the API in its form, a person with a page."""
    if request.path.startswith("/api/"):
        return _refusal(request, _("Не найдено"), "not_found", 404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own fault; what happened is in the log and in the tracker."""
    if request.path.startswith("/api/"):
        return _refusal(request, _("Внутренняя ошибка сервера"), "server_error", 500)
    # Without the request: what shows the page's head may be the very thing that is broken.
    return HttpResponse(render_to_string("500.html"), status=500)

"""The API's documentation as it is served: two pages to read, and two files for tools.

Both files are made once by each process and kept; so are their tags and what is sent of them compressed.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from cvety.api.conditional import content_tag, has_already
from cvety.api.renderers import dump
from cvety.api.schema.document import document
from cvety.postman import collection

CACHED = "public, max-age=300"
TITLE = "Cvety API"
_making = Lock()


@dataclass(frozen=True, slots=True)
class File:
    """A file that is kept in memory, ready to be sent."""

    body: bytes
    compressed: bytes
    tag: str

    @classmethod
    def of(cls, content: dict[str, Any]) -> File:
        body = dump(content)
        return cls(body, gzip.compress(body, mtime=0), content_tag(body))


@cache
def _description(base_url: str) -> dict[str, Any]:
    return {**document("v1"), "servers": [{"url": base_url}]}


@cache
def _openapi_file(base_url: str) -> File:
    return File.of(_description(base_url))


@cache
def _postman_file(base_url: str) -> File:
    return File.of(collection(_description(base_url)))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Serve the description of API v1, naming the address that this installation is reached by."""
    with _making:  # two threads would make it twice
        file = _openapi_file(settings.CVETY_BASE_URL)
    return _sent(request, file)


@require_safe
def postman(request: HttpRequest) -> HttpResponse:
    """Serve the same as a collection for Postman."""
    with _making:
        file = _postman_file(settings.CVETY_BASE_URL)
    return _sent(request, file)


def _sent(request: HttpRequest, file: File) -> HttpResponse:
    headers = {
        "ETag": f"W/{file.tag}",  # weak, because it is one for both codings
        "Cache-Control": CACHED,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
    }
    if has_already(request.headers.get("If-None-Match"), file.tag):
        return HttpResponseNotModified(headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return HttpResponse(file.compressed, content_type="application/json", headers=headers)
    return HttpResponse(file.body, content_type="application/json", headers=headers)


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """Show the description so that it can be tried out."""
    return render(request, "docs/swagger.html", {"title": TITLE})


@require_safe
@csp_update({"style-src": [NONCE]})  # it makes its styles as it goes
def redoc(request: HttpRequest) -> HttpResponse:
    """Show the description so that it reads well."""
    return render(request, "docs/redoc.html", {"title": TITLE})


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("postman.json", postman, name="postman"),
    re_path(r"^docs/?$", swagger),
    re_path(r"^redoc/?$", redoc),
]

"""Where pages ask whether they are out of date: no session, no person, no query; it tells nothing else."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from cvety.core import live


@require_safe
def changes(request: HttpRequest, token: str) -> HttpResponse:
    """Answer 304 while a page shows what is, and 200 with the new ETag once it does not."""
    try:
        present = live.etag(live.read_address(token))
    except BadSignature as error:
        raise Http404 from error
    # Proxies that compress an answer call its ETag weak.
    is_same = request.headers.get("If-None-Match", "").removeprefix("W/") == present
    return HttpResponse(status=304 if is_same else 200, headers={"ETag": present, "Cache-Control": "no-store"})


def untold_messages(request: HttpRequest) -> dict[str, Any]:
    """Keep messages for the page that a person opens, when a script looks whether a page still holds."""
    return {"messages": []} if "X-Live" in request.headers else {}


urlpatterns = [path("live/<str:token>", changes, name="live")]

"""What a refused request is still sending: a photo, say, of somebody whose token has run out.

Unless it is read, the server ends the connection in the middle of it, and the client hears of a lost connection
instead of the refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from .parsers import MAX_FORM_BYTES

_PIECE = 64 * 1024


class UnreadBody:
    """Reads a refused request to its end, unless it is longer than any may be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 400 and request.path_info.startswith("/api/") and _may_be_read(request):
            with suppress(UnreadablePostError):  # the client has gone
                while request.read(_PIECE):
                    pass
        return response


def _may_be_read(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_number = length.isascii() and length.isdigit() and len(length) < 12
    return is_number and int(length) <= settings.MAX_PHOTO_BYTES + MAX_FORM_BYTES

"""Bodies that come in pieces, without a word on how long they will be: some clients' libraries send JSON so."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from .parsers import MAX_FORM_BYTES

_PIECE = 64 * 1024


class ChunkedBody:
    """Takes such a body in and says how long it is, for all that reads bodies goes by that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/") or not _is_chunked(request.META):
            return self.get_response(request)
        with SpooledTemporaryFile(max_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE) as body:
            _copy(request.META["wsgi.input"], body)
            request.META["CONTENT_LENGTH"] = str(body.tell())
            body.seek(0)
            request._stream = body  # type: ignore[assignment]  # it reads as one
            return self.get_response(request)


def _is_chunked(meta: dict[str, Any]) -> bool:
    # The server must promise that the stream ends with the body; else one would wait for ever.
    is_so = "chunked" in meta.get("HTTP_TRANSFER_ENCODING", "").lower() and not meta.get("CONTENT_LENGTH")
    return is_so and bool(meta.get("wsgi.input_terminated"))


def _copy(pieces: IO[bytes], body: IO[bytes]) -> None:
    """Read to the end, or to where it is too large for anything. Raises BadRequest."""
    most = settings.MAX_PHOTO_BYTES + MAX_FORM_BYTES + 1
    try:
        while (left := most - body.tell()) > 0 and (piece := pieces.read(min(left, _PIECE))):
            body.write(piece)
    except Exception as error:  # each server has its own for pieces that do not fit together
        raise BadRequest("Broken chunked body") from error

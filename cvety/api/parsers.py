"""Reading bodies: JSON as it is written down, numbers exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from cvety.core.errors import InvalidInput
from cvety.core.pictures import FILE_TOO_LARGE

MAX_DEPTH = 32
MAX_FORM_BYTES = 64 * 1024  # what stands around the file


class TooLarge(APIException):
    status_code = 413
    default_detail = gettext_lazy("Слишком большое тело запроса")
    default_code = "too_large"


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _check_depth(data: Any) -> None:
    """Refuse what is nested so deeply that whoever walks through it may run out of stack."""
    level = [data]
    for _depth in range(MAX_DEPTH + 1):
        parts = [
            value.values() if isinstance(value, dict) else value for value in level if isinstance(value, dict | list)
        ]
        if not parts:
            return
        level = [value for part in parts for value in part]
    raise ValueError("Nested too deeply")


class StrictJSONParser(BaseParser):
    """JSON by the standard: no NaN, fractions as Decimal; anything else is 400."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            data = json.loads(body.decode(), parse_float=Decimal, parse_constant=_refuse_constant)
            _check_depth(data)
            return data
        except (ValueError, RecursionError) as error:
            raise ParseError(_("Тело запроса — не корректный JSON")) from error


class UploadParser(MultiPartParser):
    """A form with a file; one that cannot be read is 400, and one too large is not read at all.

    A body whose length is not told is empty: that is how the web server's interface has it.
    """

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH")
        if int(length or 0) > settings.MAX_PHOTO_BYTES + MAX_FORM_BYTES:
            raise InvalidInput((("file",), FILE_TOO_LARGE))
        try:
            return super().parse(stream, media_type, parser_context)
        except (ParseError, SuspiciousOperation) as error:
            raise ParseError(_("Не удалось прочитать форму с файлом")) from error

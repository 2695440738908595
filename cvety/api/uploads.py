"""Uploading one file: multipart, in the field `file`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from . import limits
from .parsers import UploadParser
from .views import ApiView


class UploadInput(serializers.Serializer[Any]):
    file = serializers.FileField()


class UploadView(ApiView):
    """Takes a picture; what it shows is checked by the domain."""

    parser_classes = (UploadParser,)
    creation_limits = (limits.UPLOAD,)
    keeps_answer_with_work = False

    def read_file(self) -> UploadedFile:
        """Return the file that was sent. Raises ValidationError."""
        upload: UploadedFile = self.read(UploadInput)["file"]
        return upload

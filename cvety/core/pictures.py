"""Uploaded pictures: known by content, never by name; turned upright, stripped, with a thumbnail."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from .errors import InvalidInput, Text

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
FULL_SIZE = (2000, 2000)
THUMBNAIL_SIZE = (480, 480)
FILE_TOO_LARGE = _("Файл больше 10 МБ")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept, and its thumbnail."""

    full: ContentFile[bytes]
    thumbnail: ContentFile[bytes]
    extension: str


def prepare(upload: File, *, field: str = "file") -> Picture:
    """Check an upload and return what to keep. Raises InvalidInput on `field`."""
    if (upload.size or 0) > settings.MAX_PHOTO_BYTES:
        raise _refuse(field, FILE_TOO_LARGE)
    try:
        with Image.open(upload, formats=FORMATS) as image:
            # The header tells the size; a small file that claims a huge picture is not decoded.
            if image.width * image.height > settings.MAX_PHOTO_PIXELS:
                raise _refuse(field, _("Слишком большое изображение"))
            upright = ImageOps.exif_transpose(image)
            upright.load()
            keeps_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            plain = upright.convert("RGBA" if keeps_alpha else "RGB")
    except InvalidInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refuse(field, _("Слишком большое изображение")) from error
    except Exception as error:  # a decoder raises whatever it trips over in bytes that somebody made up
        raise _refuse(field, _("Это не изображение. Подойдут JPEG, PNG, WebP и GIF")) from error
    kind = "PNG" if keeps_alpha else "JPEG"
    return Picture(_encode(plain, FULL_SIZE, kind), _encode(plain, THUMBNAIL_SIZE, kind), kind.lower())


def absolute_url(name: str) -> str:
    """Return where a stored picture is found, from anywhere."""
    url = default_storage.url(name)
    return f"{settings.CVETY_BASE_URL}{url}" if url.startswith("/") else url


def _refuse(field: str, message: Text) -> InvalidInput:
    return InvalidInput(((field,), message))


def _encode(image: Image.Image, size: tuple[int, int], kind: str) -> ContentFile[bytes]:
    smaller = image.copy()
    smaller.thumbnail(size)
    buffer = BytesIO()
    smaller.save(buffer, kind, quality=85)  # saved from pixels: nothing of the upload's metadata remains
    return ContentFile(buffer.getvalue())

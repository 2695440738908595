"""Uploaded pictures: known by content, never by name; turned upright, stripped, with a thumbnail."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from .errors import InvalidInput, Text

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
FULL_SIZE = (2000, 2000)
THUMBNAIL_SIZE = (480, 480)
STRIP = 128  # lines of an upload that are made smaller at once
FILE_TOO_LARGE = _("Файл больше 10 МБ")
TOO_LARGE = _("Слишком большое изображение")

# How many pixels are decoded, for a small file may hold, or claim, a huge picture. A JPEG is decoded hardly larger
# than it is kept, unless it comes in layers or has a short side; of the others every pixel is, and of a WebP four
# times over, though what telephones take (4080 × 3060) must fit.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "GIF": 25_000_000, "WEBP": 12_500_000}
MOST_LAYERS = 100  # each of a few bytes goes over the whole picture again
_LAYER = b"\xff\xda"

# What telephones write by themselves and nothing here decodes, by the brand that stands behind b"ftyp".
_FOREIGN = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")

# As much memory as one picture may take is taken once.
_decoding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept, and its thumbnail."""

    full: ContentFile[bytes]
    thumbnail: ContentFile[bytes]
    extension: str


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Where the two sizes of a picture lie in the storage."""

    image: str
    thumbnail: str


def prepare(upload: File, *, field: str = "file") -> Picture:
    """Check an upload and return what to keep. Raises InvalidInput on `field`."""
    if (upload.size or 0) > settings.MAX_PHOTO_BYTES:
        raise _refuse(field, FILE_TOO_LARGE)
    full = _decoded(upload, field)
    thumbnail = full.copy()
    thumbnail.thumbnail(THUMBNAIL_SIZE)
    kind = "PNG" if full.mode == "RGBA" else "JPEG"
    return Picture(_encode(full, kind), _encode(thumbnail, kind), kind.lower())


def _decoded(upload: File, field: str) -> Image.Image:
    """Return the pixels to keep; those of the upload itself are let go of. Raises InvalidInput."""
    try:
        with _decoding, Image.open(upload, formats=FORMATS) as image:
            # The header tells the size, before anything is decoded.
            if _is_too_large(image, upload):
                raise _refuse(field, TOO_LARGE)
            return _upright(image)
    except InvalidInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refuse(field, TOO_LARGE) from error
    except Exception as error:  # a decoder raises whatever it trips over in bytes that somebody made up
        raise _refuse(field, _why_unreadable(upload)) from error


@contextmanager
def stored(picture: Picture, *, folder: str) -> Iterator[StoredPicture]:
    """Write a picture under unguessable names for the block that will refer to it; deleted if that fails."""
    names: list[str] = []
    try:
        for content in (picture.full, picture.thumbnail):
            names.append(default_storage.save(f"{folder}/{uuid4().hex}.{picture.extension}", content))
        yield StoredPicture(*names)
    except BaseException:
        delete(*names)
        raise


def delete(*names: str) -> None:
    """Delete stored pictures for good."""
    for name in names:
        default_storage.delete(name)


def absolute_url(name: str) -> str:
    """Return where a stored picture is found, from anywhere."""
    url = default_storage.url(name)
    return f"{settings.CVETY_BASE_URL}{url}" if url.startswith("/") else url


def _refuse(field: str, message: Text) -> InvalidInput:
    return InvalidInput(((field,), message))


def _why_unreadable(upload: File) -> Text:
    upload.seek(0)
    header = upload.read(12)
    if header[4:8] == b"ftyp" and header[8:] in _FOREIGN:
        return _("HEIC и AVIF не поддерживаются. Подойдут JPEG, PNG, WebP и GIF")
    return _("Это не изображение. Подойдут JPEG, PNG, WebP и GIF")


def _is_too_large(image: Image.Image, upload: File) -> bool:
    kind = image.format if image.format in MOST_PIXELS else "JPEG"  # some cameras call theirs MPO
    if kind == "JPEG" and image.info.get("progressive"):
        kind = "PNG"
        upload.seek(0)
        if upload.read().count(_LAYER) > MOST_LAYERS:
            return True
    if kind == "JPEG" and min(image.width // FULL_SIZE[0], image.height // FULL_SIZE[1]) < 2:
        kind = "PNG"  # the short side tells how much smaller it can be decoded
    return image.width * image.height > MOST_PIXELS[kind]


def _upright(image: Image.Image) -> Image.Image:
    """Return the pixels alone, as large as they are kept: nothing else of the upload remains."""
    image.draft(None, FULL_SIZE)  # a JPEG decodes no more of itself than that needs
    image.load()
    upright = ImageOps.exif_transpose(_as_large_as_kept(image))
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.info.clear()  # comments and profiles are written out with the pixels otherwise
    return plain


def _as_large_as_kept(image: Image.Image) -> Image.Image:
    """Return the picture no larger than it is kept, made strip by strip: a whole copy of it takes as much again."""
    scale = max(image.width / FULL_SIZE[0], image.height / FULL_SIZE[1], 1)
    width, height = (max(round(side / scale), 1) for side in image.size)
    lines = max(int(STRIP / scale), 1)
    margin = math.ceil(2 * scale) + 1  # what a pixel is averaged over, beyond its own
    strips = []
    for top in range(0, height, lines):
        bottom = min(top + lines, height)
        first, last = (line * image.height / height for line in (top, bottom))
        above, below = max(int(first) - margin, 0), min(math.ceil(last) + margin, image.height)
        strip = _blendable(image.crop((0, above, image.width, below)))
        strips.append(strip.resize((width, bottom - top), box=(0, first - above, image.width, last - above)))
    made = Image.new(strips[0].mode, (width, height))
    for number, strip in enumerate(strips):
        made.paste(strip, (0, number * lines))
    made.info = {name: value for name, value in image.info.items() if name != "transparency"}  # how it was held
    return made


def _blendable(image: Image.Image) -> Image.Image:
    """Return a picture whose pixels can be averaged, which numbers of colors cannot, nor a color that means none."""
    if image.mode == "I;16":  # grays beyond 255, which are all white to whoever expects 8 bits
        image.info.pop("transparency", None)
        return image.point(lambda gray: gray / 256).convert("L")
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _encode(image: Image.Image, kind: str) -> ContentFile[bytes]:
    buffer = BytesIO()
    image.save(buffer, kind, quality=85)
    return ContentFile(buffer.getvalue())

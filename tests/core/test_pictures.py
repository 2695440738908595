"""Uploads: what is a picture is known by its content, and nothing of a camera's remarks is kept."""

import random
import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from PIL import Image

from cvety.core.errors import InvalidInput
from cvety.core.pictures import absolute_url, prepare

LIMIT = 10 * 1024**2


def encoded(kind="JPEG", size=(40, 30), mode="RGB", color="red", **options):
    buffer = BytesIO()
    Image.new(mode, size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def opened(content_file):
    content_file.seek(0)
    return Image.open(content_file)


def refusal(content, name="photo.jpg"):
    with pytest.raises(InvalidInput) as caught:
        prepare(upload(content, name))
    ((path, text),) = caught.value.fields
    return path, str(text)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_four_formats_are_taken_whatever_they_are_called(kind):
    picture = prepare(upload(encoded(kind), name="letter.docx"))

    assert opened(picture.full).size == (40, 30)
    assert picture.extension in ("jpeg", "png")
    assert opened(picture.full).format.lower() == picture.extension


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO"])
def test_other_formats_are_refused(kind):
    assert refusal(encoded(kind)) == (("file",), "Это не изображение. Подойдут JPEG, PNG, WebP и GIF")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff",
    ],
)
def test_what_is_no_picture_is_refused(content):
    assert refusal(content) == (("file",), "Это не изображение. Подойдут JPEG, PNG, WebP и GIF")


def test_damaged_remarks_of_a_camera_are_no_failure():
    """A text stands where a number should be: turned upright, the picture cannot be described any more."""
    directory = b"\0\3"
    directory += b"\1\3\0\2\0\0\0\x09\0\0\0\4"  # compression, as text
    directory += b"\1\x12\0\3\0\0\0\1\0\6\0\0"  # held sideways
    directory += b"\x0c\x98\0\2\0\0\0\2x\0\0\0" + b"\0" * 4
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + directory

    assert refusal(encoded(exif=exif)) == (("file",), "Это не изображение. Подойдут JPEG, PNG, WebP и GIF")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@given(data=st.data())
@effort(max_examples=40, deadline=None)
def test_a_spoiled_picture_is_refused_or_read_but_never_a_failure(kind, data):
    content = bytearray(encoded(kind, size=(30, 30)))
    for _change in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    with suppress(InvalidInput):
        prepare(upload(bytes(content)))


def test_exactly_ten_megabytes_are_allowed():
    content = encoded()
    assert opened(prepare(upload(content + b"\0" * (LIMIT - len(content)))).full).size == (40, 30)
    assert refusal(content + b"\0" * (LIMIT + 1 - len(content))) == (("file",), "Файл больше 10 МБ")


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_small_file_that_claims_to_be_huge_is_not_decoded(side):
    header = b"IHDR" + struct.pack(">II", side, side) + b"\x08\x02\x00\x00\x00"
    content = encoded("PNG")
    content = content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]

    assert refusal(content) == (("file",), "Слишком большое изображение")


def test_a_picture_is_turned_upright_and_the_camera_forgotten():
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    picture = prepare(upload(encoded(exif=exif)))

    full = opened(picture.full)
    assert full.size == (30, 40)
    assert dict(full.getexif()) == {}
    assert b"A camera" not in picture.full.read()


def test_large_pictures_are_made_smaller_and_small_ones_left():
    picture = prepare(upload(encoded(size=(4000, 1000))))
    assert (opened(picture.full).size, opened(picture.thumbnail).size) == ((2000, 500), (480, 120))

    picture = prepare(upload(encoded(size=(100, 50))))
    assert (opened(picture.full).size, opened(picture.thumbnail).size) == ((100, 50), (100, 50))


def test_what_is_transparent_stays_so():
    picture = prepare(upload(encoded("PNG", mode="RGBA", color=(255, 0, 0, 100))))

    assert picture.extension == "png"
    assert opened(picture.full).getpixel((0, 0))[3] == 100


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_ways_of_color_become_plain(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert opened(prepare(upload(encoded(kind, mode=mode, color=0))).full).mode == "RGB"


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])

    red, _green, blue = opened(prepare(upload(buffer.getvalue())).full).getpixel((0, 0))
    assert red > 200 > blue


def test_noise_after_the_picture_is_not_kept():
    hidden = random.Random(1).randbytes(1000)
    picture = prepare(upload(encoded() + hidden))

    assert hidden not in picture.full.read()


def test_a_picture_is_found_from_anywhere(settings):
    settings.CVETY_BASE_URL = "https://shop.example"

    assert absolute_url("shops/1/orders/a.jpeg") == "https://shop.example/uploads/shops/1/orders/a.jpeg"

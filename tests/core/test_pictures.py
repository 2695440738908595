"""Uploads: what is a picture is known by its content, and nothing of a camera's remarks is kept."""

import random
import struct
import zlib
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from PIL import Image, ImageChops

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


PROCESS = Path("/proc/self")
MOST_MEMORY = 200 * 1024**2
SIDE = 7071  # fifty million pixels in a square


@contextmanager
def little_memory(allowed=MOST_MEMORY):
    """Fail if the block ever holds much more memory than there was before it, whoever allocates it."""

    def now(name):
        line = next(line for line in (PROCESS / "status").read_text().splitlines() if line.startswith(name))
        return int(line.split()[1]) * 1024

    (PROCESS / "clear_refs").write_text("5")  # forget the peak so far
    before = now("VmRSS")
    yield
    assert now("VmHWM") - before < allowed


def huge(kind, side, mode="RGB", **options):
    """A picture of very many pixels in a small file."""
    return encoded(kind, (side, side), mode, 0, **options)


def moving(kind, frames, side=60):
    pictures = [Image.new("RGB", (side, side), (index % 256, index // 256, 0)) for index in range(frames)]
    buffer = BytesIO()
    pictures[0].save(buffer, kind, save_all=True, append_images=pictures[1:])
    return buffer.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_claiming(width, height):
    content = encoded("PNG")
    return content[:8] + chunk(b"IHDR", struct.pack(">II", width, height) + b"\x08\x02\0\0\0") + content[33:]


def gif_claiming(width, height):
    """The screen is small, and the first picture on it is not."""
    content = encoded("GIF", (40, 30), "P", 0)
    at = content.index(b",\0\0\0\0") + 5
    return content[:at] + struct.pack("<HH", width, height) + content[at + 4 :]


def webp_claiming(width, height):
    """A moving picture on a canvas of this size."""
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    inner = b"\0" * 6 + struct.pack("<I", 39)[:3] + struct.pack("<I", 29)[:3] + b"\x64\0\0\0" + encoded("WEBP")[12:]
    parts = {b"VP8X": b"\2\0\0\0" + size, b"ANIM": b"\0" * 6, b"ANMF": inner}
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in parts.items())
    return b"RIFF" + struct.pack("<I", len(body)) + body


BOMBS = {
    "PNG": lambda: huge("PNG", 6000),
    "PNG of 16 bits": lambda: huge("PNG", 6000, "I;16"),
    "GIF": lambda: huge("GIF", 6000, "P"),
    "WebP": lambda: huge("WEBP", 3600),
    "WebP without loss": lambda: huge("WEBP", 3600, "RGBA", lossless=True),
    "JPEG": lambda: huge("JPEG", 7200),
    "long JPEG": lambda: encoded("JPEG", (25_000, 1_999)),
    "JPEG decoded whole": lambda: encoded("JPEG", (3_999, 7_000)),
    "JPEG in layers": lambda: huge("JPEG", 5100, progressive=True),
    "PNG of gigabytes": lambda: png_claiming(60_000, 60_000),
    "GIF of gigabytes": lambda: gif_claiming(60_000, 60_000),
    "WebP of gigabytes": lambda: webp_claiming(60_000, 60_000),
    "moving WebP": lambda: webp_claiming(9_000, 9_000),
}


@pytest.mark.skipif(not (PROCESS / "clear_refs").exists(), reason="measured as Linux measures it")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_takes_no_memory(name):
    content = BOMBS[name]()
    assert len(content) < LIMIT

    with little_memory(allowed=16 * 1024**2):
        assert refusal(content) == (("file",), "Слишком большое изображение")


LARGE = {
    "PNG": lambda: huge("PNG", 5000),
    "transparent PNG": lambda: huge("PNG", 5000, "RGBA"),
    "PNG of few colors": lambda: huge("PNG", 5000, "P", transparency=0),
    "PNG with a color that means none": lambda: huge("PNG", 5000, transparency=(0, 0, 0)),
    "PNG of 16 bits": lambda: huge("PNG", 5000, "I;16"),
    "GIF": lambda: huge("GIF", 5000, "P"),
    "WebP": lambda: encoded("WEBP", (4080, 3060)),
    "square transparent WebP": lambda: encoded("WEBP", (3535, 3535), "RGBA", 0, lossless=True),
    "transparent WebP": lambda: encoded("WEBP", (4080, 3060), "RGBA", 0, lossless=True),
    "PNG hardly made smaller": lambda: huge("PNG", 3990, transparency=(0, 0, 0)),
    "JPEG": lambda: huge("JPEG", SIDE),
    "JPEG of a printer": lambda: huge("JPEG", SIDE, "CMYK"),
    "JPEG in layers": lambda: huge("JPEG", 5000, progressive=True, subsampling=0),
    "long JPEG": lambda: encoded("JPEG", (12_500, 1_999)),
    "longest JPEG": lambda: encoded("JPEG", (50_000, 500)),
    "wide JPEG": lambda: encoded("JPEG", (12_500, 4_000)),
}


@pytest.mark.skipif(not (PROCESS / "clear_refs").exists(), reason="measured as Linux measures it")
@pytest.mark.parametrize("name", LARGE)
def test_the_largest_picture_takes_a_bounded_amount_of_memory(name):
    content = LARGE[name]()

    with little_memory():
        picture = prepare(upload(content))

    assert max(opened(picture.full).size) == 2000


@pytest.mark.parametrize(
    ("size", "kept"), [((2500, 2201), (2000, 1761)), ((2100, 4441), (946, 2000)), ((300, 7), (300, 7))]
)
def test_a_picture_made_smaller_in_parts_is_made_as_a_whole(size, kept):
    noise = Image.effect_noise((97, 89), 100).convert("RGB")
    whole = Image.new("RGB", size)
    for left, top in product(range(0, size[0], 97), range(0, size[1], 89)):
        whole.paste(noise, (left, top))
    whole.putalpha(Image.linear_gradient("L").resize(size))
    buffer = BytesIO()
    whole.save(buffer, "PNG")

    made = opened(prepare(upload(buffer.getvalue())).full)

    assert (made.size, made.mode) == (kept, "RGBA")
    # But for roundings, which nobody sees; a seam between two parts would be.
    differences = ImageChops.difference(made.convert("RGBa"), whole.resize(kept).convert("RGBa")).getextrema()
    assert max(most for _least, most in differences) <= 12


@pytest.mark.skipif(not (PROCESS / "clear_refs").exists(), reason="measured as Linux measures it")
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_thousands_of_frames_one_is_decoded(kind):
    content = moving(kind, 3000)

    with little_memory(allowed=32 * 1024**2):
        assert opened(prepare(upload(content)).full).size == (60, 60)


def test_texts_that_unpack_to_gigabytes_are_not_unpacked():
    content = encoded("PNG")
    long = zlib.compress(b"a" * 10**8)
    for name in (b"zTXt", b"iCCP"):
        with little_memory(allowed=64 * 1024**2), suppress(InvalidInput):
            prepare(upload(content[:33] + chunk(name, b"a\0\0" + long) + content[33:]))


def test_a_jpeg_of_thousands_of_layers_is_refused():
    """Each is but a few bytes, and goes over the whole picture."""
    content = encoded("JPEG", (300, 300), progressive=True)
    last = content.rindex(b"\xff\xda")
    layers = content[:last] + content[last:-2] * 5000 + content[-2:]

    assert refusal(layers) == (("file",), "Слишком большое изображение")


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


def test_what_somebody_remarked_is_not_kept_in_either_size():
    remark = b"51.16, 71.47"
    for content in (
        encoded("JPEG", comment=remark),
        encoded("GIF", comment=remark),
        encoded("JPEG", icc_profile=remark),
        encoded("PNG", icc_profile=remark),
        encoded("PNG", mode="RGBA", icc_profile=remark),
        encoded("WEBP", xmp=remark, icc_profile=remark),
    ):
        picture = prepare(upload(content))
        assert remark in content or b"iCCP" in content
        for kept in (picture.full, picture.thumbnail):
            assert remark not in kept.read()
            assert opened(kept).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_way_to_hold_a_camera_is_turned_upright(kind, orientation):
    """In the corner that is the upper left one when looked at stands the red square."""
    shown = Image.new("RGB", (64, 32), "white")
    shown.paste("red", (0, 0, 16, 16))
    to_file = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # by Pillow's numbers of turns, the other way round
    taken = shown.transpose(Image.Transpose(to_file[orientation])) if orientation > 1 else shown
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = BytesIO()
    taken.save(buffer, kind, exif=exif)

    full = opened(prepare(upload(buffer.getvalue())).full)

    assert full.size == (64, 32)
    red, green, _blue = full.convert("RGB").getpixel((5, 5))
    assert red > 200 > green
    assert min(full.convert("RGB").getpixel((58, 26))) > 200


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


def test_sixteen_bits_of_gray_are_no_lighter_than_they_were():
    gray = opened(prepare(upload(encoded("PNG", mode="I;16", color=0x8000))).full)

    assert 120 < gray.convert("L").getpixel((0, 0)) < 136

    content = encoded("PNG", mode="I;16", color=0x8000)
    some_gray_means_none = content[:33] + chunk(b"tRNS", b"\x70\0") + content[33:]
    assert 120 < opened(prepare(upload(some_gray_means_none)).full).convert("L").getpixel((0, 0)) < 136


def test_colors_for_a_printer_look_alike():
    ink = opened(prepare(upload(encoded("JPEG", mode="CMYK", color=(0, 255, 255, 0)))).full)

    red, green, blue = ink.getpixel((0, 0))
    assert red > 200 > 100 > max(green, blue)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_color_that_means_none_stays_transparent(kind):
    picture = Image.new("P", (3000, 40), 0)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.paste(1, (1500, 0, 3000, 40))
    buffer = BytesIO()
    picture.save(buffer, kind, transparency=0)

    full = opened(prepare(upload(buffer.getvalue())).full)

    assert (full.format, full.size) == ("PNG", (2000, 27))
    assert full.getpixel((10, 10))[3] == 0
    assert full.getpixel((1990, 10)) == (0, 0, 255, 255)


def test_a_picture_that_is_a_page_as_well_is_a_picture_only():
    page = b"<script>alert(1)</script>"
    for content in (encoded("GIF") + page, encoded("JPEG", comment=page), encoded("PNG") + page):
        picture = prepare(upload(content, name="page.html"))
        assert page not in picture.full.read()
        assert page not in picture.thumbnail.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_cut_off_in_the_middle_is_refused(kind):
    noise = Image.frombytes("RGB", (200, 200), random.Random(2).randbytes(120_000))
    buffer = BytesIO()
    noise.save(buffer, kind)

    assert refusal(buffer.getvalue()[: buffer.tell() // 2]) == (
        ("file",),
        "Это не изображение. Подойдут JPEG, PNG, WebP и GIF",
    )


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"avif"])
def test_what_telephones_write_by_themselves_is_named(brand):
    content = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic"

    assert refusal(content) == (("file",), "HEIC и AVIF не поддерживаются. Подойдут JPEG, PNG, WebP и GIF")


def test_a_jpeg_with_another_behind_it_is_a_jpeg():
    """As telephones write them."""
    picture = Image.new("RGB", (3000, 1000), "red")
    buffer = BytesIO()
    picture.save(buffer, "MPO", save_all=True, append_images=[picture])

    assert opened(prepare(upload(buffer.getvalue())).full).size == (2000, 667)


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

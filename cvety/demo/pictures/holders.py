"""What a bunch stands in: paper with its folds and ribbon, a hat box, a basket, a hand's ribbon."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from .bunches import Dome, put
from .drawing import FULL, Color, Point, Sheet, curve, ellipse, lay, mix, shade, slope

U = FULL / 100  # drawings below count in hundredths of the picture
Flowers = Sequence[tuple[str, Color]]


def wrapped(flowers: Flowers, paper: Color, ribbon: Color, count: int, green: str, rng: random.Random) -> Image.Image:
    """A bouquet in paper."""
    picture = Image.new("RGBA", (FULL, FULL))
    dome = Dome(50 * U, 38 * U, 27 * U, 23.5 * U, count)
    lay(picture, _paper_behind(paper, rng), FULL / 2, FULL / 2)
    _put_on(picture, dome, flowers, green, rng)
    lay(picture, _paper_in_front(paper, ribbon, rng), FULL / 2, FULL / 2, shadow=0.4)
    return picture


def _put_on(picture: Image.Image, dome: Dome, flowers: Flowers, green: str, rng: random.Random) -> None:
    """Put a bunch on a layer that is clear elsewhere: what is drawn covers what was clear."""
    layer = _Covering(picture)
    put(layer, dome, flowers, green, rng)  # type: ignore[arg-type]  # asks for nothing but `paste`


class _Covering:
    """A picture whose pasted parts blend instead of cutting holes into what is clear."""

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture

    def paste(self, what: Image.Image | Color, place: tuple[int, int], mask: Image.Image) -> None:
        if isinstance(what, Image.Image):
            part = what
        else:
            part = Image.new("RGBA", mask.size, what)
            part.putalpha(mask)
        left, top = place
        cut = max(-left, 0), max(-top, 0)
        self._picture.alpha_composite(part, (max(left, 0), max(top, 0)), cut)


def _paper_behind(color: Color, rng: random.Random) -> Image.Image:
    """Sheets that stand around the flowers, pleated from the knot to a wavy edge."""
    sheet = Sheet(FULL, shade(color, 0.8))
    knot = (50 * U, 82 * U)
    for factor, reach, shift in ((0.8, 42.0, 0.06), (0.9, 40.5, -0.05), (1.0, 37.5, 0.02)):
        edge: list[Point] = []
        for step in range(33):
            angle = math.pi * (1.14 - 1.28 * step / 32) + shift
            wave = reach * U * (1 + 0.035 * math.sin(step * 2.3 + factor * 9) + rng.uniform(-0.012, 0.012))
            edge.append((50 * U + wave * math.cos(angle), 42 * U - wave * 0.92 * math.sin(angle)))
        sheet.fill([*edge, knot], shade(color, factor))
        for number in range(0, 32, 2):
            sheet.tint([edge[number], edge[number + 1], knot], shade(color, 0.6), rng.uniform(0.08, 0.22))
            sheet.tint([edge[number + 1], edge[number + 2], knot], shade(color, 1.5), rng.uniform(0.1, 0.3))
        sheet.line(edge, shade(color, 1.25), 3, 0.7)
    return sheet.plain()


def _paper_in_front(color: Color, ribbon: Color, rng: random.Random) -> Image.Image:
    """Two flaps folded over the stems, the ends of the paper below the knot, and the bow."""
    sheet = Sheet(FULL, shade(color, 0.8))
    knot = (50 * U, 81 * U)
    skirt = [knot, (39 * U, 97 * U), (46 * U, 95.5 * U), (51 * U, 97.5 * U), (57 * U, 95.5 * U), (62 * U, 97 * U)]
    sheet.fill(skirt, shade(color, 0.92))
    for left, right in ((1, 2), (3, 4)):
        sheet.tint([knot, skirt[left], skirt[right]], shade(color, 0.55), 0.25)
    for side in (-1, 1):
        _flap(sheet, color, side, rng)
    picture = sheet.plain()
    lay(picture, bow(ribbon), knot[0], knot[1] + 2 * U, shadow=0.35)
    return picture


def _flap(sheet: Sheet, color: Color, side: int, rng: random.Random) -> None:
    """One side of the paper, from the rim down to the knot, crossing the middle."""

    def x(part: float) -> float:
        """Mirrored for the other side."""
        return (50 + side * part) * U

    rim = curve((x(41), 47 * U), (x(30), 57 * U), (x(8), 61 * U), (x(-9), 70 * U))
    back = curve((x(41), 47 * U), (x(37), 62 * U), (x(16), 74 * U), (x(2.5), 83 * U))
    base = shade(color, 0.95 if side < 0 else 1.08)
    sheet.tint([(px, py + U) for px, py in rim] + back[::-1], shade(color, 0.4), 0.0)
    sheet.fill([*rim, (x(-2.5), 83 * U), *back[::-1]], base)
    knot = (x(0), 82 * U)
    for step in range(2, 17, 3):
        near, far = rim[step], rim[min(step + 2, 18)]
        sheet.tint([near, far, knot], shade(color, 0.5), rng.uniform(0.06, 0.16))
        sheet.tint([far, rim[min(step + 3, 18)], knot], shade(color, 1.6), rng.uniform(0.08, 0.2))
    sheet.line(rim, shade(color, 1.35), 4, 0.9)
    sheet.line([(px, py + 5) for px, py in rim], shade(color, 0.6), 4, 0.25)


def bow(color: Color) -> Image.Image:
    """A satin bow with two tails, its knot in the middle of the sheet."""
    sheet = Sheet(int(46 * U), shade(color, 0.7))
    x, y = sheet.side / 2, sheet.side / 2
    for side in (-1, 1):
        tail = curve(
            (x, y), (x + side * 3 * U, y + 6 * U), (x + side * 8 * U, y + 9 * U), (x + side * 7 * U, y + 16 * U)
        )
        sheet.line(tail, shade(color, 0.82), 2.6 * U)
        sheet.line([(px - U * 0.5, py) for px, py in tail], shade(color, 1.25), 0.7 * U, 0.5)
    for side in (-1, 1):
        above = curve((x, y), (x + side * 5 * U, y - 8 * U), (x + side * 14 * U, y - 7 * U), (x + side * 13 * U, y))
        below = curve((x + side * 13 * U, y), (x + side * 11 * U, y + 4.5 * U), (x + side * 4 * U, y + 3 * U), (x, y))
        loop = above + below
        sheet.fill(loop, color)
        inside = [(x + (px - x) * 0.72 + side * 1.6 * U, y + (py - y) * 0.5) for px, py in loop]
        sheet.tint(inside, shade(color, 0.5), 0.55)
        sheet.line(above, shade(color, 1.4), 0.5 * U, 0.6)
        for fold in (-1.6, 1.2):
            sheet.line(curve((x, y), (x + side * 5 * U, y + fold * U)), shade(color, 0.55), 0.4 * U, 0.6)
    knot = [
        (x - 1.9 * U, y - 2.1 * U),
        (x + 1.9 * U, y - 2.1 * U),
        (x + 2.3 * U, y + 2.3 * U),
        (x - 2.3 * U, y + 2.3 * U),
    ]
    sheet.fill(knot, shade(color, 1.1))
    sheet.line([(x - 0.8 * U, y - 2 * U), (x - U, y + 2 * U)], shade(color, 0.7), 0.4 * U, 0.5)
    return sheet.plain()


def boxed(flowers: Flowers, box: Color, ribbon: Color, count: int, green: str, rng: random.Random) -> Image.Image:
    """Flowers in a round hat box."""
    picture = Image.new("RGBA", (FULL, FULL))
    left, right, top, bottom = 25 * U, 75 * U, 52 * U, 86 * U
    lay(picture, _cylinder((left, top, right, bottom), 6.5 * U, box, rim=4.5 * U), FULL / 2, FULL / 2)
    _band(picture, (left, 70 * U, right, 74.5 * U), 6.5 * U, ribbon)
    lay(picture, bow(ribbon).resize((int(32 * U), int(32 * U))), 50 * U, 78.5 * U, shadow=0.3)
    _put_on(picture, Dome(50 * U, 39 * U, 26 * U, 16.5 * U, count), flowers, green, rng)
    return picture


def _cylinder(box: tuple[float, float, float, float], curve_: float, color: Color, *, rim: float = 0) -> Image.Image:
    """A round box from a little above, darker at its sides."""
    left, top, right, bottom = box
    body = Image.new("L", (FULL, FULL))
    cut = ImageDraw.Draw(body)
    cut.rectangle((left, top, right, bottom), fill=255)
    cut.ellipse((left, bottom - curve_, right, bottom + curve_), fill=255)
    cut.ellipse((left, top - curve_, right, top + curve_), fill=255)
    stops = [shade(color, factor) for factor in (0.66, 0.86, 1.05, 1.2, 1.08, 0.9, 0.7, 0.58)]
    surface = Image.new("RGB", (FULL, FULL), color)
    surface.paste(slope((int(right - left), FULL), stops, across=True), (int(left), 0))
    paint = ImageDraw.Draw(surface, "RGBA")
    if rim:
        for shift, tone, alpha in ((rim + 0.5 * U, 0.4, 70), (rim, 1.5, 90)):
            box_of_rim = (left, top - curve_ + shift, right, top + curve_ + shift)
            paint.arc(box_of_rim, 0, 180, fill=(*shade(color, tone), alpha), width=int(0.5 * U))
    paint.ellipse((left, top - curve_, right, top + curve_), fill=shade(color, 0.5))
    surface.putalpha(body)
    return surface


def _band(picture: Image.Image, box: tuple[float, float, float, float], curve_: float, color: Color) -> None:
    """A ribbon around a round box."""
    left, top, right, bottom = box
    mask = Image.new("L", (FULL, FULL))
    cut = ImageDraw.Draw(mask)
    cut.rectangle((left, top, right, bottom), fill=255)
    cut.ellipse((left, bottom - curve_, right, bottom + curve_), fill=255)
    cut.ellipse((left, top - curve_, right, top + curve_), fill=0)
    stops = [shade(color, factor) for factor in (0.6, 0.9, 1.2, 1.35, 1.05, 0.8, 0.6)]
    surface = Image.new("RGB", (FULL, FULL))
    surface.paste(slope((int(right - left), FULL), stops, across=True), (int(left), 0))
    surface.putalpha(mask)
    picture.alpha_composite(surface)


def basketed(flowers: Flowers, straw: Color, ribbon: Color, count: int, green: str, rng: random.Random) -> Image.Image:
    """Flowers in a woven basket under its handle."""
    picture = Image.new("RGBA", (FULL, FULL))
    handle = Sheet(FULL, shade(straw, 0.6))
    arch = curve((22 * U, 60 * U), (16 * U, -12 * U), (84 * U, -12 * U), (78 * U, 60 * U), steps=60)
    handle.line(arch, shade(straw, 0.7), 3.4 * U)
    for step in range(59):
        (ax, ay), (bx, by) = arch[step], arch[step + 1]
        handle.line([(ax - U, ay - U), (bx + U, by + U)], shade(straw, 1.15 if step % 2 else 0.9), 0.9 * U)
    lay(picture, handle.plain(), FULL / 2, FULL / 2)
    lay(picture, _weave(straw, rng), FULL / 2, FULL / 2)
    _put_on(picture, Dome(50 * U, 41 * U, 30 * U, 17 * U, count), flowers, green, rng)
    lay(picture, bow(ribbon).resize((int(26 * U), int(26 * U))), 50 * U, 68 * U, shadow=0.4)
    return picture


def _weave(straw: Color, rng: random.Random) -> Image.Image:
    """A woven wall: strands over and under the ribs, narrower towards the bottom."""
    sheet = Sheet(FULL, shade(straw, 0.5))
    rows, ribs, top, bottom = 11, 17, 53 * U, 90 * U

    def half(row: float) -> float:
        """Return half the basket's width at a row."""
        return (30 - 7.5 * row / rows) * U

    sheet.fill(
        [
            (50 * U - half(0), top),
            (50 * U + half(0), top),
            (50 * U + half(rows), bottom),
            (50 * U - half(rows), bottom),
        ],
        shade(straw, 0.45),
    )
    high = (bottom - top) / rows
    for row in range(rows):
        for rib in range(ribs):
            part = (rib + 0.5) / ribs * 2 - 1
            x = 50 * U + half(row + 0.5) * part
            sag = 2.2 * U * (1 - part * part)
            wide = half(row + 0.5) / ribs * (1.28 if (row + rib) % 2 else 0.8)
            light = (1.12 - 0.42 * abs(part + 0.25)) * (1.0 if (row + rib) % 2 else 0.8) * rng.uniform(0.93, 1.07)
            y = top + high * (row + 0.5) + sag
            strand = [
                (x + math.cos(turn) * wide, y + math.sin(turn) * high * 0.52)
                for turn in (math.tau * step / 14 for step in range(14))
            ]
            sheet.fill(strand, shade(straw, light))
            sheet.line(strand[8:12], shade(straw, min(light * 1.3, 1.6)), 3, 0.6)
    rim = curve((19 * U, 52 * U), (50 * U, 58 * U), (81 * U, 52 * U), steps=40)
    sheet.line(rim, shade(straw, 0.75), 4.4 * U)
    for (ax, ay), (bx, by) in itertools.pairwise(rim):
        sheet.line([(ax, ay - 1.8 * U), (bx + 0.6 * U, by + 1.8 * U)], shade(straw, rng.uniform(0.95, 1.25)), 0.9 * U)
    return sheet.plain()


def tied(flowers: Flowers, paper: Color, ribbon: Color, count: int, green: str, rng: random.Random) -> Image.Image:
    """A round bouquet held by its stems, wound with ribbon: a bride's."""
    picture = Image.new("RGBA", (FULL, FULL))
    stems = Sheet(FULL, (90, 120, 80))
    for number in range(13):
        spread = number - 6
        green_ = shade((104, 140, 84), rng.uniform(0.75, 1.2))
        stems.line(
            curve(
                (50 * U + spread * 1.6 * U, 56 * U),
                (50 * U + spread * 0.6 * U, 72 * U),
                (50 * U + spread * 1.25 * U, 95 * U),
            ),
            green_,
            1.3 * U,
        )
    lay(picture, stems.plain(), FULL / 2, FULL / 2)
    lay(picture, _grip(ribbon), FULL / 2, FULL / 2, shadow=0.3)
    lay(picture, bow(ribbon).resize((int(34 * U), int(40 * U))), 50 * U, 68 * U, shadow=0.35)
    _put_on(picture, Dome(50 * U, 38 * U, 27 * U, 24 * U, count), flowers, green, rng)
    return picture


def _grip(ribbon: Color) -> Image.Image:
    """Ribbon wound around stems."""
    sheet = Sheet(FULL, shade(ribbon, 0.7))
    sheet.fill([(44 * U, 60 * U), (56 * U, 60 * U), (54.6 * U, 82 * U), (45.4 * U, 82 * U)], ribbon)
    for step in range(6):
        y = (62 + step * 3.6) * U
        sheet.line([(44.5 * U, y), (55.4 * U, y + 2.6 * U)], shade(ribbon, 0.72), 0.4 * U, 0.5)
        sheet.line([(44.5 * U, y + U), (55.4 * U, y + 3.6 * U)], shade(ribbon, 1.4), 0.5 * U, 0.5)
    for side, x in ((0.4, 44.6), (0.25, 53.4)):
        sheet.tint(
            [(x * U, 60 * U), ((x + 2) * U, 60 * U), ((x + 2) * U, 82 * U), (x * U, 82 * U)], (70, 60, 50), side * 0.6
        )
    return sheet.plain()


def candle(flowers: Flowers, wax: Color, ribbon: Color, count: int, green: str, rng: random.Random) -> Image.Image:
    """A candle burning in a glass, with a few heads beside it."""
    picture = Image.new("RGBA", (FULL, FULL))
    left, right, top, bottom = 33 * U, 67 * U, 40 * U, 84 * U
    glass = _cylinder((left, top, right, bottom), 4.4 * U, mix(wax, (255, 255, 255), 0.25))
    paint = ImageDraw.Draw(glass, "RGBA")
    paint.ellipse((left, 45 * U, right, 53.8 * U), fill=(*shade(wax, 1.3), 255))
    paint.ellipse((42 * U, 47.3 * U, 58 * U, 51.6 * U), fill=(255, 246, 214, 255))
    paint.rectangle((left + U, 41 * U, left + 3 * U, 83 * U), fill=(255, 255, 255, 110))
    paint.rectangle((right - 3.4 * U, 42 * U, right - 2.4 * U, 82 * U), fill=(255, 255, 255, 80))
    paint.arc((left, top - 4.4 * U, right, top + 4.4 * U), 0, 360, fill=(255, 255, 255, 190), width=int(0.6 * U))
    lay(picture, glass, FULL / 2, FULL / 2)
    _label(picture, ribbon)
    _flame(picture)
    _put_on(picture, Dome(72 * U, 82 * U, 11 * U, 6 * U, count), flowers, green, rng)
    return picture


def _label(picture: Image.Image, ink: Color) -> None:
    """A paper label on the glass: a twig and two lines."""
    sheet = Sheet(FULL)
    sheet.fill([(40 * U, 60 * U), (60 * U, 60 * U), (60 * U, 76 * U), (40 * U, 76 * U)], (250, 246, 238))
    sheet.line([(50 * U, 63 * U), (50 * U, 70 * U)], ink, 0.4 * U)
    for side in (-1, 1):
        for y in (64, 66, 68):
            sheet.line(curve((50 * U, (y + 1.4) * U), ((50 + side * 2.6) * U, y * U)), ink, 0.7 * U)
    sheet.line([(44 * U, 72 * U), (56 * U, 72 * U)], ink, 0.5 * U)
    sheet.line([(46 * U, 73.8 * U), (54 * U, 73.8 * U)], mix(ink, (250, 246, 238), 0.5), 0.4 * U)
    lay(picture, sheet.plain(), FULL / 2, FULL / 2)


def _flame(picture: Image.Image) -> None:
    halo = Image.new("RGBA", (FULL, FULL), (255, 214, 130, 0))
    light = Image.new("L", (FULL, FULL))
    ImageDraw.Draw(light).ellipse(ellipse(50 * U, 41 * U, 13 * U, 17 * U), fill=150)
    halo.putalpha(light.filter(ImageFilter.GaussianBlur(6 * U)))
    picture.alpha_composite(halo)
    sheet = Sheet(FULL, (255, 200, 110))
    sheet.line([(50 * U, 49.5 * U), (50.3 * U, 45 * U)], (70, 56, 44), 0.6 * U)
    for scale, color in ((1.0, (250, 176, 72)), (0.72, (255, 214, 120)), (0.42, (255, 246, 214))):
        tip = (50.4 * U, (46 - 13 * scale) * U)
        right = curve((50.3 * U, 46.6 * U), ((50.3 + 5 * scale) * U, 45 * U), ((50.3 + 2 * scale) * U, 39 * U), tip)
        left = curve(tip, ((50.3 - 2 * scale) * U, 39 * U), ((50.3 - 5 * scale) * U, 45 * U), (50.3 * U, 46.6 * U))
        sheet.fill(right + left, color)
    lay(picture, sheet.plain(), FULL / 2, FULL / 2)


def postcard(flowers: Flowers, paper: Color, ribbon: Color, count: int, green: str, rng: random.Random) -> Image.Image:
    """A card with drawn flowers on an envelope."""
    picture = Image.new("RGBA", (FULL, FULL))
    lay(picture, _envelope(ribbon).rotate(9, Image.Resampling.BICUBIC), 54 * U, 58 * U, shadow=0.35)
    card = Image.new("RGBA", (FULL, FULL))
    draw = ImageDraw.Draw(card)
    draw.rectangle((27 * U, 14 * U, 73 * U, 78 * U), fill=(*paper, 255))
    draw.rectangle((30 * U, 17 * U, 70 * U, 75 * U), outline=(*shade(ribbon, 1.1), 255), width=int(0.4 * U))
    _put_on(card, Dome(50 * U, 38 * U, 12.5 * U, 11 * U, count), flowers, green, rng)
    for y, half in ((61, 11), (65, 14), (69, 8)):
        points = [((50 - half + step) * U, (y + 0.8 * math.sin(step * 1.9 + y)) * U) for step in range(2 * half)]
        draw.line(points, fill=(120, 96, 96, 255), width=int(0.5 * U), joint="curve")
    lay(picture, card.rotate(-6, Image.Resampling.BICUBIC), 47 * U, 50 * U, shadow=0.45)
    return picture


def _envelope(color: Color) -> Image.Image:
    sheet = Sheet(FULL, color)
    left, right, top, bottom = 18 * U, 82 * U, 36 * U, 78 * U
    sheet.fill([(left, top), (right, top), (right, bottom), (left, bottom)], shade(color, 1.15))
    for corner in ((left, bottom), (right, bottom)):
        sheet.tint([corner, (corner[0], top), (50 * U, 58 * U)], shade(color, 0.7), 0.25)
    sheet.line([(left, bottom), (50 * U, 58 * U), (right, bottom)], shade(color, 0.8), 0.4 * U, 0.7)
    return sheet.plain()

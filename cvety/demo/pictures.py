"""Pictures of bouquets, drawn: a demo shop with empty frames looks like a shop that has closed."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

SIZE = 800
_SCALE = 2  # drawn larger and reduced, which smooths every edge
_FULL = SIZE * _SCALE

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How a bouquet looks: kinds of flowers with their colors, the paper around them, the wall behind."""

    flowers: Sequence[tuple[str, Color]]
    paper: Color
    wall: Color
    seed: int


def bouquet(look: Look) -> bytes:
    """Return a JPEG of the bouquet."""
    rng = random.Random(look.seed)
    picture = _wall(look.wall)
    canvas = ImageDraw.Draw(picture, "RGBA")
    _paper_behind(canvas, look.paper, rng)
    spots = _dome(rng)
    for x, y, _radius in spots:
        if y < _FULL * 0.5:  # lower down the paper hides them
            _leaf(picture, x, y, rng)
    for number, (x, y, radius) in enumerate(spots):
        kind, color = look.flowers[number % len(look.flowers)]
        head = _HEADS[kind](radius, _vary(color, rng), rng)
        picture.paste(head, (int(x - head.width / 2), int(y - head.height / 2)), head)
    _paper_in_front(ImageDraw.Draw(picture, "RGBA"), look.paper)
    out = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "JPEG", quality=82)
    return out.getvalue()


def _shade(color: Color, factor: float) -> Color:
    """Darker below 1, nearer to white above."""
    red, green, blue = (part * factor if factor <= 1 else part + (255 - part) * (factor - 1) for part in color)
    return int(red), int(green), int(blue)


def _vary(color: Color, rng: random.Random) -> Color:
    return _shade(color, rng.uniform(0.94, 1.1))


def _wall(color: Color) -> Image.Image:
    """A wall lit from above, and the bouquet's soft shadow on it."""
    strip = Image.new("RGB", (1, 256))
    for row in range(256):
        strip.putpixel((0, row), _shade(color, 1.25 - row / 640))
    wall = strip.resize((_FULL, _FULL), Image.Resampling.BICUBIC)
    shadow = Image.new("L", (_FULL // 4, _FULL // 4))
    ImageDraw.Draw(shadow).ellipse([s * _FULL / 4 for s in (0.2, 0.18, 0.88, 0.96)], fill=70)
    shadow = shadow.filter(ImageFilter.GaussianBlur(_FULL / 60)).resize((_FULL, _FULL))
    wall.paste(_shade(color, 0.55), (0, 0, _FULL, _FULL), shadow)
    return wall


def _dome(rng: random.Random) -> list[tuple[float, float, float]]:
    """Places of flower heads, those at the back first: rings from the rim to the middle."""
    middle_x, middle_y, reach = _FULL * 0.5, _FULL * 0.4, _FULL * 0.27
    spots = []
    for ring, count in ((1.0, 15), (0.66, 9), (0.3, 5), (0.0, 1)):
        turn = rng.uniform(0, math.tau)
        for i in range(count):
            angle = turn + math.tau * i / count
            radius = _FULL * rng.uniform(0.078, 0.09) * (1.0 + 0.12 * (1 - ring))
            x = middle_x + math.cos(angle) * reach * ring + rng.uniform(-12, 12)
            y = middle_y + math.sin(angle) * reach * ring * 0.85 + rng.uniform(-12, 12)
            spots.append((x, y, radius))
    return spots


def _leaf(picture: Image.Image, x: float, y: float, rng: random.Random) -> None:
    """Green that looks out from behind a head, away from the middle."""
    length, width = _FULL * rng.uniform(0.13, 0.165), _FULL * 0.03
    green = _shade((74, 122, 70), rng.uniform(0.75, 1.25))
    away = math.atan2(y - _FULL * 0.4, x - _FULL * 0.5) + rng.uniform(-0.4, 0.4)
    canvas = ImageDraw.Draw(picture)
    canvas.polygon(_blade(x, y, away, length, width), fill=green)
    end = (x + math.cos(away) * length * 0.93, y + math.sin(away) * length * 0.93)
    canvas.line([(x, y), end], fill=_shade(green, 0.8), width=5)


def _blade(x: float, y: float, angle: float, length: float, width: float) -> list[tuple[float, float]]:
    """The outline of a leaf or of a narrow petal that grows from a point."""
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    outline = []
    for step in range(25):
        turn = math.tau * step / 24
        reach, aside = length * (1 - math.cos(turn)) / 2, width * math.sin(turn)
        outline.append((x + along[0] * reach + across[0] * aside, y + along[1] * reach + across[1] * aside))
    return outline


def _paper_behind(canvas: ImageDraw.ImageDraw, color: Color, rng: random.Random) -> None:
    """The sheet that stands around the flowers, with a torn-looking edge."""
    bottom = (_FULL * 0.5, _FULL * 0.95)
    for factor, reach in ((0.86, 0.43), (1.0, 0.4)):
        edge = []
        for step in range(41):
            angle = math.pi * (1.08 - 1.16 * step / 40)
            wave = reach * (1 + 0.03 * math.sin(step * 1.9 + factor * 9) + rng.uniform(-0.012, 0.012))
            edge.append((_FULL * (0.5 + wave * math.cos(angle)), _FULL * (0.46 - wave * math.sin(angle))))
        canvas.polygon([*edge, bottom], fill=_shade(color, factor))


def _paper_in_front(canvas: ImageDraw.ImageDraw, color: Color) -> None:
    """Two flaps folded over the stems, and a ribbon."""
    tip = (_FULL * 0.5, _FULL * 0.97)
    left = [(_FULL * 0.11, _FULL * 0.5), (_FULL * 0.3, _FULL * 0.63), (_FULL * 0.56, _FULL * 0.76), tip]
    right = [(_FULL * 0.89, _FULL * 0.5), (_FULL * 0.72, _FULL * 0.63), (_FULL * 0.44, _FULL * 0.76), tip]
    canvas.polygon(left, fill=_shade(color, 0.93))
    canvas.polygon(right, fill=_shade(color, 1.06))
    canvas.line([right[0], right[1], right[2]], fill=_shade(color, 0.84), width=5)
    canvas.line([left[0], left[1]], fill=_shade(color, 0.82), width=4)
    ribbon = _shade(color, 0.62)
    knot_x, knot_y = _FULL * 0.5, _FULL * 0.79
    for side in (-1, 1):
        loop = sorted((knot_x, knot_x + side * _FULL * 0.11))
        canvas.ellipse([loop[0], knot_y - _FULL * 0.035, loop[1], knot_y + _FULL * 0.035], fill=ribbon)
        canvas.ellipse(
            [loop[0] + 36, knot_y - _FULL * 0.016, loop[1] - 36, knot_y + _FULL * 0.016], fill=_shade(ribbon, 1.3)
        )
        end = knot_x + side * _FULL * 0.07
        canvas.line([knot_x, knot_y, end, knot_y + _FULL * 0.13], fill=ribbon, width=26)
    canvas.ellipse([knot_x - 40, knot_y - 40, knot_x + 40, knot_y + 40], fill=_shade(ribbon, 1.12))


def _tile(radius: float) -> tuple[Image.Image, ImageDraw.ImageDraw, float]:
    side = int(radius * 2.5)
    tile = Image.new("RGBA", (side, side))
    return tile, ImageDraw.Draw(tile), side / 2


def _disk(canvas: ImageDraw.ImageDraw, x: float, y: float, radius: float, color: Color) -> None:
    canvas.ellipse([x - radius, y - radius, x + radius, y + radius], fill=color)


def _rose(radius: float, color: Color, rng: random.Random) -> Image.Image:
    """Petals in rings that grow darker and tighter towards the heart."""
    tile, canvas, middle = _tile(radius)
    for ring in range(6):
        reach = radius * (0.62 - ring * 0.11)
        for petal in range(7 - ring):
            angle = math.tau * petal / (7 - ring) + ring * 0.9 + rng.uniform(-0.15, 0.15)
            x, y = middle + math.cos(angle) * reach * 0.75, middle + math.sin(angle) * reach * 0.75
            _disk(canvas, x, y, reach * 0.72 + 10, _shade(color, 0.72 - ring * 0.02))
            _disk(
                canvas, x + math.cos(angle) * 5, y + math.sin(angle) * 5, reach * 0.72, _shade(color, 1.1 - ring * 0.06)
            )
    _disk(canvas, middle, middle, radius * 0.09, _shade(color, 0.6))
    return tile


def _tulip(radius: float, color: Color, rng: random.Random) -> Image.Image:
    """A cup of three petals."""
    tile, canvas, middle = _tile(radius)
    for shift, factor in ((-0.36, 0.82), (0.36, 0.86), (0.0, 1.06)):
        x = middle + shift * radius
        outline = [x - radius * 0.44, middle - radius * 0.95, x + radius * 0.44, middle + radius * 0.85]
        canvas.ellipse(outline, fill=_shade(color, factor))
    canvas.line([middle, middle - radius * 0.7, middle, middle + radius * 0.6], fill=_shade(color, 0.9), width=5)
    return tile.rotate(rng.uniform(-28, 28), Image.Resampling.BICUBIC)


def _daisy(radius: float, color: Color, rng: random.Random) -> Image.Image:
    """Narrow petals around a yellow heart: a gerbera, a chrysanthemum."""
    tile, canvas, middle = _tile(radius)
    turn = rng.uniform(0, math.tau)
    for layer, (reach, factor) in enumerate(((0.95, 0.86), (0.78, 0.97), (0.58, 1.1))):
        for petal in range(16):
            angle = turn + math.tau * (petal + layer / 2) / 16
            canvas.polygon(_blade(middle, middle, angle, radius * reach, radius * 0.13), fill=_shade(color, factor))
    _disk(canvas, middle, middle, radius * 0.22, (226, 178, 72))
    return tile


def _peony(radius: float, color: Color, rng: random.Random) -> Image.Image:
    """A ball of many ruffled petals."""
    tile, canvas, middle = _tile(radius)
    for step in range(46):
        reach = radius * 0.78 * (1 - step / 46) ** 0.8
        angle = step * 2.4
        x, y = middle + math.cos(angle) * reach, middle + math.sin(angle) * reach
        size = radius * (0.34 - 0.12 * step / 46)
        _disk(canvas, x, y, size + 6, _shade(color, 0.8))
        _disk(canvas, x, y, size, _shade(color, 0.95 + 0.3 * (step % 3) / 3 + rng.uniform(0, 0.06)))
    return tile


def _cloud(radius: float, color: Color, rng: random.Random) -> Image.Image:
    """A cluster of tiny flowers: hydrangea, baby's breath."""
    tile, canvas, middle = _tile(radius)
    for _ in range(60):
        reach, angle = radius * 0.85 * math.sqrt(rng.random()), rng.uniform(0, math.tau)
        x, y = middle + math.cos(angle) * reach, middle + math.sin(angle) * reach
        tint = _shade(color, rng.uniform(0.86, 1.3))
        for petal in range(4):
            turn = math.tau * petal / 4 + angle
            _disk(canvas, x + math.cos(turn) * radius * 0.09, y + math.sin(turn) * radius * 0.09, radius * 0.09, tint)
        _disk(canvas, x, y, radius * 0.035, _shade(color, 0.7))
    return tile


_HEADS: dict[str, Callable[[float, Color, random.Random], Image.Image]] = {
    "rose": _rose,
    "tulip": _tulip,
    "daisy": _daisy,
    "peony": _peony,
    "cloud": _cloud,
}

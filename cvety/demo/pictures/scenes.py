"""Whole pictures: a bouquet in the shop's catalog, on the florist's table, at somebody's door."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter

from . import holders
from .bunches import LEAF
from .drawing import FULL, SIZE, Color, glow, lay, mix, shade, slope, streaks
from .heads import leaf

Holder = Literal["wrap", "box", "basket", "tied", "candle", "postcard"]
_HOLDERS: dict[Holder, Callable[..., Image.Image]] = {
    "wrap": holders.wrapped,
    "box": holders.boxed,
    "basket": holders.basketed,
    "tied": holders.tied,
    "candle": holders.candle,
    "postcard": holders.postcard,
}
_WOOD = (186, 146, 106)


@dataclass(frozen=True, slots=True)
class Look:
    """How something on sale looks: its flowers by kind and color, what holds them, the wall behind."""

    flowers: Sequence[tuple[str, Color]]
    paper: Color
    ribbon: Color
    wall: Color
    seed: int
    count: int = 23
    green: str = "leaf"
    holder: Holder = "wrap"


def in_the_catalog(look: Look) -> bytes:
    """Return a JPEG of it before a plain wall."""
    rng = random.Random(look.seed)
    picture = _wall(look.wall)
    _stand(picture, _made(look, rng), rng.uniform(-3, 3), 1.0)
    return _jpeg(picture)


def on_the_table(look: Look, seed: int) -> bytes:
    """Return a JPEG of it as a florist photographs it: made anew, on the worktable, a little askew."""
    rng = random.Random(seed)
    picture = _table(rng)
    _lie(picture, _made(look, rng), rng.uniform(-14, 14), rng.uniform(0.86, 0.94))
    return _jpeg(picture)


def at_the_door(look: Look, seed: int) -> bytes:
    """Return a JPEG of it as a courier photographs it: before the recipient's door."""
    rng = random.Random(seed)
    picture = _door(rng)
    _stand(picture, _made(look, rng), rng.uniform(-5, 5), 0.74)
    return _jpeg(picture)


def _made(look: Look, rng: random.Random) -> Image.Image:
    return _HOLDERS[look.holder](look.flowers, look.paper, look.ribbon, look.count, look.green, rng)


def _stand(picture: Image.Image, thing: Image.Image, degrees: float, scale: float) -> None:
    """Put it upright, over its shadow on the ground and a softer one on the wall."""
    foot = FULL * (0.5 + 0.45 * scale)
    wide = FULL * 0.3 * scale
    glow(picture, (FULL / 2 - wide, foot - wide * 0.3, FULL / 2 + wide * 1.25, foot + wide * 0.3), (52, 42, 36), 0.75)
    _lay_turned(picture, thing, degrees, scale, FULL * 0.02, 0.3)


def _lie(picture: Image.Image, thing: Image.Image, degrees: float, scale: float) -> None:
    """Put it flat on the table, close over its shadow."""
    _lay_turned(picture, thing, degrees, scale, FULL * 0.022, 0.55)


def _lay_turned(
    picture: Image.Image, thing: Image.Image, degrees: float, scale: float, away: float, shadow: float
) -> None:
    side = int(FULL * scale)
    turned = thing.resize((side, side), Image.Resampling.BILINEAR).rotate(degrees, Image.Resampling.BICUBIC)
    cast = turned.getchannel("A").reduce(6).filter(ImageFilter.GaussianBlur(FULL / 130))
    cast = cast.point(lambda part: int(part * shadow)).resize(turned.size, Image.Resampling.BILINEAR)
    left = (FULL - side) // 2
    picture.paste((46, 36, 30), (int(left + away), int(left + away * 1.6)), cast)
    picture.paste(turned, (left, left), turned)


def _wall(color: Color) -> Image.Image:
    """A wall and a tabletop of nearly one color, in the light of a window on the left."""
    picture = slope((FULL, FULL), [shade(color, factor) for factor in (0.96, 1.06, 1.16, 1.12, 1.2, 1.02)])
    glow(picture, (-FULL * 0.3, -FULL * 0.35, FULL * 0.95, FULL * 0.8), (255, 253, 248), 0.6)
    glow(picture, (FULL * 0.55, FULL * 0.3, FULL * 1.5, FULL * 1.3), shade(color, 0.7), 0.4)
    return picture


def _table(rng: random.Random) -> Image.Image:
    """Boards, a few cut leaves, the light from above."""
    tone = shade(_WOOD, rng.uniform(0.82, 1.12))
    picture = Image.new("RGB", (FULL, FULL), shade(tone, 0.5))
    board = FULL // 5
    for number in range(5):
        color = shade(tone, rng.uniform(0.9, 1.08))
        picture.paste(streaks((FULL, board - 5), shade(color, 1.12), shade(color, 0.86), 60), (0, number * board))
    for _ in range(6):
        sheet = leaf(
            FULL * rng.uniform(0.06, 0.1), FULL * 0.03, shade(LEAF, rng.uniform(0.8, 1.2)), rng.uniform(0, 6.3)
        )
        x, y = rng.choice((rng.uniform(0.03, 0.16), rng.uniform(0.84, 0.97))), rng.uniform(0.55, 0.97)
        lay(picture, sheet, FULL * x, FULL * y, shadow=0.4)
    glow(picture, (-FULL * 0.2, -FULL * 0.3, FULL * 1.1, FULL * 0.9), (255, 244, 224), 0.35)
    return picture


def _door(rng: random.Random) -> Image.Image:
    """A flat's door with its panels and mat, out of focus."""
    color = rng.choice([(92, 72, 60), (70, 84, 96), (118, 92, 70), (84, 92, 82)])
    picture = slope((FULL, FULL), [(214, 206, 194), (226, 219, 208), (196, 186, 172)])
    paint = ImageDraw.Draw(picture)
    paint.rectangle((0, FULL * 0.8, FULL, FULL), fill=(158, 150, 142))
    paint.rectangle((FULL * 0.13, 0, FULL * 0.87, FULL * 0.8), fill=shade(color, 1.0))
    for left, right in ((0.2, 0.47), (0.53, 0.8)):
        for top, bottom in ((0.02, 0.3), (0.36, 0.74)):
            box = (FULL * left, FULL * top, FULL * right, FULL * bottom)
            paint.rectangle(box, fill=shade(color, 1.08), outline=shade(color, 0.74), width=9)
    paint.ellipse((FULL * 0.8, FULL * 0.42, FULL * 0.84, FULL * 0.46), fill=(214, 190, 130))
    paint.rounded_rectangle(
        (FULL * 0.16, FULL * 0.85, FULL * 0.84, FULL * 0.99), 12, fill=mix(color, (60, 54, 48), 0.5)
    )
    return picture.filter(ImageFilter.GaussianBlur(FULL / 160))


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "JPEG", quality=84)
    return out.getvalue()

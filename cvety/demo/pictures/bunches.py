"""Flowers put together: which head goes where, and the green between them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image

from .drawing import Color, lay, lay_over, shade, shadow_of
from .heads import head, leaf, sprig

_GOLDEN = 2.39996  # puts any number of heads side by side without rows
_VARIANTS = 3
_STEP = 6
_TURNED = ("tulip", "gypsophila")  # all others are lit from one side, and have a face for each variant
LEAF, EUCALYPTUS = (74, 118, 72), (142, 168, 146)


@dataclass(frozen=True, slots=True)
class Dome:
    """Where the heads are: around a point, as wide and high, so many of them."""

    x: float
    y: float
    wide: float
    high: float
    count: int

    def spots(self, rng: random.Random) -> list[tuple[float, float, float]]:
        """Places and sizes of heads, those at the rim first: whoever looks from above sees the middle whole."""
        size = 2.75 * math.sqrt(self.wide * self.high / self.count)
        turn = rng.uniform(0, math.tau)
        spots = []
        for number in reversed(range(self.count)):
            away = 0.94 * math.sqrt((number + 0.3) / self.count)
            angle = turn + number * _GOLDEN
            x = self.x + math.cos(angle) * self.wide * away + rng.uniform(-0.04, 0.04) * size
            y = self.y + math.sin(angle) * self.high * away + rng.uniform(-0.04, 0.04) * size
            spots.append((x, y, size * rng.uniform(0.95, 1.08) * (1.06 - 0.12 * away)))
        return spots


def put(picture: Image.Image, dome: Dome, flowers: Sequence[tuple[str, Color]], green: str, rng: random.Random) -> None:
    """Draw a bunch: green that looks out from behind, heads, and airy flowers over them."""
    spots = dome.spots(rng)
    _greenery(picture, dome, green, rng)
    heads = [flower for flower in flowers if flower[0] != "gypsophila"]
    airy = [flower for flower in flowers if flower[0] == "gypsophila"]
    for _, color in airy:
        for x, y, size in spots[:: max(len(spots) // 9, 1)]:
            _put_head(picture, "gypsophila", color, _outward(dome, x, y, 0.2), size * 1.05, 0.0, rng)
    for number, (x, y, size) in enumerate(spots):
        kind, color = heads[number % len(heads)]
        away = math.atan2(y - dome.y - dome.high * 0.9, x - dome.x)
        turn = away + rng.uniform(-0.25, 0.25) if kind == "tulip" else rng.uniform(0, math.tau)
        _put_head(picture, kind, color, (x, y), size * _SIZES.get(kind, 1.0), turn, rng)
    for _, color in airy:
        for x, y, size in spots[len(spots) // 3 :: max(len(spots) // 5, 1)]:
            _put_head(picture, "gypsophila", color, (x + size * 0.4, y + size * 0.35), size * 0.6, 0.0, rng)


_SIZES = {"tulip": 1.1, "gerbera": 1.08, "hydrangea": 1.3, "peony": 1.06}


def _put_head(
    picture: Image.Image,
    kind: str,
    color: Color,
    place: tuple[float, float],
    size: float,
    turn: float,
    rng: random.Random,
) -> None:
    sheet, cast = _cut(kind, color, rng.randrange(_VARIANTS), max(int(size) // _STEP * _STEP, _STEP))
    if kind in _TURNED:
        degrees = -math.degrees(turn)
        sheet, cast = (part.rotate(degrees, Image.Resampling.BILINEAR) for part in (sheet, cast))
    lay_over(picture, sheet, cast, *place)


@cache
def _cut(kind: str, color: Color, variant: int, size: int) -> tuple[Image.Image, Image.Image]:
    """A head of a size, with its shadow; sizes are rounded, so that few are needed."""
    sheet = head(kind, color, variant).resize((size, size), Image.Resampling.HAMMING)
    return sheet, shadow_of(sheet, 0.18 if kind == "gypsophila" else 0.5)


def _outward(dome: Dome, x: float, y: float, part: float) -> tuple[float, float]:
    return x + (x - dome.x) * part, y + (y - dome.y) * part


def _greenery(picture: Image.Image, dome: Dome, green: str, rng: random.Random) -> None:
    if green == "none":
        return
    count = 17
    for number in range(count):
        angle = math.tau * number / count + rng.uniform(-0.15, 0.15)
        x, y = dome.x + math.cos(angle) * dome.wide * 0.78, dome.y + math.sin(angle) * dome.high * 0.78
        length = (dome.wide + dome.high) * rng.uniform(0.28, 0.35)
        growing = angle + rng.uniform(-0.35, 0.35)
        if green == "eucalyptus" and number % 2:
            sheet = sprig(length * 1.15, shade(EUCALYPTUS, rng.uniform(0.9, 1.1)), growing, rng)
        else:
            sheet = leaf(length, length * 0.36, shade(LEAF, rng.uniform(0.8, 1.2)), growing)
        lay(picture, sheet, x, y, shadow=0.3)

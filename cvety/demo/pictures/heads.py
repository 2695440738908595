"""Flower heads, seen from a little above, each on a sheet of its own."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import cache

from PIL import Image

from .drawing import Color, Sheet, curve, deep, mix, petal, placed, shade

_SIDE = 360
_MIDDLE = _SIDE / 2
_RADIUS = _SIDE * 0.44
_GOLDEN = 2.39996  # the angle at which plants set petal after petal


@cache
def head(kind: str, color: Color, variant: int) -> Image.Image:
    """Return a head of this kind and color; there are as many faces as variants."""
    rng = random.Random(f"{kind}{color}{variant}")
    return _KINDS[kind](shade(color, rng.uniform(0.95, 1.06)), rng)


def _rose(color: Color, rng: random.Random) -> Image.Image:
    """Broad petals around a bud that is wound up like a scroll."""
    sheet = Sheet(_SIDE, shade(color, 0.6))
    turn = rng.uniform(0, math.tau)
    for ring, (count, reach) in enumerate(((6, 1.0), (6, 0.86), (5, 0.71), (5, 0.56), (4, 0.42), (3, 0.29))):
        turn += _GOLDEN
        for number in range(count):
            angle = turn + math.tau * number / count + rng.uniform(-0.1, 0.1)
            length = _RADIUS * reach * rng.uniform(0.95, 1.03)
            outline = petal(length, length * 1.22, ruffle=0.025, folds=3, fullness=0.62)
            heart = shade(color, deep(color, 0.48, 0.8) + ring * 0.02)
            edge = shade(color, 1.06 - ring * deep(color, 0.035, 0.012))
            sheet.shaded_petal(outline, _MIDDLE, _MIDDLE, angle, heart, edge)
    _scroll(sheet, color, turn)
    return sheet.lit(deep(color, 0.5, 0.8))


def _scroll(sheet: Sheet, color: Color, turn: float) -> None:
    """The rolled bud in the middle of a rose."""
    sheet.disk(_MIDDLE, _MIDDLE, _RADIUS * 0.2, shade(color, 0.72))
    winding = [
        (
            _MIDDLE + math.cos(turn + step * 0.42) * _RADIUS * 0.205 * (1 - step / 34),
            _MIDDLE + math.sin(turn + step * 0.42) * _RADIUS * 0.185 * (1 - step / 34),
        )
        for step in range(33)
    ]
    sheet.line(winding, shade(color, deep(color, 0.45, 0.74)), 7, 0.9)
    sheet.line([(x - 2, y - 3) for x, y in winding], shade(color, 1.14), 3, 0.9)


def _eustoma(color: Color, rng: random.Random) -> Image.Image:
    """Wavy petals, loosely, around a green heart."""
    sheet = Sheet(_SIDE, shade(color, 0.7))
    turn = rng.uniform(0, math.tau)
    green = (186, 200, 128)
    for ring, (count, reach) in enumerate(((6, 1.0), (5, 0.8), (5, 0.6), (4, 0.4))):
        turn += _GOLDEN
        for number in range(count):
            angle = turn + math.tau * number / count + rng.uniform(-0.14, 0.14)
            length = _RADIUS * reach
            outline = petal(length, length * 1.12, ruffle=0.06, folds=7, fullness=0.72)
            heart = mix(shade(color, 0.66), green, 0.2 + ring * 0.16)
            sheet.shaded_petal(outline, _MIDDLE, _MIDDLE, angle, heart, shade(color, 1.02 - ring * 0.03))
    for _ in range(9):
        x, y = _MIDDLE + rng.uniform(-12, 12), _MIDDLE + rng.uniform(-12, 12)
        sheet.disk(x, y, 5, (222, 204, 96))
    return sheet.lit(deep(color, 0.6, 0.8))


def _peony(color: Color, rng: random.Random) -> Image.Image:
    """Guard petals, and within them a ball of ruffles."""
    sheet = Sheet(_SIDE, shade(color, 0.7))
    for number in range(8):
        outline = petal(_RADIUS, _RADIUS * 1.0, ruffle=0.05, folds=6, fullness=0.7)
        angle = math.tau * number / 8 + rng.uniform(-0.12, 0.12)
        sheet.shaded_petal(outline, _MIDDLE, _MIDDLE, angle, shade(color, 0.7), shade(color, 1.16))
    for step in range(54):
        away = _RADIUS * 0.62 * math.sqrt(1 - step / 54)
        angle = step * _GOLDEN + rng.uniform(-0.25, 0.25)
        x, y = _MIDDLE + math.cos(angle) * away * 0.55, _MIDDLE + math.sin(angle) * away * 0.55
        length = _RADIUS * (0.46 - 0.2 * step / 54)
        outline = petal(length, length * rng.uniform(0.85, 1.15), ruffle=0.1, folds=7, fullness=0.8)
        depth = 0.72 + 0.12 * rng.random()
        sheet.shaded_petal(outline, x, y, angle, shade(color, depth), shade(color, 1.12 + 0.2 * rng.random()), 1.25)
    return sheet.lit(deep(color, 0.6, 0.8))


def _tulip(color: Color, rng: random.Random) -> Image.Image:
    """A cup from the side, its mouth to the right."""
    sheet = Sheet(_SIDE, shade(color, 0.7))
    base = _MIDDLE - _RADIUS * 0.85
    heart, edge = mix(shade(color, 0.8), (236, 222, 120), 0.3), shade(color, 1.05)
    long, broad = _RADIUS * 1.75, _RADIUS * 0.98
    for angle, length, factor in ((-0.1, 1.0, 0.76), (0.12, 1.02, 0.82), (-0.2, 0.96, 0.93), (0.2, 0.96, 0.97)):
        outline = _pointed(long * length, broad * 0.92)
        sheet.shaded_petal(outline, base, _MIDDLE, angle, shade(heart, factor), shade(edge, factor))
    outline = _pointed(long * 0.94, broad * 1.02)
    sheet.shaded_petal(outline, base, _MIDDLE, rng.uniform(-0.05, 0.05), heart, shade(color, 1.14), 1.2)
    for aside in (-0.16, -0.08, 0.0, 0.08, 0.16):
        vein = curve((base + 30, _MIDDLE), (_MIDDLE, _MIDDLE + broad * aside * 1.7), (base + long * 0.82, _MIDDLE))
        sheet.line(vein, shade(color, 0.82), 2, 0.35)
    return sheet.lit(0.66)


def _pointed(length: float, width: float) -> list[tuple[float, float]]:
    """A tulip's petal: broad below the middle, drawn to a tip."""
    half = curve((0, 0), (-length * 0.06, width * 0.8), (length * 0.74, width * 0.62), (length, 0))
    return half + [(x, -y) for x, y in reversed(half)]


def _gerbera(color: Color, rng: random.Random) -> Image.Image:
    """Long narrow petals in two rows, a velvet heart with a ring of pollen."""
    sheet = Sheet(_SIDE, shade(color, 0.7))
    turn = rng.uniform(0, math.tau)
    for reach, factor, count in ((1.0, 0.86, 21), (0.94, 1.04, 21), (0.56, 0.92, 17)):
        for number in range(count):
            angle = turn + math.tau * (number + factor) / count + rng.uniform(-0.04, 0.04)
            length = _RADIUS * reach * rng.uniform(0.95, 1.03)
            outline = petal(length, _RADIUS * 0.25, fullness=0.45)
            sheet.shaded_petal(
                outline, _MIDDLE, _MIDDLE, angle, shade(color, 0.7 * factor), shade(color, factor * 1.06)
            )
    _velvet(sheet, (92, 58, 34), (232, 186, 84), rng)
    return sheet.lit(deep(color, 0.6, 0.8))


def _velvet(sheet: Sheet, heart: Color, pollen: Color, rng: random.Random) -> None:
    """The disk in the middle of a gerbera."""
    sheet.disk(_MIDDLE, _MIDDLE, _RADIUS * 0.3, shade(heart, 1.16))
    for number in range(64):
        away = _RADIUS * 0.29 * math.sqrt((number + 0.5) / 64)
        x, y = _MIDDLE + math.cos(number * _GOLDEN) * away, _MIDDLE + math.sin(number * _GOLDEN) * away
        is_outside = number > 34
        sheet.disk(x, y, 4.5, shade(pollen if is_outside else heart, rng.uniform(0.75, 1.2)))


def _chrysanthemum(color: Color, rng: random.Random) -> Image.Image:
    """Row after row of short petals, greenish where they are still closed."""
    sheet = Sheet(_SIDE, shade(color, 0.7))
    young = (206, 214, 126)
    for row in range(7):
        reach = 1.0 - row * 0.135
        count = 24 - row * 2
        for number in range(count):
            angle = math.tau * (number + row * 0.5) / count + rng.uniform(-0.07, 0.07)
            length = _RADIUS * reach * rng.uniform(0.94, 1.04)
            heart = mix(shade(color, 0.66), young, 0.12 * row)
            edge = mix(shade(color, 1.0), young, max(0.0, row - 3) * 0.18)
            outline = petal(length, _RADIUS * 0.22, fullness=0.5)
            sheet.shaded_petal(outline, _MIDDLE, _MIDDLE, angle, heart, edge)
    return sheet.lit(deep(color, 0.6, 0.8))


def _hydrangea(color: Color, rng: random.Random) -> Image.Image:
    """A globe of small flowers with four petals each."""
    sheet = Sheet(_SIDE, shade(color, 0.55))
    for number in range(72):
        away = _RADIUS * 0.86 * math.sqrt(1 - number / 72)
        angle = number * _GOLDEN
        x, y = _MIDDLE + math.cos(angle) * away, _MIDDLE + math.sin(angle) * away
        tint = mix(color, (206, 176, 226), rng.uniform(0, 0.4))
        turn, size = rng.uniform(0, math.tau), _RADIUS * rng.uniform(0.18, 0.22)
        outline = petal(size, size * 0.98, fullness=0.6)
        for quarter in range(4):
            angle = turn + math.tau * quarter / 4
            sheet.shaded_petal(outline, x, y, angle, shade(tint, 0.8), shade(tint, rng.uniform(1.02, 1.3)))
        sheet.disk(x, y, _RADIUS * 0.03, (238, 238, 214))
    return sheet.lit(0.6)


def _gypsophila(color: Color, rng: random.Random) -> Image.Image:
    """A spray of thin stems with a cloud of tiny flowers."""
    sheet = Sheet(_SIDE, (190, 200, 170))
    for number in range(46):
        away, angle = _RADIUS * math.sqrt((number + 1) / 46), number * _GOLDEN + rng.uniform(-0.3, 0.3)
        x, y = _MIDDLE + math.cos(angle) * away, _MIDDLE + math.sin(angle) * away
        bend = _MIDDLE + (x - _MIDDLE) * 0.5 + rng.uniform(-14, 14), _MIDDLE + (y - _MIDDLE) * 0.5
        sheet.line(curve((_MIDDLE, _MIDDLE), bend, (x, y), steps=6), (128, 152, 104), 2)
        for _ in range(2):
            near_x, near_y = x + rng.uniform(-15, 15), y + rng.uniform(-15, 15)
            sheet.line([(x, y), (near_x, near_y)], (140, 162, 116), 2)
            for petals in range(5):
                turn = math.tau * petals / 5
                around = near_x + math.cos(turn) * 5, near_y + math.sin(turn) * 5
                sheet.disk(*around, 5, shade(color, rng.uniform(0.92, 1.1)))
            sheet.disk(near_x, near_y, 3, (226, 224, 190))
    return sheet.plain()


def leaf(length: float, width: float, color: Color, angle: float) -> Image.Image:
    """A leaf that grows from the middle of its sheet at an angle, with a lighter vein."""
    sheet = Sheet(int(length * 2.1), shade(color, 0.7))
    middle = sheet.side / 2
    outline = petal(length, width, fullness=0.1)
    sheet.fill(placed(outline, middle, middle, angle), shade(color, 0.84))
    upper = [(x, min(y, 0.0)) for x, y in outline]
    sheet.fill(placed(upper, middle, middle, angle), shade(color, 1.12))
    sheet.line(placed([(0, 0), (length * 0.93, 0)], middle, middle, angle), shade(color, 1.3), 2)
    for step in range(2, 9):
        start = length * step / 10
        for side in (-1, 1):
            end = start + length * 0.08, side * width * 0.36 * math.sin(math.pi * step / 10)
            sheet.line(placed([(start, 0), end], middle, middle, angle), shade(color, 1.25), 2, 0.4)
    return sheet.plain()


def sprig(length: float, color: Color, angle: float, rng: random.Random) -> Image.Image:
    """A branch of eucalyptus from the middle of its sheet at an angle: round leaves in pairs."""
    sheet = Sheet(int(length * 2.2), shade(color, 0.7))
    middle = sheet.side / 2
    stem = placed(curve((0, 0), (length * 0.5, -length * 0.06), (length, 0)), middle, middle, angle)
    sheet.line(stem, shade(color, 0.62), 4)
    for number, (x, y) in enumerate(stem[3::2]):
        size = length * (0.24 - 0.013 * number)
        for side in (-1, 1):
            outline = petal(size, size * 0.82, fullness=0.35)
            tone = rng.uniform(0.85, 1.12)
            aside = angle + side * rng.uniform(0.85, 1.2)
            sheet.shaded_petal(outline, x, y, aside, shade(color, tone * 0.78), shade(color, tone))
    return sheet.plain()


_KINDS: dict[str, Callable[[Color, random.Random], Image.Image]] = {
    "rose": _rose,
    "eustoma": _eustoma,
    "peony": _peony,
    "tulip": _tulip,
    "gerbera": _gerbera,
    "chrysanthemum": _chrysanthemum,
    "hydrangea": _hydrangea,
    "gypsophila": _gypsophila,
}

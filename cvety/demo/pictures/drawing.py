"""Colors, curves and soft light: what every picture is drawn with."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

SIZE = 800
FULL = 960  # drawn larger and reduced, which smooths every edge

Color = tuple[int, int, int]
Point = tuple[float, float]


def shade(color: Color, factor: float) -> Color:
    """Darker below 1, nearer to white above."""
    red, green, blue = (part * factor if factor <= 1 else part + (255 - part) * (factor - 1) for part in color)
    return int(red), int(green), int(blue)


def deep(color: Color, dark: float, light: float) -> float:
    """Return how dark a color's shadows are: those of white petals are light, or white would look gray."""
    return dark + (light - dark) * (min(color) / 255)


def mix(first: Color, second: Color, part: float) -> Color:
    """Return the first color with so much of the second in it."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return red, green, blue


def ellipse(x: float, y: float, wide: float, high: float | None = None) -> tuple[float, float, float, float]:
    """The box of an ellipse around a point, by its half axes."""
    high = wide if high is None else high
    return x - wide, y - high, x + wide, y + high


def petal(length: float, width: float, *, ruffle: float = 0.0, folds: int = 5, fullness: float = 0.5) -> list[Point]:
    """The outline of a petal or leaf that grows to the right from the origin; the fuller, the broader its far end."""
    outline = []
    for step in range(36):
        turn = math.tau * step / 36
        along = (1 - math.cos(turn)) / 2
        wave = 1 + ruffle * along * math.sin(folds * turn + length)
        aside = math.sin(turn) * (1 - fullness + fullness * 1.5 * along)
        outline.append((along * length * wave, aside * width / 2 * wave))
    return outline


def placed(outline: Iterable[Point], x: float, y: float, angle: float, scale: float = 1.0) -> list[Point]:
    """The same outline grown from another point, at an angle."""
    cosine, sine = math.cos(angle) * scale, math.sin(angle) * scale
    return [(x + along * cosine - aside * sine, y + along * sine + aside * cosine) for along, aside in outline]


def curve(*points: Point, steps: int = 18) -> list[Point]:
    """A smooth line led by these points (Bézier's, by de Casteljau)."""
    line = []
    for step in range(steps + 1):
        left: Sequence[Point] = points
        part = step / steps
        while len(left) > 1:
            left = [(ax + (bx - ax) * part, ay + (by - ay) * part) for (ax, ay), (bx, by) in itertools.pairwise(left)]
        line.append(left[0])
    return line


class Sheet:
    """Something drawn by itself and laid on a picture afterwards: colors blend, the rest stays clear."""

    def __init__(self, side: int = FULL, ground: Color = (90, 80, 70)) -> None:
        self.side = side
        self._color = Image.new("RGB", (side, side), ground)
        self._mask = Image.new("L", (side, side))
        self._paint = ImageDraw.Draw(self._color, "RGBA")
        self._cut = ImageDraw.Draw(self._mask)

    def fill(self, outline: Sequence[Point], color: Color) -> None:
        self._paint.polygon(outline, fill=color)
        self._cut.polygon(outline, fill=255)

    def tint(self, outline: Sequence[Point], color: Color, alpha: float) -> None:
        """Color what is there already; what is clear stays clear."""
        self._paint.polygon(outline, fill=(*color, round(alpha * 255)))

    def disk(self, x: float, y: float, radius: float, color: Color, alpha: float = 1.0) -> None:
        self._paint.ellipse(ellipse(x, y, radius), fill=(*color, round(alpha * 255)))
        if alpha == 1.0:
            self._cut.ellipse(ellipse(x, y, radius), fill=255)

    def line(self, points: Sequence[Point], color: Color, width: float, alpha: float = 1.0) -> None:
        self._paint.line(points, fill=(*color, round(alpha * 255)), width=round(width), joint="curve")
        if alpha == 1.0:
            self._cut.line(points, fill=255, width=round(width), joint="curve")

    def shaded_petal(
        self, outline: Sequence[Point], x: float, y: float, angle: float, heart: Color, edge: Color, rim: float = 1.12
    ) -> None:
        """A petal whose color deepens towards its heart, with a light rim and a shadow around it."""
        self.tint(placed(outline, x, y, angle, 1.05), shade(heart, 0.62), 0.3)
        self.fill(placed(outline, x, y, angle), shade(edge, rim))
        for layer in range(8):
            part = layer / 8
            self._paint.polygon(placed(outline, x, y, angle, 0.955 - part * 0.8), fill=mix(edge, heart, part))

    def lit(self, darkest: float = 0.6) -> Image.Image:
        """Return it as a picture, lit from above on the left as a ball is."""
        light = _ball(self.side)
        dark = self._color.point(lambda part: int(part * darkest))
        picture = Image.composite(self._color, dark, light)
        picture.putalpha(self._mask)
        return picture

    def plain(self) -> Image.Image:
        """Return it as a picture."""
        picture = self._color.copy()
        picture.putalpha(self._mask)
        return picture


@cache
def _ball(side: int) -> Image.Image:
    """Light on a ball: full above on the left, fading below on the right."""
    wide = Image.radial_gradient("L").resize((int(side * 1.9), int(side * 1.9)))
    left, top = int(side * 0.56), int(side * 0.6)
    return wide.crop((left, top, left + side, top + side)).point(lambda part: max(255 - int(part * 1.25), 0))


def lay(picture: Image.Image, sheet: Image.Image, x: float, y: float, *, shadow: float = 0.0) -> None:
    """Put a sheet with its middle at a point, over its own soft shadow."""
    lay_over(picture, sheet, shadow_of(sheet, shadow) if shadow else None, x, y)


def lay_over(picture: Image.Image, sheet: Image.Image, cast: Image.Image | None, x: float, y: float) -> None:
    """Put a sheet with its middle at a point, over a shadow that was made before."""
    left, top = int(x - sheet.width / 2), int(y - sheet.height / 2)
    if cast is not None:
        aside = max(sheet.width // 45, 2)
        picture.paste((34, 26, 22), (left + aside, top + 2 * aside), cast)
    picture.paste(sheet, (left, top), sheet)


def shadow_of(sheet: Image.Image, strength: float) -> Image.Image:
    """Return the soft shadow of a sheet: blurred small, where it costs little."""
    cast = sheet.getchannel("A").reduce(5).filter(ImageFilter.GaussianBlur(sheet.width / 90 + 1))
    return cast.point(lambda part: int(part * strength)).resize(sheet.size, Image.Resampling.BILINEAR)


def glow(picture: Image.Image, box: tuple[float, float, float, float], color: Color, strength: float) -> None:
    """Lighten, or darken, an ellipse that fades out towards its edge."""
    left, top, right, bottom = (int(side) for side in box)
    fade = Image.radial_gradient("L").resize((max(right - left, 1), max(bottom - top, 1)))
    # Pillow's gradient reaches the corners; an ellipse ends at the sides.
    fade = fade.point(lambda part: int(max(0.0, 1 - part / 181) ** 1.4 * 255 * strength))
    picture.paste(color, (left, top), fade)


def streaks(size: tuple[int, int], light: Color, dark: Color, length: int) -> Image.Image:
    """A surface of long soft streaks: wood, brushed paper."""
    noise = Image.effect_noise((max(size[0] // length, 2), size[1] // 2), 60).resize(size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", size, light), Image.new("RGB", size, dark), noise)


def slope(size: tuple[int, int], stops: Sequence[Color], *, across: bool = False) -> Image.Image:
    """A surface whose color goes from one stop to the next, downwards or across."""
    strip = Image.new("RGB", (len(stops), 1))
    strip.putdata(list(stops))
    if not across:
        strip = strip.transpose(Image.Transpose.ROTATE_270)
    return strip.resize(size, Image.Resampling.BICUBIC)

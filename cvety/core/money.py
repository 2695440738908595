"""Money: whole tenge in integers. Foreign prices are Decimal and become tenge here alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MAX_TENGE = 1_000_000_000  # no flower shop's sum is larger; guards columns and totals from overflow


def to_tenge(amount: Decimal, rate: Decimal = Decimal(1)) -> int:
    """Return the amount in whole tenge at this rate, halves rounded up."""
    return int((amount * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def per_unit(total: int, units: int) -> int:
    """Return the price of one unit in whole tenge for showing, halves rounded up; 0 for no units."""
    return to_tenge(Decimal(total) / units) if units else 0


def share(total: int, part: int, whole: int) -> int:
    """Return the part's share of a sum, counted cumulatively so that shares of all parts add up to it."""
    return (2 * total * part + whole) // (2 * whole)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split a sum by weights so that the parts add up exactly (largest remainder)."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def readable(amount: int) -> str:
    """Return the sum as people read it: `27 000 ₸` with thin no-break spaces."""
    return f"{amount:,}".replace(",", "\u202f") + "\u00a0₸"

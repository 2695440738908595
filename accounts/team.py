"""Whom to give work to, the freest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shops.models import Shop

from .models import StaffMember
from .positions import Position


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to give work to, and how much of it they have."""

    member: StaffMember
    load: int


def freest_first(
    shop: Shop, loads: Mapping[int, int], *, is_fit: Callable[[StaffMember], bool], first: Position
) -> list[Colleague]:
    """Return the shop's people who are fit for a work: those whose own work it is, then who may help out.

    `loads` says how much of it each has, by the membership's id; who has none is not in it.
    """
    team = StaffMember.objects.active().filter(shop=shop)
    fit = [Colleague(member, loads.get(member.pk, 0)) for member in team if is_fit(member)]
    return sorted(fit, key=lambda each: (each.member.position != first, each.load, each.member.name, each.member.pk))

"""Who may make a bouquet, and how much they have to make already."""

from __future__ import annotations

from collections import Counter

from accounts.models import StaffMember
from accounts.positions import Position
from accounts.team import Colleague, freest_first
from production.models import ProductionTask
from shops.models import Shop


def florists(shop: Shop) -> list[Colleague]:
    """Return who may be given tasks, the freest florist first, each with how many open ones they have."""
    open_tasks = ProductionTask.objects.open().filter(shop=shop).exclude(florist=None)
    loads = Counter(open_tasks.values_list("florist_id", flat=True))
    return freest_first(shop, loads, is_fit=_makes_bouquets, first=Position.FLORIST)


def _makes_bouquets(member: StaffMember) -> bool:
    return member.makes_bouquets

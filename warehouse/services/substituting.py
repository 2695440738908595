"""What stands in for what is short, so that no order is refused for stock that is there.

Pure arithmetic over a handful of items: rows are locked, and written, by whoever asks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Need:
    """So many of an item for one line of an order; `substitutes` may stand in for it, the preferred one first."""

    line_id: int
    item_id: int
    quantity: int
    substitutes: tuple[int, ...] = ()

    @property
    def choices(self) -> tuple[int, ...]:
        """The items that serve it, its own first."""
        return self.item_id, *self.substitutes


@dataclass(slots=True)
class Served:
    """What one need gets: quantities by item."""

    need: Need
    parts: dict[int, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return self.need.quantity - sum(self.parts.values())

    def in_order(self) -> list[tuple[int, int]]:
        """Return pairs of item and quantity, the need's own item first, then substitutes by preference."""
        return [(item_id, self.parts[item_id]) for item_id in self.need.choices if self.parts.get(item_id)]

    def add(self, item_id: int, quantity: int) -> None:
        self.parts[item_id] = self.parts.get(item_id, 0) + quantity


def serve(needs: Sequence[Need], free: Mapping[int, int]) -> list[Served]:
    """Share out what is free of each item: to every need its own item first, then substitutes where it is short.

    Whatever can be served all together is: where a need finds its last choice taken, another one that holds it
    moves on to a choice of its own, and so on (augmenting paths, which end at the most that can be served at all).
    What is `missing` afterwards could not be served by any sharing.
    """
    served = [Served(need) for need in needs]
    left = dict(free)
    for rank in range(max((len(need.choices) for need in needs), default=0)):
        for each in served:
            if rank < len(each.need.choices):
                item_id = each.need.choices[rank]
                part = min(each.missing, left.get(item_id, 0))
                if part > 0:
                    left[item_id] -= part
                    each.add(item_id, part)
    for each in served:
        while each.missing and _make_room(each, served, left):
            pass
    return served


def _make_room(short: Served, served: Sequence[Served], left: dict[int, int]) -> bool:
    """Give a need more of what it may take, by moving others to what is left; False where that cannot be done."""
    came_from: dict[int, tuple[Served, int | None]] = {}  # item → who wants it, and what it would give up for it
    waiting: deque[tuple[Served, int | None]] = deque([(short, None)])
    while waiting:
        taker, gives_up = waiting.popleft()
        for item_id in taker.need.choices:
            if item_id in came_from:
                continue
            came_from[item_id] = taker, gives_up
            if left.get(item_id, 0) > 0:
                _move(short, item_id, came_from, left)
                return True
            waiting.extend((holder, item_id) for holder in served if holder.parts.get(item_id))
    return False


def _move(short: Served, end: int, came_from: Mapping[int, tuple[Served, int | None]], left: dict[int, int]) -> None:
    """Shift as many as the way from the short need to what is left allows."""
    steps = []
    item_id: int | None = end
    while item_id is not None:
        taker, gives_up = came_from[item_id]
        steps.append((taker, item_id, gives_up))
        item_id = gives_up
    given_up = [taker.parts[old] for taker, _new, old in steps if old is not None]
    part = min([short.missing, left[end], *given_up])
    left[end] -= part
    for taker, new, old in steps:
        taker.add(new, part)
        if old is not None:
            taker.parts[old] -= part

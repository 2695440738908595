"""Bouquets made in advance: made of free stems, taken apart again, thrown away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.errors import BouquetNotFound, BouquetNotFree, NoRecipe
from catalog.models import Product, ShowcaseBouquet, ShowcaseStem
from catalog.showcase import MAX_AT_ONCE, State, state_of, stems_by_item
from catalog.stock import recipes_of
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.errors import NotEnoughFree
from warehouse.models import StockItem, WriteOffReason
from warehouse.services import Need, write_off
from warehouse.services.assembling import make_pieces, take_piece_apart

from .products import _piece_item, lock_product, refresh_tracking

_WHY_NOT = {
    State.PROMISED: _("Этот букет уже обещан заказу"),
    State.SOLD: _("Этот букет уже продан"),
    State.TAKEN_APART: _("Этот букет уже разобрали"),
    State.WRITTEN_OFF: _("Этот букет уже списали"),
    State.MISSING: _("Этого букета нет на месте"),
}


def make_showcase_bouquets(
    *, shop: Shop, product_id: int, count: int, note: str = "", actor: Actor, now: datetime
) -> list[ShowcaseBouquet]:
    """Make so many bouquets of a product now, all or none, of the stems that no order has a claim on.

    Each is a piece that orders take before any stems, with the cost of what it was made of. It lasts as long as the
    first of its stems, or as its pieces' own shelf life says where that is shorter.

    Raises ProductNotFound, NoRecipe, OutOfStock, InvalidInput.
    """
    if not 1 <= count <= MAX_AT_ONCE:
        message = _("Количество должно быть от 1 до %d") % MAX_AT_ONCE
        raise InvalidInput((("count",), message))
    with transaction.atomic():
        product = lock_product(shop=shop, product_id=product_id)
        recipe = recipes_of([product.pk])[product.pk]
        if not recipe:
            raise NoRecipe
        # What is lost in making is rounded up once for all of them, as it is for the line of an order.
        needs = [
            Need(number, part.item_id, part.needed_for(number + 1) - part.needed_for(number), part.substitutes)
            for number in range(count)
            for part in recipe
        ]
        item = _pieces_of(product)
        pieces = make_pieces(shop=shop, item=item, count=count, needs=needs, note=product.name, actor=actor, now=now)
        bouquets: list[ShowcaseBouquet] = ShowcaseBouquet.objects.bulk_create(
            ShowcaseBouquet(shop=shop, product=product, batch=piece.batch, made_at=now, note=note, **authored(actor))
            for piece in pieces
        )
        ShowcaseStem.objects.bulk_create(
            ShowcaseStem(
                shop=shop,
                bouquet=bouquet,
                batch=part.batch,
                item_id=part.batch.item_id,
                quantity=part.quantity,
                cost=part.landed_cost,
            )
            for bouquet, piece in zip(bouquets, pieces, strict=True)
            for part in piece.stems
        )
        return bouquets


def take_apart(
    *,
    shop: Shop,
    bouquet_id: int,
    good: Mapping[int, int],
    reason: str = WriteOffReason.WILTED,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> ShowcaseBouquet:
    """Take a bouquet apart that nobody has a claim on: what is still good goes back to its batches, the rest is lost.

    `good` is how many of each stock item; one that is not named is lost, for this `reason`. Of an item that came from
    several batches the good ones are the youngest batch's.

    Raises BouquetNotFound, BouquetNotFree, InvalidInput.
    """
    with transaction.atomic():
        bouquet = _lock(shop, bouquet_id)
        if bouquet.taken_apart_at is not None:
            raise _not_free(bouquet)
        stems = list(bouquet.stems.select_related("batch"))
        _check_good(good, stems)
        taken = {stem.batch_id: stem.quantity for stem in stems}
        try:
            take_piece_apart(
                shop=shop,
                batch_id=bouquet.batch_id,
                stems=taken,
                lost=_lost(good, stems),
                reason=reason,
                note=bouquet.product.name,
                actor=actor,
                now=now,
            )
        except NotEnoughFree as error:
            raise _not_free(bouquet) from error
        bouquet.taken_apart_at = now
        bouquet.taken_apart_by = actor.name
        bouquet.note = "\n".join(text for text in (bouquet.note, note) if text)
        bouquet.save(update_fields=["taken_apart_at", "taken_apart_by", "note"])
        return bouquet


def write_off_bouquet(
    *,
    shop: Shop,
    bouquet_id: int,
    reason: str = WriteOffReason.WILTED,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Throw a bouquet away as it stands, at its cost. Raises BouquetNotFound, BouquetNotFree."""
    with transaction.atomic():
        bouquet = _lock(shop, bouquet_id)
        try:
            write_off(
                shop=shop,
                batch_id=bouquet.batch_id,
                quantity=1,
                reason=reason,
                note=note or bouquet.product.name,
                actor=actor,
                now=now,
            )
        except NotEnoughFree as error:
            raise _not_free(bouquet) from error


def _lock(shop: Shop, bouquet_id: int) -> ShowcaseBouquet:
    found = ShowcaseBouquet.objects.filter(shop=shop, pk=bouquet_id).select_related("product")
    bouquet: ShowcaseBouquet | None = lock_rows(found).first()
    if bouquet is None:
        raise BouquetNotFound
    return bouquet


def _not_free(bouquet: ShowcaseBouquet) -> BouquetNotFree:
    state = state_of(bouquet)
    return BouquetNotFree(state, _WHY_NOT[state])


def _pieces_of(product: Product) -> StockItem:
    """Return what the product's finished pieces are counted as, made now if there were none; the product is locked."""
    if product.piece_item is None:
        product.piece_item = item = _piece_item(product)
        item.low_stock_threshold = 0  # they are made when there is time: nobody is to be told that there are few
        item.save(update_fields=["low_stock_threshold"])
        refresh_tracking(product)
        product.save(update_fields=["piece_item", "is_stock_tracked"])
        return item
    return product.piece_item


def _check_good(good: Mapping[int, int], stems: Collection[ShowcaseStem]) -> None:
    there = stems_by_item(stems)
    for place, (item_id, quantity) in enumerate(good.items()):
        if item_id not in there:
            raise InvalidInput((("good", place, "item_id"), _("Этого в букете нет")))
        if not 0 <= quantity <= there[item_id]:
            message = _("Количество должно быть от 0 до %d") % there[item_id]
            raise InvalidInput((("good", place, "quantity"), message))


def _lost(good: Mapping[int, int], stems: Collection[ShowcaseStem]) -> dict[int, int]:
    """Return how many of each batch are lost: the oldest batch loses first."""
    left = {item_id: quantity - good.get(item_id, 0) for item_id, quantity in stems_by_item(stems).items()}
    lost = {}
    for stem in sorted(stems, key=lambda stem: (stem.batch.arrived_at, stem.batch_id)):
        part = min(stem.quantity, left[stem.item_id])
        left[stem.item_id] -= part
        if part:
            lost[stem.batch_id] = part
    return lost

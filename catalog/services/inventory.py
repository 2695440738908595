"""The shelf as programs know it: what stands there is a product's finished pieces, or a stock item by its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.errors import FlowerNotFound, NoPieces, ProductNotFound
from catalog.models import Product
from cvety.core.actors import Actor
from cvety.core.errors import DomainError, NotAllowed
from cvety.core.locks import lock_rows
from shops.models import Shop
from warehouse.errors import NotEnoughFree
from warehouse.models import CorrectionReason, GoodsReceipt, StockItem
from warehouse.services.corrections import Changed, Count, count_items
from warehouse.services.inventory import receive_item, write_off_item

from .products import _piece_item, refresh_tracking


@dataclass(frozen=True, slots=True)
class Named:
    """What is meant: a product by its id, or a stock item by its code; one of the two."""

    product_id: int | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of it are on hand."""

    named: Named
    quantity: int


class NotAllSet(DomainError):
    """Some of the quantities cannot be set, and so none was; `outcomes` has an error in the place of each."""

    code = "not_all_set"

    def __init__(self, outcomes: Sequence[Changed | DomainError]) -> None:
        self.outcomes = outcomes
        super().__init__()


def find_counted(*, shop: Shop, named: Named) -> StockItem:
    """Return the stock item that is meant. Raises FlowerNotFound, ProductNotFound, NoPieces."""
    if named.product_id is None:
        item: StockItem | None = StockItem.objects.filter(shop=shop, slug=named.slug, archived_at=None).first()
        if item is None:
            raise FlowerNotFound
        return item
    product = Product.objects.current().filter(shop=shop, pk=named.product_id).select_related("piece_item").first()
    if product is None:
        raise ProductNotFound
    if product.piece_item is None:
        raise NoPieces
    return product.piece_item


def set_quantity(
    *, shop: Shop, named: Named, quantity: int, note: str, may_begin: bool, actor: Actor, now: datetime
) -> Changed:
    """Make what is on hand of something the quantity given.

    Pieces of a product that never were counted are so from now on, for whom `may_begin`. Raises FlowerNotFound,
    ProductNotFound, NotAllowed, BelowReserved, InvalidInput.
    """
    with transaction.atomic():
        [outcome] = set_quantities(
            shop=shop, wanted=[Wanted(named, quantity)], note=note, may_begin=may_begin, actor=actor, now=now
        )
        if isinstance(outcome, DomainError):
            raise outcome
        return outcome


def set_quantities(
    *,
    shop: Shop,
    wanted: Sequence[Wanted | DomainError],
    note: str = "",
    all_or_none: bool = False,
    may_begin: bool,
    actor: Actor,
    now: datetime,
) -> list[Changed | DomainError]:
    """Make what is on hand of each the quantity given, and return what became of each, in the order given.

    What is refused hinders no other, unless all or none are to be set. An error among what is wanted is a row that
    could not be read; it stays in its place. Raises NotAllSet.
    """
    outcomes: list[Changed | DomainError | None] = [each if isinstance(each, DomainError) else None for each in wanted]
    with transaction.atomic():
        rows = {place: each for place, each in enumerate(wanted) if not isinstance(each, DomainError)}
        items = _items_to_count(shop, {each.named for each in rows.values()}, may_begin)
        counts: dict[int, Count] = {}
        for place, each in rows.items():
            item = items[each.named]
            if isinstance(item, DomainError):
                outcomes[place] = item
            else:
                counts[place] = Count(item, each.quantity)
        counted = count_items(
            shop=shop,
            counts=list(counts.values()),
            reason=CorrectionReason.RECOUNT,
            note=note,
            actor=actor,
            now=now,
        )
        for place, outcome in zip(counts, counted, strict=True):
            outcomes[place] = outcome
        settled = [outcome for outcome in outcomes if outcome is not None]
        if all_or_none and any(isinstance(outcome, DomainError) for outcome in settled):
            raise NotAllSet(settled)
    return settled


def receive(
    *,
    shop: Shop,
    named: Named,
    quantity: int,
    cost: Decimal | None = None,
    supplier: str = "",
    received_at: datetime,
    note: str = "",
    may_begin: bool,
    actor: Actor,
    now: datetime,
) -> tuple[GoodsReceipt, Changed]:
    """Take a delivery of something into stock; see `receive_item`. Raises FlowerNotFound, ProductNotFound."""
    with transaction.atomic():
        item = _items_to_count(shop, {named}, may_begin)[named]
        if isinstance(item, DomainError):
            raise item
        return receive_item(
            shop=shop,
            item=item,
            quantity=quantity,
            cost=cost,
            supplier=supplier,
            received_at=received_at,
            note=note,
            actor=actor,
            now=now,
        )


def write_off_named(
    *, shop: Shop, named: Named, quantity: int, reason: str, note: str, actor: Actor, now: datetime
) -> Changed:
    """Throw away so many of something; see `write_off_item`. Raises FlowerNotFound, ProductNotFound, NotEnoughFree."""
    try:
        item = find_counted(shop=shop, named=named)
    except NoPieces as error:
        raise NotEnoughFree(0) from error
    return write_off_item(shop=shop, item=item, quantity=quantity, reason=reason, note=note, actor=actor, now=now)


def _items_to_count(shop: Shop, names: set[Named], may_begin: bool) -> dict[Named, StockItem | DomainError]:
    """Return what is to be counted; pieces of a product that never were are counted from now on, if they may be.

    That decides whether the product can be bought at all.
    """
    slugs = {named.slug for named in names if named.product_id is None}
    by_slug = {item.slug: item for item in StockItem.objects.filter(shop=shop, slug__in=slugs, archived_at=None)}
    ids = {named.product_id for named in names if named.product_id is not None}
    products = Product.objects.current().filter(shop=shop, pk__in=ids)
    pieces = {product.pk: product.piece_item for product in products.select_related("piece_item")}
    if uncounted := [product_id for product_id, piece in pieces.items() if piece is None]:
        for product in lock_rows(products.filter(pk__in=uncounted)) if may_begin else ():
            pieces[product.pk] = _start_counting(product)
    found: dict[Named, StockItem | DomainError] = {}
    for named in names:
        if named.product_id is None:
            found[named] = by_slug.get(named.slug) or FlowerNotFound()
        else:
            missing = NotAllowed() if named.product_id in pieces else ProductNotFound()
            found[named] = pieces.get(named.product_id) or missing
    return found


def _start_counting(product: Product) -> StockItem:
    if product.piece_item is None:  # nobody was faster
        product.piece_item = _piece_item(product)
        refresh_tracking(product)
        product.version += 1
        product.save(update_fields=["piece_item", "is_stock_tracked", "version", "updated_at"])
    return product.piece_item

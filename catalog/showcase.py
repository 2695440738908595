"""Bouquets made in advance: what became of each, what stands there now, what more the free stems allow."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import StaffMember
from cvety.core import clock
from shops.models import Shop
from warehouse.models import Freshness, StockBatch, StockItem, WriteOffReason
from warehouse.queries import free_by_item

from .errors import BouquetNotFound
from .models import Product, ProductImage, RecipeLine, ShowcaseBouquet, ShowcaseStem
from .stock import can_be_made, recipes_of

MAX_AT_ONCE = 50  # of one product; nobody makes more before looking up
SHOWN = 200  # that stand there at once


class State(models.TextChoices):
    """What became of a bouquet: its batch knows."""

    STANDING = "standing", _("Стоит")
    PROMISED = "promised", _("Обещан заказу")
    SOLD = "sold", _("Продан")
    TAKEN_APART = "taken_apart", _("Разобран")
    WRITTEN_OFF = "written_off", _("Списан")
    MISSING = "missing", _("Не нашли при пересчёте")


THERE = (State.STANDING, State.PROMISED)
REASONS = tuple(reason for reason in WriteOffReason if reason != WriteOffReason.CANCELLED_ORDER)
"""Why stems or whole bouquets are thrown away."""

_STATE = Case(
    When(taken_apart_at__isnull=False, then=models.Value(State.TAKEN_APART)),
    When(batch__quantity_on_hand__gt=F("batch__quantity_reserved"), then=models.Value(State.STANDING)),
    When(batch__quantity_on_hand__gt=0, then=models.Value(State.PROMISED)),
    When(batch__quantity_sold__gt=0, then=models.Value(State.SOLD)),
    When(batch__quantity_written_off__gt=0, then=models.Value(State.WRITTEN_OFF)),
    default=models.Value(State.MISSING),
    output_field=models.CharField(),
)


def bouquets_of(*, shop: Shop) -> QuerySet[ShowcaseBouquet]:
    """Return the shop's showcase bouquets, each with its `state`."""
    bouquets: QuerySet[ShowcaseBouquet] = ShowcaseBouquet.objects.filter(shop=shop)
    return annotated(bouquets)


def annotated(bouquets: QuerySet[ShowcaseBouquet]) -> QuerySet[ShowcaseBouquet]:
    """Give each its `state`."""
    return bouquets.annotate(state=_STATE)


def state_of(bouquet: ShowcaseBouquet) -> State:
    """Return what became of one, as it is now."""
    return _said(annotated(ShowcaseBouquet.objects.filter(pk=bouquet.pk)).get())


def with_stems(bouquets: QuerySet[ShowcaseBouquet]) -> QuerySet[ShowcaseBouquet]:
    """Let what they were made of be read with them, in one query for all."""
    return bouquets.prefetch_related(
        Prefetch("stems", ShowcaseStem.objects.select_related("item", "batch").order_by("pk"))
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A bouquet of the showcase at this moment."""

    bouquet: ShowcaseBouquet
    state: State
    thumbnail: str
    image: str
    now: datetime

    @property
    def freshness(self) -> Freshness:
        return self.bouquet.batch.freshness(self.now)

    @property
    def is_free(self) -> bool:
        return self.state == State.STANDING

    @property
    def is_there(self) -> bool:
        return self.state in THERE

    @property
    def age(self) -> str:
        """How long it has stood: «3 дня»; in its first day nothing."""
        days = days_since(self.bouquet.made_at, self.now)
        return ngettext("%d день", "%d дней", days) % days if days else ""

    @property
    def parts(self) -> list[Part]:
        """What it was made of, by item; to be read with its stems."""
        parts: dict[int, Part] = {}
        for stem in self.bouquet.stems.all():
            part = parts.setdefault(stem.item_id, Part(stem.item))
            part.quantity += stem.quantity
            part.good += 0 if stem.batch.is_expired(self.now) else stem.quantity
            part.batches.append(stem.batch)
        return list(parts.values())


@dataclass(slots=True)
class Part:
    """So many of an item in a bouquet, and of which batches; as far as these have not expired, they may be good."""

    item: StockItem
    quantity: int = 0
    good: int = 0
    batches: list[StockBatch] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in a form."""
        return str(self.item.pk)


@dataclass(frozen=True, slots=True)
class Makeable:
    """A product that the free stems allow, and how many of it."""

    product: Product
    thumbnail: str
    most: int


def standing(*, shop: Shop, now: datetime) -> list[Shown]:
    """Return what stands there, promised or not, what wilts first on top; in one query."""
    pieces = Product.objects.filter(shop=shop).exclude(piece_item=None).values("piece_item")
    # By the batches that are in stock, of which there are few, and not by all that was ever made.
    there = bouquets_of(shop=shop).filter(
        taken_apart_at=None, batch__quantity_on_hand__gt=0, batch__item__in=pieces, state__in=THERE
    )
    first = F("batch__expires_at").asc(nulls_last=True)
    return [_shown(bouquet, now) for bouquet in _pictured(there).order_by(first, "made_at", "pk")[:SHOWN]]


def bouquet_of(*, shop: Shop, bouquet_id: int, now: datetime) -> Shown:
    """Return one bouquet, whatever became of it, with what it was made of. Raises BouquetNotFound."""
    bouquet = with_stems(_pictured(bouquets_of(shop=shop))).filter(pk=bouquet_id).first()
    if bouquet is None:
        raise BouquetNotFound
    return _shown(bouquet, now)


def makeable(*, shop: Shop, now: datetime) -> list[Makeable]:
    """Return what can be made of free stems now, the product that is bought most first."""
    products: QuerySet[Product] = Product.objects.for_sale().filter(shop=shop)
    with_recipe = products.filter(pk__in=RecipeLine.objects.filter(shop=shop).values("product"))
    found = list(with_recipe.annotate(main_thumbnail=_main_image("pk", "thumbnail")).order_by("-orders_count", "name"))
    recipes = recipes_of([product.pk for product in found])
    free = free_by_item({item for recipe in recipes.values() for part in recipe for item in part.choices}, now)
    counted = ((product, min(can_be_made(recipes[product.pk], free), MAX_AT_ONCE)) for product in found)
    return [Makeable(product, _url(product, "main_thumbnail"), most) for product, most in counted if most]


def days_since(made_at: datetime, now: datetime) -> int:
    return max((now - made_at) // timedelta(days=1), 0)


def bouquet_rows(bouquets: QuerySet[ShowcaseBouquet], *, seen_by: StaffMember, now: datetime) -> list[dict[str, Any]]:
    """Return bouquets of `bouquets_of` in their documented shape, in two queries; costs to those who see money."""
    return [_row(bouquet, seen_by, now) for bouquet in with_stems(bouquets.select_related("product", "batch"))]


def bouquet_row(*, bouquet_id: int, seen_by: StaffMember, now: datetime) -> dict[str, Any]:
    """Return one bouquet in its documented shape. Raises BouquetNotFound."""
    rows = bouquet_rows(bouquets_of(shop=seen_by.shop).filter(pk=bouquet_id), seen_by=seen_by, now=now)
    if not rows:
        raise BouquetNotFound
    return rows[0]


def _row(bouquet: ShowcaseBouquet, seen_by: StaffMember, now: datetime) -> dict[str, Any]:
    zone, state, batch = seen_by.shop.zone, _said(bouquet), bouquet.batch
    stems = [
        {
            "item_id": stem.item_id,
            "name": str(stem.item),
            "quantity": stem.quantity,
            "batch_id": stem.batch_id,
            "cost": stem.cost if seen_by.sees_money else None,
        }
        for stem in bouquet.stems.all()
    ]
    return {
        "id": bouquet.pk,
        "product_id": bouquet.product_id,
        "product_name": bouquet.product.name,
        "batch_id": bouquet.batch_id,
        "state": state.value,
        "state_display": str(state.label),
        "made_at": clock.isoformat(bouquet.made_at, zone),
        "made_by": bouquet.author,
        "days_in_stock": days_since(bouquet.made_at, now),
        "expires_at": clock.isoformat(batch.expires_at, zone),
        "freshness_status": batch.freshness(now).value,
        "price": bouquet.product.current_price,
        "cost": batch.landed_total_cost if seen_by.sees_money else None,
        "stems": stems,
        "note": bouquet.note,
        "taken_apart_at": clock.isoformat(bouquet.taken_apart_at, zone),
        "taken_apart_by": bouquet.taken_apart_by,
    }


def stems_by_item(stems: Collection[ShowcaseStem]) -> dict[int, int]:
    """Return how many of each item a bouquet was made of."""
    counted: dict[int, int] = {}
    for stem in stems:
        counted[stem.item_id] = counted.get(stem.item_id, 0) + stem.quantity
    return counted


def _pictured(bouquets: QuerySet[ShowcaseBouquet]) -> QuerySet[ShowcaseBouquet]:
    return bouquets.select_related("product", "batch").annotate(
        main_thumbnail=_main_image("product_id", "thumbnail"), main_image=_main_image("product_id", "image")
    )


def _main_image(product_id: str, column: str) -> Subquery:
    return Subquery(ProductImage.objects.filter(product_id=OuterRef(product_id), is_main=True).values(column)[:1])


def _url(row: models.Model, column: str) -> str:
    name = getattr(row, column)
    return ProductImage(thumbnail=name).thumbnail.url if name else ""


def _shown(bouquet: ShowcaseBouquet, now: datetime) -> Shown:
    return Shown(bouquet, _said(bouquet), _url(bouquet, "main_thumbnail"), _url(bouquet, "main_image"), now)


def _said(bouquet: Any) -> State:  # its annotation is unknown to the type checker
    return State(bouquet.state)

"""Reading tasks: lists as plain data, in a number of queries that does not depend on their length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from cvety.core import clock
from cvety.core.pictures import absolute_url
from shops.models import Shop
from warehouse.models import Freshness, StockBatch, StockItem

from .errors import TaskNotFound
from .models import ProductionTask, TaskItem, TaskPhoto
from .recipe import holds_to_change
from .states import Priority

_COLUMNS = (
    "id",
    "version",
    "order_id",
    "task_type",
    "priority",
    "status",
    "deadline_at",
    "florist_id",
    "florist__name",
    "florist__phone",
    "items_changed_at",
    "assigned_at",
    "started_at",
    "completed_at",
    "created_at",
    "updated_at",
    "time_estimate_minutes",
    "actual_minutes",
    "notes",
    "florist_notes",
)


def tasks_of(*, shop: Shop) -> models.QuerySet[ProductionTask]:
    """Return the shop's tasks of orders that are not put away."""
    tasks: models.QuerySet[ProductionTask] = ProductionTask.objects.filter(shop=shop, order__archived_at=None)
    return tasks


def task_rows(tasks: models.QuerySet[ProductionTask], *, shop: Shop, shows_phones: bool = True) -> list[dict[str, Any]]:
    """Return tasks in their documented shape, with items and photos; three queries for any number of them.

    Phones of colleagues are not for everybody who reads their names.
    """
    rows = list(tasks.values(*_COLUMNS))
    ids = [row["id"] for row in rows]
    items, photos = _items(ids), _photos(ids, shop)
    found = [_task(row, items[row["id"]], photos[row["id"]], shop) for row in rows]
    for task in found if not shows_phones else ():
        if task["florist"] is not None:
            task["florist"]["phone"] = None
    return found


def task_row(*, shop: Shop, task_id: int, shows_phones: bool = True) -> dict[str, Any]:
    """Return one task in its documented shape. Raises TaskNotFound."""
    rows = task_rows(tasks_of(shop=shop).filter(pk=task_id), shop=shop, shows_phones=shows_phones)
    if not rows:
        raise TaskNotFound
    return rows[0]


def task_batches(*, shop: Shop, task_id: int, now: datetime) -> dict[str, Any]:
    """Return what a task's order holds, and the batches it could be taken from instead. Raises TaskNotFound."""
    task = tasks_of(shop=shop).filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    return {
        "task_id": task.pk,
        "order_id": task.order_id,
        "batches": [
            {
                "reservation_id": hold.reservation.pk,
                "order_item_id": hold.reservation.line_id,
                "product_name": hold.product_name,
                "instead_of": str(hold.reservation.replaces) if hold.reservation.replaces else None,
                "quantity": hold.reservation.quantity,
                **_batch(hold.reservation.batch, hold.reservation.item, hold.freshness, shop),
                "others": [
                    {"available": other.quantity, **_batch(other.batch, other.batch.item, other.freshness, shop)}
                    for other in hold.others
                    if other.batch is not None
                ],
            }
            for hold in holds_to_change(task, now)
        ],
    }


def _batch(batch: StockBatch, item: StockItem, freshness: Freshness, shop: Shop) -> dict[str, Any]:
    return {
        "batch_id": batch.pk,
        "item": str(item),
        "unit": item.unit,
        "arrival_date": clock.isoformat(batch.arrived_at, shop.zone),
        "supplier": batch.supplier,
        "on_showcase": batch.on_showcase,
        "freshness_status": freshness.value,
    }


def _task(row: dict[str, Any], items: list[Any], photos: list[Any], shop: Shop) -> dict[str, Any]:
    zone = shop.zone
    florist = {"id": row["florist_id"], "name": row["florist__name"], "phone": row["florist__phone"]}
    return {
        "id": row["id"],
        "version": row["version"],
        "order_id": row["order_id"],
        "task_type": row["task_type"],
        "priority": Priority(row["priority"]).word,
        "status": row["status"],
        "deadline": clock.isoformat(row["deadline_at"], zone),
        "florist": florist if row["florist_id"] else None,
        "items": items,
        "items_changed_at": clock.isoformat(row["items_changed_at"], zone),
        "assigned_at": clock.isoformat(row["assigned_at"], zone),
        "started_at": clock.isoformat(row["started_at"], zone),
        "completed_at": clock.isoformat(row["completed_at"], zone),
        "created_at": clock.isoformat(row["created_at"], zone),
        "updated_at": clock.isoformat(row["updated_at"], zone),
        "time_estimate_minutes": row["time_estimate_minutes"],
        "actual_minutes": row["actual_minutes"],
        "notes": row["notes"],
        "florist_notes": row["florist_notes"],
        "photos": photos,
    }


def _items(task_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    by_task: dict[int, list[dict[str, Any]]] = defaultdict(list)
    items = TaskItem.objects.filter(task_id__in=task_ids).order_by("pk")
    for task_id, name, quantity, requests in items.values_list(
        "task_id", "product_name", "quantity", "special_requests"
    ):
        by_task[task_id].append({"product_name": name, "quantity": quantity, "special_requests": requests})
    return by_task


def _photos(task_ids: Iterable[int], shop: Shop) -> dict[int, list[dict[str, Any]]]:
    by_task: dict[int, list[dict[str, Any]]] = defaultdict(list)
    photos = TaskPhoto.objects.filter(task_id__in=task_ids).order_by("pk")
    for task_id, photo_id, image, thumbnail, at in photos.values_list(
        "task_id", "photo_id", "photo__image", "photo__thumbnail", "photo__uploaded_at"
    ):
        by_task[task_id].append(
            {
                "id": photo_id,
                "url": absolute_url(image),
                "thumbnail": absolute_url(thumbnail),
                "uploaded_at": clock.isoformat(at, shop.zone),
            }
        )
    return by_task

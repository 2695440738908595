"""A florist takes a task, starts, photographs, completes; when the last is done, the order is assembled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cvety.core import live
from cvety.core.errors import InvalidInput, NotAllowed
from cvety.core.locks import lock_rows
from cvety.core.pictures import prepare
from orders.errors import OrderClosed
from orders.models import Order, OrderPhoto, PhotoKind
from orders.services import attach_photo, change_status, find_colleagues, lock_order, stored, update_order
from orders.states import BEFORE_ASSEMBLY, FINAL, OrderStatus
from production.errors import ItemsChanged, PhotoRequired, StepNotAllowed, TaskNotFound, TaskTaken
from production.models import ProductionTask, TaskPhoto
from production.states import TRANSITIONS, TaskStatus
from shops.models import Shop

from .creating import close
from .following import is_in_step


def lock_task(*, shop: Shop, task_id: int) -> tuple[Order, ProductionTask]:
    """Return a task and its order, both locked until the transaction ends. Raises TaskNotFound."""
    tasks = ProductionTask.objects.filter(shop=shop, pk=task_id)
    order_id = tasks.values_list("order_id", flat=True).first()
    if order_id is None:
        raise TaskNotFound
    order = lock_order(shop=shop, order_id=order_id)
    task = lock_rows(tasks).get()
    task.order = order
    return order, task


def assign_task(
    *, shop: Shop, task_id: int, florist_id: int | None, member: StaffMember, now: datetime
) -> ProductionTask:
    """Take a free task, or as a manager give it to somebody; having it already is no error.

    Raises TaskNotFound, TaskTaken naming who was faster, StepNotAllowed, NotAllowed, InvalidInput.
    """
    with transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        takes_it = florist_id is None or florist_id == member.pk
        if not takes_it and not member.is_manager:
            raise NotAllowed
        florist = member if florist_id is None else find_colleagues(shop, florist_id=florist_id)[florist_id]
        if task.florist_id == florist.pk and task.status in (TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS):
            return task
        is_given = florist_id is not None and member.is_manager  # taking for oneself never takes from another
        holder = None if task.status == TaskStatus.CANCELLED else task.florist
        if holder is not None and holder.pk != florist.pk and not is_given:
            raise TaskTaken(holder.name)
        _check_step(task, TaskStatus.ASSIGNED)
        if order.status in FINAL:
            raise OrderClosed
        task.status = TaskStatus.ASSIGNED
        task.florist = florist
        task.assigned_at = now
        save_task(task, now, "status", "florist", "assigned_at")
        update_order(shop=shop, order_id=order.pk, changes={"florist_id": florist.pk}, actor=member.as_actor(), now=now)
        return task


def begin_task(*, shop: Shop, task_id: int, member: StaffMember, now: datetime) -> ProductionTask:
    """Take a task that is free, and begin it at once; one's own is just begun.

    Raises TaskNotFound, TaskTaken naming who was faster, StepNotAllowed.
    """
    with transaction.atomic():
        _order, task = lock_task(shop=shop, task_id=task_id)
        if task.status == TaskStatus.PENDING:
            assign_task(shop=shop, task_id=task_id, florist_id=None, member=member, now=now)
        return start_task(shop=shop, task_id=task_id, member=member, now=now)


def start_task(*, shop: Shop, task_id: int, member: StaffMember, now: datetime) -> ProductionTask:
    """Begin the work; beginning twice is no error. Raises TaskNotFound, TaskTaken, StepNotAllowed."""
    with transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        check_holder(task, member)
        if task.status == TaskStatus.IN_PROGRESS:
            return task
        _check_step(task, TaskStatus.IN_PROGRESS)
        if order.status in FINAL:
            raise OrderClosed
        task.status = TaskStatus.IN_PROGRESS
        task.started_at = now
        save_task(task, now, "status", "started_at")
        return task


def complete_task(
    *,
    shop: Shop,
    task_id: int,
    member: StaffMember,
    now: datetime,
    florist_notes: str = "",
    actual_minutes: int | None = None,
    photos: Sequence[str] = (),
    seen_change: str | None = None,
) -> ProductionTask:
    """Finish the work; with the last task of an order the order becomes `assembled`.

    `photos` are ids or addresses of the order's photos that show the work, besides those taken for the task;
    `seen_change` is the last change of the items that the florist has been shown, as the task tells it.

    Raises TaskNotFound, TaskTaken, StepNotAllowed, ItemsChanged, InvalidInput, PhotoRequired, and
    TransitionNotAllowed when the order may not be assembled now.
    """
    with transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        check_holder(task, member)
        if task.status == TaskStatus.COMPLETED:
            return task
        _check_step(task, TaskStatus.COMPLETED)
        if order.status in FINAL:
            raise OrderClosed
        # An order that grew a moment ago waits for its task to follow: what nobody was told of is not made.
        if seen_change not in (None, task.items_change) or not is_in_step(task, order):
            raise ItemsChanged
        _show_work(task, order, photos)
        if shop.photo_required and not task.photos.exists():
            raise PhotoRequired
        if task.started_at is not None and actual_minutes is None:
            actual_minutes = max(round((now - task.started_at).total_seconds() / 60), 0)
        task.actual_minutes = actual_minutes
        task.florist_notes = florist_notes
        task.save(update_fields=["actual_minutes", "florist_notes"])
        close(task, TaskStatus.COMPLETED, now)
        is_last = not ProductionTask.objects.filter(order=order).open().exists()
        stage = order.issue_from or order.status
        if is_last and stage in BEFORE_ASSEMBLY:
            change_status(shop=shop, order_id=order.pk, to=OrderStatus.ASSEMBLED, actor=member.as_actor(), now=now)
        return task


def cancel_task(*, shop: Shop, task_id: int, member: StaffMember, now: datetime) -> ProductionTask:
    """Drop a task. Raises TaskNotFound, StepNotAllowed, and NotAllowed to all but managers."""
    with transaction.atomic():
        _order, task = lock_task(shop=shop, task_id=task_id)
        if not member.is_manager:
            raise NotAllowed
        if task.status != TaskStatus.CANCELLED:
            _check_step(task, TaskStatus.CANCELLED)
            close(task, TaskStatus.CANCELLED, now)
        return task


def add_task_photo(*, shop: Shop, task_id: int, upload: File, member: StaffMember, now: datetime) -> OrderPhoto:
    """Keep a photo of the work, which is a photo of the order too.

    Raises TaskNotFound, TaskTaken, InvalidInput.
    """
    task = ProductionTask.objects.filter(shop=shop, pk=task_id).select_related("florist").first()
    if task is None:
        raise TaskNotFound
    check_holder(task, member)  # before any work is put into the picture, and once more under the lock
    with stored(prepare(upload), shop=shop) as picture, transaction.atomic():
        order, task = lock_task(shop=shop, task_id=task_id)
        check_holder(task, member)
        photo = attach_photo(order=order, picture=picture, actor=member.as_actor(), now=now)
        TaskPhoto.objects.create(shop=shop, task=task, photo=photo)
        return photo


def _show_work(task: ProductionTask, order: Order, photos: Sequence[str]) -> None:
    """Count those of the order's photos that are named, and are of no task yet, as photos of this one.

    An address may be of a picture kept elsewhere, and is passed over; a number is of a photo here, or wrong.
    """
    if photos:
        known = {str(pk) for pk in order.photos.values_list("pk", flat=True)}
        unknown = [place for place, name in enumerate(photos) if name.isdecimal() and name not in known]
        if unknown:
            raise InvalidInput(*((("photos", place), _("У заказа нет такого фото")) for place in unknown))
    free = order.photos.filter(task_photo=None, kind=PhotoKind.BOUQUET) if photos else ()
    for photo in free:
        if str(photo.pk) in photos or any(address.endswith(str(photo.image)) for address in photos):
            TaskPhoto.objects.create(shop_id=task.shop_id, task=task, photo=photo)


def _check_step(task: ProductionTask, target: TaskStatus) -> None:
    if target not in TRANSITIONS[TaskStatus(task.status)]:
        raise StepNotAllowed(task.status, target)


def check_holder(task: ProductionTask, member: StaffMember) -> None:
    """Let through the florist who has the task, and managers."""
    if task.florist_id != member.pk and not member.is_manager:
        if task.florist is None:
            raise StepNotAllowed(task.status, TaskStatus.IN_PROGRESS)
        raise TaskTaken(task.florist.name)


def save_task(task: ProductionTask, now: datetime, *fields: str) -> None:
    """Write these fields of a locked task, and show it to whoever looks on."""
    task.updated_at = now
    task.version += 1
    task.save(update_fields=[*fields, "updated_at", "version"])
    live.touch(live.shop_topic(task.shop_id))

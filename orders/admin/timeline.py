"""All that happened to an order, as one story, the newest first: one comes to see what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cvety.core.money import readable
from orders.models import NoteKind, OrderNote, OrderPhoto, OrderStatusChange, Payment, PaymentKind, PhotoKind
from orders.states import OrderStatus
from production.models import ProductionTask, Shortage
from tracking.models import Feedback

STATUS_ICONS = {
    OrderStatus.NEW: "add_circle",
    OrderStatus.PAID: "payments",
    OrderStatus.ASSEMBLED: "local_florist",
    OrderStatus.DELIVERY: "local_shipping",
    OrderStatus.SELF_PICKUP: "storefront",
    OrderStatus.DELIVERED: "done",
    OrderStatus.COMPLETED: "done_all",
    OrderStatus.CANCELLED: "block",
    OrderStatus.ISSUE: "warning",
}
PHOTOS: dict[str, str | Promise] = {
    PhotoKind.BOUQUET: gettext_lazy("Фото букета"),
    PhotoKind.HAND_OVER: gettext_lazy("Фото вручения"),
    PhotoKind.PROBLEM: gettext_lazy("Фото: не вручили"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story: what, when, by whom, and in whose words."""

    at: datetime
    icon: str
    title: str
    author: str = ""
    text: str = ""
    color: str = ""
    photo: OrderPhoto | None = None


def timeline(
    *,
    history: Sequence[OrderStatusChange],
    payments: Sequence[Payment],
    notes: Sequence[OrderNote],
    photos: Sequence[OrderPhoto],
    tasks: Sequence[ProductionTask],
    shortages: Sequence[Shortage],
    feedback: Feedback | None,
) -> list[Entry]:
    """Merge everything into one list, the newest first; what happened at once stands as it follows."""
    story = [
        *(_photo(photo) for photo in photos),
        *(step for task in tasks for step in _steps(task)),
        *(step for shortage in shortages for step in _shortage(shortage)),
        *(_payment(payment) for payment in payments),
        *(_change(change) for change in history),
        *(_note(note) for note in notes),
        *([_feedback(feedback)] if feedback else []),
    ]
    return sorted(story, key=lambda entry: entry.at)[::-1]


def _change(change: OrderStatusChange) -> Entry:
    status = OrderStatus(change.status)
    if not change.old_status:
        return Entry(change.changed_at, "add_circle", _("Заказ создан"), change.author, change.comment)
    if change.old_status == change.status:  # a debt forgiven, say: the comment tells
        return Entry(change.changed_at, "edit_note", change.comment, change.author)
    color = "rose" if status == OrderStatus.ISSUE else ""
    return Entry(change.changed_at, STATUS_ICONS[status], str(status.label), change.author, change.comment, color=color)


def _payment(payment: Payment) -> Entry:
    is_refund = payment.kind == PaymentKind.REFUND
    words = _("Вернули %s") if is_refund else _("Получили %s")
    title = f"{words % readable(payment.amount)} · {payment.get_method_display()}"
    icon = "undo" if is_refund else "payments"
    return Entry(payment.created_at, icon, title, payment.author, payment.comment)


def _note(note: OrderNote) -> Entry:
    if note.kind == NoteKind.PHONE_REVEALED:
        title = _("Открыт телефон получателя")
        return Entry(note.created_at, "visibility", title, note.author, note.text, color="amber")
    return Entry(note.created_at, "chat_bubble", _("Комментарий"), note.author, note.text)


def _photo(photo: OrderPhoto) -> Entry:
    return Entry(photo.uploaded_at, "photo_camera", str(PHOTOS[photo.kind]), photo.author, photo=photo)


def _steps(task: ProductionTask) -> Iterator[Entry]:
    """A task keeps when each step was done, and who has it."""
    florist = task.florist.name if task.florist else ""
    if task.assigned_at:
        yield Entry(task.assigned_at, "assignment_ind", _("Задача у флориста"), florist)
    if task.started_at:
        yield Entry(task.started_at, "content_cut", _("Начали собирать"), florist)
    if task.completed_at:
        yield Entry(task.completed_at, "task_alt", _("Букет готов"), florist, task.florist_notes)
    if task.cancelled_at:
        yield Entry(task.cancelled_at, "block", _("Задача отменена"))


def _shortage(shortage: Shortage) -> Iterator[Entry]:
    yield Entry(shortage.reported_at, "report", _("Чего-то не хватает"), shortage.author, shortage.what, color="amber")
    if shortage.settled_at:
        title = _("Решено: %s") % shortage.what
        yield Entry(shortage.settled_at, "check_circle", title, shortage.settled_by)


def _feedback(feedback: Feedback) -> Entry:
    return Entry(feedback.created_at, "star", _("Отзыв покупателя: %s") % feedback, text=feedback.comment)

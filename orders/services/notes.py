"""Words and deeds that belong to an order's history and are no change of its status."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from cvety.core.versions import check_version
from orders.errors import NoteNotFound, NotYourNote, OrderNotFound
from orders.models import NoteKind, Order, OrderNote
from orders.queries import find_comment
from shops.models import Shop

from .locking import lock_order, show_change


def add_note(
    *, shop: Shop, order_id: int, text: str, actor: Actor, now: datetime, kind: NoteKind = NoteKind.COMMENT
) -> OrderNote:
    """Add a row to what an order's page tells; a comment says something.

    Nothing is locked: a row is added, and the order itself stays as it is. Raises OrderNotFound, InvalidInput.
    """
    if kind == NoteKind.COMMENT:
        _check_text(text)
    with transaction.atomic():
        order = Order.objects.current().filter(shop=shop, pk=order_id).first()
        if order is None:
            raise OrderNotFound
        note: OrderNote = OrderNote.objects.create(
            shop=shop, order=order, kind=kind, text=text.strip(), created_at=now, **authored(actor)
        )
        show_change(order)
        return note


def edit_note(
    *,
    shop: Shop,
    note_id: int,
    text: str,
    member: StaffMember,
    now: datetime,
    order_id: int | None = None,
    expected_version: str | None = None,
) -> OrderNote:
    """Say a comment in other words; it stays its author's, of the time when it was written.

    With `order_id` it must be a comment on that order; the version is the order's.
    Raises NoteNotFound, NotYourNote, InvalidInput, StaleVersion.
    """
    _check_text(text)
    with transaction.atomic():
        note = _lock_note(shop, note_id, member, order_id, expected_version)
        if note.text != text.strip():
            note.text = text.strip()
            note.save(update_fields=["text"])
            _count_change(note.order, now)
        return note


def remove_note(
    *,
    shop: Shop,
    note_id: int,
    member: StaffMember,
    now: datetime,
    order_id: int | None = None,
    expected_version: str | None = None,
) -> Order:
    """Take a comment back, and return the order it was on. Raises NoteNotFound, NotYourNote, StaleVersion."""
    with transaction.atomic():
        note = _lock_note(shop, note_id, member, order_id, expected_version)
        note.delete()
        _count_change(note.order, now)
        return note.order


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidInput((("text",), _("Напишите комментарий")))


def _lock_note(
    shop: Shop, note_id: int, member: StaffMember, order_id: int | None, expected_version: str | None
) -> OrderNote:
    """Lock a comment that this person sees, and may change, and its order before it."""
    seen = find_comment(note_id=note_id, member=member, order_id=order_id)
    order = lock_order(shop=shop, order_id=seen.order_id)
    note = lock_rows(OrderNote.objects.filter(pk=note_id)).first()
    if note is None:
        raise NoteNotFound
    if not member.is_manager and (member.pk is None or note.actor_member_id != member.pk):
        raise NotYourNote
    check_version(order, expected_version)
    note.order = order
    return note


def _count_change(order: Order, now: datetime) -> None:
    order.updated_at = now
    order.version += 1
    order.save(update_fields=["updated_at", "version"])
    show_change(order)

"""Words and deeds that belong to an order's history and are no change of its status."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput
from cvety.core.locks import lock_rows
from orders.errors import NoteNotFound, NotYourNote, OrderNotFound
from orders.models import NoteKind, Order, OrderNote
from orders.queries import orders_seen_by
from shops.models import Shop

from .locking import show_change


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


def edit_note(*, shop: Shop, note_id: int, text: str, member: StaffMember, order_id: int | None = None) -> OrderNote:
    """Say a comment in other words; it stays its author's, of the time when it was written.

    With `order_id` it must be a comment on that order. Raises NoteNotFound, NotYourNote, InvalidInput.
    """
    _check_text(text)
    with transaction.atomic():
        note = _lock_note(shop, note_id, member, order_id)
        note.text = text.strip()
        note.save(update_fields=["text"])
        show_change(note.order)
        return note


def remove_note(*, shop: Shop, note_id: int, member: StaffMember, order_id: int | None = None) -> None:
    """Take a comment back. Raises NoteNotFound, NotYourNote."""
    with transaction.atomic():
        note = _lock_note(shop, note_id, member, order_id)
        note.delete()
        show_change(note.order)


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidInput((("text",), _("Напишите комментарий")))


def _lock_note(shop: Shop, note_id: int, member: StaffMember, order_id: int | None) -> OrderNote:
    """Lock a comment on an order that this person sees, and that is this person's to change."""
    notes = OrderNote.objects.filter(shop=shop, pk=note_id, kind=NoteKind.COMMENT, order__in=orders_seen_by(member))
    if order_id is not None:
        notes = notes.filter(order_id=order_id)
    note = lock_rows(notes.select_related("order")).first()
    if note is None:
        raise NoteNotFound
    if not member.is_manager and (member.pk is None or note.actor_member_id != member.pk):
        raise NotYourNote
    return note

"""Why something changed, in people's own words and in the books' few."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cvety.core.text import fold

from .models import CorrectionReason, MovementKind, StockMovement, WriteOffReason

# Beginnings of words, folded as they are compared; the first that is found decides.
_WORDS: tuple[tuple[WriteOffReason, tuple[str, ...]], ...] = (
    (WriteOffReason.WILTED, ("увя", "завя", "вялы", "просроч", "wilt", "expired", "солып")),
    (WriteOffReason.DAMAGED, ("повре", "слом", "полом", "помят", "разби", "брак при", "damage", "broken", "закым")),
    (WriteOffReason.POOR_QUALITY, ("некаче", "качеств", "брак", "quality", "сапасы")),
    (WriteOffReason.LOST, ("потер", "пропа", "украл", "украд", "недостач", "lost", "stolen", "жогал")),
)
_LABELS = {**dict(WriteOffReason.choices), **dict(CorrectionReason.choices)}


def write_off_reason(text: str) -> WriteOffReason:
    """Return which of the books' reasons somebody means by their own words."""
    told = fold(text)
    if told in set(WriteOffReason.values) - {WriteOffReason.CANCELLED_ORDER}:
        return WriteOffReason(told)
    for reason, words in _WORDS:
        if any(word in told for word in words):
            return reason
    return WriteOffReason.OTHER


def told(movement: StockMovement) -> str:
    """Return why a quantity changed, as people read it: in their own words where they said any."""
    if movement.kind == MovementKind.RECEIPT:
        if movement.on_hand_delta < 0:
            return _("Поставка отменена")
        supplier = movement.batch.supplier
        return _("Поставка: %s") % supplier if supplier else _("Поставка")
    if movement.order_id is not None:
        return _("Заказ № %d") % movement.order_id
    own_words = movement.note.partition("\n")[0].strip()
    return own_words or str(_LABELS.get(movement.reason, movement.get_kind_display()))

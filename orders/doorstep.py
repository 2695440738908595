"""Why an order was not handed over, in the words of the one who stands at the door."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .states import IssueType


class Reason(models.TextChoices):
    """What went wrong."""

    NOBODY_OPENS = "nobody_opens", _("Никто не открывает")
    WRONG_ADDRESS = "wrong_address", _("Неправильный адрес")
    REFUSED = "refused", _("Отказались принять")
    DAMAGED = "damaged", _("Повреждён букет")
    OTHER = "other", _("Другое")


# The same in the words of the shop.
ISSUES = {
    Reason.NOBODY_OPENS: IssueType.RECIPIENT_UNAVAILABLE,
    Reason.WRONG_ADDRESS: IssueType.WRONG_ADDRESS,
    Reason.REFUSED: IssueType.OTHER,
    Reason.DAMAGED: IssueType.QUALITY_ISSUE,
    Reason.OTHER: IssueType.OTHER,
}


def told(reason: Reason, comment: str) -> str:
    """Return what the manager reads: a refusal is named, as the shop has no word of its own for it.

    Kept for all who read the history, and so in Russian, whoever writes.
    """
    if reason != Reason.REFUSED:
        return comment
    return f"Отказались принять. {comment}".strip()

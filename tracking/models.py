"""What buyers say of what they got."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core.tenancy import shop_objects
from orders.models import Order
from shops.models import Shop

WORST, BEST = 1, 5


class Feedback(models.Model):
    """A buyer's stars for an order, from 1 to 5, and a word. Once, and for good."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.OneToOneField(Order, models.CASCADE, related_name="feedback", verbose_name=_("заказ"))
    rating = models.PositiveSmallIntegerField(
        _("оценка"), validators=[MinValueValidator(WORST), MaxValueValidator(BEST)]
    )
    comment = models.TextField(_("отзыв"), blank=True)
    created_at = models.DateTimeField(_("когда"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("отзыв")
        verbose_name_plural = _("отзывы")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rating__gte=WORST, rating__lte=BEST), name="feedback_one_to_five_stars")
        ]
        indexes = [models.Index(fields=["shop", "-created_at", "-id"], name="feedback_newest_first")]

    def __str__(self) -> str:
        return f"{self.rating} ★"

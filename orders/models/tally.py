"""How many orders there are, without counting them."""

from __future__ import annotations

from django.db import models

from cvety.core.tenancy import shop_objects
from orders.states import OrderStatus
from shops.models import Shop


class OrderTally(models.Model):
    """So many orders more (or fewer) in a status. A shop's count is the sum of its rows.

    A counter that is updated in place would make every order of a shop wait for the one before; rows that
    are only added do not, and a task folds them into one per status now and then.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    status = models.CharField(max_length=16, choices=OrderStatus.choices)
    delta = models.IntegerField()

    objects = shop_objects()

    class Meta:
        indexes = [models.Index(fields=["shop", "status"], include=["delta"], name="order_tally_sum")]

    def __str__(self) -> str:
        return f"{self.status} {self.delta:+}"

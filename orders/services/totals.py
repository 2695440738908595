"""What orders add up to for their customers and products, and how many there are of each status."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum

from catalog.services import add_to_totals as add_to_product
from customers.services import add_to_totals as add_to_customer
from cvety.core.locks import lock_rows
from orders.models import Order, OrderTally
from orders.states import OrderStatus, PaymentStatus
from shops.models import Shop


def count_order(*, shop: Shop, order_id: int) -> None:
    """Bring the totals of an order's customer and products up to what the order now stands for.

    An order remembers what it has added already, so that this may be called at any time and any number of
    times; its cost does not depend on how many orders there are.
    """
    with transaction.atomic():
        order = lock_rows(Order.objects.filter(shop=shop, pk=order_id)).get()
        before, after = order.counted, _stands_for(order)
        if before == after:
            return
        live = Order.objects.filter(customer_id=order.customer_id).exclude(status=OrderStatus.CANCELLED)
        newest = live.order_by("-created_at").values_list("created_at", flat=True)
        add_to_customer(
            shop=shop,
            customer_id=order.customer_id,
            orders=after["orders"] - before.get("orders", 0),
            paid_orders=after["paid_orders"] - before.get("paid_orders", 0),
            spent=after["spent"] - before.get("spent", 0),
            last_order_at=newest.first,
        )
        old_products, new_products = before.get("products", {}), after["products"]
        for product_id in sorted({*old_products, *new_products}, key=int):
            old_orders, old_revenue = old_products.get(product_id, (0, 0))
            orders, revenue = new_products.get(product_id, (0, 0))
            add_to_product(
                shop=shop,
                product_id=int(product_id),
                orders=orders - old_orders,
                revenue=revenue - old_revenue,
                ordered_at=order.created_at if orders else None,
            )
        order.counted = after
        order.save(update_fields=["counted"])


def _stands_for(order: Order) -> dict[str, Any]:
    """Return what an order adds: one order unless cancelled, its money unless cancelled or refunded."""
    is_live = order.status != OrderStatus.CANCELLED
    spent = order.paid_total if is_live and order.payment_status != PaymentStatus.REFUNDED else 0
    # Of what was paid, the goods' part: delivery is not the product's revenue.
    for_goods = spent * (order.flower_sum - order.discount) // order.total if order.total else 0
    products: dict[str, list[int]] = {}
    for product_id, total in order.items.order_by("pk").values_list("product_id", "total"):
        entry = products.setdefault(str(product_id), [int(is_live), 0])
        entry[1] += for_goods * total // order.flower_sum if order.flower_sum else 0
    return {"orders": int(is_live), "paid_orders": int(spent > 0), "spent": spent, "products": products}


def fold_tallies(*, shop: Shop) -> None:
    """Fold a shop's rows of the tally into one per status; readers see the same sums before and after."""
    with transaction.atomic():
        rows = list(lock_rows(OrderTally.objects.filter(shop=shop)))
        sums = OrderTally.objects.filter(pk__in=[row.pk for row in rows]).order_by().values("status")
        folded = [
            OrderTally(shop=shop, status=row["status"], delta=row["total"])
            for row in sums.annotate(total=Sum("delta"))
            if row["total"]
        ]
        if len(rows) > len(folded):
            OrderTally.objects.filter(pk__in=[row.pk for row in rows]).delete()
            OrderTally.objects.bulk_create(folded)

"""What `make run` prints once everything is up: where to look, and how to get in."""

from __future__ import annotations

import json

from django.conf import settings

from accounts.models import StaffMember
from accounts.positions import Position
from catalog.models import Product
from cvety.core.tenancy import every_shop
from orders.models import Order
from orders.states import OrderStatus

from . import data

SHOP_ID = 1


def is_loaded() -> bool:
    """Return whether shop 1 is the demo shop."""
    with every_shop():
        return bool(
            StaffMember.objects.filter(shop_id=SHOP_ID, phone=data.OWNER_PHONE, position=Position.OWNER).exists()
        )


def lines() -> list[str]:
    """Return the lines to print."""
    base = settings.CVETY_BASE_URL
    heading = f"Cvety is running at {base} (Ctrl-C stops it)"
    if settings.IS_PRODUCTION or not is_loaded():
        return [heading, "", f"  Admin   {base}/admin/", f"  Health  {base}/healthz {base}/readyz"]
    return [heading, "", *_doors(base), "", *_storefront(base)]


def _doors(base: str) -> list[str]:
    with every_shop():
        owner = StaffMember.objects.select_related("user").get(shop_id=SHOP_ID, phone=data.OWNER_PHONE)
        florist, courier = (
            StaffMember.objects.filter(shop_id=SHOP_ID, position=position, is_active=True).order_by("pk").first()
            for position in (Position.FLORIST, Position.COURIER)
        )
        order = Order.objects.filter(shop_id=SHOP_ID, status=OrderStatus.DELIVERY).order_by("pk").first()
    code = "any six digits as the code"
    password = f"password {data.OWNER_PASSWORD}, or {code}" if owner.user.check_password(data.OWNER_PASSWORD) else code
    doors = [f"  Admin     {base}/admin/     {data.OWNER_PHONE}, {password}"]
    if florist:
        doors.append(f"  Florist   {base}/florist/   {florist.phone}, the code is printed here")
    if courier:
        doors.append(f"  Courier   {base}/courier/   {courier.phone}, the same")
    if order:
        doors.append(f"  Buyer     {base}/tracking/{order.tracking_token}")
    return doors


def _storefront(base: str) -> list[str]:
    with every_shop():
        bouquets = Product.objects.for_sale().filter(shop_id=SHOP_ID, recipe__isnull=False)
        product = bouquets.order_by("retail_price", "pk").first()
    if product is None:
        return []
    body = {
        "shop_id": SHOP_ID,
        "customer_phone": "+77052223344",
        "customer_name": "Иван",
        "recipient_name": "Айгуль",
        "address": "пр. Достык 89",
        "items": [{"product_id": product.pk, "quantity": 1}],
    }
    return [
        "  Order a bouquet as a storefront does:",
        "",
        f"curl {base}/api/public/orders -H 'Content-Type: application/json' \\",
        f"  -d '{json.dumps(body, ensure_ascii=False)}'",
    ]

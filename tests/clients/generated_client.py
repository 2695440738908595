"""What an integrator writes on a client that was generated from /openapi.json; `test_generated.py` runs it."""
# ruff: noqa: T201 - what it prints is what the test reads

import sys

from cvety_client import AuthenticatedClient, Client
from cvety_client.api.auth import get_me, verify_otp
from cvety_client.api.orders import create_order, delete_order, get_order, list_orders, update_order_status
from cvety_client.models import (
    DeliveryMethod,
    FieldErrors,
    ListOrdersSort,
    ListOrdersStatus,
    OrderInput,
    OrderStatus,
    Refusal,
    StatusInput,
    VerifyCodeInput,
)

base_url = sys.argv[1]
signed_in = verify_otp.sync(
    client=Client(base_url=base_url), body=VerifyCodeInput(phone="+77011234567", otp_code="123456")
)
client = AuthenticatedClient(base_url=base_url, token=signed_in.access_token)
print(get_me.sync(client=client).name)

body = OrderInput(
    customer_phone="+77011234567",
    recipient_name="Айгуль",
    address="пр. Достык 89",
    delivery_method=DeliveryMethod.DELIVERY,
    flower_sum=25000,
    delivery_fee=2000,
    total=27000,
)
created = create_order.sync(client=client, body=body, idempotency_key="once")
again = create_order.sync(client=client, body=body, idempotency_key="once")
print(created == again, created.status is OrderStatus.NEW)

found = list_orders.sync(client=client, status=ListOrdersStatus.NEW, sort=ListOrdersSort.CREATED_AT_DESC)
print(found.total, found.items[0].id == created.id, found.items[0].florist, found.items[0].created_at.utcoffset())

wrong = create_order.sync(client=client, body=OrderInput(customer_phone="12", flower_sum=1))
print(isinstance(wrong, FieldErrors), wrong.detail[0].loc)

refused = update_order_status.sync(order_id=created.id, client=client, body=StatusInput(status=OrderStatus.DELIVERED))
print(isinstance(refused, Refusal), refused.code)

print(delete_order.sync_detailed(order_id=created.id, client=client).status_code)
print(get_order.sync(order_id=created.id, client=client).code)

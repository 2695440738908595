"""Who gets what, at every address of the product. A route without a line here fails the suite.

The columns are the answers to nobody, owner, senior, assistant, florist, courier, and a stranger: the owner of
another shop, who meets the rows of `world.py` as if they did not exist. The last word of a line names the body
that is sent, from `BODIES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client

from .world import World, take_task, upload

# Rows in paths: {order} is new, with the one {line}; {paid} has an open {task}; {carried} is on its way with the
# courier, and has a {photo} and the owner's {note}.
TABLE = """
# method path                                      nobody owner senior assistant florist courier stranger body

# Pages
GET    /                                           302 302 302 302 302 302 302
GET    /login/                                     200 302 302 302 302 302 302
POST   /logout/                                    302 302 302 302 302 302 302
POST   /login/                                     200 200 200 200 200 200 200
GET    /shop/                                      302 200 200 200 200 200 200
POST   /shop/                                      302 302 302 302 302 302 403 shop
GET    /live/{live}                                200 200 200 200 200 200 200
POST   /language/                                  302 302 302 302 302 302 302 language
GET    /uploads/{picture}                          200 200 200 200 200 200 200
GET    /tracking/{token}                           200 200 200 200 200 200 200
POST   /tracking/{token}/feedback                  302 302 302 302 302 302 302 feedback
GET    /florist/                                   302 200 200 200 200 403 200
GET    /florist/tasks/{task}/                      302 200 200 200 200 403 404
POST   /florist/tasks/{task}/take                  302 302 302 403 302 403 404
POST   /florist/tasks/{task}/start                 302 302 302 403 302 403 404 taken
POST   /florist/tasks/{task}/photo                 302 302 302 403 302 403 404 photo
POST   /florist/tasks/{task}/complete              302 302 302 403 302 403 404 taken
POST   /florist/tasks/{task}/shortage              302 302 302 403 302 403 404 taken
POST   /florist/tasks/{task}/found                 302 404 404 403 404 403 404 taken
POST   /florist/tasks/{task}/batch                 302 302 302 403 302 403 404 other_batch
GET    /fridge/                                    302 200 200 200 200 403 200
POST   /fridge/batches/{batch}/write-off           302 302 302 403 302 403 404 write_off
GET    /fridge/count/                              302 200 200 200 200 403 200
GET    /fridge/count/{batch}/                      302 200 200 403 200 403 404
POST   /fridge/count/{batch}/save                  302 302 302 403 302 403 404 counted
GET    /fridge/stocktakes/{stocktake}/             302 200 200 403 403 403 404
POST   /fridge/stocktakes/{stocktake}/post         302 302 302 403 403 403 404
POST   /fridge/stocktakes/{stocktake}/cancel       302 302 302 403 403 403 404
GET    /florist/showcase/                          302 200 200 200 200 403 200
GET    /florist/showcase/{bouquet}/                302 200 200 200 200 403 404
POST   /florist/showcase/{bouquet}/take-apart      302 302 302 403 302 403 404
POST   /florist/showcase/{bouquet}/write-off       302 302 302 403 302 403 404
POST   /florist/showcase/products/{product}/make   302 302 302 403 302 403 404
GET    /courier/                                   302 200 200 200 403 200 200
POST   /courier/take                               302 302 302 302 403 302 302
GET    /courier/orders/{carried}/                  302 200 200 200 403 200 404
POST   /courier/orders/{carried}/take              302 302 302 302 403 302 404
POST   /courier/orders/{carried}/phone             302 302 302 302 403 302 404
POST   /courier/orders/{carried}/delivered         302 302 302 302 403 302 404
POST   /courier/orders/{carried}/issue             302 302 302 302 403 302 404 reason
GET    /crm/inventory                              302 200 200 200 200 403 200
GET    /crm/inventory/                             302 200 200 200 200 403 200
GET    /crm/inventory/{item}/                      302 200 200 200 200 403 404
POST   /crm/inventory/{item}/set                   302 302 302 403 302 403 404
GET    /admin/purchase/                            302 200 200 200 403 403 200
GET    /admin/purchase/xlsx                        302 200 200 200 403 403 200
POST   /crm/inventory/leave                        302 302 302 302 302 302 302

# The API's documentation
GET    /docs                                       200 200 200 200 200 200 200
GET    /redoc                                      200 200 200 200 200 200 200
GET    /openapi.json                               200 200 200 200 200 200 200
GET    /postman.json                               200 200 200 200 200 200 200

# An order by phone in the admin
POST   /admin/orders/order/add/                    302 302 302 302 403 403 200 phone_order
GET    /admin/orders/order/add/customers/          302 200 200 200 403 403 200
GET    /admin/orders/order/add/products/           302 200 200 200 403 403 200

# The buttons of an order in the admin
POST   /admin/orders/order/{order}/move/           302 302 302 302 403 403 404 move
POST   /admin/orders/order/{order}/accept/         302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/issue/          302 302 302 302 403 403 404 issue
POST   /admin/orders/order/{order}/pay/            302 302 302 302 403 403 404
POST   /admin/orders/order/{paid}/refund/          302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/waive/          302 302 302 302 403 403 404 comment
POST   /admin/orders/order/{order}/note/           302 302 302 302 403 403 404 comment
POST   /admin/orders/order/{order}/photo/          302 302 302 302 403 403 404 photo
POST   /admin/orders/order/{order}/give/           302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/courier/        302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/settle/         302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/edit/what/      302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/edit/whom/      302 200 200 200 403 403 404
POST   /admin/orders/order/{order}/edit/where/     302 302 302 302 403 403 404
POST   /admin/orders/order/{order}/edit/money/     302 302 302 302 403 403 404
POST   /admin/production/productiontask/{task}/give/ 302 302 302 403 403 403 404

# The day in the admin
POST   /admin/shortages/{shortage}/settle/         302 302 302 403 403 403 404

# API v1: sign-in
POST   /api/auth/request-otp                       201 201 201 201 201 201 201 phone
POST   /api/auth/verify-otp                        400 400 400 400 400 400 400 code
POST   /api/auth/refresh                           401 401 401 401 401 401 401 refresh
POST   /api/auth/logout                            401 204 204 204 204 204 204
POST   /api/auth/switch-shop                       401 200 200 200 200 200 403 shop
GET    /api/auth/me                                401 200 200 200 200 200 200

# API v1: orders
GET    /api/orders/                                401 200 200 200 200 200 200
POST   /api/orders/                                401 201 201 201 403 403 201 plain_order
POST   /api/orders/with-items                      401 201 201 201 403 403 422 order
GET    /api/orders/{order}                         401 200 200 200 200 404 404
GET    /api/orders/{carried}                       401 200 200 200 200 200 404
PATCH  /api/orders/{order}                         401 200 200 200 403 403 404 comment
DELETE /api/orders/{order}                         401 204 204 204 403 403 404
PATCH  /api/orders/{order}/status                  401 200 200 200 403 403 404 paid
PATCH  /api/orders/{carried}/status                401 200 200 200 403 200 404 delivered
PATCH  /api/orders/{paid}/issue                    401 200 200 200 403 404 404 issue
PATCH  /api/orders/{carried}/issue                 401 200 200 200 403 200 404 issue
POST   /api/orders/{paid}/accept                   401 200 200 200 403 403 404
POST   /api/orders/{order}/cancel                  401 200 200 200 403 403 404
GET    /api/orders/{order}/allowed-statuses        401 200 200 200 403 403 404
GET    /api/orders/{order}/history                 401 200 200 200 200 404 404
GET    /api/orders/{carried}/history               401 200 200 200 200 200 404
GET    /api/orders/{order}/items                   401 200 200 200 200 404 404
GET    /api/orders/{carried}/items                 401 200 200 200 200 200 404
POST   /api/orders/{order}/items                   401 201 201 201 403 403 404 line
GET    /api/orders/{order}/items/{line}            401 200 200 200 200 404 404
PATCH  /api/orders/{order}/items/{line}            401 200 200 200 403 403 404 quantity
DELETE /api/orders/{order}/items/{line}            401 400 400 400 403 403 404
GET    /api/orders/{order}/comments                401 200 200 200 200 404 404
GET    /api/orders/{carried}/comments              401 200 200 200 200 200 404
POST   /api/orders/{order}/comments                401 201 201 201 403 404 404 text
POST   /api/orders/{carried}/comments              401 201 201 201 403 201 404 text
GET    /api/orders/{carried}/comments/{note}       401 200 200 200 200 200 404
PATCH  /api/orders/{carried}/comments/{note}       401 200 200 403 403 403 404 text
DELETE /api/orders/{carried}/comments/{note}       401 204 204 403 403 403 404
GET    /api/comments/{note}                        401 200 200 200 200 200 404
PATCH  /api/comments/{note}                        401 200 200 403 403 403 404 text
DELETE /api/comments/{note}                        401 204 204 403 403 403 404
GET    /api/orders/{order}/photos                  401 200 200 200 200 404 404
GET    /api/orders/{carried}/photos                401 200 200 200 200 200 404
GET    /api/orders/{carried}/photos/{photo}        401 200 200 200 200 200 404
DELETE /api/orders/{carried}/photos/{photo}        401 204 204 204 403 403 404
POST   /api/orders/{order}/photos                  401 201 201 201 403 404 404 photo
POST   /api/orders/{carried}/photos                401 201 201 201 403 201 404 photo
GET    /api/orders/{paid}/payments                 401 200 200 200 403 403 404
POST   /api/orders/{order}/payments                401 201 201 201 403 403 404 payment
GET    /api/orders/{paid}/refunds                  401 200 200 200 403 403 404
POST   /api/orders/{paid}/refunds                  401 201 201 201 403 403 404 payment
POST   /api/orders/{order}/waive                   401 200 200 200 403 403 404 why
POST   /api/public/orders                          201 201 201 201 201 201 201 public_order
GET    /api/public/shops/{shop}                    200 200 200 200 200 200 200
GET    /api/public/shops/{shop}/products           200 200 200 200 200 200 200
GET    /api/public/products                        422 422 422 422 422 422 422
GET    /api/public/products/{product}              422 422 422 422 422 422 422

# API v1: products, customers, tracking
GET    /api/products/                              401 200 200 200 200 403 200
POST   /api/products/                              401 201 201 201 403 403 201 product
GET    /api/products/{product}                     401 200 200 200 200 403 404
PATCH  /api/products/{product}                     401 200 200 200 403 403 404 price
DELETE /api/products/{product}                     401 204 204 204 403 403 404
GET    /api/products/{product}/images              401 200 200 200 200 403 404
POST   /api/products/{product}/images              401 201 201 201 403 403 404 photo
GET    /api/products/{product}/images/{image}      401 200 200 200 200 403 404
PATCH  /api/products/{product}/images/{image}      401 200 200 200 403 403 404 main
DELETE /api/products/{product}/images/{image}      401 204 204 204 403 403 404
GET    /api/customers/                             401 200 200 200 403 403 200
POST   /api/customers/                             401 201 201 201 403 403 201 customer
GET    /api/customers/{customer}                   401 200 200 200 403 403 404
PATCH  /api/customers/{customer}                   401 200 200 200 403 403 404 name
DELETE /api/customers/{customer}                   401 204 204 204 403 403 404
GET    /api/customers/{customer}/orders            401 200 200 200 403 403 404
GET    /api/customers/{customer}/important-dates   401 200 200 200 403 403 404
POST   /api/customers/{customer}/important-dates   401 201 201 201 403 403 404 date
GET    /api/customers/{customer}/important-dates/{date} 401 200 200 200 403 403 404
PATCH  /api/customers/{customer}/important-dates/{date} 401 200 200 200 403 403 404 date
DELETE /api/customers/{customer}/important-dates/{date} 401 204 204 204 403 403 404
GET    /api/customers/{customer}/addresses         401 200 200 200 403 403 404
POST   /api/customers/{customer}/addresses         401 201 201 201 403 403 404 address
GET    /api/customers/{customer}/addresses/{address} 401 200 200 200 403 403 404
PATCH  /api/customers/{customer}/addresses/{address} 401 200 200 200 403 403 404 address
DELETE /api/customers/{customer}/addresses/{address} 401 204 204 204 403 403 404
GET    /api/tracking/{token}                       200 200 200 200 200 200 200
POST   /api/tracking/{token}/feedback              201 201 201 201 201 201 201 feedback

# API v1: warehouse, production
GET    /api/warehouse/                             401 200 200 200 200 403 200
GET    /api/warehouse/{batch}                      401 200 200 200 200 403 404
PATCH  /api/warehouse/{batch}                      401 200 200 403 200 403 404 showcase
POST   /api/warehouse/{batch}/write-off            401 201 201 403 201 403 404 write_off
POST   /api/warehouse/{batch}/correction           401 201 201 403 201 403 404 correction
GET    /api/warehouse/{batch}/movements            401 200 200 200 200 403 404
GET    /api/warehouse/stocktakes                   401 200 200 200 200 403 200
POST   /api/warehouse/stocktakes                   401 201 201 403 201 403 201
GET    /api/warehouse/stocktakes/{stocktake}       401 200 200 200 200 403 404
POST   /api/warehouse/stocktakes/{stocktake}/lines 401 201 201 403 201 403 404 counted
POST   /api/warehouse/stocktakes/{stocktake}/post  401 200 200 403 403 403 404
POST   /api/warehouse/stocktakes/{stocktake}/cancel 401 200 200 403 403 403 404
GET    /api/warehouse/purchase-list                401 200 200 200 200 403 200
GET    /api/warehouse/deliveries                   401 200 200 200 200 403 200
POST   /api/warehouse/deliveries                   401 201 201 403 201 403 201 receipt
GET    /api/warehouse/deliveries/{receipt}         401 200 200 200 200 403 404
PATCH  /api/warehouse/deliveries/{receipt}         401 200 200 403 200 403 404 farm
DELETE /api/warehouse/deliveries/{receipt}         401 400 400 403 400 403 404
POST   /api/products/{product}/showcase            401 201 201 403 201 403 404
GET    /api/showcase/                              401 200 200 200 200 403 200
GET    /api/showcase/{bouquet}                     401 200 200 200 200 403 404
POST   /api/showcase/{bouquet}/take-apart          401 200 200 403 200 403 404
GET    /api/production/tasks/                      401 200 200 200 200 403 200
POST   /api/production/tasks/                      401 201 201 403 201 403 422 task
GET    /api/production/tasks/{task}                401 200 200 200 200 403 404
PATCH  /api/production/tasks/{task}                401 200 200 403 403 403 404 priority
DELETE /api/production/tasks/{task}                401 204 204 403 403 403 404
POST   /api/production/tasks/{task}/assign         401 200 200 403 200 403 404
POST   /api/production/tasks/{task}/start          401 200 200 403 200 403 404 taken
POST   /api/production/tasks/{task}/complete       401 400 400 403 400 403 404 taken
POST   /api/production/tasks/{task}/cancel         401 200 200 403 403 403 404
GET    /api/production/tasks/{task}/batches        401 200 200 200 200 403 404
POST   /api/production/tasks/{task}/batches        401 422 422 403 400 403 404 other_batch
POST   /api/production/tasks/{task}/photos         401 201 201 403 201 403 404 photo

# API v1: settings
GET    /api/shop/                                  401 200 200 403 403 403 200
PATCH  /api/shop/                                  401 200 403 403 403 403 200 name
GET    /api/shop/delivery-zones/                   401 200 200 403 403 403 200
POST   /api/shop/delivery-zones/                   401 201 403 403 403 403 201 zone
GET    /api/shop/delivery-zones/{zone}             401 200 200 403 403 403 404
PATCH  /api/shop/delivery-zones/{zone}             401 200 403 403 403 403 404 name
DELETE /api/shop/delivery-zones/{zone}             401 204 403 403 403 403 404
GET    /api/staff/                                 401 200 200 200 200 200 200
POST   /api/staff/                                 401 201 201 403 403 403 201 colleague
GET    /api/staff/{member}                         401 200 200 200 200 200 404
PATCH  /api/staff/{member}                         401 200 200 403 403 403 404 name
DELETE /api/staff/{member}                         401 204 204 403 403 403 404

# API v2
GET    /api/v2/colleagues                          401 200 200 200 200 200 200
POST   /api/v2/colleagues                          401 201 201 403 403 403 201 colleague
GET    /api/v2/colleagues/{member}                 401 200 200 200 200 200 404
PUT    /api/v2/colleagues/{member}                 401 200 200 403 403 403 404 name
DELETE /api/v2/colleagues/{member}                 401 200 200 403 403 403 404
PATCH  /api/v2/colleagues/{member}/toggle          401 200 200 403 403 403 404

# The inventory API
POST   /api/inventory/update                       401 200 200 403 200 403 404 on_hand
POST   /api/inventory/bulk-update                  401 200 200 403 200 403 400 all_on_hand
GET    /api/inventory/low-stock                    401 200 200 200 200 403 200
POST   /api/inventory/delivery                     401 200 200 403 200 403 404 delivery
POST   /api/inventory/writeoff                     401 200 200 403 200 403 404 writeoff
GET    /api/inventory/history                      401 200 200 200 200 403 200
GET    /api/flowers/search                         401 200 200 200 200 403 200
POST   /api/flowers/delivery                       401 200 200 403 200 403 404 delivery
POST   /api/flowers/writeoff                       401 200 200 403 200 403 404 writeoff
"""

BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "phone": lambda world: {"phone": "+77051112233"},
    "code": lambda world: {"phone": "+77051112233", "otp_code": "123456"},
    "refresh": lambda world: {"refresh_token": "none"},
    "shop": lambda world: {"shop_id": world.shop.pk},
    "language": lambda world: {"language": "ru"},
    "plain_order": lambda world: {"customer_phone": "+77051112233", "flower_sum": 5000, "total": 5000},
    "order": lambda world: {
        "customer_phone": "+77051112233",
        "items": [{"product_id": world.rows["product"].pk, "quantity": 1}],
    },
    "public_order": lambda world: {
        "shop_id": world.shop.pk,
        "customer_phone": "+77051112233",
        "items": [{"product_id": world.rows["product"].pk, "quantity": 1}],
    },
    "phone_order": lambda world: {
        "customer_phone": "+77051112233",
        "delivery_method": "delivery",
        "payment_method": "kaspi",
        "product": world.rows["product"].pk,
        "quantity": 1,
    },
    "comment": lambda world: {"comment": "Позвонить"},
    "line": lambda world: {"product_id": world.rows["product"].pk, "quantity": 1},
    "quantity": lambda world: {"quantity": 1},
    "text": lambda world: {"text": "Позвонить"},
    "paid": lambda world: {"status": "paid"},
    "move": lambda world: {"to": "paid"},
    "delivered": lambda world: {"status": "delivered"},
    "why": lambda world: {"reason": "Постоянный клиент"},
    "reason": lambda world: {"reason": "nobody_opens"},
    "issue": lambda world: {"issue_type": "other", "comment": "Что-то не так"},
    "payment": lambda world: {"amount": 1000, "method": "kaspi"},
    "feedback": lambda world: {"rating": 5, "comment": "Спасибо"},
    "product": lambda world: {"name": "Новый", "retail_price": 1000},
    "zone": lambda world: {"name": "Окраины", "price": 3000},
    "main": lambda world: {"is_main": True},
    "price": lambda world: {"retail_price": 30000},
    "customer": lambda world: {"phone": "+77051112233", "name": "Новый"},
    "date": lambda world: {"date_type": "birthday", "date": "05-15"},
    "address": lambda world: {"address": "ул. Абая 10"},
    "name": lambda world: {"name": "Другое имя"},
    "receipt": lambda world: {
        "supplier": "Flower Direct",
        "delivery_date": "2026-03-01",
        "positions": [{"variety": "Роза", "qty": 10, "cost_per_stem": 0.5}],
    },
    "farm": lambda world: {"farm": "Ecuador Roses"},
    "showcase": lambda world: {"on_showcase": True},
    "write_off": lambda world: {"quantity": 1, "reason": "wilted"},
    "correction": lambda world: {"quantity": 99},
    "counted": lambda world: {"batch_id": world.rows["batch"].pk, "counted": 99},
    "task": lambda world: {"order_id": world.rows["paid"].pk},
    # What is held has another number: who comes that far is told so.
    "other_batch": lambda world: {"reservation_id": 10**9, "batch_id": 1, "quantity": 1, "reason": "Сломаны"},
    "priority": lambda world: {"priority": "high"},
    "colleague": lambda world: {"name": "Новая", "phone": "+77051112233", "position": "florist"},
    "taken": lambda world: {},
    "on_hand": lambda world: {"product_id": str(world.rows["product"].pk), "quantity": 10},
    "all_on_hand": lambda world: {"updates": [{"product_id": str(world.rows["product"].pk), "quantity": 15}]},
    "delivery": lambda world: {"flower_id": world.rows["item"].slug, "quantity": 50, "price": 150},
    "writeoff": lambda world: {"flower_id": world.rows["item"].slug, "quantity": 5, "reason": "Увядшие цветы"},
}


# The admin, each group for owner, senior, assistant: the list; a row and its history; the form for a new row; the
# button of this name. Nobody is led to sign in (302), florists and couriers are refused (403). Nothing is deleted
# there (403). A stranger has lists of their own, and a row that does not exist leads back to the start (302).
ADMIN = """
# model                   row         list         row          new          button
shops/shop                {shop}      302 302 403  200 200 403  403 403 403  none 404 403 403
accounts/staffmember      {member}    200 200 200  200 200 200  200 200 403  archive 302 302 403
accounts/shoptoken        {access}    200 403 403  200 403 403  200 403 403  revoke 302 403 403
warehouse/stockitem       {item}      200 200 200  200 200 200  200 200 403  none 404 404 403
warehouse/stockbatch      {batch}     200 200 200  200 200 200  403 403 403  none 404 404 403
warehouse/goodsreceipt    {receipt}   200 200 200  200 200 200  403 403 403  none 404 404 403
warehouse/stocktake       {stocktake}  200 200 200  200 200 200  403 403 403  none 404 404 403
warehouse/stockmovement   {movement}  200 200 200  200 200 200  403 403 403  none 404 404 403
catalog/showcasebouquet   {bouquet}   200 200 200  200 200 200  403 403 403  none 404 404 403
catalog/product           {product}   200 200 200  200 200 200  200 200 200  archive 302 302 302
customers/customer        {customer}  200 200 200  200 200 200  200 200 200  archive 302 302 302
orders/order              {order}     200 200 200  200 200 200  200 200 200  none 404 404 404
orders/payment            {payment}   200 200 200  200 200 200  403 403 403  none 404 404 404
production/productiontask {task}      200 200 200  200 200 200  403 403 403  cancel 302 302 403
tracking/feedback         {feedback}  200 200 200  200 200 200  403 403 403  none 404 404 404
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One method of one address, and what each person is answered."""

    method: str
    path: str
    expected: tuple[str, ...]
    body: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _read(text: str) -> list[Line]:
    rows = [row.split() for row in text.splitlines() if row and not row.startswith("#")]
    return [Line(row[0], row[1], tuple(row[2:9]), row[9] if len(row) > 9 else "") for row in rows]


def _admin(text: str) -> Iterator[Line]:
    for row in text.splitlines():
        if not row or row.startswith("#"):
            continue
        model, pk, *words = row.split()
        listed, shown, new, button, pressed = words[0:3], words[3:6], words[6:9], words[9], words[10:13]

        def line(method: str, path: str, answers: Sequence[str], stranger: str) -> Line:
            return Line(method, path, ("302", *answers, "403", "403", stranger), "")

        yield line("GET", f"/admin/{model}/", listed, listed[0])
        yield line("GET", f"/admin/{model}/{pk}/change/", shown, "404" if model == "orders/order" else "302")
        yield line("GET", f"/admin/{model}/{pk}/history/", shown, "302")
        yield line("GET", f"/admin/{model}/{pk}/", ("302", "302", "302"), "302")
        yield line("GET", f"/admin/{model}/{pk}/delete/", ("403", "403", "403"), "403")
        yield line("GET", f"/admin/{model}/add/", new, new[0])
        yield line("POST", f"/admin/{model}/{pk}/do/{button}/", pressed, "404")


LINES = [*_read(TABLE), *_admin(ADMIN)]


def send(world: World, line: Line, person: str) -> Any:
    """Send the line's request as this person and return the answer."""
    path = world.path(line.path)
    client: Client = world.client(person, path)
    if line.body == "taken":
        take_task(world, person)
    if line.body == "photo":
        take_task(world, person)
        return client.post(path, {"file": upload()})
    body = BODIES[line.body](world) if line.body else {}
    if line.method == "GET":
        return client.get(path)
    if path.startswith("/api/"):
        return client.generic(line.method, path, json.dumps(body), content_type="application/json")
    return client.post(path, body)

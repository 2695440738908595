"""What the product is measured against: the same bytes by hand-written SQL, with no framework at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import psycopg
from psycopg.types.json import set_json_loads

_URL = os.environ["DATABASE_URL"]
_SHOP = int(os.environ["BENCH_SHOP"])
_STATEMENTS: list[str] = orjson.loads(os.environ.get("BENCH_STATEMENTS", "[]"))
set_json_loads(orjson.loads)
_connection = psycopg.connect(_URL, autocommit=True)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["REQUEST_METHOD"] == "GET":
        body = read(_STATEMENTS[int(environ["PATH_INFO"].strip("/"))])
    else:
        body = place(orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def read(statement: str) -> bytes:
    """Return what the statement finds: a document, or page 1 of a list and its total."""
    row: Any = _connection.execute(statement).fetchone()  # psycopg has read the JSON already
    if len(row) == 1:
        return orjson.dumps(row[0])
    items, total, skipped = row
    limit = 20
    return orjson.dumps(
        {
            "items": items or [],
            "total": total,
            "page": skipped // limit + 1,
            "pages": -(-total // limit),
            "has_next": skipped + limit < total,
            "has_prev": skipped > 0,
        }
    )


def place(body: dict[str, Any]) -> bytes:
    """Write an order of two items as the product does, in one transaction, with nothing checked twice."""
    with _connection.transaction():
        execute = _connection.execute
        customer = execute(
            "INSERT INTO customers_customer (shop_id, phone, name, email, address, preferences, tags, search_text,"
            " orders_count, paid_orders_count, total_spent, created_at, updated_at, version)"
            " VALUES (%s, %s, '', '', '', '', '[]', %s, 0, 0, 0, now(), now(), 1)"
            " ON CONFLICT (shop_id, phone) DO UPDATE SET updated_at = now() RETURNING id",
            (_SHOP, body["customer_phone"], body["customer_phone"]),
        ).fetchone()[0]
        ids = [item["product_id"] for item in body["items"]]
        products = dict(
            execute(
                "SELECT id, name FROM catalog_product WHERE shop_id = %s AND id = ANY(%s)",
                (_SHOP, ids),
            ).fetchall()
        )
        recipe = execute(
            "SELECT product_id, item_id, quantity FROM catalog_recipeline WHERE product_id = ANY(%s)", (ids,)
        ).fetchall()
        flower_sum = sum(item["price"] * item["quantity"] for item in body["items"])
        total = flower_sum + body["delivery_fee"]
        token = str(100_000_000 + secrets.randbelow(900_000_000))
        order, created = execute(
            "INSERT INTO orders_order (address, shop_id, status, status_changed_at, issue_from, issue_type,"
            " issue_comment, customer_id, customer_phone, customer_name, recipient_phone, recipient_name,"
            " delivery_method, delivery_zone_name, flower_sum, delivery_fee, discount, total, payment_method,"
            " payment_status, paid_total, refunded_total, due_waived_reason, tracking_token, source, external_id,"
            " comment, card_text, is_anonymous, is_surprise, call_policy, photo_approval, substitution_consent,"
            " counted, search_text, created_at, updated_at, version)"
            " VALUES (%s, %s, 'new', now(), '', '', '', %s, %s, '', '', %s, 'delivery', '', %s, %s, 0, %s, 'kaspi',"
            " 'pending', 0, 0, '', %s, 'website', '', %s, '', false, false, 'recipient', false, false, '{}', %s,"
            " now(), now(), 1) RETURNING id, created_at",
            (
                body["address"],
                _SHOP,
                customer,
                body["customer_phone"],
                body["recipient_name"],
                flower_sum,
                body["delivery_fee"],
                total,
                token,
                body["comment"],
                token,
            ),
        ).fetchone()
        execute(
            "INSERT INTO customers_customeraddress (shop_id, customer_id, address, recipient_name, recipient_phone,"
            " is_default, last_used_at) VALUES (%s, %s, %s, %s, '', false, now())"
            " ON CONFLICT (customer_id, address, recipient_name) DO UPDATE SET last_used_at = now()",
            (_SHOP, customer, body["address"], body["recipient_name"]),
        )
        items = []
        for item in body["items"]:
            name = products[item["product_id"]]
            items.append(
                execute(
                    "INSERT INTO orders_orderitem (shop_id, order_id, product_id, product_name, product_category,"
                    " quantity, price, total, notes, make_minutes)"
                    " VALUES (%s, %s, %s, %s, 'bouquet', %s, %s, %s, NULL, 30)"
                    " RETURNING id",
                    (
                        _SHOP,
                        order,
                        item["product_id"],
                        name,
                        item["quantity"],
                        item["price"],
                        item["price"] * item["quantity"],
                    ),
                ).fetchone()[0]
            )
        execute(
            "INSERT INTO orders_orderstatuschange (actor_kind, actor_name, shop_id, order_id, old_status, status,"
            " comment, changed_at) VALUES ('person', 'Владелец', %s, %s, '', 'new', '', now())",
            (_SHOP, order),
        )
        execute("INSERT INTO orders_ordertally (shop_id, status, delta) VALUES (%s, 'new', 1)", (_SHOP,))
        execute(
            "INSERT INTO core_outboxevent (name, version, shop_id, aggregate, payload, created_at, handled_by,"
            " attempts, last_error, next_attempt_at)"
            " VALUES ('order.created', 1, %s, %s, %s, now(), '[]', 0, '', now())",
            (_SHOP, f"order:{order}", orjson.dumps({"order_id": order, "total": total}).decode()),
        )
        lines = dict(zip(ids, items, strict=True))
        quantities = {item["product_id"]: item["quantity"] for item in body["items"]}
        batches = execute(
            "SELECT id, item_id FROM warehouse_stockbatch WHERE shop_id = %s AND item_id = ANY(%s)"
            " AND quantity_on_hand > 0 ORDER BY id FOR UPDATE",
            (_SHOP, [item for _product, item, _quantity in recipe]),
        ).fetchall()
        by_item = {item: batch for batch, item in batches}
        for product, item, each in recipe:
            quantity = each * quantities[product]
            held = (_SHOP, by_item[item], item, order, lines[product], quantity)
            execute(
                "INSERT INTO warehouse_stockreservation (shop_id, batch_id, item_id, order_id, line_id, quantity,"
                " status, created_at) VALUES (%s, %s, %s, %s, %s, %s, 'held', now())",
                held,
            )
            execute(
                "INSERT INTO warehouse_stockmovement (actor_kind, actor_name, shop_id, batch_id, item_id, kind,"
                " on_hand_delta, reserved_delta, cost_delta, landed_cost_delta, order_id, reason, note, created_at)"
                " VALUES ('person', 'Владелец', %s, %s, %s, 'reserve', 0, %s, 0, 0, %s, '', '', now())",
                (_SHOP, by_item[item], item, quantity, order),
            )
            execute(
                "UPDATE warehouse_stockbatch SET quantity_reserved = quantity_reserved + %s WHERE id = %s",
                (quantity, by_item[item]),
            )
            execute(
                "INSERT INTO orders_orderdemand (shop_id, order_id, order_item_id, item_id, quantity)"
                " VALUES (%s, %s, %s, %s, %s)",
                (_SHOP, order, lines[product], item, quantity),
            )
    return orjson.dumps({"id": order, "tracking_token": token, "created_at": created.isoformat()})

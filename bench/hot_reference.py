"""What orders for a hot batch are measured against: one transaction by hand, with no framework at all."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg


def connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True)


def place(connection: psycopg.Connection[Any], *, shop: int, item: int, product: int, quantity: int) -> bool:
    """Write an order and its one line, and hold its stems from the oldest batches; False when they are too few.

    Customer, history, events and tallies, which the product writes as well, are left out.
    """
    with connection.transaction():
        execute = connection.execute
        order = execute(
            "INSERT INTO orders_order (address, shop_id, status, status_changed_at, issue_from, issue_type,"
            " issue_comment, customer_id, customer_phone, customer_name, recipient_phone, recipient_name,"
            " delivery_method, delivery_zone_name, flower_sum, delivery_fee, discount, total, payment_method,"
            " payment_status, paid_total, refunded_total, due_waived_reason, tracking_token, source, external_id,"
            " comment, card_text, is_anonymous, is_surprise, call_policy, photo_approval, substitution_consent,"
            " counted, search_text, created_at, updated_at, version)"
            " SELECT 'пр. Достык 89', %(shop)s, 'new', now(), '', '', '', c.id, c.phone, '', '', '', 'delivery', '',"
            " 9000, 2000, 0, 11000, 'kaspi', 'pending', 0, 0, '', %(token)s, 'website', '', '', '', false, false,"
            " 'recipient', false, false, '{}', %(token)s, now(), now(), 1"
            " FROM customers_customer c WHERE c.shop_id = %(shop)s ORDER BY c.id LIMIT 1 RETURNING id",
            {"shop": shop, "token": str(100_000_000 + secrets.randbelow(900_000_000))},
        ).fetchone()
        line = execute(
            "INSERT INTO orders_orderitem (shop_id, order_id, product_id, product_name, product_category, quantity,"
            " price, total, notes, make_minutes) VALUES (%s, %s, %s, '', 'bouquet', 1, 9000, 9000, NULL, 30)"
            " RETURNING id",
            (shop, order[0], product),
        ).fetchone()
        batches = execute(
            "SELECT id, quantity_on_hand - quantity_reserved FROM warehouse_stockbatch"
            " WHERE shop_id = %s AND item_id = %s AND quantity_on_hand > 0 ORDER BY id FOR UPDATE",
            (shop, item),
        ).fetchall()
        if sum(free for _batch, free in batches) < quantity:
            raise psycopg.Rollback
        for batch, free in batches:
            part = min(free, quantity)
            if not part:
                continue
            quantity -= part
            execute(
                "INSERT INTO warehouse_stockreservation (shop_id, batch_id, item_id, order_id, line_id, quantity,"
                " status, created_at) VALUES (%s, %s, %s, %s, %s, %s, 'held', now())",
                (shop, batch, item, order[0], line[0], part),
            )
            execute(
                "INSERT INTO warehouse_stockmovement (actor_kind, actor_name, shop_id, batch_id, item_id, kind,"
                " on_hand_delta, reserved_delta, cost_delta, landed_cost_delta, order_id, reason, note, created_at)"
                " VALUES ('system', 'Система', %s, %s, %s, 'reserve', 0, %s, 0, 0, %s, '', '', now())",
                (shop, batch, item, part, order[0]),
            )
            execute(
                "UPDATE warehouse_stockbatch SET quantity_reserved = quantity_reserved + %s WHERE id = %s",
                (part, batch),
            )
        return True
    return False

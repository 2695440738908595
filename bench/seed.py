"""A shop with as many orders as wanted, written by SQL: a million of them in a few minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

STATUSES = ("new", "paid", "assembled", "delivery", "delivered", "completed")

# Every 25th recipient has the common name, every 20,000th order the rare one.
FIRST_NAMES = (
    *("Айгуль", "Марина", "Динара", "Ольга", "Асель", "Жанна", "Сауле", "Ирина", "Гүлнара", "Анна", "Мадина", "Елена"),
    *("Тимур", "Ержан", "Данияр", "Иван", "Алексей", "Нұрлан", "Бауыржан", "Сергей", "Алия", "Камила", "Зарина"),
    *("Светлана", "Қарлығаш"),
)
LAST_NAMES = (
    *("Касымова", "Петрова", "Ахметова", "Иванова", "Сейтқали", "Ким", "Омарова", "Сидорова", "Жұмабаева", "Цой"),
    *("Абдрахманова", "Кузнецова", "Нұрпеисова", "Попова", "Байжанова", "Волкова", "Ермекова", "Ли", "Тулегенова"),
)
COMMON_NAME, RARE_NAME = "Айгуль", "Апполинария"

_FOLDED = "translate(lower({}), 'ёәғқңөұүһі', 'еагкноуухи')"
_NAME = "(%(first)s::text[])[1 + {n} %% %(first_count)s] || ' ' || (%(last)s::text[])[1 + ({n} / 7) %% %(last_count)s]"

_CUSTOMERS = f"""
INSERT INTO customers_customer (shop_id, phone, name, email, birth_date, address, preferences, tags, search_text,
    orders_count, paid_orders_count, total_spent, last_order_at, created_at, updated_at, archived_at, version)
SELECT %(shop)s, p.phone, p.name, '', NULL, 'ул. Абая ' || n, '', '[]',
    {_FOLDED.format("p.name || ' ' || p.phone")},
    5, 5, 27000 * (1 + n::bigint * 7919 %% 500), t.at, t.at, t.at, NULL, 1
FROM generate_series(1, %(customers)s) AS n
CROSS JOIN LATERAL (SELECT '+7702' || lpad(n::text, 7, '0') AS phone, {_NAME.format(n="(n * 13 + 5)")} AS name) AS p
CROSS JOIN LATERAL (SELECT now() - (%(customers)s - n) * interval '5 minutes' AS at) AS t
"""

_ORDERS = f"""
INSERT INTO orders_order (address, shop_id, status, status_changed_at, issue_from, issue_type, issue_comment,
    customer_id, customer_phone, customer_name, recipient_phone, recipient_name, delivery_method, delivery_date,
    window_from_at, window_to_at, delivery_zone_name, flower_sum, delivery_fee, discount, total, payment_method,
    payment_status, paid_total, refunded_total, due_waived_reason, tracking_token, source, external_id, comment,
    card_text, is_anonymous, is_surprise, call_policy, photo_approval, substitution_consent, florist_id, counted,
    search_text, created_at, updated_at, version)
SELECT 'г. Алматы, пр. Достык ' || n, %(shop)s, (%(statuses)s::text[])[1 + n %% %(status_count)s], t.at, '', '', '',
    c.id, c.phone, c.name, r.phone, r.name, 'delivery',
    ((t.at + interval '4 hours') AT TIME ZONE 'Asia/Almaty')::date,
    t.at + interval '4 hours', t.at + interval '6 hours', 'Центр города', 30000, 2000, 0, 32000, 'kaspi',
    'paid', 32000, 0, '', r.token, 'website', '', 'Позвонить за час до доставки',
    '', false, false, 'recipient', false, false, %(florist)s, '{{}}',
    {_FOLDED.format("r.token || ' ' || c.phone || ' ' || r.phone || ' ' || c.name || ' ' || r.name")}, t.at, t.at, 1
FROM generate_series(1, %(orders)s) AS n
CROSS JOIN LATERAL (SELECT now() - (%(orders)s - n) * interval '1 minute' AS at) AS t
CROSS JOIN LATERAL (
    SELECT (100000000 * %(shop)s + n)::text AS token,
        '+7701' || lpad((n::bigint * 7919 %% 10000000)::text, 7, '0') AS phone,
        CASE WHEN n %% 20000 = 7 THEN %(rare)s ELSE {_NAME.format(n="n")} END AS name
) AS r
JOIN customers_customer c ON c.shop_id = %(shop)s AND c.phone = '+7702' || lpad((1 + n %% %(customers)s)::text, 7, '0')
"""

_ITEMS = """
INSERT INTO orders_orderitem (shop_id, order_id, product_id, product_name, product_category, quantity, price, total,
    notes, make_minutes)
SELECT o.shop_id, o.id, p.id, p.name, p.category, 1, p.retail_price, p.retail_price, NULL, 30
FROM orders_order o JOIN catalog_product p ON p.shop_id = o.shop_id WHERE o.shop_id = %(shop)s
"""

_PHOTOS = """
INSERT INTO orders_orderphoto (actor_kind, actor_name, shop_id, order_id, image, thumbnail, uploaded_at)
SELECT 'person', 'Марина', shop_id, id, 'shops/1/orders/' || md5(id::text) || '.jpeg',
    'shops/1/orders/' || md5('t' || id) || '.jpeg', created_at
FROM orders_order WHERE shop_id = %(shop)s AND id %% 2 = 0
"""

_HISTORY = """
INSERT INTO orders_orderstatuschange (actor_kind, actor_name, shop_id, order_id, old_status, status, comment,
    changed_at)
SELECT 'system', 'Система', o.shop_id, o.id, '', s.status, '', o.created_at + s.step * interval '5 minutes'
FROM orders_order o, (VALUES (0, 'new'), (1, 'paid'), (2, 'assembled')) AS s(step, status)
WHERE o.shop_id = %(shop)s
"""

_TALLY = """
INSERT INTO orders_ordertally (shop_id, status, delta)
SELECT shop_id, status, count(*) FROM orders_order WHERE shop_id = %(shop)s GROUP BY shop_id, status
"""

# After the items, which are of the first two products.
_PRODUCTS = """
INSERT INTO catalog_product (shop_id, name, name_key, category, description, cost_price, retail_price, sale_price,
    is_active, is_popular, is_new, is_stock_tracked, make_minutes, orders_count, revenue, created_at, updated_at,
    version)
SELECT %(shop)s, 'Букет ' || n, 'букет ' || n, 'bouquet', 'Розы', 5000, 10000 + n, NULL, true, n %% 10 = 0, false,
    false, 30, n, 0, now(), now(), 1
FROM generate_series(1, %(products)s) AS n
"""


def seed(*, shop_id: int, florist_id: int, orders: int) -> None:
    """Fill a shop that has two products with orders, each of two items, half of them with a photo."""
    values = {
        "shop": shop_id,
        "florist": florist_id,
        "orders": orders,
        "customers": max(orders // 5, 1),
        "products": orders // 500,
        "statuses": list(STATUSES),
        "status_count": len(STATUSES),
        "first": list(FIRST_NAMES),
        "first_count": len(FIRST_NAMES),
        "last": list(LAST_NAMES),
        "last_count": len(LAST_NAMES),
        "rare": RARE_NAME,
    }
    with connection.cursor() as cursor, _checked_afterwards(cursor):
        for statement in (_CUSTOMERS, _ORDERS, _ITEMS, _PHOTOS, _HISTORY, _TALLY, _PRODUCTS):
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


_FILLED = ("customers_customer", "orders_order", "orders_orderitem", "orders_orderphoto", "orders_orderstatuschange")


@contextmanager
def _checked_afterwards(cursor: Any) -> Iterator[None]:
    """Write without indexes and foreign keys, and make them when all is there: several times faster."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [list(_FILLED)],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique",
        [list(_FILLED)],
    )
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute("RESET maintenance_work_mem")


def shop_for_bench(phone: str = "+77015550000") -> tuple[Any, Any]:
    """Make the shop, its owner and two products with a recipe; return the shop and the owner."""
    from decimal import Decimal

    from django.utils import timezone

    from accounts.models import StaffMember, User
    from catalog.services import Ingredient, ProductData, create_product
    from cvety.core.actors import SYSTEM
    from cvety.core.tenancy import shop_scope
    from shops.models import Shop
    from warehouse.services import Position, receive_goods

    shop = Shop.objects.create(name="Бенч", payment_link_template="https://kaspi.kz/pay/bench?sum={total}")
    user = User.objects.create_user(phone)
    now = timezone.now()
    with shop_scope(shop):
        owner = StaffMember.objects.create(shop=shop, user=user, phone=user.phone, position="owner", name="Владелец")
        for name, flower, price in (("Букет роз", "Роза", 25000), ("Тюльпаны", "Тюльпан", 5000)):
            data = ProductData(name=name, retail_price=price, ingredients=[Ingredient(flower, 5)])
            create_product(shop=shop, data=data, actor=SYSTEM, now=now)
            receive_goods(
                shop=shop,
                supplier="Flower Direct",
                received_at=now,
                positions=[Position(variety=flower, quantity=1_000_000, cost_per_stem=Decimal(200))],
                actor=SYSTEM,
                now=now,
            )
    return shop, owner

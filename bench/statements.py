"""What each list is measured against: one hand-written statement that returns the same JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from psycopg import sql

from .seed import COMMON_NAME, RARE_NAME

_SQL = Path(__file__).parent / "sql"
_TALLY = "(SELECT sum(delta) FROM orders_ordertally WHERE shop_id = {shop} %s)::int"
_COUNT = "(SELECT count(*) FROM found)"
PHONE = "0000077"  # of the 77th customer, behind +7702


@dataclass(frozen=True, slots=True)
class Case:
    """An address of the product, and the statement that stands for it."""

    name: str
    address: str
    file: str
    where: str = ""
    key: str = "created_at"
    total: str = _COUNT
    offset: int = 0
    is_one: bool = False  # no list, and not the same bytes

    def statement(self, *, shop: int, media: str, tracking: str) -> str:
        values = {"shop": shop, "media": media, "tracking": tracking, "offset": self.offset, "token": self.address[-9:]}
        # What is searched for is found once, and counted and sorted then; else the page is read by index.
        words = {"fence": "MATERIALIZED" if "search=" in self.address else "NOT MATERIALIZED"}
        text = (_SQL / f"{self.file}.sql").read_text()
        for name, part in (("total", self.total), ("where", self.where), ("key", self.key), *words.items()):
            text = text.replace(f"{{{name}}}", part)
        return sql.SQL(text).format(**{name: sql.Literal(value) for name, value in values.items()}).as_string()


def cases(*, shop: int, orders: int) -> list[Case]:
    """Return what is measured in a shop of so many orders."""
    deep = orders * 9 // 10
    orders_list, customers, products = "/api/orders/", "/api/customers/", "/api/products/"
    dialed = f"8 (702) {PHONE[:3]}-{PHONE[3:5]}-{PHONE[5:]}"
    by_phone = f"AND (search_text LIKE '%8702{PHONE}%' OR search_text LIKE '%+7702{PHONE}%')"
    common, rare = (f"AND search_text LIKE '%{name.lower()}%'" for name in (COMMON_NAME, RARE_NAME))
    return [
        Case("orders, page 1", orders_list, "orders", total=_TALLY % ""),
        Case(f"orders, from {deep:,} on", f"{orders_list}?skip={deep}", "orders", total=_TALLY % "", offset=deep),
        Case(
            "orders, status=paid",
            f"{orders_list}?status=paid",
            "orders",
            where="AND status = 'paid'",
            total=_TALLY % "AND status = 'paid'",
        ),
        Case("orders, a phone", f"{orders_list}?search={quote(dialed)}", "orders", where=by_phone),
        Case("orders, a rare name", f"{orders_list}?search={quote(RARE_NAME)}", "orders", where=rare),
        Case("orders, a common name", f"{orders_list}?search={quote(COMMON_NAME)}", "orders", where=common),
        Case("customers, page 1", customers, "customers"),
        Case("customers, -total_spent", f"{customers}?sort=-total_spent", "customers", key="total_spent"),
        Case("customers, a phone", f"{customers}?search={quote(dialed)}", "customers", where=by_phone),
        Case("customers, a common name", f"{customers}?search={quote(COMMON_NAME)}", "customers", where=common),
        Case("products, page 1", products, "products"),
        Case("products, a word", f"{products}?search={quote('Букет 1')}", "products", where=_WORDS),
        Case("tracking", f"/api/tracking/{100_000_000 * shop + orders - 5}", "tracking", is_one=True),
    ]


_WORDS = "AND name_key LIKE '%букет%' AND name_key LIKE '%1%'"

"""The admin's navigation: by the work, and only what a person's position may see."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cvety.admin_base import access
from cvety.api.permissions import allows
from cvety.core.access import Access, Module


class Link(NamedTuple):
    title: str | Promise
    icon: str
    route: str
    module: Module


GROUPS: list[tuple[str | Promise, list[Link]]] = [
    (
        _("Заказы"),
        [
            Link(_("Сегодня"), "wb_sunny", "admin:index", Module.ORDERS),
            Link(_("Заказы"), "local_florist", "admin:orders_order_changelist", Module.ORDERS),
            Link(_("Платежи"), "payments", "admin:orders_payment_changelist", Module.ORDERS),
            Link(_("Доставки"), "local_shipping", "courier", Module.ORDERS),
            Link(_("Отзывы"), "star", "admin:tracking_feedback_changelist", Module.TRACKING),
        ],
    ),
    (
        _("Производство"),
        [
            Link(_("Задачи"), "checklist", "admin:production_productiontask_changelist", Module.PRODUCTION),
            Link(_("Экран флориста"), "phone_iphone", "florist", Module.PRODUCTION),
        ],
    ),
    (
        _("Склад"),
        [
            Link(_("Остатки"), "inventory_2", "admin:warehouse_stockitem_changelist", Module.WAREHOUSE),
            Link(_("Партии"), "psychiatry", "admin:warehouse_stockbatch_changelist", Module.WAREHOUSE),
            Link(_("Поставки"), "move_to_inbox", "admin:warehouse_goodsreceipt_changelist", Module.WAREHOUSE),
            Link(_("Закупка"), "shopping_basket", "purchase-list", Module.WAREHOUSE),
            Link(_("Витрина"), "filter_vintage", "showcase", Module.WAREHOUSE),
            Link(_("Букеты с витрины"), "yard", "admin:catalog_showcasebouquet_changelist", Module.WAREHOUSE),
            Link(_("Инвентарь"), "edit_note", "crm-inventory", Module.WAREHOUSE),
            Link(_("Обход холодильника"), "kitchen", "fridge", Module.WAREHOUSE),
            Link(_("Пересчёт"), "pin", "fridge-count", Module.WAREHOUSE),
            Link(_("Инвентаризации"), "fact_check", "admin:warehouse_stocktake_changelist", Module.WAREHOUSE),
            Link(_("Движения"), "swap_vert", "admin:warehouse_stockmovement_changelist", Module.WAREHOUSE),
        ],
    ),
    (_("Каталог"), [Link(_("Товары"), "redeem", "admin:catalog_product_changelist", Module.PRODUCTS)]),
    (_("Клиенты"), [Link(_("Клиенты"), "groups", "admin:customers_customer_changelist", Module.CUSTOMERS)]),
    (_("Команда"), [Link(_("Сотрудники"), "badge", "admin:accounts_staffmember_changelist", Module.STAFF)]),
    (
        _("Магазин"),
        [
            Link(_("Настройки"), "storefront", "admin:shops_shop_changelist", Module.SETTINGS),
            Link(_("Токены доступа"), "key", "admin:accounts_shoptoken_changelist", Module.INTEGRATIONS),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar's groups, with the links that lead somewhere for this person."""
    groups: list[dict[str, Any]] = []
    for title, links in GROUPS:
        items = [
            {"title": link.title, "icon": link.icon, "link": reverse(link.route)}
            for link in links
            if allows(access(request, link.module), Access.READ)
        ]
        if items:
            groups.append({"title": title, "separator": bool(groups), "items": items})
    return groups


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what a person may do about themselves."""
    links = [{"title": _("Сменить магазин"), "link": reverse("choose-shop")}]
    if request.user.is_authenticated and request.user.has_usable_password():
        links.append({"title": _("Сменить пароль"), "link": reverse("admin:password_change")})
    return links


def shop_name(request: HttpRequest) -> str:
    """Return the shop that is being worked in."""
    shop = getattr(request, "shop", None)
    return str(shop) if shop else ""

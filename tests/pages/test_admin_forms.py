"""Forms of the admin: they write through services, refuse in words, and keep to the shop."""

import pytest
from django.utils import timezone

from catalog.models import Product
from customers.models import Customer
from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_batch, make_item, make_member, make_product, reload
from tests.factories.orders import make_order
from warehouse.models import StockItem

from .conftest import errors_of


@pytest.fixture
def client(browse, owner):
    return browse(owner)


def recipe(*lines, initial=0):
    """The management form and rows of a recipe: triples of (line's id, item, quantity)."""
    data = {"recipe-TOTAL_FORMS": len(lines), "recipe-INITIAL_FORMS": initial}
    for n, (line, item, quantity) in enumerate(lines):
        data |= {f"recipe-{n}-id": line or "", f"recipe-{n}-item": item.pk, f"recipe-{n}-quantity": quantity}
    return data


PRODUCT = {"name": "Букет роз", "category": "bouquet", "retail_price": 25000, "cost_price": 0, "make_minutes": 30}


def test_a_product_is_added_with_its_recipe(shop, client):
    rose, craft = make_item(shop), make_item(shop, "Крафт")
    make_batch(shop, rose, 60)
    make_batch(shop, craft, 10)

    answer = client.post(
        "/admin/catalog/product/add/",
        {**PRODUCT, "name": "Букет Ёлочка", "is_active": "on", **recipe((None, rose, 25), (None, craft, 1))},
    )

    assert answer.url == "/admin/catalog/product/"
    with shop_scope(shop):
        product = Product.objects.get()
        assert (product.shop, product.name_key, product.is_stock_tracked) == (shop, "букет елочка", True)
        assert [(line.item, line.quantity, line.label, line.shop) for line in product.recipe.all()] == [
            (rose, 25, "Роза красная 50 см", shop),
            (craft, 1, "Крафт", shop),
        ]
    assert next(iter(client.get("/admin/catalog/product/").context["cl"].result_list)).can_sell == 2


def test_a_product_is_edited_with_its_recipe(shop, client):
    rose, tulip = make_item(shop), make_item(shop, "Тюльпан")
    product = make_product(shop, recipe={rose: 25})
    with shop_scope(shop):
        line = product.recipe.get()

    answer = client.post(
        f"/admin/catalog/product/{product.pk}/change/",
        {
            **PRODUCT,
            "expected_version": 1,
            "name": "Букет тюльпанов",
            "sale_price": 20000,
            **recipe((line.pk, tulip, 15), initial=1),
        },
    )

    assert answer.url == "/admin/catalog/product/"
    changed = reload(product)
    assert (changed.name, changed.name_key, changed.sale_price, changed.version) == (
        "Букет тюльпанов",
        "букет тюльпанов",
        20000,
        2,
    )
    with shop_scope(shop):
        assert [(line.item, line.quantity) for line in changed.recipe.all()] == [(tulip, 15)]


def test_a_recipe_without_lines_makes_a_product_untracked(shop, client):
    rose = make_item(shop)
    product = make_product(shop, recipe={rose: 25})
    with shop_scope(shop):
        line = product.recipe.get()

    client.post(
        f"/admin/catalog/product/{product.pk}/change/",
        {**PRODUCT, **recipe((line.pk, rose, 25), initial=1), "recipe-0-DELETE": "on"},
    )

    assert reload(product).is_stock_tracked is False


def test_a_product_cheaper_than_its_own_sale_is_refused(shop, client):
    answer = client.post("/admin/catalog/product/add/", {**PRODUCT, "sale_price": 30000, **recipe()})

    assert answer.status_code == 200
    assert errors_of(answer)
    with shop_scope(shop):
        assert not Product.objects.exists()


def test_an_edit_made_from_an_older_version_shows_what_changed(shop, client):
    product = make_product(shop)
    page = f"/admin/catalog/product/{product.pk}/change/"
    client.post(page, {**PRODUCT, "expected_version": 1, "retail_price": 26000, **recipe()})

    answer = client.post(page, {**PRODUCT, "expected_version": 1, "retail_price": 27000, **recipe()})

    assert errors_of(answer) == [
        "Пока вы редактировали, данные изменились. Проверьте и сохраните ещё раз. Сейчас записано — Цена: 26000"
    ]
    assert reload(product).retail_price == 26000
    assert 'name="expected_version" value="2"' in answer.content.decode()
    client.post(page, {**PRODUCT, "expected_version": 2, "retail_price": 27000, **recipe()})
    assert reload(product).retail_price == 27000


def test_a_product_is_archived_by_a_button(shop, client):
    product = make_product(shop)

    answer = client.post(f"/admin/catalog/product/{product.pk}/do/archive/")

    assert answer.url == "/admin/catalog/product/"
    assert reload(product).archived_at is not None
    assert client.get(f"/admin/catalog/product/{product.pk}/change/").status_code == 302


CUSTOMER = {
    "name": "Иван",
    "phone": "8 701 111 22 33",
    "addresses-TOTAL_FORMS": 0,
    "addresses-INITIAL_FORMS": 0,
    "important_dates-TOTAL_FORMS": 1,
    "important_dates-INITIAL_FORMS": 0,
    "important_dates-0-date_type": "birthday",
    "important_dates-0-date": "14.02.1990",
    "important_dates-0-reminder_days": 3,
}


def test_a_customer_is_added_found_and_edited(shop, client):
    client.post("/admin/customers/customer/add/", {**CUSTOMER, "tags": "VIP, розы"})
    with shop_scope(shop):
        customer = Customer.objects.get()
        assert (customer.phone, customer.tags, customer.search_text) == (
            "+77011112233",
            ["VIP", "розы"],
            "иван +77011112233",
        )
        assert [str(date.date) for date in customer.important_dates.all()] == ["1990-02-14"]
        date = customer.important_dates.get()

    page = f"/admin/customers/customer/{customer.pk}/change/"
    same_date = {"important_dates-INITIAL_FORMS": 1, "important_dates-0-id": date.pk}
    client.post(page, {**CUSTOMER, **same_date, "name": "Иван Петров", "tags": "VIP, розы", "expected_version": 1})

    assert (reload(customer).name, reload(customer).search_text) == ("Иван Петров", "иван петров +77011112233")
    for asked in ("петров", "8 701 111-22", "111 22 33"):
        assert len(client.get("/admin/customers/customer/", {"q": asked}).context["cl"].result_list) == 1


def test_a_second_customer_of_a_phone_is_refused_and_what_was_typed_stays(shop, client):
    client.post("/admin/customers/customer/add/", CUSTOMER)

    answer = client.post("/admin/customers/customer/add/", {**CUSTOMER, "name": "Другой"})

    assert errors_of(answer) == ["Клиент с таким телефоном уже есть"]
    assert 'value="Другой"' in answer.content.decode()
    with shop_scope(shop):
        assert Customer.objects.count() == 1


def test_a_customers_orders_are_a_click_away(shop, client):
    order = make_order(shop)
    make_order(shop, customer_phone="+77020000000")

    html = client.get(f"/admin/customers/customer/{order.customer_id}/change/").content.decode()
    link = f"/admin/orders/order/?customer__id__exact={order.customer_id}"
    assert link in html
    assert [each.pk for each in client.get(link).context["cl"].result_list] == [order.pk]


ITEM = {
    "kind": "flower",
    "name": "Пион розовый 60см",
    "unit": "шт",
    "shelf_life_days": 7,
    "low_stock_threshold": 10,
    "bunch_size": 1,
}
NO_BATCHES = {"batches-TOTAL_FORMS": 0, "batches-INITIAL_FORMS": 0}


def test_a_stock_item_is_named_once(shop, client):
    client.post("/admin/warehouse/stockitem/add/", {**ITEM, **NO_BATCHES})
    with shop_scope(shop):
        item = StockItem.objects.get()
    assert (item.name, item.height_cm, item.name_key, item.shelf_life_days, item.low_stock_threshold) == (
        "Пион розовый",
        60,
        "пион розовый",
        7,
        10,
    )

    again = client.post("/admin/warehouse/stockitem/add/", {**ITEM, "name": "ПИОН  розовый 60 см", **NO_BATCHES})
    assert errors_of(again) == ["Такая позиция на складе уже есть"]

    client.post(f"/admin/warehouse/stockitem/{item.pk}/change/", {**ITEM, "name": "Пион Белый", **NO_BATCHES})
    assert (reload(item).name, reload(item).name_key) == ("Пион Белый", "пион белый")


def test_batches_and_the_ledger_are_for_looking(shop, client):
    batch = make_batch(shop, make_item(shop))
    for path in (
        f"/admin/warehouse/stockbatch/{batch.pk}/change/",
        f"/admin/warehouse/goodsreceipt/{batch.receipt_id}/change/",
        f"/admin/warehouse/stockitem/{batch.item_id}/change/",
    ):
        assert client.get(path).status_code == 200
    client.post(f"/admin/warehouse/stockbatch/{batch.pk}/change/", {"quantity_on_hand": 5})
    assert reload(batch).quantity_on_hand == 100
    for path in ("stockbatch", "goodsreceipt", "stockmovement"):
        assert client.get(f"/admin/warehouse/{path}/add/").status_code == 403


FOREIGN = [
    ("catalog/product", lambda shop: make_product(shop)),
    ("customers/customer", lambda shop: make_order(shop).customer),
    ("warehouse/stockitem", lambda shop: make_item(shop)),
    ("warehouse/stockbatch", lambda shop: make_batch(shop, make_item(shop))),
    ("accounts/staffmember", lambda shop: make_member(shop)),
]


@pytest.mark.parametrize(("path", "make"), FOREIGN, ids=[path for path, _make in FOREIGN])
def test_rows_of_another_shop_are_not_there(shop, browse, stranger, path, make):
    row = make(shop)
    client = browse(stranger)

    assert client.get(f"/admin/{path}/{row.pk}/change/").status_code == 302  # Django leads away from what is not there
    assert client.post(f"/admin/{path}/{row.pk}/do/archive/").status_code == 404
    assert [each.shop_id for each in client.get(f"/admin/{path}/").context["cl"].result_list] in (
        [],
        [stranger.shop_id],
    )


def test_a_foreign_key_is_offered_rows_of_the_shop_only(shop, client, stranger):
    foreign = make_item(stranger.shop, "Чужая роза")
    own = make_item(shop, "Своя роза")
    search = "/admin/autocomplete/?app_label=catalog&model_name=recipeline&field_name=item&term="

    assert [each["text"] for each in client.get(search).json()["results"]] == [str(own)]
    answer = client.post("/admin/catalog/product/add/", {**PRODUCT, **recipe((None, foreign, 5))})

    assert answer.status_code == 200
    with every_shop():
        assert not Product.objects.exists()


READERS = {
    "warehouse/stockitem": lambda shop: make_item(shop),
    "accounts/staffmember": lambda shop: make_member(shop),
}


@pytest.mark.parametrize("path", READERS)
def test_who_may_only_read_gets_no_form(shop, browse, path):
    row = READERS[path](shop)
    client = browse(make_member(shop, "assistant"))

    html = client.get(f"/admin/{path}/{row.pk}/change/").content.decode()

    assert "Сохранить" not in html
    assert client.post(f"/admin/{path}/{row.pk}/change/", {"name": "Другое"}).status_code == 403
    assert client.get(f"/admin/{path}/add/").status_code == 403


def test_the_sidebar_shows_what_one_may_see(shop, browse, owner):
    of_owner = browse(owner).get("/admin/orders/order/").content.decode()
    of_assistant = browse(make_member(shop, "assistant")).get("/admin/orders/order/").content.decode()

    for group in ("Заказы", "Производство", "Склад", "Каталог", "Клиенты", "Команда", "Магазин"):
        assert group in of_owner
    assert "Настройки" not in of_assistant


def test_every_change_is_in_the_log(shop, client, owner):
    product = make_product(shop)
    client.post(f"/admin/catalog/product/{product.pk}/change/", {**PRODUCT, "retail_price": 26000, **recipe()})

    assert (
        timezone.localdate().strftime("%Y")
        in client.get(f"/admin/catalog/product/{product.pk}/history/").content.decode()
    )

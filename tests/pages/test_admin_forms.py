"""Forms of the admin: they write through services, refuse in words, and keep to the shop."""

import pytest
from django.utils import timezone

from accounts.models import StaffMember
from catalog.models import Product
from customers.models import Customer
from cvety.core.tenancy import every_shop, shop_scope
from shops.models import DeliveryZone, Shop
from tests.factories import make_batch, make_item, make_member, make_product, make_shop, reload
from tests.factories.orders import make_order
from warehouse.models import StockItem


@pytest.fixture
def client(browse, owner):
    return browse(owner)


def errors_of(answer):
    """Everything that a form shows against what was typed."""
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    return [str(message) for messages in form.errors.values() for message in messages]


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


ITEM = {"kind": "flower", "name": "Пион розовый 60см", "unit": "шт", "shelf_life_days": 7, "low_stock_threshold": 10}
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


def test_a_colleague_is_added_changed_and_taken_out(shop, client):
    staff = "/admin/accounts/staffmember/"
    client.post(
        f"{staff}add/", {"name": "Динара", "phone": "8 702 333 44 55", "position": "florist", "is_active": "on"}
    )
    with shop_scope(shop):
        member = StaffMember.objects.get(phone="+77023334455")
    assert (member.user.phone, member.position) == ("+77023334455", "florist")

    client.post(
        f"{staff}{member.pk}/change/",
        {"name": "Динара", "phone": "+77023334455", "position": "senior", "expected_version": 1},
    )
    assert (reload(member).position, reload(member).is_active) == ("senior", False)
    client.post(f"{staff}{member.pk}/do/archive/")
    assert reload(member).archived_at is not None


def test_the_last_owner_stays(shop, client, owner):
    answer = client.post(
        f"/admin/accounts/staffmember/{owner.pk}/change/",
        {"name": owner.name, "phone": owner.phone, "position": "florist", "is_active": "on", "expected_version": 1},
    )

    assert errors_of(answer) == ["В магазине должен остаться хотя бы один действующий владелец"]
    assert reload(owner).position == "owner"


def test_a_senior_does_not_touch_owners(shop, browse, owner):
    client = browse(make_member(shop, "senior"))

    answer = client.post(
        f"/admin/accounts/staffmember/{owner.pk}/change/",
        {"name": "Никто", "phone": owner.phone, "position": "owner", "is_active": "on", "expected_version": 1},
    )

    assert errors_of(answer) == ["Добавлять и менять владельцев может только владелец"]


SHOP = {
    "name": "Роза и лилия",
    "timezone": "Asia/Almaty",
    "payment_methods": ["kaspi", "cash"],
    "weekdays": "08:00 - 22:00",
    "saturday": "10:00 - 18:00",
    "sunday": "",
    "task_lead_minutes": 45,
    "pickup_lead_minutes": 15,
    "complete_after_hours": 24,
    "photo_required": "on",
    "delivery_zones-TOTAL_FORMS": 2,
    "delivery_zones-INITIAL_FORMS": 1,
    "delivery_zones-1-name": "Окраины",
    "delivery_zones-1-fee": 3000,
    "delivery_zones-1-is_active": "on",
}


def test_an_owner_sets_up_the_shop(shop, client):
    with shop_scope(shop):
        zone = DeliveryZone.objects.get()
    first = {
        "delivery_zones-0-id": zone.pk,
        "delivery_zones-0-name": "Центр",
        "delivery_zones-0-fee": 2500,
        "delivery_zones-0-is_active": "on",
    }
    page = f"/admin/shops/shop/{shop.pk}/change/"
    assert client.get("/admin/shops/shop/").url == page

    answer = client.post(page, {**SHOP, **first, "default_delivery_zone": zone.pk, "rate_limit_factor": 100})

    assert answer.status_code == 302
    saved = Shop.objects.get(pk=shop.pk)
    assert (saved.name, saved.task_lead_minutes, saved.photo_required, saved.version) == ("Роза и лилия", 45, True, 2)
    assert saved.working_hours == {"weekdays": "08:00 - 22:00", "saturday": "10:00 - 18:00", "sunday": ""}
    assert (saved.payment_methods, saved.default_delivery_zone, saved.rate_limit_factor) == (["kaspi", "cash"], zone, 1)
    with shop_scope(shop):
        assert sorted(DeliveryZone.objects.values_list("name", "fee")) == [("Окраины", 3000), ("Центр", 2500)]


def test_a_shop_is_nobodys_but_its_owners(shop, browse, client):
    other = make_shop(name="Чужой")

    assert client.get(f"/admin/shops/shop/{other.pk}/change/").status_code == 302
    assert client.get("/admin/shops/shop/add/").status_code == 403
    assert browse(make_member(shop, "senior")).post(f"/admin/shops/shop/{shop.pk}/change/", SHOP).status_code == 403
    assert browse(make_member(shop, "assistant")).get("/admin/shops/shop/").status_code == 403


def test_a_superuser_sees_every_shop_and_enters_one(shop, browse, django_user_model):
    other = make_shop(name="Другой")
    client = browse()
    client.force_login(django_user_model.objects.create_superuser("+77019990000"))

    html = client.get("/admin/shops/shop/").content.decode()
    assert f'name="shop_id" value="{other.pk}">Войти' in html
    client.post("/shop/", {"shop_id": other.pk, "next": "/admin/"})
    assert client.get(f"/admin/shops/shop/{other.pk}/change/").status_code == 200
    assert "Сохранить" not in client.get(f"/admin/shops/shop/{shop.pk}/change/").content.decode()


def test_a_superuser_opens_the_first_shop(browse, django_user_model, db):
    client = browse()
    client.force_login(django_user_model.objects.create_superuser("+77019990000"))

    assert client.get("/admin/shops/shop/add/").status_code == 200
    new = {name: value for name, value in SHOP.items() if not name.startswith("delivery")}
    client.post("/admin/shops/shop/add/", {**new, "rate_limit_factor": 2})

    shop = Shop.objects.get()
    assert (shop.name, shop.rate_limit_factor, shop.working_hours["weekdays"]) == ("Роза и лилия", 2, "08:00 - 22:00")


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

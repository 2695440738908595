"""What the form opens with: the usual, an order once more, a customer; and for whom it opens."""

import json

import pytest

from cvety.core.tenancy import shop_scope
from tests.factories import make_member, reload
from tests.factories.orders import make_order
from tests.pages.conftest import said

from .conftest import ADD, CUSTOMERS, PRODUCTS, callers, sold


def test_the_form_opens_with_what_is_usual(shop, client, bouquet):
    answer = client.get(ADD)

    initial = answer.context["form"].initial
    assert (initial["delivery_zone"], initial["payment_method"], initial["accept"]) == ("Центр города", "kaspi", True)
    html = answer.content.decode()
    assert f'<option value="{bouquet.pk}">Букет роз — 25\u202f000\u00a0₸</option>' in html  # where no script runs
    assert 'name="action_id"' in html
    assert "<script>" not in html


def test_the_page_tells_its_script_what_it_needs(shop, client, bouquet):
    html = client.get(ADD).content.decode()

    facts = json.loads(html.split('<script id="taking-facts" type="application/json">')[1].split("</script>")[0])
    assert facts["fees"] == {"Центр города": 2000}
    assert [row["id"] for row in facts["shelf"]] == [bouquet.pk]


def test_the_list_leads_to_the_form_and_orders_are_still_not_edited(shop, owner, client):
    order = make_order(shop)

    assert f'href="{ADD}"' in client.get("/admin/orders/order/").content.decode()
    assert client.post(f"/admin/orders/order/{order.pk}/change/", {"total": "1"}).status_code in (200, 403, 405)
    assert reload(order).total == 27000


def test_an_order_comes_again_at_the_prices_of_today(shop, client, bouquet):
    old = make_order(
        shop,
        product=bouquet,
        recipient_name="Айгуль",
        address="пр. Достык 89",
        address_parts={"flat": "45"},
        delivery_method="delivery",
        comment="Спешим",
    )
    with shop_scope(shop):
        type(bouquet).objects.filter(pk=bouquet.pk).update(retail_price=30000)

    answer = client.get(ADD, {"repeat": old.pk})

    initial = answer.context["form"].initial
    assert (initial["customer_phone"], initial["recipient_name"], initial["flat"]) == ("+77011112233", "Айгуль", "45")
    assert "comment" not in initial
    html = answer.content.decode()
    assert f'name="product" value="{bouquet.pk}"' in html
    assert 'name="price" value="30000"' in html


def test_what_is_not_sold_any_more_is_left_out_and_told(shop, client, bouquet):
    old = make_order(shop, product=bouquet)
    with shop_scope(shop):
        type(bouquet).objects.filter(pk=bouquet.pk).update(is_active=False)

    answer = client.get(ADD, {"repeat": old.pk})

    assert said(answer) == ["Больше не продаём: Букет роз"]
    assert answer.context["lines"] == []


def test_the_form_opens_for_a_customer(shop, client):
    customer = make_order(shop).customer

    initial = client.get(ADD, {"customer": customer.pk}).context["form"].initial

    assert (initial["customer_phone"], initial["customer_name"]) == ("+77011112233", "Иван")


@pytest.mark.parametrize("position", ["florist", "courier"])
def test_who_sees_no_money_takes_no_orders(shop, browse, form, position):
    client = browse(make_member(shop, position))

    assert [client.get(path).status_code for path in (ADD, CUSTOMERS, PRODUCTS)] == [403, 403, 403]
    assert client.post(ADD, form()).status_code == 403


def test_rows_of_another_shop_do_not_exist(shop, browse, stranger):
    order = make_order(shop)
    client = browse(stranger)

    assert client.get(ADD, {"repeat": order.pk}).status_code == 404
    assert client.get(ADD, {"customer": order.customer_id}).status_code == 404
    assert callers(client, "1112233") == []
    assert sold(client) == []
    with shop_scope(shop):
        product_id = order.items.get().product_id
    assert client.get(PRODUCTS, {"id": product_id}).json()["products"] == []

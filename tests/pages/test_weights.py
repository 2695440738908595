"""What a page weighs: a buyer opens theirs on the road, with one bar of signal; a list is fetched again and again."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.factories import make_product
from tests.factories.orders import make_bouquet, make_order

LIGHT = 100_000
LIGHT_LIST = 120_000  # before it is packed
PAGE_OF_LIST = 50


def test_the_buyers_page_is_light_without_its_photos(shop, browse):
    order = make_order(
        shop, "paid", "assembled", "delivery", product=make_product(shop, "Букет «Классика»"), address="пр. Достык 89"
    )

    page = browse().get(f"/tracking/{order.tracking_token}")

    html = page.content.decode()
    assert page.status_code == 200
    own = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
    assert {"cvety/cvety.css", "cvety/mark.svg"} <= own
    assert len(page.content) + sum(Path(finders.find(name)).stat().st_size for name in own) < LIGHT


def test_the_list_of_orders_is_light(shop, browse, owner):
    product = make_bouquet(shop, "Букет роз «Классика»", stock=5000)
    for _ in range(PAGE_OF_LIST):
        make_order(shop, "paid", product=product, recipient_name="Анна Сергеевна")

    page = browse(owner).get("/admin/orders/order/")

    assert len(page.context["cl"].result_list) == PAGE_OF_LIST
    assert len(page.content) < LIGHT_LIST


def test_a_page_of_the_admin_asks_for_news_once(browse, owner):
    """With the product's templates found twice, once by each way to find them, its scripts were there twice."""
    html = browse(owner).get("/admin/").content.decode()

    assert (html.count("cvety/live.js"), html.count('id="kept"')) == (1, 1)

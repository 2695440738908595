"""A buyer opens their page on the road, with one bar of signal."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.factories import make_product
from tests.factories.orders import make_order

LIGHT = 100_000


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

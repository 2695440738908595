"""The owner opens the day at eight: everything in one request, on a phone and at a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cvety.core import outbox
from tests.factories import make_member, make_shop, reload
from tests.factories.orders import make_bouquet, make_order

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_owner_sees_the_day_and_moves_it(open_page, codes, size):
    shop = make_shop(name="Роза и лилия")
    owner = make_member(shop, "owner", name="Гульнара")
    product = make_bouquet(shop, "Букет «Классика» с очень длинным названием для самой дорогой", stock=1000)
    start = timezone.now() - timedelta(minutes=1)
    late = make_order(shop, "paid", product=product, recipient_name="Томирис", window_from_at=start, window_to_at=start)
    new = make_order(shop, product=product, recipient_name="Айгуль", window_from_at=start + timedelta(minutes=2))
    outbox.dispatch()

    page = open_page(size)
    page.goto("/admin/")
    sign_in(page, owner.phone, codes.__getitem__)

    expect(page.locator("#today-head h2")).to_be_visible()
    expect(page.locator("#today-head")).to_contain_text("1 опаздывает")
    expect(page.locator("#today-urgent")).to_contain_text("Томирис")
    for part in ("crew", "carried", "shelf", "money"):
        expect(page.locator(f"#today-{part}")).to_be_visible()
    expect_nothing_sideways(page)

    row = page.locator("#today-urgent li", has_text="Айгуль")
    button = row.get_by_role("button", name="Отметить оплаченным")
    expect(button).to_be_visible()
    if size == PHONE:
        assert button.bounding_box()["height"] >= 44
    button.click()
    expect(page.locator("body")).to_contain_text(f"Айгуль, №\u00a0{new.pk}: теперь «Оплачен»")
    expect(page).to_have_url(page.url.split("/admin")[0] + "/admin/")
    assert reload(new).status == "paid"

    page.goto("/admin/orders/order/?day=late")
    expect_nothing_sideways(page)
    rows = page.locator("#result_list .data-row")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Томирис")
    expect(rows.locator(".field-when .cvety-late")).to_be_visible()
    assert reload(late).status == "paid"

"""The admin where there is little room and where there is much: what is folded, how high a row is, how slim the bar."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import make_item, make_member, make_shop
from tests.factories.orders import make_bouquet, make_order

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = 124  # pixels: two lines of who and what, a line of when, a button for a thumb
BAR = 46  # two lines
HEIGHTS = "rows => rows.map(row => Math.round(row.getBoundingClientRect().height))"


@pytest.fixture
def in_the_admin(open_page, codes):
    """Open a page of the admin as the owner of a shop with orders now and later."""

    def in_the_admin(path, size):
        shop = make_shop(name="Роза и лилия")
        owner = make_member(shop, "owner", name="Гульнара")
        product = make_bouquet(shop, "Букет роз «Классика»", stock=1000)
        start = timezone.now() + timedelta(minutes=1)
        for name, later in (("Анна Сергеевна", 0), ("Томирис", 2)):
            when = start + timedelta(minutes=later)
            make_order(shop, "paid", product=product, recipient_name=name, window_from_at=when, window_to_at=when)
        make_item(shop, "Гортензия голубая")
        page = open_page(size)
        page.goto(path)
        sign_in(page, owner.phone, codes.__getitem__)
        page.wait_for_url(f"**{path}")
        return page

    return in_the_admin


def test_a_phone_folds_what_is_not_now_and_says_the_gist(in_the_admin):
    page = in_the_admin("/admin/", PHONE)
    shelf = page.locator("#today-shelf")
    expect(page.get_by_text("Анна Сергеевна · ").first).to_be_visible()
    expect(page.get_by_text("Томирис · ").first).to_be_hidden()
    expect(shelf).to_contain_text("нет 1")
    expect(shelf.get_by_role("link", name="Гортензия голубая")).to_be_hidden()

    shelf.locator("summary").click()

    expect(shelf.get_by_role("link", name="Гортензия голубая")).to_be_visible()


def test_a_desk_has_room_for_all_of_it(in_the_admin):
    page = in_the_admin("/admin/", DESK)

    expect(page.get_by_text("Томирис · ").first).to_be_visible()
    expect(page.get_by_role("link", name="Гортензия голубая")).to_be_visible()


@pytest.mark.parametrize("path", ["/admin/orders/order/", "/admin/warehouse/stockitem/", "/admin/customers/customer/"])
def test_a_row_of_a_list_is_a_small_card_on_a_phone(in_the_admin, path):
    page = in_the_admin(path, PHONE)
    rows = page.locator("#result_list .data-row")

    expect(rows.first).to_be_visible()
    assert max(rows.evaluate_all(HEIGHTS)) <= CARD
    expect_nothing_sideways(page)


def test_a_card_opens_what_it_tells_of_wherever_it_is_touched(in_the_admin):
    page = in_the_admin("/admin/orders/order/", PHONE)

    page.locator("#result_list .data-row").first.click(position={"x": 200, "y": 55})

    page.wait_for_url("**/change/")


def test_the_bar_of_a_lost_connection_is_slim(in_the_admin):
    page = in_the_admin("/admin/", PHONE)

    page.context.set_offline(True)

    bar = page.get_by_role("complementary", name="Связь")
    expect(bar).to_contain_text("Нет связи. Ничего не потеряно, отправим, когда появится.")
    assert bar.bounding_box()["height"] <= BAR
    # As it is with something that waits to be sent
    bar.evaluate("bar => bar.querySelectorAll('[data-count], [data-again]').forEach(each => { each.hidden = false; })")
    expect(bar.get_by_role("button", name="Повторить сейчас")).to_be_visible()
    assert bar.bounding_box()["height"] <= BAR
    page.context.set_offline(False)

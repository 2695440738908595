"""A florist at the fridge: some stems are broken, and there is another bucket; what stands in is told apart."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalog.services import Ingredient, ProductData, create_product
from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from production.services import begin_task
from tests.factories import make_batch, make_item, make_member, make_shop, reload
from tests.factories.orders import make_order

from .chromium import DESK, PHONE, expect_nothing_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop():
    return make_shop(name="Роза и лилия")


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def taller(shop):
    return make_batch(shop, make_item(shop, "Роза красная 60см"), 40)


@pytest.fixture
def begun(shop, florist, taller):
    """25 roses, of which 20 are of 50 cm."""
    make_batch(shop, make_item(shop), 20, age_days=2)
    with shop_scope(shop):
        recipe = [Ingredient("Роза красная 50см", 25, substitutes=["Роза красная 60см"])]
        data = ProductData(name="Букет роз", retail_price=25000, ingredients=recipe)
        product = create_product(shop=shop, data=data, actor=SYSTEM, now=timezone.now())
    order = make_order(shop, "paid", product=product)
    outbox.dispatch()
    with shop_scope(shop):
        return begin_task(shop=shop, task_id=order.tasks.get().pk, member=florist, now=timezone.now())


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_broken_stems_are_taken_from_another_bucket(open_page, codes, florist, begun, taller, size):
    page = open_page(size)
    page.goto(f"/florist/tasks/{begun.pk}/")
    sign_in(page, florist.phone, codes.__getitem__)
    expect(page.get_by_text("60 см вместо 50 см")).to_be_visible()
    page.get_by_role("checkbox", name="Роза красная 50 см").check()

    page.get_by_text("Взять из другой партии", exact=True).click()
    page.locator(".hold > summary", has_text="20 шт").click()
    page.get_by_role("radio", name="Роза красная 60 см").check()
    page.get_by_role("spinbutton", name="Сколько").fill("5")
    page.get_by_role("textbox", name="Почему").fill("Сломаны стебли")
    expect_nothing_sideways(page)
    page.get_by_role("button", name="Взять из этой партии").click()

    expect(page.get_by_text("Партия изменена")).to_be_visible()
    amounts = page.locator(".recipe .amount")
    expect(amounts).to_have_text(["15 шт", "10 шт"])
    assert reload(taller).quantity_reserved == 10
    expect(page.get_by_role("checkbox", name="Роза красная 50 см")).to_be_checked()  # what is on the table stays ticked

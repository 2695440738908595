"""An order is taken out: one or several, in its turn, by the courier whose it is."""

from cvety.core import money
from cvety.core.tenancy import shop_scope
from orders.models import Order
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_order, move_order
from tests.pages.conftest import said

from .conftest import PHONE, give, page


def test_a_courier_takes_an_order_out_and_hands_it_over(shop, browse, courier, assembled):
    client = browse(courier)

    free = client.get("/courier/").content.decode()
    assert "Букет роз<br>" in free
    assert f"№&nbsp;{assembled.pk}" in free
    taken = client.post(f"/courier/orders/{assembled.pk}/take")
    html = client.get("/courier/").content.decode()
    stop = page(client, assembled)
    handed = client.post(f"/courier/orders/{assembled.pk}/delivered")

    assert (taken.url, said(taken)) == ("/courier/", ["Заказ у вас. Хорошей дороги!"])
    assert f'href="/courier/orders/{assembled.pk}/"' in html
    inside = [("Подъезд", "2"), ("Квартира", "45"), ("Код двери", "45К")]
    facts = [f"<dt>{name}</dt><dd>{value}</dd>" for name, value in inside]
    for shown in ("пр. Достык 89", *facts, "Айгуль", f"tel:{PHONE}"):
        assert shown in html
        assert shown in stop
    # The button that cannot be undone is behind another.
    assert stop.index('<details class="act confirm"') < stop.index("Вручить</span>") < stop.index(">Вручил<")
    assert said(handed) == ["Доставлено. Спасибо!"]
    order = reload(assembled)
    assert (order.status, order.courier_id) == ("delivered", courier.pk)
    with shop_scope(shop):
        assert [row.actor_name for row in order.history.all()][-2:] == ["Асхат", "Асхат"]


def test_a_step_out_of_order_is_refused(shop, browse, courier):
    order = make_order(shop, "paid")
    client = browse(courier)

    answer = client.post(f"/courier/orders/{order.pk}/take")

    assert said(answer) == ["Заказ оплачен, но ещё не собран. Обновите страницу."]
    assert reload(order).courier_id is None


def test_taking_out_twice_is_no_error(browse, courier, assembled):
    client = browse(courier)

    client.post(f"/courier/orders/{assembled.pk}/take")
    answer = client.post(f"/courier/orders/{assembled.pk}/take")

    assert said(answer)[-1] == "Заказ у вас. Хорошей дороги!"
    with shop_scope(assembled.shop_id):
        assert assembled.history.filter(status="delivery").count() == 1


def test_what_is_not_paid_does_not_go_out_and_the_reason_is_told(shop, browse, courier):
    order = make_order(shop, "paid", "assembled")
    with shop_scope(shop):
        type(order).objects.filter(pk=order.pk).update(paid_total=20000)

    answer = browse(courier).post(f"/courier/orders/{order.pk}/take")

    assert said(answer) == [f"Сначала нужно оплатить {money.readable(7000)}"]


def test_several_are_taken_at_once_and_what_is_not_is_named(shop, browse, courier):
    product = make_product(shop)
    orders = [make_order(shop, "paid", "assembled", product=product) for _ in range(4)]
    good, unpaid, issue, theirs = orders
    for order in (good, unpaid, issue):
        give(order, courier)
    give(theirs, make_member(shop, "courier", name="Ержан"))
    client = browse(courier)
    assert "Забрать все мои: 3" in client.get("/courier/").content.decode()
    with shop_scope(shop):
        Order.objects.filter(pk=unpaid.pk).update(paid_total=20000)
    move_order(issue, "issue")

    answer = client.post("/courier/take", {"order": [*(order.pk for order in orders), good.pk, "x"]})

    assert said(answer) == [
        f"№\u00a0{unpaid.pk}: Сначала нужно оплатить {money.readable(7000)}",
        f"№\u00a0{issue.pk}: По заказу отмечена проблема. Обновите страницу.",
        f"№\u00a0{theirs.pk}: Этот заказ уже у курьера: Ержан",
        "№\u00a00: Заказ не найден",
        f"Забрали №\u00a0{good.pk}. Хорошей дороги!",
    ]
    assert [reload(order).status for order in orders] == ["delivery", "assembled", "issue", "assembled"]

"""Every state that the pages of the day can be in, made of rows: who looks at it, where, and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import (
    accept_order,
    hand_over,
    nobody_opened,
    reveal_recipient_phone,
    take_out,
    update_order,
)
from orders.services.stocktaking import post_stocktake
from production.models import ProductionTask
from production.services import (
    assign_task,
    begin_task,
    cancel_task,
    complete_task,
    make_task_for_order,
    report_shortage,
)
from tests.architecture.world import World
from tests.factories import make_batch, make_item, make_member, make_product
from tests.factories.orders import make_bouquet, make_order, make_photo, move_order
from tracking.services import leave_feedback
from warehouse.services import write_off
from warehouse.services.stocktake import count_batch


class State(NamedTuple):
    person: str
    path: str
    name: str


def states(world: World) -> list[State]:
    """Make them all; the stranger's shop has nothing in it yet."""
    with shop_scope(world.shop):
        made = [*_orders(world), *_tasks(world), *_stops(world), *_tracked(world), *_fridge(world)]
    empty = ("/admin/", "/florist/", "/courier/", "/fridge/", "/fridge/count/")
    return made + [State("stranger", path, "a new shop") for path in empty]


def _orders(world: World) -> Iterator[State]:
    issue = move_order(_order(world, "paid"), "issue", comment="Нет пионов")
    for name, order in (("new", world.rows["order"]), ("with a shortage", world.rows["paid"]), ("an issue", issue)):
        yield State("owner", f"/admin/orders/order/{order.pk}/change/", f"order: {name}")


def _tasks(world: World) -> Iterator[State]:
    shop, florist, owner = world.shop, world.people["florist"], world.people["owner"]
    colleague = make_member(shop, "florist", name="Динара")
    now = timezone.now()

    def task(start: float = 3) -> dict[str, Any]:
        order = _order(world, "paid", start=start, card_text="С днём рождения!", comment="Побольше зелени")
        made: ProductionTask | None = make_task_for_order(shop=shop, order_id=order.pk, now=now)
        assert made is not None
        made_of[made.pk] = order
        return {"shop": shop, "task_id": made.pk, "now": now}

    made_of: dict[int, Order] = {}
    made = {
        name: task(start)
        for name, start in (("free", 3), ("to be begun", 0.7), ("late", -3), ("mine", 3), ("in progress", 3))
    }
    made |= {name: task() for name in ("short", "with a photo", "done", "a colleague's", "cancelled")}
    assign_task(**made["mine"], florist_id=None, member=florist)
    assign_task(**made["a colleague's"], florist_id=None, member=colleague)
    for name in ("late", "in progress", "short", "with a photo", "done"):
        begin_task(**made[name], member=florist)
    report_shortage(**made["short"], what="Эвкалипт", member=florist)
    make_photo(made_of[made["with a photo"]["task_id"]])
    complete_task(**made["done"], member=florist, florist_notes="Добавила зелени")
    cancel_task(**made["cancelled"], member=owner)
    for name, known in made.items():
        yield State("florist", f"/florist/tasks/{known['task_id']}/", f"task: {name}")
    yield State("florist", "/florist/", "a full queue")


def _stops(world: World) -> Iterator[State]:
    shop, courier = world.shop, world.people["courier"]
    now = timezone.now()

    def stop(start: float = 3) -> dict[str, Any]:
        order = _order(world, start=start, payment_method="cash", is_surprise=True)
        accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=now)
        update_order(shop=shop, order_id=order.pk, changes={"courier_id": courier.pk}, actor=SYSTEM, now=now)
        make_photo(move_order(order, "assembled"))
        return {"shop": shop, "order_id": order.pk, "member": courier, "now": now}

    made = {name: stop() for name in ("to take", "with cash to collect", "with the phone shown", "not handed over")}
    made |= {"late": stop(-3), "handed over": stop()}
    for name in list(made)[1:]:
        take_out(**made[name])
    reveal_recipient_phone(**made["with the phone shown"])
    nobody_opened(**made["not handed over"], comment="Звонил дважды")
    hand_over(**made["handed over"], collected=27000)
    for name, known in made.items():
        yield State("courier", f"/courier/orders/{known['order_id']}/", f"stop: {name}")
    yield State("courier", "/courier/", "a full run")


def _tracked(world: World) -> Iterator[State]:
    made = {
        "awaiting payment": _order(world),
        "paid": _order(world, "paid"),
        "assembled": _order(world, "paid", "assembled"),
        "on the way": _order(world, "paid", "assembled", "delivery"),
        "late": _order(world, "paid", "assembled", "delivery", start=-3),
        "delivered": _order(world, "paid", "assembled", "delivery", "delivered"),
        "rated": _order(world, "paid", "assembled", "delivery", "delivered"),
        "cancelled": _order(world, "cancelled"),
        "an issue": _order(world, "paid", "issue"),
        "to be fetched": _order(world, "paid", "assembled", "self_pickup", delivery_method="self_pickup"),
    }
    make_photo(made["assembled"])
    leave_feedback(token=made["rated"].tracking_token, rating=4, comment="", now=timezone.now())
    for name, order in made.items():
        yield State("nobody", f"/tracking/{order.tracking_token}", f"tracking: {name}")


def _fridge(world: World) -> Iterator[State]:
    """What wilts, what is over, what orders hold; one count posted with all that can come of it, and one under way."""
    shop = world.shop
    told: dict[str, Any] = {"shop": shop, "actor": world.people["owner"].as_actor(), "now": timezone.now()}
    held, over, right, more = (
        make_batch(shop, make_item(shop, f"Пион {name}"), 30, age_days=age)
        for name, age in (("белый", 12), ("розовый", 20), ("алый", 1), ("жёлтый", 1))
    )
    make_order(shop, "paid", product=make_product(shop, "Пионы", recipe={held.item: 25}))
    write_off(batch_id=over.pk, quantity=5, reason="wilted", note="опали", **told)
    for batch, counted in ((held, 5), (over, 20), (right, 30), (more, 31)):
        stocktake = count_batch(batch_id=batch.pk, quantity=counted, **told).stocktake
    post_stocktake(stocktake_id=stocktake.pk, **told)
    under_way = count_batch(batch_id=over.pk, quantity=19, **told).stocktake
    yield State("florist", "/fridge/", "a walk around the fridge")
    yield State("owner", "/fridge/", "a walk around the fridge with sums")
    yield State("florist", "/fridge/count/", "a count under way")
    yield State("florist", f"/fridge/count/{over.pk}/", "a bucket that is counted again")
    yield State("florist", "/fridge/count/?q=лилия", "no such bucket")
    yield State("owner", f"/fridge/stocktakes/{under_way.pk}/", "differences")
    yield State("owner", f"/fridge/stocktakes/{stocktake.pk}/", "a count that was posted")


def _order(world: World, *path: str, start: float = 3, **fields: Any) -> Order:
    """An order of this shop whose window begins in so many hours, moved along the path of statuses."""
    begins = timezone.now() + timedelta(hours=start)
    return make_order(
        world.shop,
        *path,
        product=make_bouquet(world.shop),
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="пр. Достык 89, кв. 45",
        address_parts={"entrance": "2", "flat": "45", "door_code": "45К"},
        window_from_at=begins,
        window_to_at=begins + timedelta(hours=2),
        **fields,
    )

"""A florist's task follows its order, as long as that is not made."""

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from orders.services import NewItem, add_item, change_item, change_status, remove_item
from production.errors import ItemsChanged
from production.models import ProductionTask
from production.services import NewTaskItem, assign_task, cancel_task, complete_task, create_task, start_task
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order


@pytest.fixture(autouse=True)
def _scope(shop):
    with shop_scope(shop):
        yield


@pytest.fixture
def bouquet(shop):
    return make_bouquet(shop, make_minutes=40)


@pytest.fixture
def vase(shop):
    return make_product(shop, "Ваза", retail_price=5000, category="other", make_minutes=5)


@pytest.fixture
def order(shop, bouquet):
    order = make_order(shop, "paid", product=bouquet)
    outbox.dispatch()
    return order


@pytest.fixture
def task(order):
    return order.tasks.get()


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def edit(shop, order):
    """Change the items of the order, and let the florists know."""

    def edit(service, is_told=True, **fields):
        done = service(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now(), **fields)
        if is_told:
            outbox.dispatch()
        return done

    return edit


@pytest.fixture
def do(shop):
    def do(service, task, member, **fields):
        return service(shop=shop, task_id=task.pk, member=member, now=timezone.now(), **fields)

    return do


@pytest.fixture
def begin(do, florist):
    def begin(task):
        do(assign_task, task, florist, florist_id=None)
        return do(start_task, task, florist)

    return begin


def one(product, quantity=1):
    return NewItem(product_id=product.pk, quantity=quantity)


def listed(task):
    return [(item.product_name, item.quantity, item.special_requests) for item in task.items.all()]


@pytest.mark.parametrize("stage", ["pending", "assigned", "in_progress"])
def test_what_is_added_comes_into_the_open_task(shop, task, edit, do, florist, vase, stage):
    if stage != "pending":
        do(assign_task, task, florist, florist_id=None)
    if stage == "in_progress":
        do(start_task, task, florist)

    edit(add_item, item=NewItem(product_id=vase.pk, quantity=2, notes="Прозрачная"))

    after = ProductionTask.objects.get()
    assert (after.pk, after.status, after.time_estimate_minutes) == (task.pk, stage, 50)
    assert listed(after) == [("Букет роз", 1, None), ("Ваза", 2, "Прозрачная")]
    assert (after.deadline_at, after.priority) == (task.deadline_at, task.priority)
    assert after.version == reload(task).version
    assert after.items_changed_at is not None


def test_more_less_and_nothing_of_a_line_is_followed(order, task, edit, vase):
    added = edit(add_item, item=one(vase))
    bouquet_line = order.items.first().pk

    edit(change_item, item_id=bouquet_line, changes={"quantity": 3, "notes": "Без ленты"})
    assert listed(task) == [("Букет роз", 3, "Без ленты"), ("Ваза", 1, None)]
    assert reload(task).time_estimate_minutes == 125
    edit(change_item, item_id=bouquet_line, changes={"quantity": 1})
    edit(remove_item, item_id=added.pk)

    assert listed(task) == [("Букет роз", 1, "Без ленты")]


def test_the_same_event_twice_changes_the_task_once(task, edit, vase):
    edit(add_item, item=one(vase))
    before = reload(task)

    OutboxEvent.objects.filter(name="order.items_changed").update(done_at=None, handled_by=[])
    outbox.dispatch()

    after = reload(task)
    assert (after.version, after.items_changed_at, listed(after)) == (
        before.version,
        before.items_changed_at,
        listed(before),
    )


def test_another_price_is_nothing_to_the_florist(order, task, edit):
    edit(change_item, item_id=order.items.get().pk, changes={"price": 20000})

    assert (reload(task).version, reload(task).items_changed_at) == (task.version, None)


def test_an_order_that_grew_before_its_task_was_made_has_one_with_all(shop, bouquet, vase):
    order = make_order(shop, "paid", product=bouquet)
    add_item(shop=shop, order_id=order.pk, item=one(vase), actor=SYSTEM, now=timezone.now())
    outbox.dispatch()

    task = ProductionTask.objects.get()
    assert listed(task) == [("Букет роз", 1, None), ("Ваза", 1, None)]
    assert task.items_changed_at is None


def test_a_new_order_that_grows_has_no_task_yet(shop, bouquet, vase):
    order = make_order(shop, product=bouquet)
    add_item(shop=shop, order_id=order.pk, item=one(vase), actor=SYSTEM, now=timezone.now())
    outbox.dispatch()

    assert not ProductionTask.objects.exists()


def test_where_the_task_was_dropped_what_is_added_makes_a_new_one(owner, task, edit, do, vase):
    do(cancel_task, task, owner)

    edit(add_item, item=one(vase))

    new = ProductionTask.objects.exclude(pk=task.pk).get()
    assert (new.status, listed(new)) == ("pending", [("Букет роз", 1, None), ("Ваза", 1, None)])


def test_what_is_made_already_is_not_made_again(shop, owner, florist, order, task, edit, do, begin, vase):
    """Beside the order's own task, done by now, somebody still writes the card."""
    create_task(
        shop=shop,
        order_id=order.pk,
        items=[NewTaskItem("Открытка", 1)],
        florist_id=florist.pk,
        actor=owner.as_actor(),
        now=timezone.now(),
    )
    begin(task)
    do(complete_task, task, florist)

    edit(change_item, item_id=order.items.get().pk, changes={"quantity": 3})
    edit(add_item, item=one(vase))

    assert [(each.status, listed(each)) for each in order.tasks.order_by("pk")] == [
        ("completed", [("Букет роз", 1, None)]),
        ("assigned", [("Открытка", 1, None)]),
        ("pending", [("Букет роз", 2, None), ("Ваза", 1, None)]),
    ]


def test_tasks_made_by_hand_are_their_managers(shop, owner, bouquet, vase):
    order = make_order(shop, product=bouquet)
    told = {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now()}
    task = create_task(items=[NewTaskItem("Букет", 1)], **told)
    change_status(to="paid", **told)
    add_item(item=one(vase), **told)
    outbox.dispatch()

    assert (ProductionTask.objects.get(), listed(task)) == (task, [("Букет", 1, None)])


def test_a_florist_does_not_finish_what_has_grown_unseen(florist, order, task, edit, do, begin, vase):
    begin(task)
    edit(add_item, item=one(vase), is_told=False)

    with pytest.raises(ItemsChanged):
        do(complete_task, task, florist)
    assert (reload(task).status, reload(order).status) == ("in_progress", "paid")

    outbox.dispatch()
    assert do(complete_task, task, florist).status == "completed"
    assert reload(order).status == "assembled"


def test_an_order_back_from_an_issue_brings_its_task_up(shop, order, task, edit, vase):
    edit(add_item, item=one(vase), is_told=False)
    change_status(shop=shop, order_id=order.pk, to="issue", actor=SYSTEM, now=timezone.now())
    outbox.dispatch()

    assert [name for name, _quantity, _wish in listed(task)] == ["Букет роз", "Ваза"]


def test_what_is_assembled_by_hand_is_followed_no_more(shop, order, task, edit, vase):
    edit(add_item, item=one(vase), is_told=False)
    change_status(shop=shop, order_id=order.pk, to="assembled", actor=SYSTEM, now=timezone.now())
    outbox.dispatch()

    assert (reload(task).status, ProductionTask.objects.count()) == ("completed", 1)

"""A florist's task from its appearance to the assembled order."""

from datetime import datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cvety.core import clock, outbox
from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput, NotAllowed
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from orders.errors import OrderClosed, TransitionNotAllowed
from orders.services import NewItem, NewOrder, accept_order, change_status, place_order
from production.errors import PhotoRequired, StepNotAllowed, TaskNotFound, TaskTaken
from production.models import ProductionTask
from production.services import (
    NewTaskItem,
    add_task_photo,
    assign_task,
    cancel_task,
    complete_task,
    create_task,
    start_task,
)
from production.states import Priority, priority_for
from production.tasks import raise_task_priorities
from tests.factories import make_batch, make_item, make_member, make_product, make_shop, reload
from warehouse import ledger


@pytest.fixture(autouse=True)
def _scope(shop):
    with shop_scope(shop):
        yield


@pytest.fixture
def bouquet(shop):
    rose = make_item(shop)
    make_batch(shop, rose, 100)
    return make_product(shop, "Букет роз", recipe={rose: 25}, make_minutes=40)


@pytest.fixture
def place(shop, bouquet):
    def place(quantity=1, notes=None, **fields):
        order = NewOrder(
            customer_phone="+77011112233",
            items=[NewItem(product_id=bouquet.pk, quantity=quantity, notes=notes)],
            **fields,
        )
        return place_order(shop=shop, order=order, actor=SYSTEM, now=timezone.now())

    return place


@pytest.fixture
def move(shop):
    def move(order, *path):
        for status in path:
            change_status(shop=shop, order_id=order.pk, to=status, actor=SYSTEM, now=timezone.now())

    return move


@pytest.fixture
def task(place, move):
    """The task of a paid order, still free."""
    move(place(), "paid")
    outbox.dispatch()
    return ProductionTask.objects.get()


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def do(shop):
    """Call a service for a task as somebody, now."""

    def do(service, task, member, **fields):
        return service(shop=shop, task_id=task.pk, member=member, now=timezone.now(), **fields)

    return do


def photo():
    buffer = BytesIO()
    Image.new("RGB", (60, 60), "#14633f").save(buffer, "JPEG")
    return SimpleUploadedFile("photo.jpg", buffer.getvalue())


def test_a_paid_order_makes_one_task_with_all_its_lines(place, move):
    order = place(2, notes="С красной лентой")
    outbox.dispatch()
    assert not ProductionTask.objects.exists()

    move(order, "paid")
    outbox.dispatch()

    task = ProductionTask.objects.get()
    assert (task.order_id, task.status, task.task_type, task.time_estimate_minutes) == (
        order.pk,
        "pending",
        "bouquet",
        80,
    )
    assert list(task.items.values_list("product_name", "quantity", "special_requests")) == [
        ("Букет роз", 2, "С красной лентой")
    ]


def test_an_order_accepted_to_be_paid_at_hand_over_makes_its_task(shop, place):
    order = place(payment_method="cash")
    accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
    outbox.dispatch()

    assert ProductionTask.objects.get().order_id == order.pk


def test_the_same_event_twice_makes_one_task(task, move):
    OutboxEvent.objects.filter(name="order.paid").update(done_at=None, handled_by=[])
    outbox.dispatch()

    assert ProductionTask.objects.count() == 1


def window_in(hours):
    start = timezone.now() + timedelta(hours=hours)
    return {"window_from_at": start, "window_to_at": start + timedelta(hours=2)}


@pytest.mark.parametrize(
    ("method", "lead"), [("delivery", timedelta(minutes=60)), ("self_pickup", timedelta(minutes=15))]
)
def test_the_deadline_comes_before_the_window(place, move, method, lead):
    window = window_in(10)
    move(place(delivery_method=method, **window), "paid")
    outbox.dispatch()

    assert ProductionTask.objects.get().deadline_at == window["window_from_at"] - lead


def test_without_a_window_the_deadline_is_in_two_hours(task):
    assert abs(task.deadline_at - timezone.now() - timedelta(hours=2)) < timedelta(minutes=1)


def test_a_day_without_hours_is_meant_for_its_morning(shop, place, move):
    day = clock.local(timezone.now(), shop.timezone).date() + timedelta(days=3)
    move(place(delivery_date=day), "paid")
    outbox.dispatch()

    assert ProductionTask.objects.get().deadline_at == datetime.combine(day, time(11), shop.zone)


@pytest.mark.parametrize(
    ("minutes", "priority"),
    [
        (-5, Priority.URGENT),
        (60, Priority.URGENT),
        (61, Priority.HIGH),
        (180, Priority.HIGH),
        (181, Priority.NORMAL),
        (1440, Priority.NORMAL),
        (1441, Priority.LOW),
    ],
)
def test_priority_follows_the_time_left(minutes, priority):
    now = timezone.now()
    assert priority_for(now + timedelta(minutes=minutes), now) == priority


def test_from_the_queue_to_the_assembled_order(task, florist, do):
    do(assign_task, task, florist, florist_id=None)
    assert reload(task.order).florist_id == florist.pk
    do(start_task, task, florist)
    do(add_task_photo, task, florist, upload=photo())
    do(complete_task, task, florist, florist_notes="Добавила эвкалипт")

    task = reload(task)
    assert (task.status, task.florist_notes, task.actual_minutes) == ("completed", "Добавила эвкалипт", 0)
    order = reload(task.order)
    assert order.status == "assembled"
    assert order.history.last().actor_name == "Марина"
    assert order.photos.count() == 1
    assert list(ledger.check()) == []


def test_who_was_faster_is_said_by_name(shop, task, florist, do):
    late = make_member(shop, "florist", name="Дана")
    do(assign_task, task, florist, florist_id=None)

    for service, fields in ((assign_task, {"florist_id": None}), (start_task, {}), (complete_task, {})):
        with pytest.raises(TaskTaken) as caught:
            do(service, task, late, **fields)
        assert caught.value.data == {"florist_name": "Марина"}
        assert "Марина" in str(caught.value)


def test_taking_and_starting_twice_is_no_error(task, florist, do):
    do(assign_task, task, florist, florist_id=None)
    assigned_at = reload(task).assigned_at
    do(assign_task, task, florist, florist_id=None)
    do(start_task, task, florist)
    do(start_task, task, florist)

    assert (reload(task).status, reload(task).assigned_at) == ("in_progress", assigned_at)


def test_no_step_is_skipped(task, florist, do):
    with pytest.raises(StepNotAllowed):
        do(start_task, task, florist)
    do(assign_task, task, florist, florist_id=None)
    with pytest.raises(StepNotAllowed) as caught:
        do(complete_task, task, florist)
    assert str(caught.value) == "Невозможно изменить статус задачи с 'assigned' на 'completed'"
    do(start_task, task, florist)
    do(complete_task, task, florist)
    with pytest.raises(StepNotAllowed):
        do(cancel_task, task, make_member(task.shop, "owner"))


def test_a_manager_gives_and_regives_a_florist_does_not(shop, owner, task, florist, do):
    other = make_member(shop, "florist", name="Дана")
    with pytest.raises(NotAllowed):
        do(assign_task, task, florist, florist_id=other.pk)

    do(assign_task, task, owner, florist_id=florist.pk)
    do(assign_task, task, owner, florist_id=other.pk)
    assert reload(task).florist_id == other.pk

    stranger = make_member(make_shop(name="Тюльпан"), "florist")
    with pytest.raises(InvalidInput):
        do(assign_task, task, owner, florist_id=stranger.pk)


def test_only_managers_drop_a_task(owner, task, florist, do):
    with pytest.raises(NotAllowed):
        do(cancel_task, task, florist)
    assert do(cancel_task, task, owner).status == "cancelled"


def test_a_photo_is_wanted_where_the_shop_says_so(shop, task, florist, do):
    shop.photo_required = True
    shop.save()
    do(assign_task, task, florist, florist_id=None)
    do(start_task, task, florist)
    with pytest.raises(PhotoRequired):
        do(complete_task, task, florist)
    assert reload(task).status == "in_progress"

    do(add_task_photo, task, florist, upload=photo())
    assert do(complete_task, task, florist).status == "completed"


def test_the_order_waits_for_its_last_task(shop, owner, task, florist, do):
    second = create_task(
        shop=shop,
        order_id=task.order_id,
        items=[NewTaskItem("Открытка", 1)],
        florist_id=florist.pk,
        actor=owner.as_actor(),
        now=timezone.now(),
    )
    for one, status in ((task, "paid"), (second, "assembled")):
        do(assign_task, one, florist, florist_id=None)
        do(start_task, one, florist)
        do(complete_task, one, florist)
        assert reload(task.order).status == status


def test_cancelling_the_order_cancels_its_open_tasks(task, florist, do, move):
    do(assign_task, task, florist, florist_id=None)
    move(task.order, "cancelled")
    with pytest.raises(OrderClosed):
        do(start_task, task, florist)
    outbox.dispatch()

    assert reload(task).status == "cancelled"


def test_assembling_by_hand_completes_the_open_tasks(task, move):
    move(task.order, "assembled")
    outbox.dispatch()

    assert reload(task).status == "completed"


def test_a_task_of_an_order_with_an_issue_waits(task, florist, do, move):
    do(assign_task, task, florist, florist_id=None)
    do(start_task, task, florist)
    move(task.order, "issue")

    with pytest.raises(TransitionNotAllowed):
        do(complete_task, task, florist)
    assert reload(task).status == "in_progress"

    move(task.order, "paid")
    do(complete_task, task, florist)
    assert reload(task.order).status == "assembled"


def test_a_task_made_by_hand_starts_assigned_when_it_names_a_florist(shop, owner, florist, place):
    order = place()
    task = create_task(
        shop=shop,
        order_id=order.pk,
        priority=Priority.HIGH,
        florist_id=florist.pk,
        actor=owner.as_actor(),
        now=timezone.now(),
    )
    assert (task.status, task.priority, task.florist_id) == ("assigned", Priority.HIGH, florist.pk)

    with pytest.raises(InvalidInput):
        create_task(shop=shop, order_id=10**6, actor=owner.as_actor(), now=timezone.now())


def test_another_shops_task_is_not_found(task, florist):
    other = make_shop(name="Тюльпан")
    with pytest.raises(TaskNotFound), shop_scope(other):
        start_task(shop=other, task_id=task.pk, member=florist, now=timezone.now())


def test_a_manager_who_takes_for_oneself_does_not_take_from_another(owner, task, florist, do):
    do(assign_task, task, florist, florist_id=None)

    with pytest.raises(TaskTaken):
        do(assign_task, task, owner, florist_id=None)
    assert reload(task).florist_id == florist.pk


def test_priority_rises_as_the_deadline_comes_nearer(shop, owner, place, move):
    move(place(**window_in(10)), "paid")  # nine hours to the deadline
    outbox.dispatch()
    task = ProductionTask.objects.get()
    given = create_task(
        shop=shop,
        order_id=task.order_id,
        priority=Priority.LOW,
        deadline_at=task.deadline_at,
        actor=owner.as_actor(),
        now=timezone.now(),
    )
    seen = []
    for hours in (0, 7, 8.5):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            raise_task_priorities()
        seen.append(reload(task).priority)

    assert seen == [Priority.NORMAL, Priority.HIGH, Priority.URGENT]
    assert reload(given).priority == Priority.LOW


@pytest.mark.parametrize("position", ["courier", "assistant"])
def test_a_task_is_given_to_those_who_make_bouquets(shop, owner, task, do, position):
    with pytest.raises(InvalidInput) as caught:
        do(assign_task, task, owner, florist_id=make_member(shop, position).pk)

    assert caught.value.fields[0][0] == ("florist_id",)

"""Changing an order under way, its photos, putting it away."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cvety.core import clock
from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput, StaleVersion
from cvety.core.models import OutboxEvent
from cvety.core.pictures import absolute_url
from cvety.core.versions import etag
from orders.errors import CannotArchive, OrderClosed, OrderNotFound
from orders.models import Order, OrderPhoto
from orders.services import add_photo, archive_order, lock_order, update_order
from tests.factories import make_member, make_shop, reload


@pytest.fixture
def update(shop):
    def update(order, expected_version=None, **changes):
        return update_order(
            shop=shop,
            order_id=order.pk,
            changes=changes,
            expected_version=expected_version,
            actor=SYSTEM,
            now=timezone.now(),
        )

    return update


def test_only_the_fields_sent_are_written(new_order, update):
    order = new_order(comment="Позвонить за час", recipient_name="Айгуль")
    stale = etag(order)

    update(order, card_text="С днём рождения!")
    update(order, comment="Не звонить")

    order = reload(order)
    assert (order.card_text, order.comment, order.recipient_name) == ("С днём рождения!", "Не звонить", "Айгуль")
    with pytest.raises(StaleVersion):
        update(order, expected_version=stale, comment="Поздно")
    assert reload(order).comment == "Не звонить"
    assert update(order, expected_version=etag(order), comment="Вовремя").comment == "Вовремя"


def test_status_and_money_are_not_editable(new_order, update):
    order = update(new_order(), status="completed", flower_sum=1, paid_total=27000, shop_id=99)

    order = reload(order)
    assert (order.status, order.total, order.paid_total) == ("new", 27000, 0)


def test_a_new_recipient_is_found_by_search(new_order, update):
    order = update(new_order(recipient_name="Айгуль"), recipient_name="Жанна Ғалымқызы")

    assert "жанна галымкызы" in order.search_text
    assert order.tracking_token in order.search_text
    assert "айгуль" not in order.search_text


def test_a_courier_is_a_colleague_of_this_shop(shop, new_order, update):
    courier, stranger = make_member(shop, "courier"), make_member(make_shop(name="Тюльпан"), "courier")
    order = update(new_order(), courier_id=courier.pk)
    assert reload(order).courier_id == courier.pk

    with pytest.raises(InvalidInput) as caught:
        update(order, courier_id=stranger.pk)
    assert caught.value.fields[0][0] == ("courier_id",)


def test_a_closed_order_takes_only_a_comment(order_in, update):
    order = order_in("completed")

    with pytest.raises(OrderClosed):
        update(order, address="ул. Абая 10")
    assert update(order, comment="Спасибо").comment == "Спасибо"


@pytest.mark.parametrize("status", ["new", "cancelled"])
def test_what_is_put_away_holds_nothing_and_is_not_found(shop, order_in, batch, status):
    order = order_in(status)

    archive_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())

    assert reload(batch).quantity_reserved == 0
    with pytest.raises(OrderNotFound):
        lock_order(shop=shop, order_id=order.pk)


def test_an_order_with_history_is_not_put_away(shop, order_in):
    with pytest.raises(CannotArchive):
        archive_order(shop=shop, order_id=order_in("paid").pk, actor=SYSTEM, now=timezone.now())


def picture(size=(900, 600), kind="JPEG", **options):
    buffer = BytesIO()
    Image.new("RGB", size, "#c2255c").save(buffer, kind, **options)
    return SimpleUploadedFile("anything.txt", buffer.getvalue())


def test_a_photo_is_turned_upright_and_stripped(shop, order_in):
    exif = Image.Exif()
    exif[274] = 6  # the camera was held sideways
    exif[271] = "Camera of somebody"
    order = order_in("paid")

    photo = add_photo(shop=shop, order_id=order.pk, upload=picture(exif=exif), actor=SYSTEM, now=timezone.now())

    with photo.image.open() as file, Image.open(file) as image:
        assert (image.size, dict(image.getexif())) == ((600, 900), {})
    with photo.thumbnail.open() as file, Image.open(file) as thumbnail:
        assert thumbnail.size == (320, 480)
    assert photo.image.name.startswith(f"shops/{shop.pk}/orders/")
    event = OutboxEvent.objects.get(name="order.photo_added")
    assert (event.payload["photo_id"], event.payload["order_id"]) == (photo.pk, order.pk)
    assert event.payload["url"] == absolute_url(photo.image.name)


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("photo.jpg", b"not a picture"),
        SimpleUploadedFile("photo.jpg", b""),
        SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * (10 * 1024**2)),
        picture(kind="BMP"),
        picture(size=(9000, 9000), kind="PNG"),
    ],
    ids=["text", "empty", "over 10 MB", "BMP", "too many pixels"],
)
def test_what_is_no_fit_picture_is_refused_and_nothing_kept(shop, order_in, upload):
    order = order_in("new")

    with pytest.raises(InvalidInput) as caught:
        add_photo(shop=shop, order_id=order.pk, upload=upload, actor=SYSTEM, now=timezone.now())

    assert caught.value.fields[0][0] == ("file",)
    assert not OrderPhoto.objects.exists()


def test_no_file_is_left_of_a_photo_that_came_to_nothing(shop, order_in):
    order = order_in("new")
    archive_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
    before = set(Path(default_storage.location).rglob("*.jpeg"))

    with pytest.raises(OrderNotFound):
        add_photo(shop=shop, order_id=order.pk, upload=picture(), actor=SYSTEM, now=timezone.now())

    assert set(Path(default_storage.location).rglob("*.jpeg")) == before


def test_what_changes_nothing_leaves_the_version(new_order, update):
    order = new_order(comment="Позвонить")

    assert update(order).version == order.version
    assert update(order, comment="Позвонить").version == order.version
    assert update(order, comment="Не звонить").version == order.version + 1


def test_an_order_is_carried_by_those_who_carry(shop, new_order, update):
    florist, courier = make_member(shop, "florist"), make_member(shop, "courier")

    for wrong in ({"courier_id": florist.pk}, {"florist_id": courier.pk}):
        with pytest.raises(InvalidInput) as caught:
            update(new_order(), **wrong)
        assert caught.value.fields[0][0] == tuple(wrong)


def test_a_florist_who_has_moved_on_does_not_stand_in_the_way_of_an_edit(shop, new_order, update):
    florist = make_member(shop, "florist")
    order = update(new_order(), florist_id=florist.pk)
    type(florist).objects.filter(pk=florist.pk).update(position="courier")

    assert update(order, florist_id=florist.pk, comment="Новое").comment == "Новое"


def test_a_window_brings_its_day_where_there_was_none(shop, new_order, update):
    """Late orders, and those of a day, are found by it."""
    order, now = new_order(), timezone.now()
    assert order.delivery_date is None

    update(order, window_from_at=now - timedelta(hours=2), window_to_at=now - timedelta(hours=1))

    day = clock.local(now - timedelta(hours=2), shop.timezone).date()
    assert reload(order).delivery_date == day
    assert Order.objects.late(now).get() == order
    assert new_order(window_to_at=now - timedelta(hours=2)).delivery_date == day  # also by its end alone

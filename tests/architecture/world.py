"""One shop with a row of everything, its people, and the owner of another shop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import ShopToken, StaffMember
from accounts.services import create_shop_token
from accounts.tokens import issue_tokens
from catalog.services import add_image
from catalog.services.showcase import make_showcase_bouquets
from customers.models import CustomerAddress
from customers.services import add_date
from cvety.core import live
from cvety.core.tenancy import shop_scope
from orders.services import add_note, update_order
from production.models import ProductionTask
from production.services import make_task_for_order, report_shortage
from shops.models import DeliveryZone, Shop
from tests.factories import make_member, make_product, make_shop
from tests.factories.orders import make_bouquet, make_order, make_photo, make_upload
from tracking.models import Feedback
from tracking.services import leave_feedback
from warehouse.models import GoodsReceipt, StockBatch, StockItem, StockMovement
from warehouse.services.stocktake import count_batch

PEOPLE = ("nobody", "owner", "senior", "assistant", "florist", "courier", "stranger")
# Stands in every name of the shop's rows, and must not stand in anything that a stranger is answered.
SECRET = "Потаённый"


@dataclass
class World:
    """Rows by the names that the table's paths use."""

    shop: Shop
    people: dict[str, StaffMember | None]
    rows: dict[str, Any] = field(default_factory=dict)

    def path(self, template: str) -> str:
        return template.format(**{name: getattr(row, "pk", row) for name, row in self.rows.items()})

    def client(self, person: str, path: str) -> Client:
        """A client signed in by token for the API, by session for pages."""
        member = self.people[person]
        if member is None:
            return Client()
        if path.startswith("/api/"):
            return Client(headers={"Authorization": f"Bearer {issue_tokens(member).access}"})
        client = Client()
        client.force_login(member.user)
        session = client.session
        session["shop_id"] = member.shop_id
        session.save()
        return client


def make_world() -> World:
    shop = make_shop(name=f"{SECRET} магазин")
    positions = [person for person in PEOPLE if person not in ("nobody", "stranger")]
    people: dict[str, StaffMember | None] = {
        "nobody": None,
        **{position: make_member(shop, position, name=f"{SECRET} {position}") for position in positions},
        "stranger": make_member(make_shop(name="Чужой магазин"), "owner", name="Чужая"),
    }
    world = World(shop, people)
    with shop_scope(shop):
        _fill(world)
    return world


def _fill(world: World) -> None:
    shop, owner = world.shop, world.people["owner"]
    product = make_bouquet(shop, f"{SECRET} букет", stock=200)
    names = {"customer_name": f"{SECRET} Иван", "recipient_name": f"{SECRET} Айгуль"}
    new = make_order(shop, product=product, **names)
    paid = make_order(shop, "paid", product=product, **names)
    carried = make_order(shop, "paid", "assembled", "delivery", product=product, address="ул. Абая 1", **names)
    carried = update_order(
        shop=shop,
        order_id=carried.pk,
        changes={"courier_id": world.people["courier"].pk},
        actor=owner.as_actor(),
        now=timezone.now(),
    )
    task = make_task_for_order(shop=shop, order_id=paid.pk, now=timezone.now())
    assert task is not None
    photo = make_photo(carried)
    batch = StockBatch.objects.get()
    count = count_batch(shop=shop, batch_id=batch.pk, quantity=1, actor=owner.as_actor(), now=timezone.now())
    world.rows |= {
        "shop": shop,
        "zone": DeliveryZone.objects.get(),
        "member": make_member(shop, "florist", name=f"{SECRET} коллега"),
        "access": _access_token(shop, owner),
        "product": product,
        "image": add_image(shop=shop, product_id=product.pk, upload=make_upload()),
        "customer": new.customer,
        "date": add_date(
            shop=shop,
            customer_id=new.customer_id,
            data={"date_type": "birthday", "date": "1990-05-15", "description": f"{SECRET} день"},
        ),
        "address": CustomerAddress.objects.get(),
        "order": new,
        "paid": paid,
        "carried": carried,
        "token": carried.tracking_token,
        "live": live.address_of(live.shop_topic(shop.pk)).removeprefix("/live/"),
        "payment": paid.payments.get(),
        "task": task,
        "shortage": report_shortage(
            shop=shop, task_id=task.pk, what=f"{SECRET} роза", member=owner, now=timezone.now()
        ),
        "item": StockItem.objects.get(),
        "batch": batch,
        "stocktake": count.stocktake,
        "receipt": GoodsReceipt.objects.get(),
        "movement": StockMovement.objects.order_by("pk").first(),
        "picture": photo.image.name,
        "photo": photo,
        "line": new.items.get(),
        "note": add_note(
            shop=shop, order_id=carried.pk, text=f"{SECRET} комментарий", actor=owner.as_actor(), now=timezone.now()
        ),
        "feedback": _feedback(shop, names),
        "bouquet": make_showcase_bouquets(
            shop=shop, product_id=product.pk, count=1, actor=owner.as_actor(), now=timezone.now()
        )[0],
    }


def _access_token(shop: Shop, owner: StaffMember) -> ShopToken:
    token, _text = create_shop_token(shop=shop, name=f"{SECRET} сайт", actor=owner.as_actor(), now=timezone.now())
    return token


def _feedback(shop: Shop, names: dict[str, Any]) -> Feedback:
    made = make_order(shop, "paid", "assembled", product=make_product(shop, f"{SECRET} подарок"), **names)
    return leave_feedback(token=made.tracking_token, rating=5, comment=f"{SECRET} отзыв", now=timezone.now())


def take_task(world: World, person: str) -> None:
    """Give the task to somebody who is to start or complete it."""
    member = world.people[person]
    if member is not None and member.shop_id == world.shop.pk:
        ProductionTask._base_manager.filter(pk=world.rows["task"].pk).update(florist=member, status="assigned")


def upload() -> SimpleUploadedFile:
    return make_upload()

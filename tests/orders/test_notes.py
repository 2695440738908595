"""Notes on an order: comments of people, and what else is remembered of it."""

import pytest
from django.utils import timezone

from cvety.core.errors import InvalidInput
from cvety.core.tenancy import shop_scope
from orders.errors import OrderNotFound
from orders.models import NoteKind
from orders.services import add_note
from tests.factories import reload
from tests.factories.orders import make_order


def note(order, owner, text, **fields):
    with shop_scope(order.shop_id):
        return add_note(
            shop=owner.shop, order_id=order.pk, text=text, actor=owner.as_actor(), now=timezone.now(), **fields
        )


def test_a_comment_is_kept_with_its_author_and_leaves_the_order_as_it_was(shop, owner):
    order = make_order(shop)

    written = note(order, owner, " Просит перезвонить ")

    assert (written.kind, written.text, written.actor_name) == ("comment", "Просит перезвонить", owner.name)
    assert reload(order).version == order.version


def test_a_comment_says_something_and_a_deed_speaks_for_itself(shop, owner):
    order = make_order(shop)

    with pytest.raises(InvalidInput):
        note(order, owner, "  ")

    assert note(order, owner, "", kind=NoteKind.PHONE_REVEALED).kind == "phone_revealed"


def test_an_order_of_another_shop_or_put_away_takes_no_note(shop, owner, stranger):
    order, archived = make_order(shop), make_order(shop)
    type(archived)._base_manager.filter(pk=archived.pk).update(archived_at=timezone.now())

    for at, who in ((order, stranger), (archived, owner)):
        with shop_scope(who.shop_id), pytest.raises(OrderNotFound):
            add_note(shop=who.shop, order_id=at.pk, text="Привет", actor=who.as_actor(), now=timezone.now())

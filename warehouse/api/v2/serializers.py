"""Input of the inventory API, and the shapes of its answers as the schema describes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.errors import FlowerNotFound, ProductNotFound
from catalog.services.inventory import Named
from cvety.api.fields import MomentField, TextField
from cvety.core.errors import DomainError, InvalidInput
from warehouse.services.receipts import MAX_QUANTITY

MAX_ROWS = 1000  # of one bulk update
MAX_PRICE = 10_000_000  # tenge for one; some clients send hundredths, and are refused instead of guessed at
MAX_CODE = 80
LONGEST_ID = 18  # digits that surely fit into 64 bits
_CODE = re.compile(r"[\w.-]+")


def read_product_id(text: str) -> Named:
    """Return what a `product_id` means: a product by its number, or a stock item, whose code it may be as well."""
    if not (text.isascii() and text.isdigit()):
        return read_flower_id(text)
    if len(text) > LONGEST_ID:
        raise ProductNotFound
    return Named(product_id=int(text))


def read_flower_id(text: str) -> Named:
    """Return the stock item that a `flower_id` means, by its code. Raises FlowerNotFound for what is no code."""
    if len(text) > MAX_CODE or not _CODE.fullmatch(text):
        raise FlowerNotFound
    return Named(slug=text)


class CodeField(serializers.CharField):
    """A code or a number, as text or as a number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True, **options)


class NamingInput(serializers.Serializer[Any]):
    """Names something that stands on the shelf, in one of two ways."""

    product_id = CodeField(help_text=_("Номер товара: его готовые изделия"))
    flower_id = CodeField(help_text=_("Код складской позиции: rose-red"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        product_id, flower_id = attrs.pop("product_id", None) or "", attrs.pop("flower_id", None) or ""
        if bool(product_id) == bool(flower_id):
            raise InvalidInput((("flower_id",), _("Укажите flower_id или product_id, одно из двух")))
        attrs["code"] = product_id or flower_id
        attrs["named"] = read_product_id(product_id) if product_id else read_flower_id(flower_id)
        return attrs


class UpdateRow(NamingInput):
    quantity = serializers.IntegerField(min_value=0, max_value=MAX_QUANTITY, help_text=_("Сколько стало в наличии"))


class UpdateInput(UpdateRow):
    reason = TextField(max_length=255)
    note = TextField(max_length=2000)


class Rows(serializers.ListField):
    """Rows that are read one by one: a wrong one is an error in its own place."""

    child = UpdateRow()

    def run_child_validation(self, data: Any) -> list[Any]:
        return [self._row(row) for row in data]

    def _row(self, row: Any) -> dict[str, Any] | DomainError:
        try:
            values: dict[str, Any] = self.child.run_validation(row)
            return values
        except DomainError as error:
            return error
        except serializers.ValidationError as error:
            return DomainError(_first(error.detail))


def _first(detail: Any, field: str = "") -> str:
    """Return the first thing that is wrong, with the field it is wrong in."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return _first(inner, "" if name == "non_field_errors" else str(name))
    if isinstance(detail, list):
        return _first(detail[0], field)
    return f"{field}: {detail}" if field else str(detail)


class BulkInput(serializers.Serializer[Any]):
    updates = Rows(min_length=1, max_length=MAX_ROWS)
    atomic = serializers.BooleanField(required=False, default=False, help_text=_("Всё или ничего"))


class DeliveryInput(NamingInput):
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)
    supplier = TextField(max_length=255)
    price = serializers.DecimalField(
        max_digits=12,
        decimal_places=4,
        min_value=Decimal(0),
        max_value=Decimal(MAX_PRICE),
        required=False,
        allow_null=True,
        help_text=_("Закупочная цена за штуку, в тенге; без неё — цена прошлой поставки"),
    )
    note = TextField(max_length=2000)
    delivery_date = MomentField(required=False, allow_null=True)


class WriteOffInput(NamingInput):
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)
    reason = serializers.CharField(max_length=255)
    note = TextField(max_length=2000)


class Update(serializers.Serializer[Any]):
    product_id = serializers.CharField()
    flower_id = serializers.CharField()
    old_quantity = serializers.IntegerField()
    new_quantity = serializers.IntegerField()
    change = serializers.IntegerField()
    available = serializers.IntegerField(help_text=_("Из них не в резерве и не просрочено"))


class UpdatedProduct(serializers.Serializer[Any]):
    product_id = serializers.CharField()
    old_quantity = serializers.IntegerField()
    new_quantity = serializers.IntegerField()
    available = serializers.IntegerField()


class BulkUpdate(serializers.Serializer[Any]):
    updated_count = serializers.IntegerField()
    updated_products = UpdatedProduct(many=True)
    errors: Any = serializers.ListField(child=serializers.CharField())


class ScarceProduct(serializers.Serializer[Any]):
    id = serializers.CharField()
    flower_id = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    available = serializers.IntegerField()
    price = serializers.IntegerField(help_text=_("Цена товара; у цветка — закупочная, в тенге"))
    threshold = serializers.IntegerField()


class LowStock(serializers.Serializer[Any]):
    threshold = serializers.IntegerField()
    count = serializers.IntegerField()
    products = ScarceProduct(many=True)


class MovedProduct(serializers.Serializer[Any]):
    id = serializers.CharField()
    flower_id = serializers.CharField()
    name = serializers.CharField()
    old_quantity = serializers.IntegerField()
    new_quantity = serializers.IntegerField()
    available = serializers.IntegerField()


class DeliveredProduct(MovedProduct):
    delivery_date = serializers.DateTimeField()


class WrittenOffProduct(MovedProduct):
    writeoff_date = serializers.DateTimeField()


class InventoryDelivery(serializers.Serializer[Any]):
    message = serializers.CharField()
    delivery_number = serializers.CharField()
    total_cost = serializers.IntegerField(help_text=_("В тенге"))
    product = DeliveredProduct()


class InventoryWriteOff(serializers.Serializer[Any]):
    message = serializers.CharField()
    reason = serializers.CharField()
    product = WrittenOffProduct()


class FlowerDelivery(serializers.Serializer[Any]):
    message = serializers.CharField()
    flower_id = serializers.CharField()
    previous_quantity = serializers.IntegerField()
    added_quantity = serializers.IntegerField()
    new_quantity = serializers.IntegerField()
    available = serializers.IntegerField()
    delivery_number = serializers.CharField()
    total_cost = serializers.IntegerField(help_text=_("В тенге"))


class FlowerWriteOff(serializers.Serializer[Any]):
    message = serializers.CharField()
    flower_id = serializers.CharField()
    previous_quantity = serializers.IntegerField()
    writeoff_quantity = serializers.IntegerField()
    new_quantity = serializers.IntegerField()
    available = serializers.IntegerField()
    reason = serializers.CharField()


class Flower(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    available = serializers.IntegerField()
    name_en = serializers.CharField(allow_null=True)


class InventoryMovement(serializers.Serializer[Any]):
    id = serializers.CharField()
    flower_id = serializers.CharField()
    flower_name = serializers.CharField()
    product_name = serializers.CharField()
    movement_type = serializers.CharField()
    quantity = serializers.IntegerField()
    on_hand_delta = serializers.IntegerField()
    reserved_delta = serializers.IntegerField()
    reason = serializers.CharField()
    note = serializers.CharField()
    order_id = serializers.IntegerField(allow_null=True)
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()


class History(serializers.Serializer[Any]):
    """`{success, data, movements, count}`: the rows stand there twice, for clients of two kinds."""

    success = serializers.BooleanField()
    data: Any = InventoryMovement(many=True)
    movements = InventoryMovement(many=True)
    count = serializers.IntegerField()

"""Tasks as API v1 reads them, and as its schema describes the answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cvety.api.fields import IdField, MomentField, TextField, WordField
from cvety.api.schema import Photo
from production.services.creating import MAX_MINUTES
from production.states import Priority, TaskStatus
from warehouse.models import Freshness
from warehouse.services.exchanging import MAX_REASON

MAX_ITEMS = 100  # no florist makes more things at once
WORDS = [priority.word for priority in Priority]


class PriorityField(WordField):
    """One of the four words, read as the priority it names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(WORDS, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return Priority.from_word(super().to_internal_value(data))


class TaskItemInput(serializers.Serializer[Any]):
    product_name = serializers.CharField(max_length=255)
    quantity = serializers.IntegerField(min_value=1, max_value=1000)
    special_requests = serializers.CharField(max_length=2000, required=False, allow_null=True, allow_blank=True)


class TaskInput(serializers.Serializer[Any]):
    order_id = IdField()
    task_type = serializers.RegexField(r"^[a-z_]{1,32}$", required=False, allow_null=True)
    priority = PriorityField(required=False, allow_null=True)
    deadline = MomentField(source="deadline_at", required=False, allow_null=True)
    florist_id = IdField(required=False, allow_null=True)
    items: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=TaskItemInput(), required=False, allow_null=True, max_length=MAX_ITEMS
    )
    time_estimate_minutes = serializers.IntegerField(
        min_value=1, max_value=MAX_MINUTES, required=False, allow_null=True
    )
    notes = TextField(max_length=2000)


class TaskChanges(serializers.Serializer[Any]):
    """A change of a task: only what is sent is written."""

    priority = PriorityField(required=False, allow_null=True, help_text=_("Пусто — по времени до срока"))
    deadline = MomentField(
        source="deadline_at", required=False, allow_null=True, help_text=_("Пусто — по времени заказа")
    )
    florist_id = IdField(required=False, allow_null=True)
    time_estimate_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, required=False)
    notes = TextField(max_length=2000)


class AssignInput(serializers.Serializer[Any]):
    florist_id = IdField(required=False, allow_null=True, help_text=_("Пусто — взять себе"))


class PhotoNamesField(serializers.ListField):
    child = serializers.CharField(max_length=2000)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_ITEMS, **kwargs)


class CompleteInput(serializers.Serializer[Any]):
    florist_notes = TextField(max_length=2000)
    actual_minutes = serializers.IntegerField(min_value=0, max_value=MAX_MINUTES, required=False, allow_null=True)
    photos = PhotoNamesField(
        required=False,
        allow_null=True,
        help_text=_("Номера или адреса фото этого заказа; адреса других картинок пропускаются"),
    )
    result_photos = PhotoNamesField(required=False, allow_null=True, help_text=_("То же, что photos"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read both names of the photos as one, each photo by where it was sent: real clients send either."""
        names = ("photos", "result_photos")
        sent = {(name, place): photo for name in names for place, photo in enumerate(attrs.pop(name, None) or ())}
        return {**attrs, "sent_photos": sent}


class Florist(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_null=True)


class TaskItemRow(serializers.Serializer[Any]):
    product_name = serializers.CharField()
    quantity = serializers.IntegerField()
    special_requests = serializers.CharField(allow_null=True)


class TaskRow(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    order_id = serializers.IntegerField()
    task_type = serializers.CharField()
    priority = serializers.ChoiceField(WORDS)
    status = serializers.ChoiceField(TaskStatus.choices)
    deadline = serializers.DateTimeField()
    florist = Florist(allow_null=True)
    items = TaskItemRow(many=True)
    items_changed_at = serializers.DateTimeField(allow_null=True)
    assigned_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    time_estimate_minutes = serializers.IntegerField()
    actual_minutes = serializers.IntegerField(allow_null=True)
    notes = serializers.CharField()
    florist_notes = serializers.CharField()
    photos = Photo(many=True)


class OtherBatchInput(serializers.Serializer[Any]):
    """Which of what is held is to be taken from another batch, and why."""

    reservation_id = IdField(help_text=_("Что взято, из ответа GET"))
    batch_id = IdField(help_text=_("Из какой партии взять"))
    quantity = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, allow_null=True, help_text=_("Пусто — всё")
    )
    reason = serializers.CharField(max_length=MAX_REASON)


class FreeBatch(serializers.Serializer[Any]):
    batch_id = serializers.IntegerField()
    item = serializers.CharField()
    unit = serializers.CharField()
    arrival_date = serializers.DateTimeField()
    supplier = serializers.CharField(allow_blank=True)
    on_showcase = serializers.BooleanField()
    freshness_status = serializers.ChoiceField(Freshness.choices)
    available = serializers.IntegerField()


class HeldBatch(serializers.Serializer[Any]):
    """So many of a batch that the order holds, and the batches they could be taken from instead."""

    reservation_id = serializers.IntegerField()
    order_item_id = serializers.IntegerField()
    product_name = serializers.CharField()
    instead_of = serializers.CharField(allow_null=True, help_text=_("Что названо в рецепте, если взята замена"))
    quantity = serializers.IntegerField()
    batch_id = serializers.IntegerField()
    item = serializers.CharField()
    unit = serializers.CharField()
    arrival_date = serializers.DateTimeField()
    supplier = serializers.CharField(allow_blank=True)
    on_showcase = serializers.BooleanField()
    freshness_status = serializers.ChoiceField(Freshness.choices)
    others = FreeBatch(many=True)


class TaskBatches(serializers.Serializer[Any]):
    task_id = serializers.IntegerField()
    order_id = serializers.IntegerField()
    batches = HeldBatch(many=True)


class TaskCreated(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(TaskStatus.choices)
    created_at = serializers.DateTimeField()

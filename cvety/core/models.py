"""The kernel's own tables. They name a shop by plain id, because the kernel knows no app."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from .events import EventName


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction that caused it, handed to consumers afterwards.

    Events of one `aggregate` ("order:15") are handed over in the order of their ids; the payload is frozen.
    """

    name = models.CharField(max_length=64, choices=EventName.choices)
    version = models.PositiveSmallIntegerField(default=1)
    shop_id = models.BigIntegerField()
    aggregate = models.CharField(max_length=64)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()

    handled_by = models.JSONField(default=list, help_text="Consumers that have done their part")
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["aggregate", "id"], condition=Q(done_at=None), name="outbox_pending_in_order"),
            models.Index(fields=["done_at"], condition=~Q(done_at=None), name="outbox_done"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.aggregate} #{self.pk}"


class IdempotencyKey(models.Model):
    """A request that must not be done twice, and its first answer."""

    shop_id = models.BigIntegerField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked")
    created_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(help_text="A lock left behind expires here")
    status_code = models.PositiveSmallIntegerField(null=True, help_text="Empty while the first still runs")
    body = models.BinaryField(null=True)
    etag = models.CharField(max_length=64, default="", db_default="", help_text="The version that was answered")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "method", "path", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

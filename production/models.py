"""Tasks of florists."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cvety.core.actors import AuthoredModel
from cvety.core.tenancy import shop_objects
from orders.models import Order, OrderItem, OrderPhoto
from shops.models import Shop

from .states import OPEN, Priority, TaskStatus


class TaskQuerySet(models.QuerySet["ProductionTask"]):
    def open(self) -> TaskQuerySet:
        return self.filter(status__in=OPEN)

    def urgent_first(self) -> TaskQuerySet:
        return self.order_by("priority", "deadline_at", "pk")


class ProductionTask(models.Model):
    """Make what an order asks for, by a deadline."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    order = models.ForeignKey(Order, models.CASCADE, related_name="tasks", verbose_name=_("заказ"))
    task_type = models.CharField(_("вид работы"), max_length=32, default="bouquet")
    status = models.CharField(_("статус"), max_length=16, choices=TaskStatus.choices, default=TaskStatus.PENDING)
    priority = models.PositiveSmallIntegerField(_("срочность"), choices=Priority.choices)
    is_priority_given = models.BooleanField(_("срочность задана"), default=False, editable=False)
    deadline_at = models.DateTimeField(_("готово к"))
    florist = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("флорист")
    )
    time_estimate_minutes = models.PositiveIntegerField(_("минут на сборку"), default=30)
    actual_minutes = models.PositiveIntegerField(_("собирали минут"), null=True, blank=True)
    notes = models.TextField(_("примечание"), blank=True)
    florist_notes = models.TextField(_("слова флориста"), blank=True)
    is_automatic = models.BooleanField(_("создана сама"), default=False)
    items_changed_at = models.DateTimeField(_("состав изменён"), null=True, blank=True, editable=False)
    assigned_at = models.DateTimeField(_("взята"), null=True, blank=True)
    started_at = models.DateTimeField(_("начата"), null=True, blank=True)
    completed_at = models.DateTimeField(_("завершена"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("отменена"), null=True, blank=True)
    created_at = models.DateTimeField(_("создана"))
    updated_at = models.DateTimeField(_("изменена"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = shop_objects(TaskQuerySet)

    class Meta:
        verbose_name = _("задача")
        verbose_name_plural = _("задачи")
        ordering = ["priority", "deadline_at", "pk"]
        constraints = [
            # An order is paid once, and its consumer may hear of it twice.
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(is_automatic=True) & Q(status__in=["pending", "assigned", "in_progress"]),
                name="one_open_automatic_task_per_order",
            )
        ]
        indexes = [
            models.Index(
                fields=["shop", "priority", "deadline_at"],
                condition=Q(status__in=["pending", "assigned", "in_progress"]),
                name="task_queue",
            ),
            models.Index(
                fields=["shop", "deadline_at", "id"],
                condition=Q(status__in=["pending", "assigned", "in_progress"]),
                name="task_open_by_deadline",
            ),
            models.Index(fields=["shop", "deadline_at", "id"], name="task_by_deadline"),
            models.Index(fields=["shop", "-created_at", "-id"], name="task_newest_first"),
            models.Index(fields=["florist", "status"], name="task_of_florist"),
        ]

    def __str__(self) -> str:
        return gettext("Задача № %d") % self.pk

    @property
    def items_change(self) -> str:
        """The last change of its items, to be sent back by who has seen it; blank where there was none."""
        return self.items_changed_at.isoformat() if self.items_changed_at else ""


class TaskItem(models.Model):
    """One thing to make."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    task = models.ForeignKey(ProductionTask, models.CASCADE, related_name="items", verbose_name=_("задача"))
    order_item = models.ForeignKey(OrderItem, models.SET_NULL, null=True, blank=True, related_name="+")
    product_name = models.CharField(_("что собрать"), max_length=255)
    quantity = models.PositiveIntegerField(_("количество"))
    special_requests = models.TextField(_("пожелания"), null=True, blank=True)

    objects = shop_objects()

    class Meta:
        verbose_name = _("строка задачи")
        verbose_name_plural = _("строки задачи")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.product_name} × {self.quantity}"


class TaskPhoto(models.Model):
    """A photo of the order that was taken for a task."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    task = models.ForeignKey(ProductionTask, models.CASCADE, related_name="photos")
    photo = models.OneToOneField(OrderPhoto, models.CASCADE, related_name="task_photo")

    objects = shop_objects()

    class Meta:
        verbose_name = _("фото задачи")
        verbose_name_plural = _("фото задачи")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.photo)


class Shortage(AuthoredModel):
    """A florist has not enough of something to finish a task; a manager settles it."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    task = models.ForeignKey(ProductionTask, models.CASCADE, related_name="shortages", verbose_name=_("задача"))
    what = models.CharField(_("чего не хватает"), max_length=500)
    reported_at = models.DateTimeField(_("когда"))
    settled_at = models.DateTimeField(_("решено"), null=True, blank=True)
    settled_by = models.CharField(_("кто решил"), max_length=255, blank=True)

    objects = shop_objects()

    class Meta:
        verbose_name = _("нехватка")
        verbose_name_plural = _("нехватки")
        ordering = ["pk"]
        indexes = [models.Index(fields=["shop", "reported_at"], condition=Q(settled_at=None), name="shortage_open")]

    def __str__(self) -> str:
        return self.what

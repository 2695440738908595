"""Tasks over API v1."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import read_page, read_sort
from cvety.api.schema import Photo, list_parameters, page_of
from cvety.api.uploads import UploadInput, UploadView
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from cvety.core.errors import InvalidInput
from cvety.core.versions import RowVersion
from orders.queries import photo_row
from production.queries import task_batches, task_row, task_rows, tasks_of
from production.services import (
    NewTaskItem,
    add_task_photo,
    assign_task,
    cancel_task,
    complete_task,
    create_task,
    start_task,
    take_from_batch,
    update_task,
)

from .filters import TaskFilter
from .serializers import (
    AssignInput,
    CompleteInput,
    OtherBatchInput,
    TaskBatches,
    TaskChanges,
    TaskCreated,
    TaskInput,
    TaskRow,
)

SORT = {"priority": "priority", "deadline": "deadline_at", "created_at": "created_at"}


class ProductionView(ApiView):
    module = Module.PRODUCTION

    def answer_row(self, task_id: int) -> Response:
        row = task_row(shop=self.shop, task_id=task_id, shows_phones=self.member.sees_contacts)
        return self.answer(row, row=RowVersion(task_id, row["version"]))

    def told(self, task_id: int) -> dict[str, Any]:
        return {"shop": self.shop, "task_id": task_id, "member": self.member, "now": clock.now()}


class TasksView(ProductionView):
    @extend_schema(
        summary="Задачи производства",
        parameters=list_parameters(TaskFilter, SORT),
        responses=page_of(TaskRow),
        tags=["production"],
    )
    def get(self, request: Request) -> Response:
        tasks = TaskFilter.read(request, tasks_of(shop=self.shop)).qs
        page = read_page(request.query_params)
        order = read_sort(request.query_params, SORT, default="-created_at")
        if request.query_params.get("sort", "").endswith("priority"):  # of equals, the one due first
            order.insert(1, "deadline_at")
        rows = task_rows(page.cut(tasks.order_by(*order)), shop=self.shop, shows_phones=self.member.sees_contacts)
        return self.answer(page.envelope(rows, tasks.count()))

    @extend_schema(summary="Создать задачу", request=TaskInput, responses={201: TaskCreated}, tags=["production"])
    def post(self, request: Request) -> Response:
        values = self.read(TaskInput)
        items = [NewTaskItem(**item) for item in values.pop("items", None) or ()]
        task = create_task(
            shop=self.shop,
            items=items,
            actor=self.actor,
            now=clock.now(),
            **values,
        )
        answer = {
            "id": task.pk,
            "status": task.status,
            "created_at": clock.isoformat(task.created_at, self.shop.zone),
        }
        return self.answer(answer, status=201)


class TaskView(ProductionView):
    @extend_schema(summary="Одна задача", responses=TaskRow, tags=["production"])
    def get(self, request: Request, task_id: int) -> Response:
        return self.answer_row(task_id)

    @extend_schema(
        summary="Изменить задачу: переданные поля", request=TaskChanges, responses=TaskRow, tags=["production"]
    )
    def patch(self, request: Request, task_id: int) -> Response:
        changes = self.read(TaskChanges)
        update_task(**self.told(task_id), changes=changes, expected_version=self.expected_version)
        return self.answer_row(task_id)

    @extend_schema(summary="Отменить задачу", responses={204: None}, tags=["production"])
    def delete(self, request: Request, task_id: int) -> Response:
        cancel_task(**self.told(task_id))
        return self.answer(None, status=204)


class AssignView(ProductionView):
    @extend_schema(summary="Взять или назначить задачу", request=AssignInput, responses=TaskRow, tags=["production"])
    def post(self, request: Request, task_id: int) -> Response:
        assign_task(florist_id=self.read(AssignInput).get("florist_id"), **self.told(task_id))
        return self.answer_row(task_id)


class StartView(ProductionView):
    @extend_schema(summary="Начать задачу", request=None, responses=TaskRow, tags=["production"])
    def post(self, request: Request, task_id: int) -> Response:
        start_task(**self.told(task_id))
        return self.answer_row(task_id)


class CompleteView(ProductionView):
    @extend_schema(summary="Завершить задачу", request=CompleteInput, responses=TaskRow, tags=["production"])
    def post(self, request: Request, task_id: int) -> Response:
        values = self.read(CompleteInput)
        sent = values.pop("sent_photos")
        try:
            complete_task(**self.told(task_id), **values, photos=list(sent.values()))
        except InvalidInput as error:
            places: dict[Any, Any] = {("photos", number): place for number, place in enumerate(sent)}
            raise InvalidInput(*((places.get(path, path), text) for path, text in error.fields)) from error
        return self.answer_row(task_id)


class CancelView(ProductionView):
    @extend_schema(summary="Отменить задачу и показать её", request=None, responses=TaskRow, tags=["production"])
    def post(self, request: Request, task_id: int) -> Response:
        cancel_task(**self.told(task_id))
        return self.answer_row(task_id)


class TaskBatchesView(ProductionView):
    @extend_schema(summary="Из каких партий собирать задачу", responses=TaskBatches, tags=["production"])
    def get(self, request: Request, task_id: int) -> Response:
        return self._answer_batches(task_id)

    @extend_schema(
        summary="Взять цветы из другой партии", request=OtherBatchInput, responses=TaskBatches, tags=["production"]
    )
    def post(self, request: Request, task_id: int) -> Response:
        take_from_batch(**self.told(task_id), **self.read(OtherBatchInput))
        return self._answer_batches(task_id)

    def _answer_batches(self, task_id: int) -> Response:
        return self.answer(task_batches(shop=self.shop, task_id=task_id, now=clock.now()))


class TaskPhotosView(UploadView):
    module = Module.PRODUCTION

    @extend_schema(
        summary="Добавить фото работы",
        request={"multipart/form-data": UploadInput},
        responses={201: Photo},
        tags=["production"],
    )
    def post(self, request: Request, task_id: int) -> Response:
        photo = add_task_photo(
            shop=self.shop, task_id=task_id, upload=self.read_file(), member=self.member, now=clock.now()
        )
        return self.answer(photo_row(photo, self.shop.zone), status=201)

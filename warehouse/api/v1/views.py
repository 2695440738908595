"""Stock over API v1."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import read_page, read_sort
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from cvety.core.versions import RowVersion
from warehouse.queries import (
    batch_row,
    batch_rows,
    batches_of,
    movement_rows,
    movements_of,
    receipt_row,
    receipt_rows,
    receipts_of,
    stock_stats,
)
from warehouse.services import (
    Position,
    cancel_receipt,
    correct_batch,
    receive_goods,
    update_batch,
    update_receipt,
    write_off,
)

from .filters import BatchFilter, MovementFilter, ReceiptFilter
from .serializers import (
    BatchChanges,
    BatchRow,
    CorrectionInput,
    MovementRow,
    ReceiptChanges,
    ReceiptCreated,
    ReceiptInput,
    ReceiptRow,
    StockStats,
    WriteOffInput,
)

BATCH_SORT = {"arrival_date": "arrived_at"}
RECEIPT_SORT = {"delivery_date": "received_at", "created_at": "created_at"}


class WarehouseView(ApiView):
    module = Module.WAREHOUSE

    def answer_row(self, batch_id: int, status: int = 200) -> Response:
        row = batch_row(shop=self.shop, batch_id=batch_id, now=clock.now())
        return self.answer(row, row=RowVersion(batch_id, row["version"]), status=status)


class BatchesView(WarehouseView):
    @extend_schema(
        summary="Складские позиции",
        parameters=list_parameters(BatchFilter, BATCH_SORT),
        responses=page_of(BatchRow, stats=StockStats()),
        tags=["warehouse"],
    )
    def get(self, request: Request) -> Response:
        batches = BatchFilter.read(request, batches_of(shop=self.shop)).qs
        page = read_page(request.query_params)
        order = read_sort(request.query_params, BATCH_SORT, default="-arrival_date")
        rows = batch_rows(page.cut(batches.order_by(*order)), shop=self.shop, now=clock.now())
        stats = stock_stats(batches)
        total = stats.pop("batches_count")
        return self.answer(page.envelope(rows, total, stats=stats))


class BatchView(WarehouseView):
    @extend_schema(summary="Одна партия", responses=BatchRow, tags=["warehouse"])
    def get(self, request: Request, batch_id: int) -> Response:
        return self.answer_row(batch_id)

    @extend_schema(
        summary="Изменить партию: переданные поля", request=BatchChanges, responses=BatchRow, tags=["warehouse"]
    )
    def patch(self, request: Request, batch_id: int) -> Response:
        update_batch(
            shop=self.shop,
            batch_id=batch_id,
            changes=self.read(BatchChanges),
            expected_version=self.expected_version,
        )
        return self.answer_row(batch_id)


class WriteOffView(WarehouseView):
    @extend_schema(summary="Списать часть партии", request=WriteOffInput, responses={201: BatchRow}, tags=["warehouse"])
    def post(self, request: Request, batch_id: int) -> Response:
        write_off(
            shop=self.shop,
            batch_id=batch_id,
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
            **self.read(WriteOffInput),
        )
        return self.answer_row(batch_id, status=201)


class CorrectionView(WarehouseView):
    @extend_schema(
        summary="Исправить наличие партии по пересчёту",
        request=CorrectionInput,
        responses={201: BatchRow, 200: BatchRow},
        tags=["warehouse"],
    )
    def post(self, request: Request, batch_id: int) -> Response:
        movement = correct_batch(
            shop=self.shop,
            batch_id=batch_id,
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
            **self.read(CorrectionInput),
        )
        return self.answer_row(batch_id, status=201 if movement is not None else 200)


class MovementsView(WarehouseView):
    @extend_schema(
        summary="Движения партии",
        parameters=list_parameters(MovementFilter),
        responses=page_of(MovementRow),
        tags=["warehouse"],
    )
    def get(self, request: Request, batch_id: int) -> Response:
        page = read_page(request.query_params)
        movements = MovementFilter.read(request, movements_of(shop=self.shop, batch_id=batch_id)).qs
        rows = movement_rows(page.cut(movements), shop=self.shop)
        return self.answer(page.envelope(rows, movements.count()))


class ReceiptsView(WarehouseView):
    @extend_schema(
        summary="Поставки",
        parameters=list_parameters(ReceiptFilter, RECEIPT_SORT),
        responses=page_of(ReceiptRow),
        tags=["warehouse"],
    )
    def get(self, request: Request) -> Response:
        receipts = ReceiptFilter.read(request, receipts_of(shop=self.shop)).qs
        page = read_page(request.query_params)
        order = read_sort(request.query_params, RECEIPT_SORT, default="-created_at")
        rows = receipt_rows(page.cut(receipts.order_by(*order)), shop=self.shop)
        return self.answer(page.envelope(rows, receipts.count()))

    @extend_schema(
        summary="Принять поставку", request=ReceiptInput, responses={201: ReceiptCreated}, tags=["warehouse"]
    )
    def post(self, request: Request) -> Response:
        values = self.read(ReceiptInput)
        positions = [
            Position(
                variety=position["variety"],
                height_cm=position.get("height_cm"),
                quantity=position["qty"],
                cost_per_stem=position["cost_per_stem"],
                packaging=position.get("packaging", ""),
            )
            for position in values.pop("positions")
        ]
        receipt = receive_goods(
            shop=self.shop,
            received_at=values.pop("delivery_date"),
            positions=positions,
            actor=self.actor,
            now=clock.now(),
            **values,
        )
        answer = {
            "id": receipt.pk,
            "delivery_number": receipt.number,
            "total_stems": receipt.total_stems,
            "total_cost_original": receipt.total_cost_original,
            "total_cost_kzt": receipt.total_cost_kzt,
            "created_at": clock.isoformat(receipt.created_at, self.shop.zone),
        }
        return self.answer(answer, status=201)


class ReceiptView(WarehouseView):
    @extend_schema(summary="Одна поставка", responses=ReceiptRow, tags=["warehouse"])
    def get(self, request: Request, receipt_id: int) -> Response:
        return self._answer_row(receipt_id)

    @extend_schema(
        summary="Изменить поставку: переданные поля",
        request=ReceiptChanges,
        responses=ReceiptRow,
        tags=["warehouse"],
    )
    def patch(self, request: Request, receipt_id: int) -> Response:
        update_receipt(
            shop=self.shop,
            receipt_id=receipt_id,
            changes=self.read(ReceiptChanges),
            expected_version=self.expected_version,
        )
        return self._answer_row(receipt_id)

    @extend_schema(summary="Отменить поставку", responses={204: None}, tags=["warehouse"])
    def delete(self, request: Request, receipt_id: int) -> Response:
        cancel_receipt(
            shop=self.shop,
            receipt_id=receipt_id,
            actor=self.actor,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self.answer(None, status=204)

    def _answer_row(self, receipt_id: int) -> Response:
        row = receipt_row(shop=self.shop, receipt_id=receipt_id)
        return self.answer(row, row=RowVersion(receipt_id, row["version"]))

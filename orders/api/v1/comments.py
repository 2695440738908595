"""What the shop's people say of an order among themselves."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import ListFilter, read_page
from cvety.api.schema import list_parameters, page_of
from cvety.core import clock
from orders.queries import check_seen, comment_row, comments_on, find_comment, find_order
from orders.services import add_note, edit_note, remove_note

from .moving import CarriedView
from .schema import CommentAnswer
from .serializers import CommentInput


class CommentsView(CarriedView):
    """The ETag of whatever is answered about a comment is the order's."""

    @extend_schema(
        summary="Комментарии к заказу",
        parameters=list_parameters(ListFilter),
        responses=page_of(CommentAnswer),
        tags=["orders"],
    )
    def get(self, request: Request, pk: int) -> Response:
        page = read_page(request.query_params)
        order = find_order(order_id=pk, member=self.member)
        comments = comments_on(shop=self.shop, order_id=pk)
        rows = [comment_row(comment, self.shop.zone) for comment in page.cut(comments)]
        return self.answer(page.envelope(rows, comments.count()), row=order)

    @extend_schema(
        summary="Добавить комментарий", request=CommentInput, responses={201: CommentAnswer}, tags=["orders"]
    )
    def post(self, request: Request, pk: int) -> Response:
        text = self.read(CommentInput)["text"]
        check_seen(order_id=pk, member=self.member)
        comment = add_note(shop=self.shop, order_id=pk, text=text, actor=self.actor, now=clock.now())
        return self.answer(comment_row(comment, self.shop.zone), row=comment.order, status=201)


class CommentView(CarriedView):
    """One comment, by its own number or as one of its order: `pk` is the order's, where it is named."""

    @extend_schema(summary="Комментарий к заказу", responses=CommentAnswer, tags=["orders"])
    def get(self, request: Request, comment_id: int, pk: int | None = None) -> Response:
        comment = find_comment(note_id=comment_id, order_id=pk, member=self.member)
        return self.answer(comment_row(comment, self.shop.zone), row=comment.order)

    @extend_schema(
        summary="Изменить комментарий: автор, старший, владелец",
        request=CommentInput,
        responses=CommentAnswer,
        tags=["orders"],
    )
    def patch(self, request: Request, comment_id: int, pk: int | None = None) -> Response:
        text = self.read(CommentInput)["text"]
        told = {"shop": self.shop, "note_id": comment_id, "order_id": pk, "member": self.member, "now": clock.now()}
        comment = edit_note(text=text, expected_version=self.expected_version, **told)
        return self.answer(comment_row(comment, self.shop.zone), row=comment.order)

    @extend_schema(summary="Удалить комментарий: автор, старший, владелец", responses={204: None}, tags=["orders"])
    def delete(self, request: Request, comment_id: int, pk: int | None = None) -> Response:
        told = {"shop": self.shop, "note_id": comment_id, "order_id": pk, "member": self.member, "now": clock.now()}
        order = remove_note(expected_version=self.expected_version, **told)
        return self.answer(None, row=order, status=204)

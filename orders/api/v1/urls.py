from django.urls import path

from .comments import CommentsView, CommentView
from .moving import (
    AcceptView,
    AllowedStatusesView,
    CancelView,
    IssueView,
    OrderPhotosView,
    OrderPhotoView,
    PaymentsView,
    RefundsView,
    StatusView,
    WaiveView,
)
from .parts import HistoryView, ItemsView, ItemView
from .public import PublicOrdersView
from .purchasing import PurchaseListView
from .views import OrdersView, OrdersWithItemsView, OrderView

urlpatterns = [
    path("orders/", OrdersView.as_view()),
    path("orders/with-items", OrdersWithItemsView.as_view()),
    path("orders/<int:pk>", OrderView.as_view()),
    path("orders/<int:pk>/status", StatusView.as_view()),
    path("orders/<int:pk>/allowed-statuses", AllowedStatusesView.as_view()),
    path("orders/<int:pk>/issue", IssueView.as_view()),
    path("orders/<int:pk>/accept", AcceptView.as_view()),
    path("orders/<int:pk>/cancel", CancelView.as_view()),
    path("orders/<int:pk>/items", ItemsView.as_view()),
    path("orders/<int:pk>/items/<int:item_id>", ItemView.as_view()),
    path("orders/<int:pk>/photos", OrderPhotosView.as_view()),
    path("orders/<int:pk>/photos/<int:photo_id>", OrderPhotoView.as_view()),
    path("orders/<int:pk>/comments", CommentsView.as_view()),
    path("orders/<int:pk>/comments/<int:comment_id>", CommentView.as_view()),
    path("orders/<int:pk>/history", HistoryView.as_view()),
    path("orders/<int:pk>/payments", PaymentsView.as_view()),
    path("orders/<int:pk>/refunds", RefundsView.as_view()),
    path("orders/<int:pk>/waive", WaiveView.as_view()),
    path("comments/<int:comment_id>", CommentView.as_view()),
    path("public/orders", PublicOrdersView.as_view()),
    path("warehouse/purchase-list", PurchaseListView.as_view()),
]

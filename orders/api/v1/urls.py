from django.urls import path

from .moving import AcceptView, IssueView, OrderPhotosView, PaymentsView, RefundsView, StatusView
from .public import PublicOrdersView
from .views import OrdersView, OrdersWithItemsView, OrderView

urlpatterns = [
    path("orders/", OrdersView.as_view()),
    path("orders/with-items", OrdersWithItemsView.as_view()),
    path("orders/<int:pk>", OrderView.as_view()),
    path("orders/<int:pk>/status", StatusView.as_view()),
    path("orders/<int:pk>/issue", IssueView.as_view()),
    path("orders/<int:pk>/accept", AcceptView.as_view()),
    path("orders/<int:pk>/photos", OrderPhotosView.as_view()),
    path("orders/<int:pk>/payments", PaymentsView.as_view()),
    path("orders/<int:pk>/refunds", RefundsView.as_view()),
    path("public/orders", PublicOrdersView.as_view()),
]

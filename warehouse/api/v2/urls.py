from django.urls import path

from .views import (
    BulkUpdateView,
    DeliveryView,
    FlowerDeliveryView,
    FlowerSearchView,
    FlowerWriteOffView,
    HistoryView,
    LowStockView,
    UpdateView,
    WriteOffView,
)

urlpatterns = [
    path("inventory/update", UpdateView.as_view()),
    path("inventory/bulk-update", BulkUpdateView.as_view()),
    path("inventory/low-stock", LowStockView.as_view()),
    path("inventory/delivery", DeliveryView.as_view()),
    path("inventory/writeoff", WriteOffView.as_view()),
    path("inventory/history", HistoryView.as_view()),
    path("flowers/search", FlowerSearchView.as_view()),
    path("flowers/delivery", FlowerDeliveryView.as_view()),
    path("flowers/writeoff", FlowerWriteOffView.as_view()),
]

from django.urls import path

from .views import BatchesView, BatchView, ReceiptsView, ReceiptView

urlpatterns = [
    path("warehouse/", BatchesView.as_view()),
    path("warehouse/<int:batch_id>", BatchView.as_view()),
    path("warehouse/deliveries", ReceiptsView.as_view()),
    path("warehouse/deliveries/<int:receipt_id>", ReceiptView.as_view()),
]

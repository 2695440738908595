from django.urls import path

from .stocktakes import (
    StocktakeCancelView,
    StocktakeLinesView,
    StocktakePostView,
    StocktakesView,
    StocktakeView,
)
from .views import BatchesView, BatchView, CorrectionView, MovementsView, ReceiptsView, ReceiptView, WriteOffView

urlpatterns = [
    path("warehouse/", BatchesView.as_view()),
    path("warehouse/<int:batch_id>", BatchView.as_view()),
    path("warehouse/<int:batch_id>/write-off", WriteOffView.as_view()),
    path("warehouse/<int:batch_id>/correction", CorrectionView.as_view()),
    path("warehouse/<int:batch_id>/movements", MovementsView.as_view()),
    path("warehouse/stocktakes", StocktakesView.as_view()),
    path("warehouse/stocktakes/<int:stocktake_id>", StocktakeView.as_view()),
    path("warehouse/stocktakes/<int:stocktake_id>/lines", StocktakeLinesView.as_view()),
    path("warehouse/stocktakes/<int:stocktake_id>/post", StocktakePostView.as_view()),
    path("warehouse/stocktakes/<int:stocktake_id>/cancel", StocktakeCancelView.as_view()),
    path("warehouse/deliveries", ReceiptsView.as_view()),
    path("warehouse/deliveries/<int:receipt_id>", ReceiptView.as_view()),
]

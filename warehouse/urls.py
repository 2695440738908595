from django.urls import path

from . import pages

urlpatterns = [
    path("fridge/", pages.walk, name="fridge"),
    path("fridge/batches/<int:batch_id>/write-off", pages.throw_away, name="fridge-write-off"),
    path("fridge/count/", pages.count, name="fridge-count"),
    path("fridge/count/<int:batch_id>/", pages.bucket, name="fridge-bucket"),
    path("fridge/count/<int:batch_id>/save", pages.save_count, name="fridge-save"),
    path("fridge/stocktakes/<int:stocktake_id>/", pages.result, name="fridge-result"),
    path("fridge/stocktakes/<int:stocktake_id>/post", pages.post, name="fridge-post"),
    path("fridge/stocktakes/<int:stocktake_id>/cancel", pages.cancel, name="fridge-cancel"),
]

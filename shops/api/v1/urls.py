from django.urls import path

from .public import PublicShopView

urlpatterns = [
    path("public/shops/<int:shop_id>", PublicShopView.as_view()),
]

from django.urls import path

from .public import PublicShopView
from .views import ShopView, ZonesView, ZoneView

urlpatterns = [
    path("shop/", ShopView.as_view()),
    path("shop/delivery-zones/", ZonesView.as_view()),
    path("shop/delivery-zones/<int:zone_id>", ZoneView.as_view()),
    path("public/shops/<int:shop_id>", PublicShopView.as_view()),
]

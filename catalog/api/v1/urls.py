from django.urls import path

from .images import ProductImagesView, ProductImageView
from .public import PublicProductsView, PublicProductView, ShopProductsView
from .views import ProductsView, ProductView

urlpatterns = [
    path("products/", ProductsView.as_view()),
    path("products/<int:product_id>", ProductView.as_view()),
    path("products/<int:product_id>/images", ProductImagesView.as_view()),
    path("products/<int:product_id>/images/<int:image_id>", ProductImageView.as_view()),
    path("public/products", PublicProductsView.as_view()),
    path("public/products/<int:product_id>", PublicProductView.as_view()),
    path("public/shops/<int:shop_id>/products", ShopProductsView.as_view()),
]

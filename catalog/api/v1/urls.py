from django.urls import path

from .images import ProductImagesView, ProductImageView
from .public import PublicProductsView, PublicProductView, ShopProductsView
from .showcase import BouquetView, MakeBouquetsView, ShowcaseView, TakeApartView
from .views import ProductsView, ProductView

urlpatterns = [
    path("products/", ProductsView.as_view()),
    path("products/<int:product_id>", ProductView.as_view()),
    path("products/<int:product_id>/images", ProductImagesView.as_view()),
    path("products/<int:product_id>/images/<int:image_id>", ProductImageView.as_view()),
    path("products/<int:product_id>/showcase", MakeBouquetsView.as_view()),
    path("showcase/", ShowcaseView.as_view()),
    path("showcase/<int:bouquet_id>", BouquetView.as_view()),
    path("showcase/<int:bouquet_id>/take-apart", TakeApartView.as_view()),
    path("public/products", PublicProductsView.as_view()),
    path("public/products/<int:product_id>", PublicProductView.as_view()),
    path("public/shops/<int:shop_id>/products", ShopProductsView.as_view()),
]

from django.urls import path

from . import pages

urlpatterns = [
    path("florist/showcase/", pages.showcase, name="showcase"),
    path("florist/showcase/<int:bouquet_id>/", pages.bouquet, name="showcase-bouquet"),
    path("florist/showcase/<int:bouquet_id>/take-apart", pages.apart, name="showcase-take-apart"),
    path("florist/showcase/<int:bouquet_id>/write-off", pages.throw_away, name="showcase-write-off"),
    path("florist/showcase/products/<int:product_id>/make", pages.make, name="showcase-make"),
]

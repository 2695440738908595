from django.urls import path

from . import pages

urlpatterns = [
    path("courier/", pages.run, name="courier"),
    path("courier/orders/<int:order_id>/take", pages.take, name="courier-take"),
    path("courier/orders/<int:order_id>/delivered", pages.delivered, name="courier-delivered"),
    path("courier/orders/<int:order_id>/issue", pages.issue, name="courier-issue"),
]

from django.urls import path

from . import pages

urlpatterns = [
    path("courier/", pages.run, name="courier"),
    path("courier/take", pages.take_all, name="courier-take-all"),
    path("courier/orders/<int:order_id>/", pages.stop, name="courier-stop"),
    path("courier/orders/<int:order_id>/take", pages.take, name="courier-take"),
    path("courier/orders/<int:order_id>/phone", pages.reveal, name="courier-phone"),
    path("courier/orders/<int:order_id>/delivered", pages.delivered, name="courier-delivered"),
    path("courier/orders/<int:order_id>/issue", pages.issue, name="courier-issue"),
]

from django.urls import path

from .parts import AddressesView, AddressView, DatesView, DateView
from .views import CustomerOrdersView, CustomersView, CustomerView

urlpatterns = [
    path("customers/", CustomersView.as_view()),
    path("customers/<int:customer_id>", CustomerView.as_view()),
    path("customers/<int:customer_id>/orders", CustomerOrdersView.as_view()),
    path("customers/<int:customer_id>/important-dates", DatesView.as_view()),
    path("customers/<int:customer_id>/important-dates/<int:date_id>", DateView.as_view()),
    path("customers/<int:customer_id>/addresses", AddressesView.as_view()),
    path("customers/<int:customer_id>/addresses/<int:address_id>", AddressView.as_view()),
]

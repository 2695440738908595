from django.urls import path

from .views import CustomerOrdersView, CustomersView, CustomerView

urlpatterns = [
    path("customers/", CustomersView.as_view()),
    path("customers/<int:customer_id>", CustomerView.as_view()),
    path("customers/<int:customer_id>/orders", CustomerOrdersView.as_view()),
]

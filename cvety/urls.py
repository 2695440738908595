"""Where everything is found; each app keeps its own addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("cvety.uploads")),
    path("", include("cvety.live")),
    path("", include("cvety.docs")),
    path("", include("accounts.urls")),
    path("", include("cvety.today")),
    path("", include("orders.admin.purchasing")),
    path("admin/", admin.site.urls),
    path("", include("production.urls")),
    path("", include("catalog.urls")),
    path("", include("warehouse.urls")),
    path("", include("orders.urls")),
    path("", include("tracking.urls")),
    path("", include("warehouse.crm")),
    path("api/", include("shops.api.v1.urls")),
    path("api/", include("accounts.api.v1.urls")),
    path("api/", include("orders.api.v1.urls")),
    path("api/", include("catalog.api.v1.urls")),
    path("api/", include("customers.api.v1.urls")),
    path("api/", include("tracking.api.v1.urls")),
    path("api/", include("warehouse.api.v1.urls")),
    path("api/", include("production.api.v1.urls")),
    path("api/", include("warehouse.api.v2.urls")),
    path("api/v2/", include("accounts.api.v2.urls")),
]

handler400 = "cvety.api.errors.bad_request"
handler404 = "cvety.api.errors.page_not_found"
handler500 = "cvety.api.errors.server_error"
